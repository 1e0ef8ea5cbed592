import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { TargetSet } from '../../base/target-set.ts';
import { hostWith, type NeighbourWish } from '../../kernel/build-host.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import type { Nic } from '../../sim/nic.ts';
import { PaperHost } from '../../sim/paper-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { repeat } from '../../sim/traffic.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { decodeEthernet } from '../../wire/ethernet.ts';
import { decodeIcmpEcho, encodeIcmpEcho, type IcmpEcho } from '../../wire/icmp-echo.ts';
import { readMac } from '../../base/mac.ts';
import type { AnnounceOptions } from './options.ts';
import type { AnnouncePlan } from './plan.ts';
import { announce } from './announce.ts';
import { Asked } from './asked.ts';
import type { AnnounceEvent, AnnounceReport, Proof } from './events.ts';
import { packetFrame } from '../../asking/packet-frame.ts';

const OURS = macOf('02:00:00:00:00:01');
const GW_MAC = macOf('02:00:00:00:00:fe');
const FORGER = macOf('02:00:00:00:00:66');
const SERVICE = ipOf('10.77.0.50');
const GATEWAY = ipOf('10.77.0.254');

interface Setting {
  /** The gateway holds the address on the forger's MAC, for ever. */
  readonly stale?: boolean;
  readonly echo?: boolean;
  readonly dice?: () => number;
  readonly wishes?: Partial<AnnounceOptions>;
  readonly forger?: (world: World, segment: Segment) => void;
}

interface Ran {
  readonly plan: AnnouncePlan;
  /** When each frame of ours left, by what was heard on the segment. */
  readonly left: readonly number[];
  readonly report: AnnounceReport;
  readonly proofs: readonly Proof[];
  readonly notes: readonly string[];
}

/** One announcement on paper, beside a forger. */
async function run(setting: Setting): Promise<Ran> {
  const world = openWorld({ seed: 11 });
  const segment = world.segment('s0');
  const held: NeighbourWish[] = [
    { link: 'eth0', ip: '10.77.0.1', mac: '02:00:00:00:00:01', state: 'reachable' },
  ];
  if (setting.stale)
    held.push({ link: 'eth0', ip: '10.77.0.50', mac: '02:00:00:00:00:66', state: 'permanent' });
  const links = { eth0: { mac: '02:00:00:00:00:fe', addresses: ['10.77.0.254/24'] } };
  const gateway = new PaperHost(world, hostWith({ links, neighbours: held }), { eth0: segment });
  gateway.setAnswersEcho(setting.echo ?? true);
  const addresses = ['10.77.0.1/24', '10.77.0.50/24'];
  const host = world.host({ name: 'eth0', mac: OURS, addresses, segment });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail('no eth0');
  setting.forger?.(world, segment);
  const left: number[] = [];
  segment.plug({ mac: macOf('02:00:00:00:00:99'), promiscuous: true }).listen({
    hear(bytes) {
      if (readMac(bytes, 6) === OURS) left.push(world.clock.now());
    },
  });
  const verb = announce(
    { host, clock: world.clock, dice: setting.dice ?? seededDice(3) },
    {
      facts,
      vlan: null,
      addresses: TargetSet.of([{ first: SERVICE, last: SERVICE }]),
      forms: ['request', 'reply'],
      via: [{ ip: GATEWAY, mac: null }],
      verify: true,
      check: true,
      before: true,
      force: false,
      takeover: false,
      count: 3,
      interval: 1100,
      refresh: null,
      rate: 1000,
      patience: 4000,
      frames: false,
      ...setting.wishes,
    },
  );
  const events: AnnounceEvent[] = [];
  for (;;) {
    const next = await verb.next();
    if (next.done !== true) {
      events.push(next.value);
      continue;
    }
    // What left last is still on its way.
    await world.clock.wait(world.clock.now() + 1);
    const [first] = events;
    if (first?.type !== 'plan') assert.fail('the plan comes first');
    return {
      left,
      plan: first.plan,
      report: next.value,
      proofs: events.flatMap((event) => (event.type === 'proof' ? [event.proof] : [])),
      notes: events.flatMap((event) => (event.type === 'note' ? [event.text] : [])),
    };
  }
}

function neverBelieved({ report, proofs }: Ran, verdict: string): void {
  assert.deepEqual(
    proofs.filter(({ belief }) => belief === 'believed'),
    [],
  );
  const [last] = report.proofs;
  assert.equal(`${last?.belief} ${last?.code}`, verdict);
}

const always = { from: 0, until: 20_000 };

