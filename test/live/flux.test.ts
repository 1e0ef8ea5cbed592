import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4, parseIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { commandOf } from '../../src/change/change.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openHost } from '../../src/linux/host.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import type { Host } from '../../src/ports/host.ts';
import type { Link } from '../../src/ports/link.ts';
import { probe } from '../../src/verbs/doctor/probe.ts';
import { explainTo } from '../../src/verbs/explain/to.ts';
import { explainWhoHas } from '../../src/verbs/explain/who-has.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';
import { answersTo } from './mended.ts';
import { tableFulls } from './neighbour-limits.ts';

const skip = whyNoLab;
const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);

/** The hardware node of the seed: eth0 for its own use, eth3 and eth4 for containers, all on one subnet. */
const NICS = [
  { name: 'eth0', mac: '00:1b:21:00:00:10', addresses: ['192.168.18.10/24'] },
  { name: 'eth3', mac: '00:1b:21:00:00:13', addresses: ['192.168.18.11/24'] },
  { name: 'eth4', mac: '00:1b:21:00:00:14', addresses: ['192.168.18.12/24'] },
] as const;
const NAMES = NICS.map(({ name }) => name);
const OWN = NICS.map(({ addresses }) => addresses[0].replace('/24', ''));
const MAC_OF: Readonly<Record<string, string>> = Object.fromEntries(NICS.map(({ name, mac }) => [name, mac]));
const CLIENT = '192.168.18.101';

/** conf/all is written out: a new namespace takes it over from the machine. */
const AS_LINUX_COMES = Object.fromEntries(
  [
    'arp_ignore',
    'arp_announce',
    'arp_filter',
    'rp_filter',
    'arp_accept',
    'drop_gratuitous_arp',
    'route_localnet',
  ].flatMap((name) => ['all', 'default', 'lo', ...NAMES].map((link) => [`net.ipv4.conf.${link}.${name}`, 0])),
);

/** Without those about the neighbour table: it is one for the machine, and counts since it started. */
function found(host: HostSnapshot): readonly Finding[] {
  return diagnose(host).findings.filter(({ kind }) => !kind.startsWith('table-'));
}

interface Scene {
  readonly node: LabHost;
  readonly client: LabHost;
  readonly ear: Link;
}

async function withNode(body: (scene: Scene) => Promise<void>): Promise<void> {
  const lab: Lab = openLab();
  const before = tableFulls();
  try {
    const node = lab.host('node', {
      nics: NICS,
      sysctls: AS_LINUX_COMES,
      ip: ['route add default via 192.168.18.101 dev eth0'],
    });
    const client = lab.host('client', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:01:01', addresses: [`${CLIENT}/24`] }],
    });
    await body({ node, client, ear: client.open('eth0') });
    assert.equal(tableFulls(), before, 'the neighbour table was full: the run says nothing');
  } finally {
    lab.close();
  }
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, millis));
}

/** Which MACs the model answers with, NIC by NIC. */
function modelAnswers(host: HostSnapshot, target: string): readonly string[] {
  const told = NAMES.map((on) =>
    explainWhoHas(host, { ip: ip(target), on, from: ip(CLIENT), broadcast: true }),
  );
  return told.flatMap(({ answer }) => (answer ? [formatMac(answer.mac)] : [])).toSorted();
}

/** Sends a packet from one of the node's addresses, and hears which MAC asks for the client and whom it names. */
async function wireRequest({ node, client, ear }: Scene, from: string): Promise<string> {
  node.run('ip', 'neigh', 'flush', 'all');
  client.run('ip', 'neigh', 'flush', 'all');
  ear.drain(() => undefined);
  const script = `const s=require('dgram').createSocket('udp4');s.bind(0,'${from}',()=>s.send('x',9,'${CLIENT}',()=>s.close()))`;
  node.run(process.execPath, '-e', script);
  await pause(200);
  let asked = 'nobody asked';
  const heard = newGlance();
  ear.drain(({ bytes, outgoing }) => {
    if (outgoing || !glance(bytes, heard) || heard.op !== 1 || heard.tpa !== ip(CLIENT)) return;
    asked = `tell ${formatIpv4(heard.spa)} from ${formatMac(heard.sha)}`;
  });
  return asked;
}

function modelRequest(host: HostSnapshot, from: string): string {
  const { path } = explainTo(host, { ip: ip(CLIENT), from: ip(from) });
  if (!path?.request) return 'nobody asked';
  return `tell ${formatIpv4(path.request.sender)} from ${formatMac(path.request.mac)}`;
}

async function probed(node: LabHost, snapshot: HostSnapshot): Promise<readonly Finding[]> {
  const host: Host = {
    interfaces: () => node.inside(() => openHost().interfaces()),
    openLink: (wanted, options) => node.inside(() => openHost().openLink(wanted, options)),
  };
  const run = probe({ host, clock: openClock(), dice: Math.random }, snapshot);
  for (;;) {
    const step = await run.next();
    if (step.done) return step.value.findings.filter(({ kind }) => !kind.startsWith('table-'));
  }
}

