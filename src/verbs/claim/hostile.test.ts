// Hostile segments for the verbs that ask beside scan: work and memory have a bound, and what is known is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedClock, crowd, withinBudget, type Work } from '../../../test/verbs/budget.ts';
import { countSteps } from '../../../test/verbs/step-counter.ts';
import { seededDice } from '../../base/dice.ts';
import { readMac } from '../../base/mac.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import type { Segment } from '../../sim/segment.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { ping } from '../ping/ping.ts';
import type { PingOptions } from '../ping/options.ts';
import type { AskingHands } from '../../asking/hands.ts';
import { verify } from '../table/verify.ts';
import { check } from './check.ts';
import { claim } from './claim.ts';
import { FAST_TIMING } from './options.ts';

const US = macOf('02:00:00:00:00:01');
const NET = ipOf('10.66.0.0');
const TARGET = NET + 9;

interface Played<R> {
  readonly report: R;
  readonly events: readonly { readonly type: string }[];
  readonly work: Work;
  /** Of ours, heard on the segment. */
  readonly frames: number;
}

/** Runs a verb beside whoever is plugged in, with every step of work counted. */
async function play<E extends { readonly type: string }, R>(
  plug: (world: World, segment: Segment) => void,
  verb: (hands: AskingHands, facts: InterfaceFacts) => AsyncGenerator<E, R>,
): Promise<Played<R>> {
  const world = openWorld({ seed: 5 });
  const segment = world.segment('s0');
  plug(world, segment);
  const host = world.host({ name: 'eth0', mac: US, addresses: ['10.66.0.1/24'], segment });
  let frames = 0;
  segment.plug({ mac: macOf('02:00:00:00:99:99'), promiscuous: true }).listen({
    hear: (bytes) => {
      if (readMac(bytes, 6) === US) frames++;
    },
  });
  const steps = countSteps();
  const { clock, work } = countedClock(world.clock, steps);
  try {
    const run = verb({ host, clock, dice: seededDice(3) }, host.interfaces()[1]!);
    const events: E[] = [];
    for (;;) {
      const step = await run.next();
      if (step.done === true) return { report: step.value, events, frames, work };
      events.push(step.value);
    }
  } finally {
    steps.end();
  }
}

type Verb = AsyncGenerator<{ readonly type: string }, unknown>;

/** Replies for the target, so many in each millisecond, each from another MAC. */
const flood =
  (count: number, each: number) =>
  (world: World, segment: Segment): void => {
    const dice = seededDice(9);
    const nic = segment.plug({ mac: 0x02ad00000002 });
    for (let at = 0; at < count / each; at++)
      world.at(5 + at, () => {
        for (let one = 0; one < each; one++) {
          const sha = 0x020000000000 + Math.floor(dice() * 2 ** 32);
          const tpa = dice() < 0.5 ? 0 : NET + 1;
          nic.send(arpFrame({ dst: US, src: sha, op: 2, sha, spa: TARGET, tha: US, tpa }));
        }
      });
  };

/** For each answer that is heard, and each frame of ours. */
function holds({ work, frames }: Played<unknown>, answers: number): void {
  withinBudget(work, answers + frames);
}

function pingWishes(facts: InterfaceFacts, count: number, interval: number): PingOptions {
  return {
    facts,
    target: TARGET,
    vlan: null,
    unicast: null,
    follow: false,
    source: null,
    force: false,
    count,
    interval,
    deadline: null,
    examine: true,
    until: 'count',
  };
}

test('A1: ping in a flood of replies from made-up MACs: sixty-four are told apart, the others counted, lines are few', async () => {
  const many = 120_000;
  const played = await play(flood(many, 100), (hands, facts) => ping(hands, pingWishes(facts, 5, 200)));
  holds(played, many);
  const { report, events } = played;
  assert.equal(report.asked, 5);
  assert.ok(report.stations.length <= 64);
  assert.ok(events.length < 1500, `${events.length} events`);
  const more = events.flatMap((event) =>
    event.type === 'more' && 'replies' in event ? [event.replies] : [],
  );
  assert.ok(more.length > 0, 'what is not told one by one is counted');
  assert.equal(report.sent, played.frames);
});

