import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { CHECK_WORDS, type CheckWord } from '../../verbs/table/compare.ts';
import { mendOf } from '../../verbs/table/mend-of.ts';
import type { Checked, VerifyReport } from '../../verbs/table/verify.ts';
import type { Ink } from '../../terminal/text/paint.ts';
import { about, count, plural, tabbed } from '../../terminal/text/texts.ts';

function macText({ mac, published }: NeighbourEntry): string {
  if (published) return 'published';
  return mac === null ? '-' : formatMac(mac);
}

/** Address, MAC in the table, interface, verdict, why, what mends it. */
export function checkLine(checked: Checked): string {
  const { entry, word, why } = checked;
  const place = printable(entry.link ?? '*');
  const cells = [formatIpv4(entry.ip), macText(entry), place, word, printable(why), mendOf(checked) ?? '-'];
  return `${tabbed(cells)}\n`;
}

/** The same in columns for people; what mends it stands below. */
export function checkWords(checked: Checked): readonly string[] {
  const { entry, word, why } = checked;
  const mend = mendOf(checked);
  const place = printable(entry.link ?? '*').padEnd(8);
  const head = `${formatIpv4(entry.ip).padEnd(15)}  ${macText(entry).padEnd(17)}  ${place}  ${word}: ${printable(why)}`;
  return mend === null ? [head] : [head, `    ${printable(mend)}`];
}

export const CHECK_INKS: Readonly<Record<CheckWord, Ink | undefined>> = {
  ok: undefined,
  unasked: 'dim',
  undecided: 'yellow',
  stale: 'yellow',
  silent: 'yellow',
  wrong: 'red',
  'permanent-wrong': 'red',
  duplicate: 'red',
};

/** What is neither true nor untrue is told beside. */
const APART: ReadonlySet<CheckWord> = new Set(['ok', 'undecided', 'unasked']);

/** `4 entries asked for, 2 as the wire has it, 2 not: 1 wrong, 1 silent; 7 packets in 0.6 s`. */
export function checkSummary({ entries, counts, sent, seconds, interrupted }: VerifyReport): string {
  const asked = entries - counts.unasked;
  const parts = CHECK_WORDS.filter((word) => !APART.has(word) && counts[word] > 0).map(
    (word) => `${count(counts[word])} ${word}`,
  );
  const differ = asked - counts.ok - counts.undecided;
  const doubt = counts.undecided > 0 ? `, ${count(counts.undecided)} undecided` : '';
  const left = counts.unasked > 0 ? `, ${count(counts.unasked)} not asked for` : '';
  const told = differ > 0 ? `, ${count(differ)} not: ${parts.join(', ')}` : '';
  return `${interrupted ? 'interrupted: ' : ''}${plural(asked, 'entry', 'entries')} asked for, ${count(counts.ok)} as the wire has it${told}${doubt}${left}; ${plural(sent, 'packet')} in ${about(seconds)}`;
}
