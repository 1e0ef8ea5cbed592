import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UsageFault } from '../../base/fault.ts';
import { seededDice } from '../../base/dice.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import type { OwnHost } from '../../sim/own-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { arpFrame, whoHas } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { claim } from './claim.ts';
import type { ClaimEvent, ClaimReport } from './events.ts';
import { type ClaimOptions, FAST_TIMING } from './options.ts';

const IP = parseIpv4('10.77.0.77') ?? assert.fail();
const US: Mac = 0x020000000001;
const THEM: Mac = 0x02aa00000001;
const EVERYBODY: Mac = 0xffffffffffff;

interface Ran {
  readonly states: readonly string[];
  readonly report: ClaimReport;
  readonly events: readonly ClaimEvent[];
}

async function claimOn(
  world: World,
  host: OwnHost,
  how: {
    readonly wishes?: Partial<ClaimOptions>;
    readonly seed?: number;
    readonly stop?: AbortController;
  } = {},
): Promise<Ran> {
  const facts = host.interfaces()[1] ?? assert.fail();
  const wishes: ClaimOptions = { facts, ip: IP, vlan: null, defence: 'once', hold: 20_000, ...how.wishes };
  const run = claim({ host, clock: world.clock, dice: seededDice(how.seed ?? 7) }, wishes, how.stop?.signal);
  const events: ClaimEvent[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done) {
      const states = events.flatMap((event) => (event.type === 'claim' ? [event.state] : []));
      return { states, report: step.value, events };
    }
    events.push(step.value);
  }
}

function ownHost(world: World, segment: Segment, mac: Mac = US): OwnHost {
  return world.host({ name: 'eth0', mac, addresses: [], segment });
}

interface Paper {
  readonly world: World;
  readonly segment: Segment;
  readonly host: OwnHost;
  /** Frames of ours: `probe 10.77.0.77`, `announce`, `is-at → MAC`, in order. */
  readonly frames: string[];
}

function paper(seed = 3): Paper {
  const world = openWorld({ seed });
  const segment = world.segment('s0');
  const frames: string[] = [];
  const arp = newGlance();
  segment.plug({ mac: 0x020000000099, promiscuous: true }).listen({
    hear: (bytes) => {
      if (!glance(bytes, arp) || arp.src !== US) return;
      if (arp.op === 2) frames.push(`is-at → ${formatMac(arp.dst)}`);
      else frames.push(arp.spa === 0 ? 'probe' : arp.spa === arp.tpa ? 'announce' : 'question');
    },
  });
  return { world, segment, host: ownHost(world, segment), frames };
}

const HELD = ['probe', 'probe', 'probe', 'announce', 'announce'];

test('an address nobody has: probed, announced twice, held, given back', async () => {
  const { world, host, frames } = paper();
  const { states, report } = await claimOn(world, host);
  assert.deepEqual(states, ['probing', 'held', 'released']);
  assert.deepEqual(frames, HELD);
  assert.ok(Math.abs(report.heldSeconds - 20) < 0.01, `${report.heldSeconds}`);
});

test('--for 0 ends with the second announcement', async () => {
  const { world, host, frames } = paper();
  const { states } = await claimOn(world, host, { wishes: { hold: 0 } });
  await world.clock.wait(world.clock.now() + 1);
  assert.deepEqual([states, frames], [['probing', 'held', 'released'], HELD]);
});

test('what somebody has is not claimed, and who has it is said', async () => {
  const { world, segment, host, frames } = paper();
  openResponder(world, segment, { mac: THEM, answersFor: (ip) => ip === IP });
  const { states, events } = await claimOn(world, host);
  assert.deepEqual(states, ['probing', 'used']);
  const last = events.findLast((event) => event.type === 'claim');
  assert.deepEqual(
    last?.by.map((one) => [one.mac, one.sign]),
    [[THEM, 'answers']],
  );
  assert.ok(!frames.includes('announce'));
});

