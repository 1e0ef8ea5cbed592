import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIpv4 } from '../base/ipv4.ts';
import { hostWith } from '../kernel/build-host.ts';
import { faultsOn } from './fits.ts';
import { planFor } from './plan.ts';
import { readDeclaration, SECTIONS } from './read.ts';

const sentences = (value: unknown): readonly string[] => {
  const read = readDeclaration(value, () => null);
  return read.ok ? [] : read.error.map(({ sentence }) => sentence);
};

const ROUTER = { parent: 'eth1', vlans: [5] };

const REFUSED: readonly (readonly [what: string, value: unknown, sentence: RegExp])[] = [
  [
    'a role nobody knows',
    { vip: { role: 'server', addresses: ['10.0.0.1'] } },
    /'role' should be one of real-server, balancer, not 'server'/,
  ],
  [
    'a balancer without an interface',
    { vip: { role: 'balancer', addresses: ['10.0.0.1'] } },
    /a balancer holds the addresses on an interface/,
  ],
  [
    'a real server with one',
    { vip: { role: 'real-server', interface: 'eth0', addresses: ['10.0.0.1'] } },
    /holds the addresses on lo/,
  ],
  [
    'a service address that is none',
    { vip: { role: 'real-server', addresses: ['10.0.0.256'] } },
    /should be an address or a range, not '10\.0\.0\.256'/,
  ],
  [
    'a multicast service address',
    { vip: { role: 'real-server', addresses: ['224.0.0.18'] } },
    /names 224\.0\.0\.18, which is a multicast address/,
  ],
  ['no addresses', { vip: { role: 'real-server', addresses: [] } }, /'addresses' is empty/],
  [
    'the same address twice',
    { vip: { role: 'real-server', addresses: ['10.0.0.1', '10.0.0.1'] } },
    /10\.0\.0\.1 is named twice as an address of \[vip\]/,
  ],
  [
    'one interface in flux',
    { flux: { interfaces: ['eth0'] } },
    /one interface cannot be in flux with itself/,
  ],
  ['an interface twice', { flux: { interfaces: ['eth0', 'eth0'] } }, /eth0 is named twice/],
  ['VLAN 0', { 'vlan-router': { ...ROUTER, vlans: 0 } }, /names VLAN 0: ids are 1 to 4094/],
  [
    'a range that runs backwards',
    { 'vlan-router': { ...ROUTER, vlans: '9-5' } },
    /should be a range from low to high/,
  ],
  ['a VLAN twice', { 'vlan-router': { ...ROUTER, vlans: [5, '4-6'] } }, /VLAN 5 is named twice/],
  ['a VLAN in two blocks', { 'vlan-router': [ROUTER, ROUTER] }, /eth1\.5 is declared twice/],
  [
    'a name too long',
    { 'vlan-router': { parent: 'enp129s0f1np1', vlans: 1234 } },
    /'enp129s0f1np1\.1234' has 18 letters/,
  ],
  [
    'one name for all',
    { 'vlan-router': { parent: 'eth1', vlans: '5-6', name: 'vlan' } },
    /all VLANs would have the same name/,
  ],
  [
    'machines nobody asks for',
    { 'vlan-router': { ...ROUTER, machines: '203.0.113.9' } },
    /need the side they are asked for from/,
  ],
  [
    'machines in no VLAN',
    { 'vlan-router': { parent: 'eth1', vlans: '5-6', machines: '203.0.113.9', 'public-side': 'eth0' } },
    /it is not said which of the 2 VLANs they are in/,
  ],
  [
    'more machines than fit',
    { 'vlan-router': { ...ROUTER, machines: '203.0.113.1-9', each: 5, 'public-side': 'eth0' } },
    /9 machines do not fit in 1 VLANs of 5/,
  ],
  [
    'machines of another VLAN',
    { 'vlan-router': { ...ROUTER, machines: { 6: ['203.0.113.1'] }, 'public-side': 'eth0' } },
    /has no key '6'/,
  ],
  [
    'fewer addresses than VLANs',
    { 'vlan-router': { parent: 'eth1', vlans: '5-7', addresses: ['10.0.0.1/24', '10.0.1.1/24'] } },
    /there are 3 VLANs and 2 addresses/,
  ],
  [
    'networks beyond the last',
    { 'vlan-router': { parent: 'eth1', vlans: '5-7', address: '223.255.255.1/24' } },
    /do not reach so far/,
  ],
  [
    'two networks that overlap',
    {
      'vlan-router': [
        { ...ROUTER, address: '10.0.0.1/16' },
        { parent: 'eth1', vlans: 6, address: '10.0.9.1/24' },
      ],
    },
    /these networks overlap/,
  ],
  [
    'the trunk as public side',
    { 'vlan-router': { ...ROUTER, 'public-side': 'eth1' } },
    /eth1 is the trunk itself/,
  ],
  [
    'too many addresses in a word',
    { published: { addresses: '10.0.0.0-10.9.0.0', interfaces: 'eth0' } },
    /names 589825 addresses/,
  ],
  [
    'too many addresses in a section',
    { published: { addresses: ['10.0.0.0-10.0.15.255', '10.1.0.1'], interfaces: 'eth0' } },
    /^\[published\] names 4097 addresses$/,
  ],
  [
    'a service network that is too wide',
    { vip: { role: 'real-server', addresses: '10.0.0.0/8' } },
    /names 16777214 addresses/,
  ],
  [
    'ranges that overlap, in one sentence for all they share',
    { published: { addresses: ['10.0.0.10-10.0.0.22', '10.0.0.16/28'], interfaces: 'eth0' } },
    /^10\.0\.0\.17-10\.0\.0\.22 are named twice as published on eth0$/,
  ],
  [
    'a range in two roles',
    {
      vip: { role: 'real-server', addresses: '10.0.0.10-19' },
      published: { addresses: '10.0.0.18-30', interfaces: 'eth0' },
    },
    /^10\.0\.0\.18-10\.0\.0\.19 have two roles: an address of \[vip\] and published on eth0$/,
  ],
  [
    'a range that runs backwards',
    { vip: { role: 'real-server', addresses: '10.0.0.22-10.0.0.10' } },
    /names a range that runs backwards: '10\.0\.0\.22-10\.0\.0\.10'/,
  ],
  [
    'an address with the mask of its network',
    { vip: { role: 'real-server', addresses: '10.0.0.200/24' } },
    /names '10\.0\.0\.200\/24', which is an address in a network/,
  ],
  [
    'a service range that ends among multicast addresses',
    { vip: { role: 'real-server', addresses: '223.255.255.250-224.0.0.5' } },
    /names 224\.0\.0\.5, which is a multicast address/,
  ],
  ['a route to nowhere', { route: { to: '10.0.0.0/8' } }, /leads to a gateway or out of an interface/],
  [
    'a destination with host bits',
    { route: { to: '10.0.0.1/8', via: '10.9.9.9' } },
    /which is an address in a network/,
  ],
  [
    'an address without a length',
    { address: { address: '10.0.0.1', interface: 'eth0' } },
    /with the length of its network/,
  ],
  [
    'a label of another interface',
    { address: { address: '10.0.0.1/24', interface: 'eth0', label: 'eth1:1' } },
    /begins with the name of its interface/,
  ],
  [
    'a neighbour with a multicast MAC',
    { neighbour: { ip: '10.0.0.9', mac: '33:33:00:00:00:01', interface: 'eth0' } },
    /a multicast MAC/,
  ],
  [
    'one MAC for two interfaces',
    { mac: { eth0: '02:00:00:00:00:01', eth1: '02:00:00:00:00:01' } },
    /eth0 and eth1 would have the same MAC/,
  ],
  ['a timer with a slip', { timers: { lock_time: '1s' } }, /\[timers\] has no key 'lock_time'/],
  ['a time between the steps', { timers: { locktime: '15ms' } }, /counts in steps of 10ms/],
  [
    'D4: a bare number that sysctl takes for hundredths of a second',
    { timers: { locktime: 100 } },
    /counted in hundredths of a second by the kernel .* and in seconds here/,
  ],
  ['D4: a word that is no time', { timers: { locktime: '5parsecs' } }, /should be a time, not '5parsecs'/],
  ['a count with a unit', { timers: { ucast_solicit: '3s' } }, /should be a whole number/],
  ['a section that is none', { flux: 7 }, /flux should be a table, not 7/],
  ['a file that is a list', [], /declares nothing|should be a table/],
];

