import { formatMac, type Mac } from '../../base/mac.ts';
import { isConflict, isUndecided } from '../../inventory/verdict.ts';
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

export interface EntryComparison {
  readonly word: CheckWord;
  readonly why: string;
  /** The MAC that should stand in the table, when one answer can be trusted. */
  readonly truth: Mac | null;
}

const DOUBTED: ReadonlySet<string> = new Set(['stale', 'delay', 'probe']);
const UNRESOLVED: ReadonlySet<string> = new Set(['none', 'incomplete', 'failed']);

/** `stations`: everybody who answered for the address on the entry's segment, with the last verdict on each. */
export function compareEntry(entry: NeighbourEntry, stations: readonly Station[]): EntryComparison {
  const owners = stations.filter(({ verdict }) => verdict !== 'proxy');
  if (entry.published) return comparePublished(owners);
  const truth = owners[0] ?? stations[0];
  const known = UNRESOLVED.has(entry.state) ? null : entry.mac;
  if (truth === undefined)
    return known === null
      ? { word: 'ok', why: 'nobody answers, and the table has no MAC', truth: null }
      : { word: 'silent', why: `nobody answers for it${madeBy(entry)}`, truth: null };
  const answers = stations.map(({ mac }) => formatMac(mac)).join(', ');
  if (stations.some(({ verdict }) => isConflict(verdict)))
    return { word: 'duplicate', why: `several hosts answer for it: ${answers}`, truth: null };
  if (stations.some(({ verdict }) => isUndecided(verdict)))
    return {
      word: 'undecided',
      why:
        stations.length > 1
          ? `several MACs answer for it, and too little was asked to say whether they are one host: ${answers}`
          : `${answers} answers, and too little was asked to say whether for itself`,
      truth: null,
    };
  if (known === null)
    return {
      word: 'stale',
      why: `${formatMac(truth.mac)} answers by now, and the table has no MAC`,
      truth: truth.mac,
    };
  const own = stations.find(({ mac }) => mac === known);
  if (own === undefined) return differing(entry, truth.mac);
  if (own.verdict === 'proxy' && owners.length > 0)
    return differing(
      entry,
      truth.mac,
      `the MAC is of a proxy, and its owner ${formatMac(truth.mac)} answers`,
    );
  const flux = own.verdict === 'flux' ? `; its host answers with other MACs too: ${answers}` : '';
  return { word: 'ok', why: `${formatMac(known)} answers${flux}`, truth: known };
}

function comparePublished(owners: readonly Station[]): EntryComparison {
  const [owner] = owners;
  if (owner === undefined) return { word: 'ok', why: 'nobody else answers for it', truth: null };
  const why = `${formatMac(owner.mac)} has the address, and this machine answers for it there too`;
  return { word: 'duplicate', why, truth: owner.mac };
}

function madeBy(entry: NeighbourEntry): string {
  const owner = ownerOf(entry);
  return owner === null ? '' : `; ${owner} made it`;
}

function differing(entry: NeighbourEntry, truth: Mac, why = `${formatMac(truth)} answers`): EntryComparison {
  const { state } = entry;
  const made = madeBy(entry);
  if (state === 'permanent')
    return { word: 'permanent-wrong', why: `${why}, and no ARP changes the entry${made}`, truth };
  if (DOUBTED.has(state))
    return { word: 'stale', why: `${why}; the kernel asks after the next packet`, truth };
  return { word: 'wrong', why: `${why}, and the kernel believes the entry`, truth };
}
