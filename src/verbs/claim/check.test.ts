import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededDice } from '../../base/dice.ts';
import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { OwnHost } from '../../sim/own-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { arpFrame, whoHas } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { check } from './check.ts';
import type { CheckEvent, CheckReport, CheckResult } from './events.ts';
import type { CheckOptions } from './options.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
const mac = (text: string): number => parseMac(text) ?? assert.fail(text);
const TARGET = '10.77.0.77';
const US = '02:00:00:00:00:01';
const THEM = '02:aa:00:00:00:01';
const OTHERS = '02:aa:00:00:00:02';

interface Setting {
  readonly seed?: number;
  readonly targets?: readonly string[];
  readonly wishes?: Partial<CheckOptions>;
  readonly loss?: number;
  readonly during?: (world: World, segment: Segment, more: { host: OwnHost; stop: () => void }) => void;
}

interface Result {
  readonly events: readonly CheckEvent[];
  readonly report: CheckReport;
  readonly states: Readonly<Record<string, string>>;
  readonly first: CheckResult;
  /** Sender and moment of each question for the target. */
  readonly asked: readonly (readonly [spa: string, at: number])[];
}

async function checkPaper(setting: Setting = {}): Promise<Result> {
  const { seed = 5, targets = [TARGET], loss } = setting;
  const world = openWorld({ seed });
  const segment = world.segment('s0', loss === undefined ? {} : { loss });
  const asked: [string, number][] = [];
  const seen = newGlance();
  segment.plug({ mac: mac('02:00:00:00:00:99'), promiscuous: true }).listen({
    hear: (bytes, at) => {
      if (glance(bytes, seen) && seen.op === 1 && seen.src === mac(US) && seen.tpa === ip(TARGET))
        asked.push([formatIpv4(seen.spa), at]);
    },
  });
  const host = world.host({ name: 'eth0', mac: mac(US), addresses: ['10.77.0.1/24'], segment });
  const stop = new AbortController();
  setting.during?.(world, segment, { host, stop: () => stop.abort() });
  const wanted = TargetSet.of(targets.map((one) => ({ first: ip(one), last: ip(one) })));
  const wishes: CheckOptions = {
    interfaces: [{ facts: host.interfaces()[1] ?? assert.fail(), targets: wanted }],
    vlan: null,
    ...setting.wishes,
  };
  const events: CheckEvent[] = [];
  const run = check({ host, clock: world.clock, dice: seededDice(seed) }, wishes, stop.signal);
  for (;;) {
    const step = await run.next();
    if (!step.done) {
      events.push(step.value);
      continue;
    }
    const { results } = step.value;
    const states = Object.fromEntries(results.map((one) => [formatIpv4(one.ip), one.state]));
    return { events, report: step.value, states, first: results[0]!, asked };
  }
}

function owner(
  world: World,
  segment: Segment,
  habits: { mac?: string; ips?: readonly string[]; ignoresProbes?: boolean },
) {
  const own = (habits.ips ?? [TARGET]).map(ip);
  const { ignoresProbes = false } = habits;
  return openResponder(world, segment, {
    mac: mac(habits.mac ?? THEM),
    ignoresProbes,
    answersFor: (one) => own.includes(one),
  });
}

test('free: three probes with the waits of RFC 5227, and nothing is announced', async () => {
  const { first, asked, report } = await checkPaper();
  assert.deepEqual([first.state, first.probes, first.by], ['free', 3, []]);
  const probes = asked.filter(([spa]) => spa === '0.0.0.0').map(([, at]) => at);
  assert.equal(probes.length, 3);
  assert.ok(probes[1]! - probes[0]! >= 1000 && probes[2]! - probes[1]! <= 2000);
  assert.deepEqual(
    asked.filter(([spa]) => spa !== '0.0.0.0').map(([spa]) => spa),
    ['10.77.0.1', '10.77.0.1'],
  );
  assert.ok(report.seconds * 1000 >= probes[2]! + 1999, 'and two seconds of silence');
});

test('an owner is named, and ends the wait', async () => {
  const { first, report } = await checkPaper({ during: (world, segment) => void owner(world, segment, {}) });
  assert.deepEqual(
    [first.state, first.by.map((one) => [one.mac, one.sign, one.verdict])],
    ['used', [[mac(THEM), 'answers', 'ok']]],
  );
  assert.ok(report.seconds < 2, `${report.seconds} s`);
});

test('an owner that ignores probes is found by the ordinary question', async () => {
  const { first } = await checkPaper({
    during: (world, segment) => void owner(world, segment, { ignoresProbes: true }),
  });
  assert.deepEqual([first.state, first.probes], ['used', 2]);
});

