import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { formatMac, parseMac } from '../../base/mac.ts';
import { after } from '../../change/after.ts';
import type { FindingKind } from '../../doctor/findings.ts';
import { hostWith, type HostWish } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { PaperHost } from '../../sim/paper-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { type DoctorEvent, probe, type ProbeReport } from './probe.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
const mac = (text: string): number => parseMac(text) ?? assert.fail(text);

interface Scene {
  readonly world: World;
  readonly lan: Segment;
  readonly dmz: Segment;
  readonly own: ReturnType<World['host']>;
}

interface Play {
  /** What the kernel of our machine does, when it is not what the snapshot says. */
  readonly truth?: HostSnapshot;
  /** The cable of each link; the lan when left out. */
  readonly cables?: Readonly<Record<string, 'lan' | 'dmz'>>;
  readonly others?: (scene: Scene) => void;
  readonly signal?: AbortSignal;
}

interface Result {
  readonly report: ProbeReport;
  readonly events: readonly DoctorEvent[];
  readonly asked: readonly { readonly spa: string; readonly tpa: string; readonly sha: string }[];
  readonly kinds: readonly FindingKind[];
}

/** Our machine on paper: its links for the verb, and a kernel behind each that answers by the model. */
async function play(
  snapshot: HostSnapshot,
  { truth = snapshot, cables = {}, others, signal }: Play = {},
): Promise<Result> {
  const world = openWorld({ seed: 4 });
  const segments = { lan: world.segment('lan'), dmz: world.segment('dmz') };
  const nics = snapshot.links.filter(({ loopback, arp }) => !loopback && arp);
  const own = world.host(
    ...nics.map(({ name, mac: text }) => ({
      name,
      mac: mac(text ?? ''),
      addresses: snapshot.addresses
        .filter(({ link }) => link === name)
        .map((one) => `${one.local}/${one.prefixLength}`),
      segment: segments[cables[name] ?? 'lan'],
    })),
  );
  const kernel = new PaperHost(world, truth, {});
  for (const { name } of nics) kernel.plug(name, segments[cables[name] ?? 'lan']);
  const asked: { spa: string; tpa: string; sha: string }[] = [];
  const seen = newGlance();
  segments.lan.plug({ mac: mac('02:00:00:00:99:99'), promiscuous: true }).listen({
    hear: (bytes) => {
      if (!glance(bytes, seen) || seen.op !== 1) return;
      asked.push({ spa: formatIpv4(seen.spa), tpa: formatIpv4(seen.tpa), sha: formatMac(seen.sha) });
    },
  });
  others?.({ world, ...segments, own });
  const events: DoctorEvent[] = [];
  const run = probe({ host: own, clock: world.clock, dice: seededDice(2) }, snapshot, signal);
  for (;;) {
    const step = await run.next();
    if (step.done) {
      const report = step.value;
      return { report, events, asked, kinds: report.findings.map(({ kind }) => kind) };
    }
    events.push(step.value);
  }
}

