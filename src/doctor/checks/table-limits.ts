import type { SystemChange } from '../change.ts';
import { type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';

const NEAR = 0.8;

/** The table is one for the whole machine, whatever namespace the snapshot is of. */
export function tableLimits(scene: Scene): readonly Finding[] {
  const { entries, thresh3, fulls } = scene.host.table;
  const filled = entries !== null && thresh3 !== null && entries >= thresh3 * NEAR;
  const numbers = seen(
    `${entries ?? 'unknown'} entries in all namespaces, gc_thresh3 ${thresh3 ?? 'unknown'}, table_fulls ${fulls ?? 'unknown'}`,
  );
  const changes = thresh3 === null ? [] : raised(thresh3, entries ?? 0);
  if (fulls !== null && fulls > 0) {
    const times = fulls === 1 ? 'once' : `${fulls} times`;
    const now = filled ? `, and is at ${entries} of ${thresh3} now` : '';
    return [
      finding('table-overflow', {
        severity: filled ? 'fault' : 'risk',
        sentence: `The neighbour table of the machine was full ${times} since it started${now}: unknown askers got no answer then.`,
        evidence: [numbers],
        changes,
      }),
    ];
  }
  if (!filled) return [];
  return [
    finding('table-near-full', {
      sentence: `The neighbour table holds ${entries} entries of at most ${thresh3}, all namespaces together: at the limit this host stops answering unknown askers.`,
      evidence: [numbers],
      changes,
    }),
  ];
}

/** The next power of two that leaves three quarters free; gc_thresh2 half of it, as the kernel is born with. */
function raised(thresh3: number, entries: number): readonly SystemChange[] {
  let limit = thresh3 * 2;
  while (limit < entries * 4) limit *= 2;
  return [
    { do: 'set-threshold', setting: 'gc_thresh3', value: limit },
    { do: 'set-threshold', setting: 'gc_thresh2', value: limit / 2 },
  ];
}