test('two hosts are a conflict', async () => {
  const { first } = await checkPaper({
    during: (world, segment) => {
      owner(world, segment, { ips: [TARGET, '10.77.0.78'] });
      owner(world, segment, { mac: OTHERS });
    },
  });
  assert.equal(first.state, 'conflict');
  assert.deepEqual(
    first.by.map((one) => one.verdict),
    ['conflict', 'conflict'],
  );
});

/** Several MACs, of which each question finds one alone. */
function inTurns(
  world: World,
  segment: Segment,
  all: readonly { readonly mac: string; readonly ips: readonly string[] }[],
): void {
  let turn = 0;
  for (const [at, one] of all.entries())
    openResponder(world, segment, {
      mac: mac(one.mac),
      answersFor: (asked) => {
        const mine = turn++ % all.length === at;
        return one.ips.map(ip).includes(asked) && (asked !== ip(TARGET) || mine);
      },
    });
}

test('K8: two MACs that never answer the same question are a conflict', async () => {
  for (const ips of [[TARGET], [TARGET, '10.77.0.78']])
    for (const seed of [1, 2, 3, 4]) {
      const { first } = await checkPaper({
        seed,
        during: (world, segment) =>
          inTurns(world, segment, [
            { mac: THEM, ips: [TARGET] },
            { mac: OTHERS, ips },
          ]),
      });
      assert.equal(first.state, 'conflict', `${ips.join()} ${seed}`);
      assert.deepEqual(new Set(first.by.map((one) => one.mac)), new Set([mac(THEM), mac(OTHERS)]));
    }
});

test('D1: two that answer for all around are in use, and undecided', async () => {
  const { first } = await checkPaper({
    during: (world, segment) => {
      for (const who of [THEM, OTHERS])
        openResponder(world, segment, { mac: mac(who), answersFor: () => true });
    },
  });
  assert.deepEqual(
    [first.state, first.by.map(({ verdict }) => verdict)],
    ['used', ['undecided', 'undecided']],
  );
});

test('a rival’s probe is seen, and two rivals are a conflict', async () => {
  const rival = (world: World, segment: Segment, from: string, at: number): void => {
    const nic = segment.plug({ mac: mac(from) });
    world.at(at, () => void nic.send(whoHas(ip(TARGET), { mac: mac(from), spa: 0 })));
  };
  const one = await checkPaper({ during: (world, segment) => rival(world, segment, THEM, 3000) });
  assert.equal(one.first.state, 'contested');
  assert.deepEqual(
    one.first.by.map((who) => [who.mac, who.sign, who.verdict]),
    [[mac(THEM), 'probes', null]],
  );
  const two = await checkPaper({
    during: (world, segment) => {
      rival(world, segment, THEM, 3000);
      rival(world, segment, OTHERS, 3200);
    },
  });
  assert.equal(two.first.state, 'conflict');
});

test('somebody who only speaks as the address has it too', async () => {
  const { first } = await checkPaper({
    during: (world, segment) => {
      const nic = segment.plug({ mac: mac(THEM) });
      world.at(1500, () => void nic.send(whoHas(ip('10.77.0.9'), { mac: mac(THEM), spa: ip(TARGET) })));
    },
  });
  assert.deepEqual([first.state, first.by.map(({ sign }) => sign)], ['used', ['speaks']]);
});

test('our own address: ours, or a conflict when somebody else has it too', async () => {
  const { first } = await checkPaper({ targets: ['10.77.0.1'] });
  assert.equal(first.state, 'own');
  const both = await checkPaper({
    targets: ['10.77.0.1'],
    during: (world, segment) => void owner(world, segment, { ips: ['10.77.0.1'] }),
  });
  assert.equal(both.first.state, 'conflict');
});

test('a proxy is no owner: one that answers no probe, and one that answers for everything', async () => {
  const everything = (ignoresProbes: boolean) =>
    checkPaper({
      during: (world, segment) => {
        openResponder(world, segment, { mac: mac(THEM), ignoresProbes, answersFor: () => true });
      },
    });
  for (const ignoresProbes of [true, false]) {
    const { first } = await everything(ignoresProbes);
    assert.deepEqual([first.state, first.by[0]?.verdict], ['proxied', 'proxy'], `${ignoresProbes}`);
  }
});

test('a host with several addresses is no proxy', async () => {
  const ips = Array.from({ length: 60 }, (_, at) => `10.77.0.${77 + at}`);
  const { first } = await checkPaper({ during: (world, segment) => void owner(world, segment, { ips }) });
  assert.equal(first.state, 'used');
});