/** The frame that was enough once: a question by unicast, in the gateway's name. */
function askedUs(sha: number, src = sha): Uint8Array {
  return arpFrame({ dst: OURS, src, op: 1, sha, spa: GATEWAY, tha: 0, tpa: SERVICE });
}

for (const perSecond of [2, 5, 20, 50, 1000])
  test(`A2: a question in the name of the gateway proves nothing, ${perSecond} a second`, async () => {
    for (const src of [FORGER, GW_MAC]) {
      const ran = await run({
        stale: true,
        forger: (world, segment) => {
          const nic = segment.plug({ mac: FORGER });
          repeat(world, { ...always, perSecond }, () => nic.send(askedUs(FORGER, src)));
        },
      });
      neverBelieved(ran, 'stale own-alone');
    }
  });

test('A2: also with the MAC of a gateway that answers no echo it is likely at most', async () => {
  const ran = await run({
    stale: true,
    echo: false,
    forger: (world, segment) => {
      const nic = segment.plug({ mac: FORGER });
      repeat(world, { ...always, perSecond: 20 }, () => nic.send(askedUs(GW_MAC)));
    },
  });
  neverBelieved(ran, 'likely asked-us');
});

test('A2: answers guessed over all ids are not believed, and told', async () => {
  const ran = await run({
    stale: true,
    forger: (world, segment) => {
      const nic = segment.plug({ mac: FORGER });
      const reply: Omit<IcmpEcho, 'id' | 'seq'> = {
        kind: 'reply',
        src: GATEWAY,
        dst: SERVICE,
        ttl: 64,
        payload: new Uint8Array(16),
      };
      // All of them would take long on paper: those around the right one are no weaker.
      const { id } = new Asked(seededDice(3), 1500);
      repeat(world, { ...always, perSecond: 2000 }, (nth) => {
        const packet = encodeIcmpEcho({ ...reply, id: (id + (nth % 5) - 2) & 0xffff, seq: 1 + (nth % 32) });
        nic.send(packetFrame({ from: GW_MAC, to: OURS, vlan: null }, packet).bytes);
      });
    },
  });
  neverBelieved(ran, 'stale own-alone');
  assert.match(ran.notes.join(), /repeat no question of ours/);
});

test('A2: a true answer outweighs all that is guessed', async () => {
  const { report } = await run({
    forger: (world, segment) => {
      const nic = segment.plug({ mac: FORGER });
      repeat(world, { ...always, perSecond: 500 }, (nth) => {
        const payload = new Uint8Array(16);
        const packet = encodeIcmpEcho({
          kind: 'reply',
          src: GATEWAY,
          dst: SERVICE,
          ttl: 64,
          id: nth,
          seq: 1,
          payload,
        });
        nic.send(packetFrame({ from: GW_MAC, to: OURS, vlan: null }, packet).bytes);
        nic.send(askedUs(FORGER));
      });
    },
  });
  assert.equal(report.proofs[0]?.belief, 'believed');
});

test('A2: forged refusals of datagrams never sent so prove nothing', async () => {
  const dice = seededDice(99);
  const ran = await run({
    stale: true,
    echo: false,
    forger: (world, segment) => {
      const nic = segment.plug({ mac: FORGER });
      repeat(world, { ...always, perSecond: 1000 }, () => {
        const packet = refusalOf({ port: Math.floor(dice() * 65536) });
        nic.send(packetFrame({ from: GW_MAC, to: OURS, vlan: null }, packet).bytes);
      });
    },
  });
  neverBelieved(ran, 'unknown no-answer');
});

/** A port unreachable that quotes the least there is. */
function refusalOf({ port }: { readonly port: number }): Uint8Array {
  const quote = encodeIcmpEcho({
    kind: 'request',
    src: SERVICE,
    dst: GATEWAY,
    ttl: 64,
    id: 0,
    seq: 0,
    payload: new Uint8Array(),
  });
  quote[9] = 17;
  quote.set([port >>> 8, port & 255, 0x82, 0x9a], 20);
  const packet = encodeIcmpEcho({
    kind: 'reply',
    src: GATEWAY,
    dst: SERVICE,
    ttl: 64,
    id: 0,
    seq: 0,
    payload: quote,
  });
  packet[20] = 3;
  packet[21] = 3;
  return packet;
}

/** Sees every echo to the gateway, and answers it too. */
function copier(how: { readonly src: number; readonly delay: number }) {
  return (world: World, segment: Segment): void => {
    const nic = segment.plug({ mac: FORGER, promiscuous: true });
    nic.listen({ hear: (bytes, at) => answerBeside(world, nic, { bytes, at, ...how }) });
  };
}

