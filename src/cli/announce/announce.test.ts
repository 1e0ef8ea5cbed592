import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo } from '../../../test/cli/paper-io.ts';
import { savedFrames, sourceOf, tapOn } from '../../../test/cli/saved-frames.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { seededDice } from '../../base/dice.ts';
import { UsageFault } from '../../base/fault.ts';
import { formatMac } from '../../base/mac.ts';
import { hostWith, type NeighbourWish } from '../../kernel/build-host.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import { PaperHost } from '../../sim/paper-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { sendHostile } from '../../sim/traffic.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { type Glance, glance, newGlance } from '../../wire/glance.ts';
import type { Gateway } from './gateway.ts';
import type { NetworkHands } from '../hands.ts';
import { announceOver } from './announce.ts';

const GATEWAY = '10.77.0.254';
const SERVICE = '10.77.0.50';
const OURS = '02:00:00:00:00:01';
const OLD = '02:00:00:00:00:0a';
const GW = '02:00:00:00:00:fe';

interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** The ARP of the segment, with the moment each was heard. */
  readonly heard: readonly (Readonly<Glance> & { readonly now: number })[];
  readonly io: PaperIo;
}

interface Stage {
  readonly world: World;
  readonly segment: Segment;
  readonly io: PaperIo;
  readonly down: () => void;
}

interface Setting {
  /** How the gateway holds the address; null: not at all. */
  readonly entry?: NeighbourWish['state'] | null;
  readonly echo?: boolean;
  /** The gateway is behind an access port of this VLAN. */
  readonly access?: number;
  /** Somebody else answers for the address. */
  readonly rival?: boolean;
  /** The next hops of the default routes; default the one there is. */
  readonly gateways?: readonly Gateway[];
  readonly during?: (stage: Stage) => void;
}

async function run(line: string, setting: Setting = {}): Promise<Ran> {
  const { entry = 'reachable', echo = true, rival = false, access, during } = setting;
  const world = openWorld({ seed: 5 });
  const segment = world.segment('s0');
  const ours: NeighbourWish = { link: 'eth0', ip: '10.77.0.1', mac: OURS, state: 'reachable' };
  const held: NeighbourWish[] = entry === null ? [] : [{ link: 'eth0', ip: SERVICE, mac: OLD, state: entry }];
  const links = { eth0: { mac: GW, addresses: [`${GATEWAY}/24`] } };
  const gateway = new PaperHost(world, hostWith({ links, neighbours: [ours, ...held] }), {});
  gateway.plug('eth0', segment, access === undefined ? {} : { accessVlan: access });
  gateway.setAnswersEcho(echo);
  if (rival) openResponder(world, segment, { mac: macOf(OLD), answersFor: (ip) => ip === ipOf(SERVICE) });
  const addresses = [
    '10.77.0.1/24',
    `${SERVICE}/24`,
    '10.77.0.51/24',
    '10.77.0.52/24',
    '10.78.0.1/24',
    '10.79.0.1/32',
  ];
  const host = world.host({ name: 'eth0', mac: macOf(OURS), addresses, segment });
  const heard: (Glance & { now: number })[] = [];
  segment.plug({ mac: macOf('02:00:00:00:00:99'), promiscuous: true }).listen({
    hear(bytes) {
      const arp = newGlance();
      if (glance(bytes, arp) && arp.sha === macOf(OURS)) heard.push({ ...arp, now: world.clock.now() });
    },
  });
  const hands: NetworkHands = {
    host,
    clock: world.clock,
    dice: seededDice(1),
    vendors: { vendorOf: () => null },
  };
  const io = paperIo();
  during?.({ world, segment, io, down: () => host.takeDown('eth0') });
  const door = {
    hands: () => Promise.resolve(hands),
    gateways: () => Promise.resolve(setting.gateways ?? [{ link: 'eth0', ip: ipOf(GATEWAY) }]),
  };
  const [, ...args] = line.split(' ');
  const code = await announceOver(door, args, io);
  const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
  return { code, out: linesOf(io.out()), err: linesOf(io.err()), heard, io };
}

test('a gateway that is stale is told, and proven', async () => {
  const { code, out, err } = await run(`announce ${SERVICE} --via ${GATEWAY}`);
  assert.deepEqual(
    out.map((line) => line.replace(/\d+\.\d+ ms/, 'T ms')),
    [
      `before: ${GATEWAY} (${GW}) still sends ${SERVICE} to another MAC (it answers our own address, but not ${SERVICE})`,
      `${GATEWAY} (${GW}) believes it: sends ${SERVICE} to us, T ms after the announcement (its answer to an echo from it came to us)`,
    ],
  );
  assert.match(
    err[0] ?? '',
    /^1 address on eth0: 9 announcements; at most \d+ packets in all: 4 ask who has it, \d+ prove it, /,
  );
  assert.match(err[1] ?? '', /^1 address announced, 3 rounds, 9 frames and \d+ questions in 2\.\d+ s$/);
  assert.equal(code, 0);
});

