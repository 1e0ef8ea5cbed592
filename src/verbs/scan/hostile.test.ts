import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { TargetSet } from '../../base/target-set.ts';
import { arpFrame } from '../../sim/who-has.ts';
import type { Segment } from '../../sim/segment.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { countedClock, crowd, withinBudget, withinTurn, type Work } from '../../../test/verbs/budget.ts';
import { countSteps } from '../../../test/verbs/step-counter.ts';
import type { ScanReport } from './events.ts';
import type { Station } from '../../inventory/station.ts';
import type { ScanOptions } from './options.ts';
import { scan } from './scan.ts';

const NET = parseIpv4('10.66.0.0')!;
const OURS = 0x020000000001;

interface Played {
  readonly report: ScanReport;
  readonly stations: ReadonlyMap<string, Station>;
  readonly notes: readonly string[];
  readonly work: Work;
}

/** A scan on a segment that somebody has plugged evil into, with every step of work counted. */
async function play(
  bits: number,
  plug: (world: World, segment: Segment) => void,
  {
    targets: some,
    stopAt,
    ...wishes
  }: Partial<ScanOptions> & Readonly<{ targets?: TargetSet; stopAt?: number }> = {},
): Promise<Played> {
  const world = openWorld({ seed: 5 });
  const segment = world.segment('s0');
  plug(world, segment);
  const host = world.host({ name: 'eth0', mac: OURS, addresses: [`10.66.0.1/${bits}`], segment });
  const targets = some ?? TargetSet.of([{ first: NET, last: NET + 2 ** (32 - bits) - 1 }]);
  const interfaces = [{ facts: host.interfaces()[1]!, targets, vlans: [] }];
  const stop = new AbortController();
  if (stopAt !== undefined) world.at(stopAt, () => stop.abort());
  const stations = new Map<string, Station>();
  const notes: string[] = [];
  const steps = countSteps();
  const { clock, work } = countedClock(world.clock, steps);
  try {
    const run = scan(
      { host, clock, dice: seededDice(3) },
      { interfaces, rate: Number.POSITIVE_INFINITY, ...wishes },
      stop.signal,
    );
    for (;;) {
      const step = await run.next();
      if (step.done === true) return { report: step.value, stations, notes, work };
      if (step.value.type === 'note') notes.push(step.value.code);
      if (step.value.type !== 'station') continue;
      const { ip, mac } = step.value.station;
      stations.set(`${ip} ${mac}`, step.value.station);
    }
  } finally {
    steps.end();
  }
}

/** For each answer that is heard, and each question that is sent. */
function holds({ work, report }: Played, answers: number): void {
  withinBudget(work, answers + report.sent);
}

test('A1: two MACs that answer for every address of a /20 cost as much as one, and are one pair to compare', async () => {
  const played = await play(20, crowd(2));
  holds(played, 2 * 4096);
  assert.ok(played.report.evidence <= 10, `${played.report.evidence}`);
  const words = new Set([...played.stations.values()].map(({ verdict }) => verdict));
  assert.deepEqual(
    words,
    new Set(['undecided', 'own-conflict']),
    'whoever answers for all is known by none of it',
  );
});

test('A1: many MACs for every address: eight are compared, the others counted, and nothing is claimed of them', async () => {
  for (const many of [4, 8, 50]) {
    const played = await play(24, crowd(many));
    holds(played, many * 256);
    const [station] = [...played.stations.values()].filter(({ ip }) => ip === NET + 9);
    assert.equal(station?.verdict, 'undecided');
    const compared = station?.why.some(({ code }) => code === 'answers-for-all');
    assert.ok(compared || many > 8, 'the wire decides how many are compared');
    assert.equal(station?.macs, many);
  }
});

test('A1: 300 MACs answer for one address: all counted, the first eight named, the text no longer for it', async () => {
  const target = NET + 50;
  const plug = crowd(300, { answersFor: (ip) => ip === target });
  const targets = TargetSet.of([{ first: target, last: target }]);
  for (const wishes of [{}, { targets }]) {
    const played = await play(24, plug, wishes);
    holds(played, 300);
    const of = [...played.stations.values()].filter(({ ip }) => ip === target);
    assert.ok(of.length >= 8 && of.length <= 64, `${of.length} are told one by one`);
    const longest = Math.max(...of.map(({ why }) => JSON.stringify(why).length));
    assert.ok(longest < 4000, `${longest} letters of evidence`);
    assert.ok(of.every(({ macs }) => macs === 300));
    const said = of.flatMap(({ why }) => why).map(({ text }) => text);
    assert.ok(said.some((text) => text.endsWith('and 292 more MACs, not compared')));
    assert.ok(played.notes.includes('bound'), 'it is said that not all are kept');
    assert.ok(played.report.evidence <= 288, `${played.report.evidence}`);
  }
});

test('1.1b: one proxy for a /18: each of its addresses costs the same', async () => {
  const small = await play(22, crowd(1, { ignoresProbes: true }));
  const large = await play(18, crowd(1, { ignoresProbes: true }));
  for (const { stations } of [small, large])
    assert.deepEqual(new Set([...stations.values()].map(({ verdict }) => verdict)), new Set(['proxy']));
  holds(large, 16_384);
  assert.ok(
    large.work.steps < small.work.steps * 16 * 1.5,
    `${small.work.steps} for a /22, ${large.work.steps} for a /18`,
  );
  assert.ok(large.report.evidence <= 16, `${large.report.evidence}`);
});

test('A1: replies from made-up MACs by the hundred thousand: memory has its bound, it is said, and the scan ends', async () => {
  const dice = seededDice(9);
  const flood = 120_000;
  const played = await play(
    24,
    (world, segment) => {
      const nic = segment.plug({ mac: 0x02ad00000002 });
      for (let at = 0; at < flood / 100; at++)
        world.at(5 + at / 2, () => {
          for (let one = 0; one < 100; one++)
            nic.send(
              arpFrame({
                dst: OURS,
                src: 0x02ad00000002,
                op: 2,
                sha: 0x020000000000 + Math.floor(dice() * 2 ** 32),
                spa: NET + Math.floor(dice() * 256),
                tha: OURS,
                tpa: dice() < 0.5 ? 0 : NET + 1,
              }),
            );
        });
    },
    { rate: 1000 },
  );
  holds(played, flood);
  assert.ok(played.report.stations <= 256 * 64);
  assert.ok(played.notes.includes('bound'));
  assert.ok(played.report.evidence <= 288, `${played.report.evidence}`);
});

test('A1: interrupted with more to tell than a second takes: what is told has a bound, and it is said', async () => {
  const played = await play(17, crowd(2), { stopAt: 60 });
  assert.equal(played.report.interrupted, true);
  assert.ok(played.report.stations > 40_000, `${played.report.stations}`);
  assert.ok(played.stations.size <= 16_384, `${played.stations.size} told`);
  assert.ok(played.notes.includes('bound'));
  withinTurn(played.work);
});