test('questions for it are answered while it is held, probes too; an address of the machine is left to its kernel', async () => {
  const { world, segment, host, frames } = paper();
  const asker = segment.plug({ mac: THEM });
  const ask = (at: number, spa: number): void =>
    world.at(at, () => void asker.send(whoHas(IP, { mac: THEM, spa })));
  ask(1500, 0x0a4d0005);
  ask(12_000, 0x0a4d0005);
  ask(13_000, 0);
  const { report } = await claimOn(world, host);
  assert.equal(report.answered, 2);
  assert.deepEqual(frames.slice(HELD.length), [`is-at → ${formatMac(THEM)}`, `is-at → ${formatMac(THEM)}`]);
  const theirs = world.segment('s1');
  const own = world.host({
    name: 'eth0',
    mac: 0x020000000003,
    addresses: ['10.77.0.77/24'],
    segment: theirs,
  });
  const other = theirs.plug({ mac: THEM });
  const later = world.clock.now();
  world.at(later + 12_000, () => void other.send(whoHas(IP, { mac: THEM, spa: 0 })));
  assert.equal((await claimOn(world, own)).report.answered, 0);
});

/** Says it has the address, at these moments. */
function usurp({ world, segment }: Paper, moments: readonly number[]): void {
  const nic = segment.plug({ mac: THEM });
  const fields = { dst: EVERYBODY, src: THEM, op: 1, sha: THEM, spa: IP, tha: 0, tpa: IP };
  for (const at of moments) world.at(at, () => void nic.send(arpFrame(fields)));
}

test('defended once, then lost; told who', async () => {
  const setting = paper();
  usurp(setting, [12_000, 15_000]);
  const { states, report, events } = await claimOn(setting.world, setting.host);
  assert.deepEqual(states, ['probing', 'held', 'defended', 'lost']);
  assert.deepEqual(setting.frames, [...HELD, 'announce']);
  assert.equal(report.contradictions, 2);
  const last = events.findLast((event) => event.type === 'claim');
  assert.deepEqual(
    last?.by.map((one) => one.mac),
    [THEM],
  );
});

test('never: given up at once; always: kept, told once in ten seconds', async () => {
  const meek = paper();
  usurp(meek, [12_000]);
  const never = await claimOn(meek.world, meek.host, { wishes: { defence: 'never' } });
  assert.deepEqual(never.states, ['probing', 'held', 'lost']);
  const firm = paper();
  usurp(firm, [12_000, 13_000, 14_000, 15_000]);
  const always = await claimOn(firm.world, firm.host, { wishes: { defence: 'always' } });
  assert.deepEqual(always.states, ['probing', 'held', 'defended', 'kept', 'released']);
  assert.deepEqual([always.report.contradictions, firm.frames.length], [4, HELD.length + 1]);
});

test('a link that goes down is waited for, and the address probed for anew', async () => {
  for (const fault of ['down', 'carrier']) {
    const { world, host, frames } = paper();
    const nic = host.nic('eth0');
    world.at(12_000, () => (fault === 'down' ? host.takeDown('eth0') : nic.setCarrier(false)));
    world.at(16_000, () => (fault === 'down' ? nic.bringUp() : nic.setCarrier(true)));
    const { states, report } = await claimOn(world, host, { wishes: { hold: 30_000 } });
    assert.deepEqual(states, ['probing', 'held', 'down', 'probing', 'held', 'released'], fault);
    assert.deepEqual(frames, [...HELD, ...HELD], fault);
    assert.ok(report.heldSeconds < 26, `${report.heldSeconds}`);
  }
});

test('Ctrl-C gives it back', async () => {
  const { world, host } = paper();
  const stop = new AbortController();
  world.at(12_000, () => stop.abort());
  const { states, report } = await claimOn(world, host, { wishes: { hold: null }, stop });
  assert.deepEqual([states.at(-1), report.interrupted], ['released', true]);
});

test('another program of this machine finds it taken', async () => {
  const { world, host } = paper();
  const first = claimOn(world, host, { wishes: { hold: 40_000 } });
  await world.clock.wait(10_000);
  const second = await claimOn(world, host, { seed: 8 });
  assert.deepEqual(second.states, ['probing', 'used']);
  assert.equal((await first).report.state, 'released');
});

async function race(seed: number, apart: number): Promise<string[]> {
  const world = openWorld({ seed });
  const segment = world.segment('s0');
  const hosts = [US, THEM].map((mac) => ownHost(world, segment, mac));
  const ends = await Promise.all(
    hosts.map(async (host, nth) => {
      if (nth === 1) await world.clock.wait(apart);
      return await claimOn(world, host, { seed: seed * 2 + nth, wishes: { hold: 30_000 } });
    }),
  );
  return ends.map(({ report }) => report.state);
}

