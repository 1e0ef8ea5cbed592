import { UsageFault } from '../../base/fault.ts';
import { closest } from '../../base/closest.ts';
import { WATCH_KINDS, type WatchKind } from '../../inventory/watch-event.ts';
import { many, one, type ReadFlag, text, toggle } from '../../terminal/args/flags.ts';
import { list, whole } from '../../terminal/args/numbers.ts';
import { timeFlag } from '../../terminal/args/times.ts';

/** What a watch may be ended by: a kind, or whatever is critical. */
export type Until = WatchKind | 'critical';

const UNTIL: readonly Until[] = [...WATCH_KINDS, 'critical'];

const untilKind: ReadFlag<Until> = (word, where) => {
  const found = UNTIL.find((kind) => kind === word);
  if (found !== undefined) return found;
  const near = closest(word, UNTIL);
  throw new UsageFault(
    where,
    `'${word}' is nothing that a watch tells`,
    near === undefined ? `write one of ${UNTIL.join(', ')}` : `did you mean ${near}?`,
  );
};

/** What is heard, how long, and what ends it; --until and -c alone go with a capture. */
export const LIVE_FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    {
      value: 'NAME',
      help: 'watch this interface, several with commas or -I again; default: all that carry ARP',
    },
    list,
  ),
  wait: toggle('--wait', { help: 'wait for interfaces that are not there yet' }),
  modest: toggle('--no-promiscuous', { help: 'hear only what is for this machine or for all' }),
  ask: toggle('--ask', {
    help: 'where there is doubt, ask the MACs in question, one question a second on each network, by unicast with sender 0.0.0.0',
  }),
  until: one(
    '--until',
    { value: 'KIND', choices: UNTIL, help: 'end as soon as this is told: a kind, or critical' },
    untilKind,
  ),
  length: timeFlag('--for', { help: 'end after this time; default: Ctrl-C' }, { least: 0 }),
  count: one(
    '-c --count',
    { value: 'N', help: 'end after so many events' },
    whole(1, 1_000_000_000, 'number of events'),
  ),
  save: one('--save', { value: 'FILE', help: 'pcapng of every frame that was heard' }, text),
} as const;