function answerBeside(
  world: World,
  nic: Nic,
  heard: { readonly bytes: Uint8Array; readonly at: number; readonly src: number; readonly delay: number },
): void {
  const ethernet = decodeEthernet(heard.bytes);
  if (!ethernet.ok || ethernet.value.etherType !== 0x0800) return;
  const echo = decodeIcmpEcho(heard.bytes.subarray(ethernet.value.payloadAt));
  if (!echo.ok || echo.value?.kind !== 'request') return;
  const payload = echo.value.payload.slice();
  const packet = encodeIcmpEcho({
    ...echo.value,
    kind: 'reply',
    src: echo.value.dst,
    dst: echo.value.src,
    payload,
  });
  const frame = packetFrame({ from: heard.src, to: OURS, vlan: null }, packet).bytes;
  world.at(heard.at + heard.delay, () => nic.send(frame));
}

for (const [who, src] of [
  ['its own MAC', FORGER],
  ['the MAC of the gateway', GW_MAC],
] as const)
  for (const delay of [0, 0.2, 30])
    test(`A2: one who copies what it overhears and answers from ${who}, ${delay} ms later: contested`, async () => {
      const ran = await run({ forger: copier({ src, delay }) });
      neverBelieved(ran, 'contested answered-twice');
    });

test('A2: one who answers for a gateway that sends elsewhere is not taken for it', async () => {
  neverBelieved(await run({ stale: true, forger: copier({ src: FORGER, delay: 0 }) }), 'stale own-alone');
});

test('A2: one who says that the gateway is at its MAC, and answers as the gateway: contested', async () => {
  for (const unasked of [true, false])
    for (const stale of [true, false]) {
      const ran = await run({
        stale,
        forger: (world, segment) => {
          const nic = openResponder(world, segment, { mac: FORGER, answersFor: (ip) => ip === GATEWAY });
          nic.listen({
            hear: (bytes, at) => answerBeside(world, nic, { bytes, at, src: FORGER, delay: 0 }),
          });
          const said = { dst: OURS, src: FORGER, op: 2, sha: FORGER, spa: GATEWAY, tha: OURS, tpa: SERVICE };
          if (unasked) repeat(world, { ...always, perSecond: 100 }, () => nic.send(arpFrame(said)));
        },
      });
      neverBelieved(ran, 'contested two-macs');
    }
});

test('A2: each question has a secret of its own', async () => {
  const secrets = new Set<string>();
  let questions = 0;
  await run({
    stale: true,
    forger: (_world, segment) => {
      segment.plug({ mac: FORGER, promiscuous: true }).listen({
        hear(bytes) {
          const echo = decodeIcmpEcho(bytes.subarray(14));
          if (!echo.ok || echo.value?.kind !== 'request') return;
          questions++;
          assert.ok(echo.value.payload.length >= 8);
          secrets.add(echo.value.payload.join());
        },
      });
    },
  });
  assert.ok(questions > 20);
  assert.equal(secrets.size, questions);
});

const many = TargetSet.of([{ first: ipOf('10.77.0.100'), last: ipOf('10.77.0.199') }]);
const COUNTED: Readonly<Record<string, Setting>> = {
  'a gateway that believes it': {},
  'a gateway that does not': { stale: true },
  'a gateway that answers no echo': { stale: true, echo: false },
  'a peer that is away': { wishes: { via: [{ ip: ipOf('10.77.0.9'), mac: null }] } },
  'nobody to prove it': { wishes: { via: [], verify: false, before: false } },
  'no question before': { stale: true, wishes: { check: false, before: false, count: 1, patience: 1500 } },
  'no word said': { stale: true, wishes: { count: 0 } },
  'a hundred addresses': { wishes: { addresses: many, force: true } },
  'a hundred addresses, no echo': {
    echo: false,
    wishes: { addresses: many, force: true, count: 1, patience: 3000, rate: 200 },
  },
};
for (const [name, setting] of Object.entries(COUNTED))
  test(`what is told is what is sent: ${name}`, async () => {
    const { plan, report, left } = await run(setting);
    assert.equal(report.sent, left.length, 'every packet is counted');
    assert.ok(left.length <= plan.most, `${left.length} of ${plan.most}`);
    assert.ok(report.frames <= plan.announcements + plan.again);
    assert.ok(report.frames >= plan.announcements);
    const rate = setting.wishes?.rate ?? 1000;
    for (const [at, from] of left.entries()) {
      const within = left.slice(at).findIndex((moment) => moment >= from + 1000);
      // A question may be four packets, and what a stall kept back is caught up.
      const sent = within < 0 ? left.length - at : within;
      assert.ok(sent <= rate + 8, `${sent} in a second`);
    }
  });