test('many at once take as long as one, and each has its own answer', async () => {
  const targets = Array.from({ length: 20 }, (_, at) => `10.77.0.${70 + at}`);
  const { report, states } = await checkPaper({
    targets,
    during: (world, segment) => void owner(world, segment, { ips: ['10.77.0.75', '10.77.0.80'] }),
  });
  assert.equal(report.results.length, 20);
  const used = Object.entries(states).filter(([, state]) => state === 'used');
  assert.deepEqual(used.map(([one]) => one).toSorted(), ['10.77.0.75', '10.77.0.80']);
  assert.equal(report.results.filter(({ state }) => state === 'free').length, 18);
  assert.ok(report.seconds < 7.2, `${report.seconds} s`);
});

test('a link that goes down, or loses its carrier, leaves it unknown', async () => {
  const down = await checkPaper({
    during: (world, _, { host }) => world.at(2500, () => host.takeDown('eth0')),
  });
  assert.equal(down.first.state, 'unknown');
  assert.match(down.report.linkLost ?? '', /went down/);
  const unplugged = await checkPaper({
    during: (world, _, { host }) => world.at(2500, () => host.nic('eth0').setCarrier(false)),
  });
  assert.match(unplugged.report.linkLost ?? '', /lost its carrier/);
});

test('Ctrl-C ends it with what is known', async () => {
  const { report, states } = await checkPaper({
    targets: [TARGET, '10.77.0.11'],
    during: (world, segment, { stop }) => {
      owner(world, segment, { ips: ['10.77.0.11'] });
      world.at(3000, stop);
    },
  });
  assert.deepEqual(states, { [TARGET]: 'unknown', '10.77.0.11': 'used' });
  assert.equal(report.interrupted, true);
});

for (const [cut, end] of [
  ['Ctrl-C', ({ stop }) => stop()],
  ['a link that goes down', ({ host }) => host.takeDown('eth0')],
] satisfies readonly [string, (more: { readonly host: OwnHost; readonly stop: () => void }) => void][])
  test(`point 3: ${cut} while it is looked into who answered: it is in use, and two MACs are no conflict yet`, async () => {
    const { first, report } = await checkPaper({
      during: (world, segment, more) => {
        // Both answer the first probe, and nothing after it: the questions for evidence stay open.
        const quiet = new Set<string>();
        for (const who of [THEM, OTHERS])
          openResponder(world, segment, {
            mac: mac(who),
            answersFor: (one) => one === ip(TARGET) && !quiet.has(who) && !!quiet.add(who),
          });
        segment.plug({ mac: mac('02:00:00:00:00:98'), promiscuous: true }).listen({
          hear: (bytes, at) => {
            const seen = newGlance();
            if (glance(bytes, seen) && seen.op === 2 && quiet.size === 2 && !quiet.has('cut'))
              world.at(at + 20, () => {
                if (quiet.has('cut')) return;
                quiet.add('cut');
                end(more);
              });
          },
        });
      },
    });
    assert.equal(first.state, 'used');
    assert.equal(report.interrupted || report.linkLost !== null, true);
    assert.ok(
      first.by.length > 0 && first.why.some(({ code }) => code === 'unfinished'),
      JSON.stringify(first),
    );
  });

test('another program of this machine that claims it is seen', async () => {
  const { first } = await checkPaper({
    during: (world, _, { host }) => {
      const fields = {
        dst: 0xffffffffffff,
        src: mac(US),
        op: 1,
        sha: mac(US),
        spa: 0,
        tha: 0,
        tpa: ip(TARGET),
      };
      world.at(2200, () => void host.nic('eth0').send(arpFrame(fields)));
    },
  });
  assert.deepEqual([first.state, first.by.map(({ mac: who }) => who)], ['contested', [null]]);
});

test('whoever owns the address is found on a bad network too, whatever the dice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
      const { first } = await checkPaper({
        seed,
        loss: 0.1,
        during: (world, segment) => void owner(world, segment, {}),
      });
      assert.equal(first.state, 'used');
    }),
    { numRuns: 30, seed: 11 },
  );
});

test('more addresses than can be probed one by one are refused', async () => {
  const facts = { name: 'eth0', index: 2, mac: mac(US), addresses: [] } as never;
  const targets = TargetSet.of([{ first: ip('10.0.0.0'), last: ip('10.255.255.255') }]);
  await assert.rejects(checkPaper({ wishes: { interfaces: [{ facts, targets }] } }), UsageFault);
});