for (const [what, value, sentence] of REFUSED)
  test(`refused: ${what}`, () => {
    const told = sentences(value);
    assert.ok(
      told.some((one) => sentence.test(one)),
      told.join('\n') || 'it was taken',
    );
  });

test('addresses one by one, as ranges and as networks, of which the hosts are meant', () => {
  const asked = ['10.0.0.7', '10.0.0.10-10.0.0.12', '10.0.0.20-21', '10.0.0.32/30', '10.0.0.40/32'];
  const read = readDeclaration(
    {
      vip: { role: 'real-server', addresses: asked },
      published: { addresses: ['10.0.1.0/29'], interfaces: 'eth0' },
    },
    (path) => (path[0] === 'vip' ? 10 + Number(path[2]) : null),
  );
  assert.ok(read.ok);
  assert.deepEqual(
    read.value.vip?.addresses.map(({ value, line }) => [formatIpv4(value), line]),
    [
      ['10.0.0.7', 10],
      ['10.0.0.10', 11],
      ['10.0.0.11', 11],
      ['10.0.0.12', 11],
      ['10.0.0.20', 12],
      ['10.0.0.21', 12],
      ['10.0.0.33', 13],
      ['10.0.0.34', 13],
      ['10.0.0.40', 14],
    ],
  );
  assert.equal(read.value.published[0]?.addresses.length, 6);
});

