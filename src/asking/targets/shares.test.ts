import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { parseTargets } from '../../base/targets.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { IpRange } from '../../base/target-set.ts';
import { chooseInterfaces } from './interfaces.ts';
import { describeRanges } from './ranges.ts';
import { type Share, shareTargets, type ShareWish } from './shares.ts';

function nic(name: string, networks: string, more: Partial<InterfaceFacts> = {}): InterfaceFacts {
  const addresses = networks
    .split(' ')
    .filter(Boolean)
    .map((text) => {
      const [ip = '', length] = text.split('/');
      return { ip: parseIpv4(ip) ?? assert.fail(ip), prefixLength: Number(length) };
    });
  const plain = { index: 2, mac: 1, mtu: 1500, hardware: 1, up: true, carrier: true, arp: true };
  return { name, ...plain, loopback: false, kind: null, master: 0, addresses, ...more };
}

const lo = nic('lo', '127.0.0.1/8', { hardware: 772, loopback: true, arp: false });

function fitNames(all: readonly InterfaceFacts[]): string {
  return chooseInterfaces(all, [], false)
    .map((facts) => facts.name)
    .join(' ');
}

test('by default every interface that can ask and that a person means', () => {
  const all = [
    lo,
    nic('eth0', '10.0.0.1/24'),
    nic('eth1', '10.1.0.1/24', { up: false }),
    nic('eth2', '10.2.0.1/24', { carrier: false }),
    nic('eth3', '10.3.0.1/24', { arp: false }),
    nic('eth4', ''),
    nic('eth5', '10.5.0.1/24', { master: 9 }),
    nic('tun0', '10.6.0.1/24', { hardware: 65534 }),
    nic('docker0', '172.17.0.1/16', { kind: 'bridge' }),
    nic('br-0123456789ab', '172.18.0.1/16', { kind: 'bridge' }),
    nic('br-lan', '192.168.1.1/24', { kind: 'bridge' }),
    nic('veth1', '10.7.0.1/24', { kind: 'veth' }),
    nic('eni0123456789a', '10.8.0.1/24', { kind: 'veth' }),
    nic('lxc0123456789ab', '10.9.0.1/24', { kind: 'veth' }),
  ];
  assert.equal(fitNames(all), 'eth0 br-lan veth1');
});

test('when none is fit, the sentence says of each why', () => {
  assert.throws(
    () =>
      fitNames([
        lo,
        nic('eth0', '', {}),
        nic('eth1', '10.0.0.1/24', { up: false }),
        nic('docker0', '172.17.0.1/16'),
      ]),
    (fault) => {
      assert.ok(fault instanceof SystemFault && fault.kind === 'interface');
      assert.match(
        fault.message,
        /lo is the loopback, eth0 has no IPv4 address, eth1 is down, docker0 belongs to containers/,
      );
      return true;
    },
  );
});

const named: readonly (readonly [string, InterfaceFacts, RegExp, RegExp])[] = [
  ['missing', nic('eth9', '10.0.0.1/24'), /there is no interface eth0/, /there are eth9/],
  ['down', nic('eth0', '10.0.0.1/24', { up: false }), /eth0 is down/, /ip link set eth0 up/],
  ['without carrier', nic('eth0', '10.0.0.1/24', { carrier: false }), /no carrier/, /cable/],
  ['without ARP', nic('eth0', '10.0.0.1/24', { arp: false }), /ARP switched off/, /arp on/],
  ['no Ethernet', nic('eth0', '10.0.0.1/24', { hardware: 65534 }), /no Ethernet/, /Ethernet/],
  ['without address', nic('eth0', ''), /no IPv4 address/, /name the targets/],
];
for (const [what, facts, sentence, remedy] of named) {
  test(`a named interface that is ${what} is refused with the remedy`, () => {
    assert.throws(
      () => chooseInterfaces([lo, facts], ['eth0'], false),
      (fault) => {
        assert.ok(fault instanceof SystemFault && fault.kind === 'interface');
        assert.match(fault.message, sentence);
        assert.match(fault.remedy, remedy);
        return true;
      },
    );
  });
}

test('named is named: container and member interfaces, twice named once taken, without address when that will do', () => {
  const all = [nic('docker0', '172.17.0.1/16', { master: 3 }), nic('eth0', '')];
  assert.deepEqual(
    chooseInterfaces(all, ['docker0', 'docker0', 'eth0'], true).map((facts) => facts.name),
    ['docker0', 'eth0'],
  );
});

function ranges(words: string): readonly IpRange[] {
  return parseTargets(words).map((target) => (target.kind === 'range' ? target.range : assert.fail(words)));
}

function spell(shares: readonly Share[]): string {
  return shares
    .map(({ facts, targets }) => {
      const list = targets.ranges.map(({ first, last }) => `${formatIpv4(first)}-${formatIpv4(last)}`);
      return `${facts.name} ${list.join(' ')}`;
    })
    .join('; ');
}

const nothing: ShareWish = { ranges: [], excluded: [], local: false, named: false };
const two = [nic('eth0', '10.0.0.1/24 10.9.0.1/30'), nic('eth1', '10.1.0.1/24')];

test('without targets each interface asks its subnets, the secondary ones too, without their edges', () => {
  assert.equal(
    spell(shareTargets(two, nothing).shares),
    'eth0 10.0.0.1-10.0.0.254 10.9.0.1-10.9.0.2; eth1 10.1.0.1-10.1.0.254',
  );
});

test('a target goes where its subnet is, edges included, and what is excluded nowhere', () => {
  const wanted = { ...nothing, ranges: ranges('10.0.0.0/24,10.1.0.7'), excluded: ranges('10.0.0.9') };
  assert.equal(
    spell(shareTargets(two, wanted).shares),
    'eth0 10.0.0.0-10.0.0.8 10.0.0.10-10.0.0.255; eth1 10.1.0.7-10.1.0.7',
  );
});

