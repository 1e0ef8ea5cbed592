import type { TableSnapshot } from '../../kernel/host.ts';
import type { SystemChange } from '../../change/change.ts';
import { type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';

const NEAR = 0.8;

/**
 * The table is one for the whole machine, whatever namespace the snapshot is of. What it holds now, and a count that rises
 * between two looks, are faults; the count alone never goes back, and says what was at some time since the machine started.
 */
export function tableLimits(scene: Scene): readonly Finding[] {
  const { table } = scene.host;
  const { thresh3, fulls } = table;
  const entries = countedIn(scene);
  const evidence = [seen(numbersOf(table, entries))];
  const changes = thresh3 === null ? [] : raised(thresh3, entries ?? 0);
  const held = `${entries} of at most ${thresh3} entries, all namespaces together`;
  const risen = risenIn(table);
  if (risen !== null)
    return [
      finding('table-overflow', {
        sentence: `The neighbour table of the machine was full ${times(risen.times)} in the last ${Math.max(1, Math.round(risen.ago))} ms: unknown askers get no answer.`,
        evidence,
        changes,
      }),
    ];
  if (entries !== null && thresh3 !== null && entries >= thresh3)
    return [
      finding('table-overflow', {
        sentence: `The neighbour table of the machine is full, ${held}: unknown askers get no answer.`,
        evidence,
        changes,
      }),
    ];
  if (entries !== null && thresh3 !== null && entries >= thresh3 * NEAR)
    return [
      finding('table-near-full', {
        sentence: `The neighbour table holds ${held}: at the limit this host stops answering unknown askers.`,
        evidence,
        changes,
      }),
    ];
  if (fulls === null || fulls === 0) return [];
  const now =
    entries === null || thresh3 === null ? 'what it holds now is not known' : `now it holds ${held}`;
  return [
    finding('table-overflow', {
      severity: 'note',
      sentence: `The neighbour table of the machine was full ${times(fulls)} at some time since it started; ${now}.`,
      evidence,
    }),
  ];
}

function times(many: number): string {
  return many === 1 ? 'once' : `${many} times`;
}

function numbersOf({ entries, thresh3, fulls, before }: TableSnapshot, counted: number | null): string {
  const exempt = entries === null || counted === null ? 0 : entries - counted;
  const words = [
    `${entries ?? 'unknown'} entries in all namespaces`,
    ...(exempt > 0 ? [`${exempt} of them permanent or of a control plane, which do not count`] : []),
    `gc_thresh3 ${thresh3 ?? 'unknown'}`,
    `table_fulls ${fulls ?? 'unknown'}`,
    ...(before ? [`${before.fulls} when looked at ${Math.round(before.ago)} ms before`] : []),
  ];
  return words.join(', ');
}

/** How often it was full between two looks; a count that went back is of another start of the machine. */
function risenIn({ fulls, before }: TableSnapshot): { readonly times: number; readonly ago: number } | null {
  if (fulls === null || !before || fulls <= before.fulls) return null;
  return { times: fulls - before.fulls, ago: before.ago };
}

/** Entries that count against the limit: of newer kernels without those that are exempt (net/core/neighbour.c neigh_alloc). */
function countedIn({ kernel, host }: Scene): number | null {
  const { neighbours, table } = host;
  const { entries } = table;
  if (entries === null || !kernel.follows.overflowSparesPermanent) return entries;
  const exempt = neighbours.filter(
    ({ state, flags }) => state === 'permanent' || flags.includes('extern_learn'),
  );
  return Math.max(0, entries - exempt.length);
}

const LEAST = 1024;
const MOST = 0x7fffffff;

/** The next power of two that leaves three quarters free; gc_thresh2 half of it, as the kernel is born with. */
function raised(thresh3: number, entries: number): readonly SystemChange[] {
  let limit = Math.max(thresh3 * 2, LEAST);
  while (limit < entries * 4) limit *= 2;
  limit = Math.min(limit, MOST);
  return [
    { do: 'set-threshold', setting: 'gc_thresh3', value: limit },
    { do: 'set-threshold', setting: 'gc_thresh2', value: Math.floor(limit / 2) },
  ];
}