test('a machine may have a fixed MAC in the table as well', () => {
  const value = {
    'vlan-router': { ...ROUTER, machines: '203.0.113.9', 'public-side': 'eth0' },
    neighbour: { ip: '203.0.113.9', mac: '02:00:00:00:00:09', interface: 'eth1.5' },
  };
  assert.deepEqual(sentences(value), []);
});

test('faults come in the order of their lines', () => {
  const lines: Readonly<Record<string, number>> = { flux: 9, vip: 4, mac: 6 };
  const read = readDeclaration(
    { flux: {}, vip: {}, mac: { eth0: 'x' } },
    ([section]) => lines[section!] ?? null,
  );
  assert.ok(!read.ok);
  assert.deepEqual([...new Set(read.error.map(({ line }) => line))], [4, 6, 9]);
});

const word = fc.constantFrom(
  'eth0',
  'eth1',
  '10.0.0.1',
  '10.0.0.1/24',
  '10.0.0.5-9',
  '1s',
  'real-server',
  '02:00:00:00:00:01',
  '',
  '5-6',
);
const key = fc.constantFrom(
  'interfaces',
  'interface',
  'addresses',
  'address',
  'role',
  'parent',
  'vlans',
  'machines',
  'each',
  'to',
  'via',
  'ip',
  'mac',
  'locktime',
  'name',
  'public-side',
  '__proto__',
  'constructor',
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(key, tie('any'), { maxKeys: 5 }),
  ),
})).any;

test('whatever the value is: it is read or refused in words, and what is read is judged and planned', () => {
  const host = hostWith({
    links: { eth0: { addresses: ['10.0.0.2/24'] }, eth1: { addresses: ['10.0.1.2/24'] } },
  });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('host', ...SECTIONS), value, { maxKeys: 4 }), (file) => {
      const read = readDeclaration(file, () => 1);
      if (!read.ok) {
        assert.ok(read.error.length > 0);
        for (const { sentence, remedy } of read.error) assert.ok(sentence !== '' && remedy !== '');
      } else if (faultsOn(read.value, host).length === 0) planFor(read.value, host);
    }),
    { numRuns: 1500 },
  );
});