test('--localnet adds the subnets to the targets', () => {
  const wanted = { ...nothing, ranges: ranges('10.1.0.0'), local: true };
  assert.match(spell(shareTargets(two, wanted).shares), /eth0 .*; eth1 10\.1\.0\.0-10\.1\.0\.254$/);
});

test('a foreign target is asked on named interfaces, and said so', () => {
  const wanted = { ...nothing, ranges: ranges('192.168.1.0/24'), named: true };
  const one = shareTargets([two[1]!], wanted);
  assert.equal(spell(one.shares), 'eth1 192.168.1.0-192.168.1.255');
  assert.equal(describeRanges(one.foreign), '192.168.1.0/24');
  assert.equal(shareTargets(two, wanted).shares.length, 2);
});

test('D27: a foreign target is not asked out of the only interface unasked, but with a tag', () => {
  const wanted = { ...nothing, ranges: ranges('192.168.1.0/24') };
  assert.throws(() => shareTargets([two[1]!], wanted), /192\.168\.1\.0\/24 is on none of the local networks/);
  assert.equal(
    spell(shareTargets([two[1]!], { ...wanted, tagged: true }).shares),
    'eth1 192.168.1.0-192.168.1.255',
  );
});

for (const [words, why] of [
  ['127.0.0.1', /127\.0\.0\.1 is a loopback address/],
  ['127.0.0.0/8', /no host can have an address of 127\.0\.0\.0\/8/],
  ['224.0.0.1', /multicast/],
  ['255.255.255.255', /broadcast address/],
  ['0.0.0.0', /reserved/],
  ['240.0.0.1', /reserved/],
] as const)
  test(`D27: ${words} is refused, named interface or not`, () => {
    for (const named of [false, true])
      assert.throws(
        () => shareTargets(two, { ...nothing, ranges: ranges(words), named }),
        (fault) => fault instanceof UsageFault && why.test(fault.message),
      );
  });

test('D27: what no host can have is left out of a larger target, and said', () => {
  const wanted = { ...nothing, ranges: ranges('223.255.255.254-224.0.0.9'), named: true };
  const { shares, notes } = shareTargets([two[1]!], wanted);
  assert.equal(spell(shares), 'eth1 223.255.255.254-223.255.255.255');
  assert.match(notes.join(), /224\.0\.0\.0-224\.0\.0\.9 is left out/);
});

test('D27: a reserved network that is ours is asked all the same', () => {
  const ours = [nic('eth0', '240.1.0.1/24')];
  assert.equal(
    spell(shareTargets(ours, { ...nothing, ranges: ranges('240.1.0.7') }).shares),
    'eth0 240.1.0.7-240.1.0.7',
  );
  assert.throws(() => shareTargets(ours, { ...nothing, ranges: ranges('240.2.0.7') }), /reserved/);
});

test('D27: without targets a huge network is not begun: left out beside others, refused alone', () => {
  const huge = nic('eth2', '10.2.0.1/8');
  const { shares, notes } = shareTargets([two[1]!, huge], nothing);
  assert.equal(spell(shares), 'eth1 10.1.0.1-10.1.0.254');
  assert.match(
    notes.join(),
    /10\.0\.0\.0\/8 on eth2 has 16,777,216 addresses, and is not asked for unless it is named/,
  );
  assert.throws(() => shareTargets([huge], nothing), UsageFault);
  assert.equal(
    shareTargets([huge], { ...nothing, ranges: ranges('10.0.0.0/8') }).shares[0]?.targets.size,
    2 ** 24,
  );
  assert.equal(shareTargets([nic('eth0', '10.2.0.1/16')], nothing).shares[0]?.targets.size, 65_534);
  assert.equal(shareTargets([huge], { ...nothing, subnetsAlone: true }).shares[0]?.targets.size, 2 ** 24 - 2);
});

test('a network wider than that of one interface is asked there, of several it is not guessed', () => {
  const wide = { ...nothing, ranges: ranges('10.1.0.0/16') };
  const { shares, foreign } = shareTargets(two, wide);
  assert.equal(spell(shares), 'eth1 10.1.0.0-10.1.255.255');
  assert.equal(describeRanges(foreign), '10.1.1.0-10.1.255.255');
  assert.throws(() => shareTargets(two, { ...nothing, ranges: ranges('10.0.0.0/8') }), /-I|none of/);
  assert.throws(
    () => shareTargets(two, { ...nothing, ranges: ranges('10.1.0.0/16,10.7.0.1') }),
    /10\.7\.0\.1 is on none/,
  );
});

test('a foreign target with several interfaces and none named is not guessed', () => {
  assert.throws(
    () => shareTargets(two, { ...nothing, ranges: ranges('10.0.0.3,192.168.1.1') }),
    (fault) =>
      fault instanceof UsageFault && /^192\.168\.1\.1 is on none .*10\.9\.0\.0\/30/.test(fault.message),
  );
});

test('nothing left to ask for is said', () => {
  const wanted = { ...nothing, ranges: ranges('10.0.0.3'), excluded: ranges('10.0.0.0/8') };
  assert.throws(() => shareTargets(two, wanted), /nothing is left/);
});

test('ranges are named shortly', () => {
  assert.equal(
    describeRanges(ranges('10.0.0.3-9,10.1.0.0/24,10.2.0.1')),
    '10.0.0.3-10.0.0.9, 10.1.0.0/24, 10.2.0.1',
  );
  assert.equal(describeRanges(ranges('10.0.0.1,3,5,7,9')), '10.0.0.1, 10.0.0.3, 10.0.0.5 and 2 more');
});