async function agrees(
  scene: Scene,
  host: HostSnapshot,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const answers: Record<string, readonly string[]> = {};
  for (const target of [...OWN, '192.168.18.77']) {
    const wire = await answersTo(scene.ear, target);
    assert.deepEqual(modelAnswers(host, target), wire, `who-has ${target}`);
    answers[target] = wire;
  }
  for (const from of OWN)
    assert.equal(modelRequest(host, from), await wireRequest(scene, from), `from ${from}`);
  return answers;
}

test('three NICs on one subnet: the flux is found, proven, mended as named, and gone', { skip }, () =>
  withNode(async (scene) => {
    const { node } = scene;
    const before = readSnapshot({ namespace: node.namespace });
    const findings = found(before);
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['flux'],
    );
    const [flux] = findings;
    assert.deepEqual(flux?.links, NAMES);
    assert.deepEqual(flux.addresses, OWN);
    const commands = flux.changes.map(commandOf);
    assert.deepEqual(
      commands.slice(0, 6),
      ['arp_ignore=1', 'arp_announce=2'].flatMap((setting) =>
        NAMES.map((name) => `sysctl -w net.ipv4.conf.${name}.${setting}`),
      ),
    );
    assert.equal(
      commands.filter((command) => command.startsWith('ip rule add from')).length,
      3 * NICS.length,
    );

    const all = NICS.map(({ mac }) => mac).toSorted();
    const fluxing = await agrees(scene, before);
    for (const own of OWN) assert.deepEqual(fluxing[own], all, 'every NIC answers for every address');
    assert.deepEqual(fluxing['192.168.18.77'], []);
    const [proven] = await probed(node, before);
    assert.equal(proven?.kind, 'flux');
    assert.ok(proven.evidence.some(({ from, text }) => from === 'wire' && /eth3 answered/.test(text)));

    for (const command of commands) node.run('sh', '-c', command);

    const after = readSnapshot({ namespace: node.namespace });
    assert.deepEqual(found(after), []);
    const clean = await agrees(scene, after);
    for (const [at, name] of NAMES.entries())
      assert.deepEqual(
        clean[OWN[at]!],
        [MAC_OF[name]],
        'the NIC that holds the address answers, and it alone',
      );
    for (const [at, name] of NAMES.entries())
      assert.equal(
        modelRequest(after, OWN[at]!),
        `tell ${OWN[at]} from ${MAC_OF[name]}`,
        'out by the NIC that holds it',
      );
    assert.deepEqual(await probed(node, after), []);

    for (const name of NAMES) node.ip(`link set ${name} down`, `link set ${name} up`);
    node.ip('route add default via 192.168.18.101 dev eth0');
    const flapped = readSnapshot({ namespace: node.namespace });
    assert.deepEqual(found(flapped), [], 'the mending outlives links that go down and up');
    assert.deepEqual(await agrees(scene, flapped), clean);
    for (const [at, name] of NAMES.entries())
      assert.equal(modelRequest(flapped, OWN[at]!), `tell ${OWN[at]} from ${MAC_OF[name]}`);
  }),
);

/** What the guides say, what the diagnosis says to it, and which NICs then answer for each address on the wire. */
const HALF_FIXES: Readonly<
  Record<string, { sysctls: Readonly<Record<string, number>>; kinds: readonly string[] }>
> = {
  'arp_filter=1 alone': {
    sysctls: { 'net.ipv4.conf.all.arp_filter': 1 },
    kinds: ['arp-filter-useless', 'flux-announced'],
  },
  'arp_ignore=1 alone': {
    sysctls: { 'net.ipv4.conf.all.arp_ignore': 1 },
    kinds: ['flux-announced', 'one-way-out'],
  },
  'arp_ignore=1 arp_announce=2': {
    sysctls: { 'net.ipv4.conf.all.arp_ignore': 1, 'net.ipv4.conf.all.arp_announce': 2 },
    kinds: ['one-way-out'],
  },
  'rp_filter=1 on top': {
    sysctls: {
      'net.ipv4.conf.all.arp_ignore': 1,
      'net.ipv4.conf.all.arp_announce': 2,
      'net.ipv4.conf.all.rp_filter': 1,
    },
    kinds: ['rp-filter-deaf'],
  },
  'arp_ignore=9, which is nothing': {
    sysctls: { 'net.ipv4.conf.all.arp_ignore': 9 },
    kinds: ['flux', 'value-without-meaning'],
  },
};

test('half fixes are told for what they are, and the wire agrees with each', { skip }, () =>
  withNode(async (scene) => {
    const { node } = scene;
    for (const [what, { sysctls, kinds }] of Object.entries(HALF_FIXES)) {
      const written = { ...AS_LINUX_COMES, ...sysctls };
      const all = Object.entries(written).filter(([name]) => name.includes('.all.'));
      for (const [name, value] of all) node.run('sysctl', '-qw', `${name}=${value}`);
      const host = readSnapshot({ namespace: node.namespace });
      assert.deepEqual(
        found(host).map(({ kind }) => kind),
        kinds,
        what,
      );
      await agrees(scene, host);
    }
  }),
);