test('both forms, so far apart that a lock time of a second is over, and the gateway by name', async () => {
  const { heard } = await run(`announce ${SERVICE} --via ${GATEWAY}`);
  const told = heard.filter(({ spa }) => spa === ipOf(SERVICE));
  const words = told.map(({ op, dst, tpa, tha }) => {
    const to = dst === 0xffffffffffff ? 'all' : formatMac(dst);
    return `${to} ${op} ${tpa === ipOf(SERVICE) ? 'self' : 'gateway'} ${formatMac(tha)}`;
  });
  const round = ['all 1 self 00:00:00:00:00:00', `all 2 self ${OURS}`, `${GW} 1 gateway 00:00:00:00:00:00`];
  assert.deepEqual(words, [...round, ...round, ...round]);
  const requests = told.filter(({ op, tpa }) => op === 1 && tpa === ipOf(SERVICE));
  const gaps = requests.slice(1).map(({ now }, at) => now - requests[at]!.now);
  for (const gap of gaps) assert.ok(gap > 1000, `${gap} ms between two rounds`);
});

const CODES: readonly (readonly [line: string, setting: Setting, code: number])[] = [
  [`announce ${SERVICE}`, {}, 0],
  [`announce ${SERVICE} --via ${GATEWAY} -c 1`, { entry: null }, 0],
  [`announce ${SERVICE} --verify -c 1`, {}, 0],
  [`announce ${SERVICE} --via gateway --no-verify -c 1`, { entry: 'permanent' }, 0],
  [`announce ${SERVICE} --via ${GATEWAY} -c 1 --patience 1s`, { entry: 'permanent' }, 1],
  [`announce ${SERVICE} --via ${GATEWAY} -c 1 --patience 1s`, { echo: false }, 1],
  [`announce ${SERVICE} --via 10.77.0.99 -c 1 --patience 1s`, {}, 1],
  [`announce -c 0 ${SERVICE} --via ${GATEWAY}`, {}, 1],
  [`announce ${SERVICE} --via ${GATEWAY} -c 1`, { rival: true }, 4],
  [`announce ${SERVICE} --via ${GATEWAY} -c 1 --takeover`, { rival: true }, 0],
  ['announce 10.77.0.99 --force -c 1', {}, 0],
  [`announce ${SERVICE} --force --vlan 10 --via ${GATEWAY} -c 1`, { access: 10 }, 0],
  [`announce ${SERVICE} --via ${GATEWAY} -c 1 --patience 1s`, { access: 10 }, 1],
];
for (const [line, setting, expected] of CODES)
  test(`${line} ${JSON.stringify(setting)}: exit code ${expected}`, async () => {
    const { code, out, err } = await run(line, setting);
    assert.equal(code, expected, [...out, ...err].join('\n'));
  });

test('D5: without --via the gateway is asked, and what it believes is the exit code', async () => {
  const { code, out, heard } = await run(`announce ${SERVICE} -c 1 --patience 1s`, { entry: 'permanent' });
  assert.equal(code, 1);
  assert.match(out.at(-1) ?? '', new RegExp(`^${GATEWAY} .* still sends ${SERVICE}`));
  assert.ok(heard.some(({ spa, tpa }) => spa === ipOf(SERVICE) && tpa === ipOf(GATEWAY)));
});

const UNPROVEN: readonly (readonly [line: string, setting: Setting, why: RegExp])[] = [
  [`announce ${SERVICE}`, { gateways: [] }, /no default route leads out of eth0/],
  [
    `announce ${SERVICE}`,
    { gateways: [{ link: 'eth1', ip: ipOf('10.77.0.253') }] },
    /no default route leads out of eth0/,
  ],
  [
    'announce 10.78.0.1',
    {},
    /the gateway \(10\.77\.0\.254\) is on another network of eth0 than 10\.78\.0\.1/,
  ],
  ['announce 10.79.0.1', {}, /is on another network of eth0 than 10\.79\.0\.1/],
  [`announce ${SERVICE},10.78.0.1`, {}, /is on another network/],
  [`announce ${GATEWAY} --force`, { rival: true }, /the gateway is the address itself/],
  [`announce ${SERVICE} --force --vlan 10`, {}, /which gateway there is in VLAN 10/],
];
for (const [line, setting, why] of UNPROVEN)
  test(`D5: ${line} with ${JSON.stringify(setting)}: nothing is proven, and that is said in one line`, async () => {
    const { out, err } = await run(`${line} -c 1 --takeover`, { entry: 'permanent', ...setting });
    assert.deepEqual(out, []);
    assert.match(err[0] ?? '', why);
    assert.match(err[0] ?? '', /^arpist: nothing will be proven: .* \(--via PEER proves it\)\.$/);
    const quiet = await run(`${line} -c 1 --takeover --no-verify`, setting);
    assert.ok(!quiet.err.some((one) => /proven/.test(one)), 'who says so need not be told');
  });

