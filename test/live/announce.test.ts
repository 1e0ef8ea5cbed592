import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac, parseMac } from '../../src/base/mac.ts';
import type { Belief, ProofCode } from '../../src/verbs/announce/events.ts';
import { announceFrom, entryIn, ip, whyNoPing } from './announcing.ts';
import { type Lab, type LabHost, openLab } from './lab.ts';
import { tableFulls } from './neighbour-limits.ts';

const skip = whyNoPing;
const SERVICE = '10.77.0.50';
const OLD_MAC = '02:00:00:00:00:0a';
const NEW_MAC = '02:00:00:00:00:0b';

interface Case {
  readonly name: string;
  readonly sysctls?: Readonly<Record<string, number>>;
  /** How the entry stands before: with the old MAC, or not at all. */
  readonly entry: 'reachable' | 'stale' | 'permanent' | 'none';
  readonly ip?: readonly string[];
  /** His MAC is given, not asked for. */
  readonly known?: boolean;
  readonly belief: Belief;
  readonly code: ProofCode;
}

const echoed = { belief: 'believed', code: 'echo-answered' } as const;
const refused = { belief: 'believed', code: 'datagram-refused' } as const;
const alone = { belief: 'stale', code: 'own-alone' } as const;
const mute = { 'net.ipv4.icmp_echo_ignore_all': 1 };
const eth0 = (name: string, value: number) => ({ [`net.ipv4.conf.eth0.${name}`]: value });

/** How peers hold what they know, and what must be found out about each. */
const CASES: readonly Case[] = [
  { name: 'as it is born', entry: 'reachable', ...echoed },
  { name: 'with a stale entry', entry: 'stale', ...echoed },
  { name: 'without an entry', entry: 'none', ...echoed },
  { name: 'arp_accept 1', entry: 'none', sysctls: eth0('arp_accept', 1), ...echoed },
  { name: 'arp_accept 2', entry: 'reachable', sysctls: eth0('arp_accept', 2), ...echoed },
  {
    name: 'drops gratuitous ARP',
    entry: 'reachable',
    sysctls: eth0('drop_gratuitous_arp', 1),
    ...echoed,
  },
  {
    name: 'lock time of a minute',
    entry: 'reachable',
    sysctls: { 'net.ipv4.neigh.eth0.locktime': 6000 },
    ...echoed,
  },
  { name: 'a fixed entry', entry: 'permanent', ...alone },
  { name: 'no echo', entry: 'reachable', sysctls: mute, ...refused },
  { name: 'no echo, fixed entry', entry: 'permanent', sysctls: mute, ...alone },
  {
    name: 'no ICMP at all',
    entry: 'reachable',
    ip: ['rule add pref 10 ipproto icmp blackhole'],
    belief: 'unknown',
    code: 'no-answer',
  },
  {
    name: 'answers no ARP, MAC known',
    entry: 'reachable',
    sysctls: eth0('arp_ignore', 8),
    known: true,
    ...echoed,
  },
];

function openPeers(lab: Lab): readonly { readonly host: LabHost; readonly address: string }[] {
  return CASES.map(({ sysctls = {}, entry, ip: lines = [] }, at) => {
    const address = `10.77.0.${100 + at}`;
    const nic = { name: 'eth0', mac: formatMac(0x020000000100 + at), addresses: [`${address}/24`] };
    const held = entry === 'none' ? [] : [`neigh replace ${SERVICE} lladdr ${OLD_MAC} nud ${entry} dev eth0`];
    const host = lab.host(`p${at}`, {
      nics: [nic],
      sysctls: { 'net.ipv4.neigh.eth0.base_reachable_time_ms': 600_000, ...sysctls },
      ip: [...held, ...lines],
    });
    return { host, address };
  });
}

test('each verdict is what the table of the peer says', { skip }, async (t) => {
  const lab = openLab();
  const fulls = tableFulls();
  try {
    const old = lab.host('old', { nics: [{ name: 'eth0', mac: OLD_MAC, addresses: ['10.77.0.10/24'] }] });
    const after = lab.host('new', {
      nics: [{ name: 'eth0', mac: NEW_MAC, addresses: ['10.77.0.11/24', `${SERVICE}/24`] }],
    });
    const peers = openPeers(lab);
    // The switch learns where the old MAC is: what is sent there is not flooded to us.
    old.run('ping', '-n', '-c', '1', '10.77.0.11');
    const via = peers.map(({ address }, at) => ({
      ip: ip(address),
      mac: CASES[at]?.known === true ? 0x020000000100 + at : null,
    }));
    const absent = { ip: ip('10.77.0.99'), mac: null };
    const { report } = await announceFrom(after, SERVICE, {
      via: [...via, absent],
      verify: true,
      before: true,
      patience: 2500,
    });
    assert.equal(tableFulls(), fulls, 'the neighbour table was full: the run says nothing');
    for (const [at, { name, belief, code, entry }] of CASES.entries())
      await t.test(name, () => {
        const proof = report.proofs[at] ?? assert.fail('no proof');
        assert.deepEqual([proof.belief, proof.code], [belief, code]);
        assert.ok(proof.told || CASES[at]?.known === true, 'it answered the request of the address');
        const { mac } = entryIn(peers[at]!.host, SERVICE);
        if (proof.belief === 'believed') assert.equal(mac, NEW_MAC);
        if (proof.belief === 'stale') assert.equal(mac, OLD_MAC);
        // What stands in the table before is found out as well, without telling anything.
        if (code !== 'no-answer') assert.equal(proof.before, entry === 'none' ? 'believed' : 'stale');
      });
    const { belief, code } = report.proofs[CASES.length] ?? assert.fail('no proof');
    assert.deepEqual([belief, code], ['unknown', 'absent']);
  } finally {
    lab.close();
  }
});

