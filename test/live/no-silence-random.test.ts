import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { seededDice } from '../../src/base/dice.ts';
import { BROADCAST_MAC } from '../../src/base/mac.ts';
import { commandOf } from '../../src/change/change.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import { openSystem } from '../../src/linux/system.ts';
import type { Link } from '../../src/ports/link.ts';
import { fixesFor } from '../../src/verbs/doctor/fixes.ts';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';
import { Draw } from '../agreement/draw.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';
import { asLinuxComes, pause } from './mended.ts';

const RUNS = Number(process.env['ARPIST_RUNS'] ?? 6);
const NAMES = ['eth0', 'eth1', 'eth2', 'veth0'];
const SETTINGS = ['arp_ignore', 'arp_announce', 'arp_filter', 'rp_filter', 'proxy_arp'] as const;
/** On lo or behind a link, inside of the first network and of none. */
const SERVICES = ['10.99.0.53', '10.77.7.7'];
const PUBLISHED = ['10.99.0.60', '10.99.0.61', '10.88.0.60', '172.20.0.9'];

/** Two NICs on one segment, one on it or elsewhere, and a container behind a cable without an address. */
function drawnHost(lab: Lab, draw: Draw): { readonly host: LabHost; readonly ears: readonly Link[] } {
  const far = draw.chance(0.5);
  const settings = NAMES.flatMap((name) =>
    SETTINGS.filter(() => draw.chance(0.15)).map((one) => [
      `net.ipv4.conf.${name}.${one}`,
      draw.one([1, 1, 2]),
    ]),
  );
  const all = draw.chance(0.3) ? [['net.ipv4.conf.all.arp_ignore', draw.one([1, 3, 4])]] : [];
  const host = lab.host('node', {
    nics: [
      { name: 'eth0', segment: 'lan', addresses: ['10.99.0.1/24'] },
      { name: 'eth1', segment: 'lan', addresses: ['10.99.0.2/24'] },
      { name: 'eth2', segment: far ? 'far' : 'lan', addresses: [far ? '10.88.0.1/24' : '10.99.0.3/24'] },
    ],
    sysctls: { ...asLinuxComes(NAMES.slice(0, 3)), 'net.ipv4.ip_forward': 1 },
  });
  const container = lab.host('ct', { nics: [] });
  lab.cable(
    { host, nic: { name: 'veth0' } },
    { host: container, nic: { name: 'eth0', addresses: ['172.20.0.9/32'] } },
  );
  host.ip('route add 172.20.0.9 dev veth0');
  if (draw.chance(0.5)) host.ip('route add default via 10.99.0.254 dev eth0');
  for (const ip of SERVICES) if (draw.chance(0.4)) host.ip(`address add ${ip}/32 dev lo`);
  for (const ip of PUBLISHED)
    if (draw.chance(0.5))
      host.ip(
        draw.chance(0.2)
          ? `neighbour add proxy ${ip} dev veth0`
          : `neighbour add proxy ${ip} dev ${draw.one(NAMES)}`,
      );
  for (const [name, value] of [...settings, ...all]) host.run('sysctl', '-qw', `${name}=${value}`);
  for (const name of NAMES) host.run('sysctl', '-qw', `net.ipv4.neigh.${name}.proxy_delay=0`);
  const peers = [
    lab.host('near', { nics: [{ name: 'eth0', segment: 'lan', addresses: ['10.99.0.254/24'] }] }),
    lab.host('away', {
      nics: [{ name: 'eth0', segment: far ? 'far' : 'none', addresses: ['10.88.0.254/24'] }],
    }),
    container,
  ];
  return { host, ears: peers.map((peer) => peer.open('eth0')) };
}

/** What is asked for by whom: what lies in the network of an asker, or in none; the container asks for everything. */
function targetsOf(host: LabHost, ear: Link): readonly string[] {
  const { addresses, published } = host.inside(() => readSnapshot());
  const ips = [...addresses.map(({ local }) => local), ...published.map(({ ip }) => ip)];
  const own = ear.facts.addresses[0]!.ip;
  const near = (text: string): boolean => {
    if (text.startsWith('127.')) return false;
    const [network] = [parseIpv4(text)! >>> 8];
    return own >>> 24 === 172 || text === SERVICES[1] || network === own >>> 8;
  };
  return [...new Set(ips)].filter((ip) => near(ip) && parseIpv4(ip) !== own);
}

async function answered(ear: Link, targets: readonly string[]): Promise<ReadonlySet<string>> {
  const { mac, addresses } = ear.facts;
  const frame = new Uint8Array(42);
  const heard = newGlance();
  const found = new Set<string>();
  ear.drain(() => undefined);
  for (let tries = 0; tries < 2; tries++) {
    for (const target of targets) {
      const tpa = parseIpv4(target)!;
      writeArpFrame(frame, 0, {
        dst: BROADCAST_MAC,
        src: mac,
        op: 1,
        sha: mac,
        spa: addresses[0]!.ip,
        tha: 0,
        tpa,
      });
      ear.send({ bytes: frame, size: frame.length, count: 1 });
    }
    await pause(200);
    ear.drain(({ bytes, outgoing }) => {
      if (outgoing || !glance(bytes, heard) || heard.op !== 2) return;
      const told = targets.find((target) => parseIpv4(target) === heard.spa);
      if (told !== undefined) found.add(told);
    });
  }
  return found;
}

test('point 2: doctor --fix on random hosts, asked on the wire: who was answered is answered', {
  skip: whyNoLab,
}, async () => {
  let changed = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const lab = openLab();
    try {
      const { host, ears } = drawnHost(lab, new Draw(seededDice(seed)));
      const targets = ears.map((ear) => targetsOf(host, ear));
      const before: ReadonlySet<string>[] = [];
      for (const [at, ear] of ears.entries()) before.push(await answered(ear, targets[at]!));
      const snapshot = host.inside(() => readSnapshot());
      const { steps } = fixesFor(snapshot, diagnose(snapshot).findings);
      const changes = steps.map(({ change }) => change);
      const words = `seed ${seed}\n${changes.map(commandOf).join('\n')}`;
      if (changes.length > 0) changed++;
      const outcomes = host.inside(() => openSystem().make(changes));
      assert.deepEqual(
        outcomes.filter(({ code }) => code !== null),
        [],
        words,
      );
      for (const [at, ear] of ears.entries()) {
        const after = await answered(ear, targets[at]!);
        const lost: readonly string[] = [...before[at]!].filter((ip) => !after.has(ip));
        assert.deepEqual(lost, [], `${words}\nasked from ${at}`);
      }
    } finally {
      lab.close();
    }
  }
  assert.ok(changed > RUNS / 2, `${changed} of ${RUNS} were changed`);
});