test('D5: of several gateways those on the network prove it', async () => {
  const gateways = [
    { link: 'eth0', ip: ipOf('10.78.0.254') },
    { link: 'eth0', ip: ipOf(GATEWAY) },
  ];
  const { code, out } = await run(`announce ${SERVICE} -c 1`, { gateways });
  assert.equal(code, 0);
  assert.ok(out.every((line) => line.includes(GATEWAY)));
});

test('D5: -c 0 says nothing, and asks the gateway', async () => {
  const { code, out } = await run(`announce -c 0 ${SERVICE}`, { entry: 'permanent' });
  assert.equal(code, 1);
  assert.match(out.at(-1) ?? '', /still sends/);
  await assert.rejects(run(`announce -c 0 ${SERVICE}`, { gateways: [] }), /0 rounds tell nobody/);
  await assert.rejects(run(`announce ${SERVICE} --verify`, { gateways: [] }), /no gateway to prove it with/);
});

test('who still answers is named, and then nobody is told anything', async () => {
  const { err, heard } = await run(`announce ${SERVICE} --via ${GATEWAY}`, { rival: true });
  assert.match(err[1] ?? '', new RegExp(`^${SERVICE} is still answered for by ${OLD}: left alone`));
  assert.deepEqual(
    heard.filter(({ spa }) => spa === ipOf(SERVICE)),
    [],
  );
  const several = await run('announce 10.77.0.50-52 -c 1 --no-verify', { rival: true });
  assert.match(several.err.at(-1) ?? '', /^2 addresses announced, 1 left alone, 1 round, 4 frames/);
});

