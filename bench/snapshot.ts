import { readSnapshot } from '../src/linux/snapshot.ts';
import { openLab } from '../test/live/lab.ts';
import { unhindered } from './load.ts';
import { type Bench, type BenchRow, median } from './row.ts';

const ADDRESSES = 1000;
const ROUTES = 10_000;
const NEIGHBOURS = 10_000;
const RUNS = 7;
const BAR = 300;

export const benchSnapshot: readonly Bench[] = [largeSnapshot];

/** Reading a large host out of the kernel; the first time, with everything still to be compiled, counts as well. */
function largeSnapshot(): BenchRow[] {
  const lab = openLab();
  try {
    const host = lab.host('large', {
      nics: [{ name: 'e0', addresses: ['10.0.0.1/8'] }, { name: 'e1' }],
      ip: largeHost(),
    });
    const spans: number[] = [];
    let read = '';
    for (let run = 0; run < RUNS; run++) {
      const startedAt = unhindered();
      const { addresses, routes, neighbours } = readSnapshot({ namespace: host.namespace });
      spans.push(unhindered() - startedAt);
      read = `${addresses.length} addresses, ${routes.length} routes, ${neighbours.length} neighbours`;
    }
    const first = spans[0]!;
    return [
      {
        work: `snapshot of ${read}`,
        ours: `${median(spans).toFixed(0)} ms, the first ${first.toFixed(0)} ms`,
        peers: '-',
        bar: `≤ ${BAR} ms (without its time in the queue for a processor)`,
        holds: Math.max(first, median(spans)) <= BAR,
      },
    ];
  } finally {
    lab.close();
  }
}

function largeHost(): string[] {
  const lines: string[] = [];
  const low = (at: number): string => `${(at >> 8) & 255}.${at & 255}`;
  for (let at = 0; at < ADDRESSES; at++) lines.push(`addr add 10.1.${low(at)}/32 dev e1`);
  for (let at = 0; at < ROUTES; at++)
    lines.push(`route add 172.16.${low(at)}/32 via 10.0.0.${2 + (at % 200)} dev e0`);
  for (let at = 0; at < NEIGHBOURS; at++) {
    const mac = `02:00:00:00:${(at >> 8).toString(16)}:${(at & 255).toString(16)}`;
    lines.push(`neigh add 10.2.${low(at)} lladdr ${mac} dev e0 nud stale`);
  }
  return lines;
}