test('two at once, whatever the dice and the moment: never two winners, and nobody is left unsaid', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 0, max: 12_000 }),
      async (seed, apart) => {
        const states = await race(seed, apart);
        const winners = states.filter((state) => state === 'released').length;
        assert.ok(winners <= 1, `${states.join(' ')}`);
        for (const state of states)
          assert.ok(['released', 'used', 'contested'].includes(state), `${states.join(' ')}`);
      },
    ),
    { numRuns: 300, seed: 5 },
  );
});

test('A6: kept against thousands of forged MACs: one line in 10 s that counts them, and nothing grows', async () => {
  const { world, segment, host } = paper();
  const forger = segment.plug({ mac: THEM });
  const from = 12_000;
  for (let nth = 0; nth < 30_000; nth++)
    world.at(from + nth, () => {
      const sha = 0x02cc00000000 + nth;
      forger.send(arpFrame({ dst: EVERYBODY, src: sha, op: 1, sha, spa: IP, tha: 0, tpa: IP }));
    });
  const { events, report } = await claimOn(world, host, { wishes: { defence: 'always', hold: 40_000 } });
  const turns = events.flatMap((event) => (event.type === 'claim' ? [event] : []));
  const kept = turns.filter(({ state }) => state === 'kept');
  const defended = turns.filter(({ state }) => state === 'defended');
  assert.ok(kept.length <= 5, `${kept.length} lines`);
  assert.equal(report.contradictions, 30_000);
  const counted = kept.reduce((sum, { by, others }) => sum + by.length + others, defended.length);
  assert.equal(counted, 30_000, 'every MAC is counted');
});

test('A6: a flood of forged askers does not take the answers from one who asks again', async () => {
  const { world, segment, host, frames } = paper();
  const forger = segment.plug({ mac: 0x02bb00000001 });
  const asker = segment.plug({ mac: THEM });
  for (let nth = 0; nth < 10_000; nth++)
    world.at(12_000 + nth / 2, () => {
      const sha = 0x02cc00000000 + nth;
      forger.send(whoHas(IP, { mac: sha, spa: 0x0a4d0009 }));
    });
  for (let at = 12_900; at < 17_000; at += 1000)
    world.at(at, () => void asker.send(whoHas(IP, { mac: THEM, spa: 0x0a4d0005 })));
  const { report } = await claimOn(world, host);
  assert.ok(report.answered <= 200 * 6, `${report.answered} answers`);
  const toAsker = frames.filter((frame) => frame === `is-at → ${formatMac(THEM)}`).length;
  assert.ok(toAsker >= 4, `the honest one got ${toAsker} of 5`);
});

test('D28: held as long as was asked for, and no second longer', async () => {
  for (const [hold, timing] of [
    [1000, FAST_TIMING],
    [1000, undefined],
    [300, FAST_TIMING],
    [5000, undefined],
  ] as const) {
    const { world, host, frames } = paper();
    const { states, report } = await claimOn(world, host, { wishes: { hold, ...(timing && { timing }) } });
    await world.clock.wait(world.clock.now() + 1);
    assert.deepEqual(states, ['probing', 'held', 'released']);
    assert.ok(Math.abs(report.heldSeconds * 1000 - hold) < 5, `${report.heldSeconds} s of ${hold} ms`);
    assert.equal(frames.filter((frame) => frame === 'announce').length, 2);
  }
});

test('D28: an address of this machine is told to be one, also when it becomes one', async () => {
  const notes = async (addresses: readonly string[]): Promise<readonly string[]> => {
    const { world, segment } = paper();
    const host = world.host({ name: 'eth0', mac: US, addresses, segment });
    const { events } = await claimOn(world, host, { wishes: { hold: 0 } });
    return events.flatMap((event) =>
      event.type === 'note' && event.code === 'own-address' ? [event.text] : [],
    );
  };
  assert.match(
    (await notes(['10.77.0.77/24'])).join(),
    /^10\.77\.0\.77 is an address of this host itself \(eth0\)/,
  );
  assert.deepEqual(await notes(['10.77.0.1/24']), []);
});

test('K9: where no ARP reaches the wire nothing is claimed', async () => {
  const world = openWorld({ seed: 1 });
  const host = ownHost(world, world.segment('s0'));
  const [, plain = assert.fail()] = host.interfaces();
  const facts = { ...plain, selfAnswer: { link: 'eth0', because: 'vxlan-proxy' } as const };
  await assert.rejects(
    claimOn(world, host, { wishes: { facts } }),
    (cause) => cause instanceof UsageFault && /lets no question out/.test(cause.message),
  );
});
