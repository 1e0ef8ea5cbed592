import { formatIpv4, parseIpv4 } from '../src/base/ipv4.ts';
import type { LabHost } from '../src/linux/lab.ts';
import { needsArping } from '../test/programs.ts';
import { openPair } from './labs.ts';
import { failure, Peer, type Work } from './peer.ts';
import { type Bench, type BenchRow, median } from './row.ts';
import { arpistIn, runIn } from './run.ts';

const ADDRESSES = 10_000;
const ROUNDS = 3;
const FORMS = 2;
const FIRST = '10.88.1.0';
/** So many addresses are told by the peer's program, one process each. */
const SCALED = 10;
const PROOFS = 10;
const GATEWAY = '10.88.0.2';
const SERVICE = '10.88.0.77';

export const benchAnnounce: readonly Bench[] = [async () => [await many()], async () => [await proof()]];

function framesAt(host: LabHost): number {
  return Number(host.run('cat', '/sys/class/net/eth0/statistics/rx_packets'));
}

/** Whole processes; the frames are counted where they arrive. */
async function many(): Promise<BenchRow> {
  const { lab, scanner, peer } = openPair([GATEWAY]);
  try {
    const first = parseIpv4(FIRST) ?? 0;
    const range = `${FIRST}-${formatIpv4(first + ADDRESSES - 1)}`;
    const before = framesAt(peer);
    const done = await arpistIn(scanner.namespace, [
      'announce',
      range,
      '-I',
      'eth0',
      '--force',
      '--fast',
      '--no-verify',
    ]);
    if (done.code !== 0) throw new Error(`arpist announce ended with ${done.code}: ${done.stderr}`);
    const arrived = framesAt(peer) - before;
    const wanted = ADDRESSES * ROUNDS * FORMS;
    const theirs = await arpingEach({ scanner, peer }, first);
    return {
      work: `\`announce\` of ${ADDRESSES} addresses, both forms, three times, --fast`,
      ours: `${(done.unhindered / 1000).toFixed(2)} s, ${arrived} frames arrived (${wanted} announcements, the rest asked first)`,
      peers: theirs,
      bar: 'at most 2 s (without its time in the queue for a processor)',
      holds: done.unhindered <= 2000 && arrived >= wanted,
    };
  } finally {
    lab.close();
  }
}

/** One form, once: arping -U takes one address, which must be on the machine, and stays for a second. */
async function arpingEach(
  { scanner, peer }: { readonly scanner: LabHost; readonly peer: LabHost },
  first: number,
): Promise<string> {
  const missing = needsArping();
  if (missing !== false) return `arping -U: ${missing}`;
  const addresses = Array.from({ length: SCALED }, (_, at) => formatIpv4(first + at));
  scanner.ip(...addresses.map((address) => `addr add ${address}/32 dev eth0`));
  const arping = new Peer('arping -U -c 1');
  for (const address of addresses) {
    await arping.turn(async (): Promise<Work> => {
      const before = framesAt(peer);
      const words = ['-U', '-c', '1', '-w', '1', '-I', 'eth0', '-s', address, address];
      const done = await runIn(scanner.namespace, 'arping', words);
      const silent = framesAt(peer) > before ? undefined : 'it announced nothing';
      // It ends with 1 when nobody answers, as nobody does to an announcement.
      const ended = done.code === 1 ? undefined : failure(done);
      return { milliseconds: done.milliseconds, wrong: ended ?? silent };
    });
  }
  const each = arping.median;
  if (each === undefined) return arping.told();
  const whole = (each * ADDRESSES * ROUNDS * FORMS) / 1000;
  return `${arping.name}: ${each.toFixed(0)} ms for each, ${whole.toFixed(0)} s scaled from ${SCALED}`;
}

interface ProofRecord {
  readonly type: string;
  readonly when: string;
  readonly belief: string;
  readonly afterMs: number | null;
}

/** From the first announcement to the proof, by the kernel's stamps: the moment it is believed lies between. */
async function proof(): Promise<BenchRow> {
  const { lab, scanner, peer } = openPair([GATEWAY]);
  try {
    scanner.ip(`addr add ${SERVICE}/16 dev eth0`);
    const spans: number[] = [];
    for (let run = 0; run < PROOFS; run++) {
      peer.ip(`neigh replace ${SERVICE} lladdr 02:00:00:00:00:0a nud reachable dev eth0`);
      const done = await arpistIn(scanner.namespace, [
        'announce',
        SERVICE,
        '--via',
        GATEWAY,
        '-c',
        '1',
        '--json',
      ]);
      const proven = done.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as ProofRecord)
        .find(({ type, when, belief }) => type === 'proof' && when === 'after' && belief === 'believed');
      spans.push(proven?.afterMs ?? Number.POSITIVE_INFINITY);
    }
    const worst = Math.max(...spans);
    return {
      work: `proof of one gateway that was stale, ${PROOFS} times`,
      ours: `median ${median(spans).toFixed(2)} ms after the announcement, worst ${worst.toFixed(2)} ms`,
      peers: 'none proves it',
      bar: 'at most 20 ms',
      holds: worst <= 20,
    };
  } finally {
    lab.close();
  }
}
