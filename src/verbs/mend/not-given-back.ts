import type { HostSnapshot } from '../../kernel/host.ts';
import { hasCustomRules } from '../../kernel/kernel.ts';
import type { EntryBy } from '../../ports/journal.ts';

/** What a change leaves behind whatever is undone, because the kernel shows it to nobody or never takes it back. */
export function notGivenBack(
  { changes: made, hadRules }: EntryBy<'state'>,
  host: HostSnapshot,
): readonly string[] {
  const told: string[] = [];
  if (made.some((change) => change.do === 'add-rule') && hadRules !== true)
    if (host.sticky.customRules === true && !hasCustomRules(host))
      told.push(
        'the kernel keeps the mark that there was a policy rule until the next start: it searches the local table before main, and checks senders fully',
      );
  const links = [...new Set(made.flatMap((change) => (change.do === 'remove-link' ? [change.link] : [])))];
  if (links.length > 0)
    told.push(
      `the kernel made ${links.join(', ')} anew: IPv6 settings, counters and learned entries are not as they were`,
    );
  return told;
}
