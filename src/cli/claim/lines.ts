import { formatIpv4 } from '../../base/ipv4.ts';
import { printable } from '../../base/printable.ts';
import type { Vendors } from '../../ports/host.ts';
import type { ClaimReport, ClaimState } from '../../verbs/claim/events.ts';
import { MOST_COUNTED } from '../../verbs/claim/options.ts';
import type { ClaimPlace, ClaimTurn } from '../../records/claim.ts';
import { holderCells } from './check-lines.ts';
import { about, plural, tabbed } from '../../terminal/text/texts.ts';

const CLAIM_WORDS: Readonly<Record<ClaimState, string>> = {
  probing: 'probing',
  held: 'held',
  defended: 'defended against',
  kept: 'kept against',
  down: 'link down',
  used: 'in use',
  contested: 'contested',
  lost: 'lost to',
  released: 'released',
};

/** `IP<TAB>held`, `IP<TAB>defended against<TAB>MAC<TAB>vendor`: one line for each who contradicts. */
export function claimLines(
  { ip }: ClaimPlace,
  turn: ClaimTurn,
  look: { readonly vendors: Vendors; readonly why: boolean },
): readonly string[] {
  const head = [formatIpv4(ip), CLAIM_WORDS[turn.state]];
  const lines =
    turn.by.length === 0 ? [head] : turn.by.map((holder) => [...head, ...holderCells(holder, look.vendors)]);
  if (turn.others > 0)
    lines.push([
      ...head,
      `and ${plural(turn.others, 'more MAC', 'more MACs')}${turn.others < MOST_COUNTED - 1 ? '' : ', at least'}`,
    ]);
  const texts = lines.map(tabbed);
  if (!look.why) return texts;
  const why = new Set([...turn.by.flatMap((holder) => holder.why), ...turn.why].map(({ text }) => text));
  return [...texts, ...[...why].map((text) => `  ${printable(text)}`)];
}

/** `10.0.0.77: held for 12 s, 2 contradictions, 3 questions answered`. */
export function claimSummaryLine({ ip }: ClaimPlace, report: ClaimReport): string {
  const { heldSeconds, contradictions, answered, interrupted } = report;
  const held = heldSeconds > 0 ? `held for ${about(heldSeconds)}` : 'never held';
  const parts = [held];
  if (contradictions > 0) parts.push(plural(contradictions, 'contradiction'));
  if (answered > 0) parts.push(`${plural(answered, 'question')} answered`);
  return `${interrupted ? 'interrupted: ' : ''}${formatIpv4(ip)}: ${parts.join(', ')}`;
}