const two = (wish: Partial<HostWish> = {}): HostSnapshot =>
  hostWith({ links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.0.0.2/24'] } }, ...wish });
const one = (wish: Partial<HostWish> = {}): HostSnapshot =>
  hostWith({ links: { e0: { addresses: ['10.0.0.1/24'] } }, ...wish });
const GATEWAY = ['default via 10.0.0.254 dev e0'];
const GOOD = { arp_ignore: 1, arp_announce: 2 };

function somebody(
  { world, lan }: Scene,
  address: string,
  at: string,
  more: { ignoresProbes?: boolean } = {},
): void {
  openResponder(world, lan, { mac: mac(at), answersFor: (asked) => asked === ip(address), ...more });
}

test('flux is proven: the other link of ours was heard to answer', async () => {
  const { report, events } = await play(two());
  const flux = report.findings.find(({ kind }) => kind === 'flux') ?? assert.fail();
  const wire = flux.evidence.filter(({ from }) => from === 'wire').map(({ text }) => text);
  assert.ok(
    wire.some((text) => /who-has 10\.0\.0\.1 asked on e0: e1 answered with 02:00:00:00:01:01/.test(text)),
    wire.join('\n'),
  );
  assert.deepEqual(events, [{ type: 'probing', links: ['e0', 'e1'], questions: 4, packets: 12, rate: 1000 }]);
  assert.equal(report.questions, 4);
});

test('after the fix the wire agrees that all is well', async () => {
  const { kinds: before, report } = await play(two());
  assert.deepEqual(before, ['flux']);
  const mended = after(two(), report.findings[0]?.changes ?? []);
  const { kinds, report: second } = await play(mended);
  assert.deepEqual([kinds, second.caveats], [[], []]);
});

test('links on different wires are told apart, and the flux is no fault then', async () => {
  const { report, kinds } = await play(two(), { cables: { e1: 'dmz' } });
  assert.deepEqual(kinds.toSorted(), ['flux', 'wire-differs']);
  const flux = report.findings.find(({ kind }) => kind === 'flux');
  assert.equal(flux?.severity, 'risk');
  assert.match(
    report.findings.find(({ kind }) => kind === 'wire-differs')?.sentence ?? '',
    /do not hear each other/,
  );
});

test('a kernel that does otherwise than the model is told, not explained away', async () => {
  const { report } = await play(two({ all: GOOD }), { truth: two() });
  const told = report.findings.find(({ kind }) => kind === 'wire-differs') ?? assert.fail();
  assert.match(told.evidence.map(({ text }) => text).join('\n'), /e1 answered, and should be silent/);
});

test('somebody else with our address is a conflict, told once although two links hear it', async () => {
  const { report, kinds } = await play(two({ all: GOOD }), {
    others: (scene) => somebody(scene, '10.0.0.1', '02:bb:00:00:00:01'),
  });
  assert.deepEqual(kinds.filter((kind) => kind === 'duplicate-address').length, 1);
  const [worst] = report.findings;
  assert.equal(worst?.severity, 'conflict');
  assert.match(
    worst?.sentence ?? '',
    /10\.0\.0\.1 is an address of this host, and 02:bb:00:00:00:01 answers for it/,
  );
  assert.deepEqual(worst?.links, ['e0', 'e1']);
});

const real = (wish: Partial<HostWish> = {}): HostSnapshot =>
  hostWith({
    links: { lo: { addresses: ['10.0.0.200/32'] }, e0: { addresses: ['10.0.0.1/24'] } },
    all: GOOD,
    ...wish,
  });
const balancer = (scene: Scene, at: string): void => somebody(scene, '10.0.0.200', at);

test('a hidden address that one other machine answers for is as it should be', async () => {
  const { kinds } = await play(real(), { others: (scene) => balancer(scene, '02:dd:00:00:00:01') });
  assert.deepEqual(kinds, []);
});

test('a hidden address that nobody answers for, or several, or we too', async () => {
  assert.deepEqual((await play(real())).kinds, ['vip-unanswered']);
  const several = await play(real(), {
    others: (scene) => {
      balancer(scene, '02:dd:00:00:00:01');
      balancer(scene, '02:dd:00:00:00:02');
    },
  });
  assert.deepEqual(several.kinds, ['vip-contested']);
  const open = await play(real({ all: {} }), { others: (scene) => balancer(scene, '02:dd:00:00:00:01') });
  assert.deepEqual(open.kinds, ['vip-contested', 'vip-answered']);
  assert.match(
    open.report.findings[0]?.sentence ?? '',
    /02:dd:00:00:00:01 and this host answer for 10\.0\.0\.200/,
  );
});

const PERMANENT = [{ link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' as const }];

test('a PERMANENT entry is held against the wire', async () => {
  const host = one({ neighbours: PERMANENT });
  const wrong = await play(host, { others: (scene) => somebody(scene, '10.0.0.9', '02:cc:00:00:00:01') });
  assert.deepEqual(wrong.kinds, ['permanent-contradicts']);
  assert.match(
    wrong.report.findings[0]?.sentence ?? '',
    /says 02:00:00:00:00:09, but the address is at 02:cc:00:00:00:01/,
  );
  const right = await play(host, { others: (scene) => somebody(scene, '10.0.0.9', '02:00:00:00:00:09') });
  assert.deepEqual(right.kinds, []);
  const silent = await play(host);
  assert.deepEqual(silent.kinds, [], 'silence proves nothing');
});

test('a gateway that answers is well, also one that ignores probes; a silent one is a fault', async () => {
  const host = one({ routes: GATEWAY });
  const well = await play(host, { others: (scene) => somebody(scene, '10.0.0.254', '02:00:00:00:00:fe') });
  assert.deepEqual(well.kinds, []);
  assert.ok(
    well.asked.every(({ spa }) => spa === '0.0.0.0'),
    'who answers is not asked with our address',
  );
  const shy = await play(host, {
    others: (scene) => somebody(scene, '10.0.0.254', '02:00:00:00:00:fe', { ignoresProbes: true }),
  });
  assert.deepEqual(shy.kinds, []);
  const gone = await play(host);
  assert.deepEqual(gone.kinds, ['gateway-silent']);
  const asked = gone.asked.filter(({ tpa }) => tpa === '10.0.0.254').map(({ spa }) => spa);
  assert.deepEqual(asked, ['0.0.0.0', '10.0.0.1', '10.0.0.1'], 'our own address only after silence');
});

/** A host of one address and no subnet, behind a router that answers for everything as a proxy. */
const behindProxy = (wish: Partial<HostWish> = {}): HostSnapshot =>
  hostWith({
    links: { e0: { addresses: ['192.168.5.37/32'] } },
    routes: ['169.254.1.1 dev e0', 'default via 169.254.1.1 dev e0'],
    ...wish,
  });

test('K3: a gateway that is a proxy answers the address of this host alone, and is well', async () => {
  const router = hostWith({
    links: { e0: { mac: '02:ee:00:00:00:01', conf: { proxy_arp: 1 } }, e1: { addresses: ['10.1.0.1/24'] } },
    forwarding: true,
    routes: ['192.168.5.37 dev e0', 'default via 10.1.0.254 dev e1'],
  });
  const { kinds, asked } = await play(behindProxy(), {
    others: ({ world, lan }) => new PaperHost(world, router, {}).plug('e0', lan),
  });
  assert.deepEqual(kinds, ['off-subnet-gateway'], 'which is a note');
  assert.deepEqual(
    asked.filter(({ tpa }) => tpa === '169.254.1.1').map(({ spa }) => spa),
    ['0.0.0.0', '192.168.5.37', '192.168.5.37'],
  );
  assert.deepEqual(
    (await play(behindProxy())).kinds,
    ['gateway-silent', 'off-subnet-gateway'],
    'nobody at all',
  );
});

test('K3: what the kernel never asks for, or has as reachable, is no gateway that is gone', async () => {
  const entry = (state: 'permanent' | 'noarp' | 'reachable', flags: readonly string[] = []) =>
    behindProxy({ neighbours: [{ link: 'e0', ip: '169.254.1.1', mac: '02:ee:00:00:00:01', state, flags }] });
  for (const host of [entry('permanent'), entry('noarp'), entry('reachable', ['extern_learn'])])
    assert.deepEqual((await play(host)).kinds, ['off-subnet-gateway']);
  const { report } = await play(entry('reachable'));
  assert.deepEqual(
    report.findings.map(({ kind, severity }) => [kind, severity]),
    [
      ['gateway-silent', 'risk'],
      ['off-subnet-gateway', 'note'],
    ],
  );
  const nameless = hostWith({
    links: { e0: {} },
    routes: ['169.254.1.1 dev e0', 'default via 169.254.1.1 dev e0'],
  });
  const [alone] = (await play(nameless)).report.findings;
  assert.deepEqual([alone?.kind, alone?.severity], ['gateway-silent', 'risk']);
});

test('K9: what this host answers itself proves no entry and no gateway: they are not asked for, and that is told', async () => {
  const plain = one({ routes: GATEWAY, neighbours: PERMANENT });
  const tunnel = {
    ...plain,
    links: plain.links.map((link) => ({ ...link, vxlanProxy: link.name === 'e0' })),
  };
  const { report, kinds, asked } = await play(tunnel);
  assert.deepEqual(kinds, []);
  assert.ok(asked.every(({ tpa }) => tpa === '10.0.0.1'));
  assert.match(
    report.caveats.join(' '),
    /Entries and gateways on e0 were not asked for: e0 answers from the neighbour table of this host \(vxlan with proxy\)/,
  );
});

test('two MACs for the gateway are told', async () => {
  const { report, kinds } = await play(one({ routes: GATEWAY }), {
    others: (scene) => {
      somebody(scene, '10.0.0.254', '02:00:00:00:00:fe');
      somebody(scene, '10.0.0.254', '02:00:00:00:00:fd');
    },
  });
  assert.deepEqual(kinds, ['gateway-contested']);
  assert.match(report.findings[0]?.sentence ?? '', /2 MACs answer for the gateway 10\.0\.0\.254/);
});

test('a link alone on its segment: what cannot be proven is said', async () => {
  const { report } = await play(one());
  assert.match(report.caveats.join(' '), /What e0 answers cannot be proven from here/);
});

test('no question carries an address that is not ours, or a MAC that is not that of its link', async () => {
  const { asked } = await play(two({ routes: GATEWAY, neighbours: PERMANENT }));
  const ours = new Map([
    ['02:00:00:00:01:00', '10.0.0.1'],
    ['02:00:00:00:01:01', '10.0.0.2'],
  ]);
  assert.ok(asked.length > 0);
  for (const { sha, spa } of asked) assert.ok(spa === '0.0.0.0' || ours.get(sha) === spa, `${sha} ${spa}`);
});

test('a link that goes down while it is asked on ends as a caveat, and its silence proves nothing', async () => {
  const { report, kinds } = await play(one({ routes: GATEWAY }), {
    others: ({ world, own }) => world.at(100, () => own.takeDown('e0')),
  });
  assert.deepEqual(kinds, []);
  assert.match(report.caveats.join(' '), /e0 went down while it was asked on/);
});

test('interrupted: the findings of the model, and nothing claimed about the wire', async () => {
  const stop = new AbortController();
  const { report, kinds } = await play(two({ routes: GATEWAY }), {
    signal: stop.signal,
    others: ({ world }) => world.at(50, () => stop.abort()),
  });
  assert.equal(report.interrupted, true);
  assert.deepEqual(kinds, ['flux']);
});

test('without rights it throws the fault that says so; a link that is gone is a note', async () => {
  await assert.rejects(play(two(), { others: ({ own }) => own.dropRights() }), /CAP_NET_RAW/);
  const { report, events } = await play(two(), { others: ({ own }) => own.takeDown('e1') });
  assert.deepEqual(events[0], {
    type: 'note',
    text: 'The interface e1 is down, so nothing was asked on it.',
  });
  assert.match(report.caveats.join(' '), /e1 is down/);
});
