import { formatMac, type Mac } from '../../base/mac.ts';
import { type EvidenceCode, isConflict, isUndecided } from '../../inventory/verdict.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { ownerOf } from './owner.ts';
import type { Station } from '../../inventory/station.ts';

/**
 * How an entry stands against the wire. `stale`: another answer, and the kernel doubts the entry already; `wrong`: it
 * believes it; `permanent-wrong`: it will never ask; `undecided`: not enough was asked or answered to say; `unasked`: it
 * cannot be asked for.
 */
export type CheckWord =
  | 'ok'
  | 'stale'
  | 'wrong'
  | 'permanent-wrong'
  | 'duplicate'
  | 'silent'
  | 'undecided'
  | 'unasked';

export const CHECK_WORDS: readonly CheckWord[] = [
  'ok',
  'stale',
  'wrong',
  'permanent-wrong',
  'duplicate',
  'silent',
  'undecided',
  'unasked',
];

/** What it is known by, for programs; the texts are for people. */
export type CheckCode =
  | 'answers'
  | 'answers-with-others'
  | 'answers-by-now'
  | 'other-answers'
  | 'owner-beside-proxy'
  | 'nobody-answers'
  | 'nobody-else-answers'
  | 'several-hosts'
  | 'owner-beside-us'
  | 'too-little-asked'
  | 'cut-short'
  | 'not-asked';

export interface CheckEvidence {
  /** Of this comparison, or of a verdict on who answered. */
  readonly code: CheckCode | EvidenceCode;
  readonly text: string;
}

export interface EntryComparison {
  readonly word: CheckWord;
  /** The first of the evidence, in one sentence. */
  readonly why: string;
  /** How it is known, then how it is known of each who answered. */
  readonly evidence: readonly CheckEvidence[];
  /** The MAC that should stand in the table, when one answer can be trusted. */
  readonly truth: Mac | null;
}

/** By one sentence. */
export function compared(
  word: CheckWord,
  { code, text }: CheckEvidence,
  {
    truth = null,
    stations = [],
  }: { readonly truth?: Mac | null; readonly stations?: readonly Station[] } = {},
): EntryComparison {
  const of = stations.flatMap(({ why }) => why);
  return { word, why: text, evidence: [{ code, text }, ...of], truth };
}

const DOUBTED: ReadonlySet<string> = new Set(['stale', 'delay', 'probe']);
const UNRESOLVED: ReadonlySet<string> = new Set(['none', 'incomplete', 'failed']);

/** `stations`: everybody who answered for the address on the entry's segment, with the last verdict on each. */
export function compareEntry(entry: NeighbourEntry, stations: readonly Station[]): EntryComparison {
  const owners = stations.filter(({ verdict }) => verdict !== 'proxy');
  if (entry.published) return comparePublished(owners);
  const found = owners[0] ?? stations[0];
  const known = UNRESOLVED.has(entry.state) ? null : entry.mac;
  if (found === undefined)
    return known === null
      ? compared('ok', { code: 'nobody-answers', text: 'nobody answers, and the table has no MAC' })
      : compared('silent', { code: 'nobody-answers', text: `nobody answers for it${madeBy(entry)}` });
  const answers = stations.map(({ mac }) => formatMac(mac)).join(', ');
  if (stations.some(({ verdict }) => isConflict(verdict)))
    return compared(
      'duplicate',
      { code: 'several-hosts', text: `several hosts answer for it: ${answers}` },
      { stations },
    );
  if (stations.some(({ verdict }) => isUndecided(verdict)))
    return compared(
      'undecided',
      {
        code: 'too-little-asked',
        text:
          stations.length > 1
            ? `several MACs answer for it, and too little was asked to say whether they are one host: ${answers}`
            : `${answers} answers, and too little was asked to say whether for itself`,
      },
      { stations },
    );
  const truth = found.mac;
  if (known === null)
    return compared(
      'stale',
      { code: 'answers-by-now', text: `${formatMac(truth)} answers by now, and the table has no MAC` },
      { truth, stations },
    );
  const own = stations.find(({ mac }) => mac === known);
  if (own === undefined)
    return differing(
      entry,
      { code: 'other-answers', text: `${formatMac(truth)} answers` },
      { truth, stations },
    );
  if (own.verdict === 'proxy' && owners.length > 0)
    return differing(
      entry,
      {
        code: 'owner-beside-proxy',
        text: `the MAC is of a proxy, and its owner ${formatMac(truth)} answers`,
      },
      { truth, stations },
    );
  const flux = own.verdict === 'flux' ? `; its host answers with other MACs too: ${answers}` : '';
  const code = flux === '' ? 'answers' : 'answers-with-others';
  return compared('ok', { code, text: `${formatMac(known)} answers${flux}` }, { truth: known, stations });
}

function comparePublished(owners: readonly Station[]): EntryComparison {
  const [owner] = owners;
  if (owner === undefined)
    return compared('ok', { code: 'nobody-else-answers', text: 'nobody else answers for it' });
  const text = `${formatMac(owner.mac)} has the address, and this machine answers for it there too`;
  return compared('duplicate', { code: 'owner-beside-us', text }, { truth: owner.mac, stations: owners });
}

function madeBy(entry: NeighbourEntry): string {
  const owner = ownerOf(entry);
  return owner === null ? '' : `; ${owner} made it`;
}

function differing(
  entry: NeighbourEntry,
  { code, text }: CheckEvidence,
  wire: { readonly truth: Mac; readonly stations: readonly Station[] },
): EntryComparison {
  const { state } = entry;
  if (state === 'permanent')
    return compared(
      'permanent-wrong',
      { code, text: `${text}, and no ARP changes the entry${madeBy(entry)}` },
      wire,
    );
  if (DOUBTED.has(state))
    return compared('stale', { code, text: `${text}; the kernel asks after the next packet` }, wire);
  return compared('wrong', { code, text: `${text}, and the kernel believes the entry` }, wire);
}