test('A1: ping of fifty new MACs with each question', async () => {
  const played = await play(
    (_world, segment) => {
      const nic = segment.plug({ mac: 0x02ad00000002 });
      const heard = newGlance();
      let next = 0;
      nic.listen({
        hear: (bytes) => {
          if (!glance(bytes, heard) || heard.op !== 1 || heard.tpa !== TARGET) return;
          for (let one = 0; one < 50; one++) {
            const sha = 0x02cc00000000 + next++;
            nic.send(arpFrame({ dst: US, src: sha, op: 2, sha, spa: TARGET, tha: US, tpa: heard.spa }));
          }
        },
      });
    },
    (hands, facts) => ping(hands, pingWishes(facts, 100, 50)),
  );
  holds(played, 5000);
  assert.equal(played.report.asked, 100);
  assert.equal(played.report.sent, played.frames);
});

test('A1: check of one address that 200 MACs have, and of a /26 that eight have', async () => {
  for (const [macs, size] of [
    [200, 1],
    [8, 62],
  ] as const) {
    const targets = TargetSet.of([{ first: NET + 65, last: NET + 64 + size }]);
    const played = await play(crowd(macs), (hands, facts) =>
      check(hands, { interfaces: [{ facts, targets }], vlan: null, timing: FAST_TIMING }),
    );
    holds(played, macs * played.frames);
    const { report } = played;
    assert.equal(report.results.length, size);
    for (const { state, by } of report.results) {
      assert.ok(state === 'used' || state === 'conflict', state);
      assert.ok(by.length <= 80 && by.length >= 8, `${by.length} holders`);
    }
    assert.equal(report.sent, played.frames);
    const plan = played.events.find(({ type }) => type === 'plan');
    assert.ok(plan && 'most' in plan && played.frames <= Number(plan.most), `${played.frames}`);
  }
});

test('A1: claim of an address that 200 MACs have says so', async () => {
  const played = await play(crowd(200), (hands, facts) =>
    claim(hands, { facts, ip: TARGET, vlan: null, defence: 'once', hold: null, timing: FAST_TIMING }),
  );
  holds(played, 200 * played.frames);
  assert.equal(played.report.state, 'used');
  assert.equal(played.report.sent, played.frames);
});

test('A1: table verify of 132 entries beside 100 MACs that answer for all', async () => {
  const entries = Array.from(
    { length: 132 },
    (_, at): NeighbourEntry => ({
      link: 'eth0',
      ip: NET + 10 + at,
      mac: 0x02bb00000000,
      state: 'reachable',
      flags: [],
      published: false,
      ages: null,
      probes: 0,
      protocol: null,
    }),
  );
  const wishes = { rate: 1000, dryRun: false };
  const played = await play(crowd(100), (hands) => verify(hands, { entries, wishes }));
  holds(played, 100 * played.frames);
  assert.equal(played.report.entries, 132);
  assert.equal(
    played.report.counts.undecided,
    132,
    'of a hundred MACs eight are compared: nothing can be said',
  );
  assert.equal(played.report.sent, played.frames);
});

test('A1: each of them ends when it is told to, in the middle of a flood', async () => {
  const range = TargetSet.of([{ first: NET + 2, last: NET + 250 }]);
  const verbs: readonly ((hands: AskingHands, facts: InterfaceFacts, signal: AbortSignal) => Verb)[] = [
    (hands, facts, signal) => ping(hands, pingWishes(facts, Number.POSITIVE_INFINITY, 100), signal),
    (hands, facts, signal) => check(hands, { interfaces: [{ facts, targets: range }], vlan: null }, signal),
    (hands, facts, signal) =>
      claim(hands, { facts, ip: NET + 77, vlan: null, defence: 'always', hold: null }, signal),
  ];
  for (const verb of verbs) {
    const stop = new AbortController();
    let stoppedAt = Number.NaN;
    let endedAt = Number.NaN;
    const played = await play(
      (world, segment) => {
        flood(60_000, 60)(world, segment);
        world.at(700, () => {
          stoppedAt = world.clock.now();
          stop.abort();
        });
      },
      async function* (hands, facts): Verb {
        const report = yield* verb(hands, facts, stop.signal);
        endedAt = hands.clock.now();
        return report;
      },
    );
    assert.ok(endedAt - stoppedAt < 1000, `${endedAt - stoppedAt} ms`);
    holds(played, 60_000);
  }
});