test('where a stale peer sends is told when its answer is seen', { skip }, async () => {
  const lab = openLab();
  try {
    const after = lab.host('new', {
      nics: [{ name: 'eth0', mac: NEW_MAC, addresses: ['10.77.0.11/24', `${SERVICE}/24`] }],
    });
    // Nobody has the old MAC any more: the switch floods what is for it.
    lab.host('gw', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:fe', addresses: ['10.77.0.254/24'] }],
      ip: [`neigh replace ${SERVICE} lladdr ${OLD_MAC} nud permanent dev eth0`],
    });
    const { report } = await announceFrom(after, SERVICE, { to: ['10.77.0.254'], patience: 500 });
    const proof = report.proofs[0] ?? assert.fail('no proof');
    assert.deepEqual([proof.belief, proof.code, proof.sendsTo], ['stale', 'overheard', parseMac(OLD_MAC)]);
  } finally {
    lab.close();
  }
});

test('several NICs on one segment: what a peer sends to another of ours is told for what it is', {
  skip,
}, async () => {
  const lab = openLab();
  try {
    const nics = ['0b', '0c'].map((last, at) => ({
      name: `eth${at}`,
      mac: `02:00:00:00:00:${last}`,
      addresses: [`10.77.0.${at + 1}/24`, ...(at === 0 ? [`${SERVICE}/24`] : [])],
    }));
    const own = lab.host('own', { nics });
    const peer = lab.host('peer', { nics: [{ name: 'eth0', addresses: ['10.77.0.254/24'] }] });
    const old = { name: 'eth0', mac: OLD_MAC, addresses: ['10.77.0.99/24'] };
    // The switch knows where the old owner is, so nothing for it is seen here.
    lab.host('old', { nics: [old] }).run('ping', '-c', '1', '-W', '1', '10.77.0.254');
    const hold = (address: string, mac: string): void =>
      peer.ip(`neigh replace ${address} lladdr ${mac} nud permanent dev eth0`);
    const verdict = async () => (await announceFrom(own, SERVICE, { to: ['10.77.0.254'] })).report.proofs[0];

    // Our own address, which is compared with, comes back by eth1.
    hold('10.77.0.1', nics[1]!.mac);
    hold(SERVICE, OLD_MAC);
    const elsewhere = await verdict();
    assert.deepEqual([elsewhere?.belief, elsewhere?.code], ['stale', 'own-alone']);

    hold(SERVICE, nics[1]!.mac);
    const beside = await verdict();
    assert.deepEqual(
      [beside?.belief, beside?.code, beside?.sendsTo],
      ['stale', 'other-nic', parseMac(nics[1]!.mac)],
    );

    hold(SERVICE, NEW_MAC);
    assert.equal((await verdict())?.belief, 'believed');
  } finally {
    lab.close();
  }
});

test('an address that somebody still answers for is left alone, or taken over', { skip }, async () => {
  const lab = openLab();
  try {
    const gateway = lab.host('gw', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:fe', addresses: ['10.77.0.254/24'] }],
      ip: [`neigh replace ${SERVICE} lladdr ${OLD_MAC} nud reachable dev eth0`],
    });
    lab.host('old', { nics: [{ name: 'eth0', mac: OLD_MAC, addresses: [`${SERVICE}/24`] }] });
    const after = lab.host('new', {
      nics: [{ name: 'eth0', mac: NEW_MAC, addresses: ['10.77.0.11/24', `${SERVICE}/24`] }],
    });
    const left = await announceFrom(after, SERVICE, { to: ['10.77.0.254'] });
    assert.deepEqual([left.report.announced, left.report.refused, left.report.frames], [0, 1, 0]);
    assert.deepEqual(
      left.report.rivals.map((rival) => [formatIpv4(rival.ip), formatMac(rival.mac)]),
      [[SERVICE, OLD_MAC]],
    );
    assert.equal(entryIn(gateway, SERVICE).mac, OLD_MAC, 'nobody was told anything');
    const taken = await announceFrom(after, SERVICE, { to: ['10.77.0.254'], takeover: true });
    const proof = taken.report.proofs[0] ?? assert.fail('no proof');
    assert.deepEqual([proof.before, proof.belief], ['stale', 'believed']);
    assert.equal(entryIn(gateway, SERVICE).mac, NEW_MAC);
  } finally {
    lab.close();
  }
});

test('a link that goes down ends it with a report', { skip }, async () => {
  const lab = openLab();
  try {
    const after = lab.host('new', {
      nics: [{ name: 'eth0', mac: NEW_MAC, addresses: ['10.77.0.11/24', `${SERVICE}/24`] }],
    });
    setTimeout(() => after.ip('link set eth0 down'), 300);
    const { report } = await announceFrom(after, SERVICE, { to: ['10.77.0.254'], patience: 20_000 });
    assert.match(report.linkLost ?? '', /eth0/);
  } finally {
    lab.close();
  }
});