test('to look is not to tell', async () => {
  const { out, heard } = await run(`announce -c 0 ${SERVICE} --via ${GATEWAY}`);
  assert.match(out[0] ?? '', /still sends/);
  assert.deepEqual(
    heard.filter(({ spa }) => spa === ipOf(SERVICE)),
    [],
  );
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  'announce 10.77.0.99': /is on no interface of this machine/,
  'announce 224.0.0.18 --force -I eth0': /multicast/,
  'announce 0.0.0.0 --force -I eth0': /stands for no host/,
  'announce 255.255.255.255 --force -I eth0': /broadcast/,
  'announce 10.77.0.255 --force': /broadcast address of eth0/,
  'announce 127.0.0.1 --force -I eth0': /loopback/,
  [`announce ${SERVICE} --via ${SERVICE}`]: /cannot be told of itself/,
  [`announce ${SERVICE} --via 192.0.2.1`]:
    /192\.0\.2\.1 is on none of the local networks .*, so it is not asked on eth0/,
  [`announce ${SERVICE} --via 10.77.0.254=01:00:5e:00:00:01`]: /names no peer/,
  [`announce ${SERVICE} --vlan 10`]: /VLAN 10 is not known/,
  [`announce -c 0 ${SERVICE} --no-verify`]: /0 rounds tell nobody/,
  'announce 10.64.0.0/15 --force -I eth0 --via 10.77.0.254': /more than 65536 proofs/,
  [`announce ${SERVICE} --form loud`]: /no form 'loud'/,
  [`announce ${SERVICE} --refresh 0.1`]: /too short a time/,
  [`announce ${SERVICE} --verify --no-verify`]: /contradict/,
};
for (const [line, why] of Object.entries(REFUSED))
  test(`${line}: one sentence`, async () => {
    await assert.rejects(
      run(line),
      (fault: unknown) => fault instanceof UsageFault && why.test(fault.message),
    );
  });

test('records are as their schemas say', async () => {
  const lines = [
    ...(await run(`announce ${SERVICE} --via ${GATEWAY} --json`)).out,
    ...(await run(`announce ${SERVICE} --via 10.77.0.99 --json -c 1 --patience 1s`)).out,
    ...(await run(`announce ${SERVICE} --json`, { rival: true })).out,
  ];
  const records = lines.map((line) => JSON.parse(line) as { readonly type: string });
  const types = records.map(({ type }) => type).join(' ');
  assert.equal(types, 'proof proof announce-summary proof proof announce-summary announce-summary');
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

test('D18: a dry run with --json is one record, by its schema, and says what is sent at most', async () => {
  for (const line of [
    `announce ${SERVICE} --via ${GATEWAY}`,
    `announce ${SERVICE} -c 0`,
    `announce 10.77.0.50-52 --no-verify --form reply --fast`,
    `announce ${SERVICE} --refresh 60 -c 1`,
    `announce 10.77.0.60 --force --vlan 7 --no-check`,
  ]) {
    const { code, out, heard } = await run(`${line} --dry-run --json`);
    assert.deepEqual([code, out.length, heard.length], [0, 1, 0]);
    const record = JSON.parse(out[0]!) as Record<string, number>;
    assert.deepEqual(faultsOf(record, schemaNamed('announce-plan.v1')), []);
    const parts = ['announcements', 'looks', 'questions', 'again'].map((part) => record[part] ?? 0);
    assert.equal(
      record['most'],
      parts.reduce((sum, part) => sum + part, 0),
    );
  }
});

test('a dry run sends nothing', async () => {
  const { code, out, heard } = await run(`announce ${SERVICE} --via ${GATEWAY} --dry-run`);
  assert.deepEqual([code, heard.length], [0, 0]);
  assert.ok(out.includes(`to peer   who-has ${GATEWAY} tell ${SERVICE}`), out.join('\n'));
});

test('a refresh goes on until Ctrl-C, and what was found is told', async () => {
  const { code, err, heard } = await run(`announce ${SERVICE} -c 1 --refresh 5 --no-verify`, {
    during: ({ world, io }) => world.at(12_000, () => io.stop('interrupted')),
  });
  assert.equal(code, 130);
  assert.match(err.at(-1) ?? '', /^interrupted: 1 address announced, 3 rounds, 6 frames/);
  assert.equal(heard.filter(({ spa }) => spa === ipOf(SERVICE)).length, 6);
});

test('a link that goes down: what was found, and exit code 5', async () => {
  const { code, err } = await run(`announce ${SERVICE} --via ${GATEWAY}`, {
    during: ({ world, down }) => world.at(900, down),
  });
  assert.equal(code, 5);
  assert.ok(err.some((line) => /eth0 went down/.test(line)));
});

test('many are paced', async () => {
  const { heard, err } = await run('announce 10.77.0.100-199 --force --no-check -c 1 --rate 100 --no-verify');
  const told = heard.filter(({ spa }) => spa !== 0);
  assert.match(err.at(-1) ?? '', /200 frames/);
  const span = told.at(-1)!.now - told[0]!.now;
  assert.ok(span > 1900 && span < 2100, `${span} ms for ${told.length} frames`);
});

test('everything is saved when it is asked for: all that reached us or came from us', async () => {
  let passed: readonly string[] = [];
  const { io } = await run(`announce ${SERVICE} --via ${GATEWAY} -c 1 --save all.pcapng`, {
    during: ({ segment }) => {
      passed = tapOn(segment);
    },
  });
  const saved = savedFrames(io.saved.get('all.pcapng'));
  assert.deepEqual(
    saved.map(({ bytes }) => bytes),
    passed.filter((frame) => !frame.startsWith(OLD.replaceAll(':', ''))),
    'answers to the old owner are not for us',
  );
  const ours = OURS.replaceAll(':', '');
  for (const { bytes, outgoing } of saved) assert.equal(outgoing, sourceOf(bytes) === ours);
});

test('under hostile frames it ends, and proves what is so', async () => {
  const { code } = await run(`announce ${SERVICE} --via ${GATEWAY}`, {
    during: ({ world, segment }) => {
      const nic = segment.plug({ mac: macOf('00:04:f2:00:00:41') });
      sendHostile(world, nic, { from: 0, until: 5000, perSecond: 500 });
    },
  });
  assert.equal(code, 0);
});

test('proofs as CSV and in a form of one’s own', async () => {
  const { out } = await run(`announce ${SERVICE} --via ${GATEWAY} --csv --where when=after`);
  assert.match(out[0] ?? '', /^when,ip,interface,vlan,peer,peerMac,belief,/);
  assert.ok(out.length === 2 && out[1]!.startsWith(`after,${SERVICE},`), out.join('\n'));
});
