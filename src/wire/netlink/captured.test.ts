import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NetlinkMessage } from './message.ts';
import { addressCodec } from './address.ts';
import { linkCodec } from './link.ts';
import { neighbourCodec } from './neighbour.ts';
import { neighbourTableCodec } from './neighbour-table.ts';
import { netconfCodec } from './netconf.ts';
import { AttributeReader, TYPE_MASK } from './reader.ts';
import { routeCodec } from './route.ts';
import { decodeRtnetlink } from './rtnetlink.ts';
import { ruleCodec } from './rule.ts';

// Payloads as Linux 6.18 told them of a namespace made with iproute2 for this; x86-64, little-endian.
const CAPTURED: Readonly<Record<string, readonly [type: number, digits: string]>> = {
  'link eth0': [
    16,
    `
    0000010002000000431001000000000009000300657468300000000008000d00e8030000050010000600000005001100
    00000000050043000000000008000400dc050000080032004400000008003300ffff000008001b000000000008001e00
    0000000008003d000000000008001f000200000008002800ffff0000080029000000010008003a000000010008003f00
    00000100080040000000010008003b00f8ff070008003c00ffff00000800420000000000080020000200000005002100
    010000000b00140075706c696e6b0000080023000200000008002f000100000008003000010000000600440000000000
    060045000000000005002700000000000a00010002000000000a00000a000200ffffffffffff0000cc00170001000000
    000000000200000000000000360000000000000084000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000006400070001000000020000003600000084000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    00000000000000000c002b00050002000000000010001200090001007665746800000000080025000000000008000500
    030000000c0006006e6f717565756500c0011a008c000200880001000000000000000000000000000100000001000000
    010000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000
    00000000000000000000000000000000000000000000000000000000000000000000000010270000e803000000000000
    0000000000000000000000000100000030010a00080001000000008014000500ffff0000248c0700a4870000e8030000
    f40002000000000040000000dc05000001000000010000000100000001000000ffffffffa00f0000e803000000000000
    803a0900805101000300000058020000100000000000000001000000010000000100000060ea00000000000000000000
    0000000000000000000000000000000001000000000000000000000010270000e8030000010000000000000000000000
    010000000000000000000000010000000000000000000000000000000000000080ee3600000000000000000001000000
    00000000000000000000000000000000000000000004000000000000ffff0000ffffffff010000000000000000000000
    000000001400070000000000000000000000000000000000050008000000000024000e00000000000000000000000000
    0000000000000000000000000000000000000000100034800a003500656e77616e00000004003e8004004180
  `,
  ],
  'link mv0': [
    16,
    `
    00000100040000000210000000000000080003006d76300008000d00e803000005001000020000000500110000000000
    050043000000000008000400dc050000080032004400000008003300ffff000008001b000000000008001e0001000000
    08003d000100000008001f000100000008002800ffff0000080029000000010008003a000000010008003f0000000100
    080040000000010008003b00f8ff070008003c00ffff00000800420000000000080020000100000008000a0005000000
    0500210001000000080023000000000008002f0000000000080030000000000006004400000000000600450000000000
    05002700000000000a0001007a8e1cf36e6b00000a000200ffffffffffff0000cc001700000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000064000700
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    0c002b000500020000000000980112000c0001006d6163766c616e002c00020008000100040000000600020000000000
    080006000000000008000700e803000008000800e80300000b0004006272696467650000500105000500010000000000
    060002002000000008000300020000000500040000000000050005000000000005000600000000000500070000000000
    05001c00000000000500080001000000050009000100000005001b000100000005001e000100000005000a0000000000
    05000c00000000000c000d0080007a8e1cf36e6b0c000e0080007a8e1cf36e6b06000f00018000000600100000000000
    060011000180000006001200010000000500130000000000050014000000000005001d000000000006001f0000000000
    050020000000000005002300000000000500240000000000050021000000000005002700000000000500280000000000
    05002b00000000000c00150000000000000000000c00160000000000000000000c001700000000000000000005001900
    0100000008002500000200000800260000000000080029000000000008002a0000000000080005000200000009000600
    6e6f6f7000000000c0011a008c0002008800010000000000000000000000000001000000010000000100000001000000
    000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    0000000000000000000000000000000000000000000000000000000010270000e8030000000000000000000000000000
    000000000100000030010a00080001000000000014000500ffff0000258c0700c04a0000e8030000f400020000000000
    40000000dc05000001000000010000000100000001000000ffffffffa00f0000e803000000000000803a090080510100
    0300000058020000100000000000000001000000010000000100000060ea000000000000000000000000000000000000
    000000000100000001000000000000000000000010270000e80300000100000000000000000000000100000000000000
    00000000010000000000000000000000000000000000000080ee36000000000000000000010000000000000000000000
    0000000000000000000000000004000000000000ffff0000ffffffff0100000000000000000000000000000014000700
    00000000000000000000000000000000050008000000000024000e000000000000000000000000000000000000000000
    00000000000000000000000004003e8004004180
  `,
  ],
  'address secondary': [
    20,
    `
    0218810002000000080001000a4d0002080002000a4d0002080004000a4d00ff0d000300657468303a76697000000000
    080008008100000014000600ffffffffffffffff258c0700258c0700
  `,
  ],
  'address peer': [
    20,
    `
    0220800003000000080001000a090002080002000a090001090003006574683100000000080008008000000014000600
    ffffffffffffffff258c0700258c0700
  `,
  ],
  'address lifetime': [
    20,
    `
    0218000004000000080001000a4d0509080002000a4d0509080003006d763000080008000002000014000600c8000000
    2c010000258c0700258c0700
  `,
  ],
  'route long table': [
    24,
    `
    02100000fc0300010000000008000f00e8030000080001000a330000080005000a4d00fe0800040002000000
  `,
  ],
  'route metrics': [
    24,
    `
    02100000fe0300010000000008000f00fe000000080001000a3200000800060032000000140008000800010004000000
    0800020078050000080005000a4d00fe0800040002000000
  `,
  ],
  'route multipath': [
    24,
    `
    02100000fe0300010000000008000f00fe000000080001000a3400001c0009001000000202000000080005000a4d00fe
    0800000003000000
  `,
  ],
  'route via inet6': [
    24,
    `
    02100000fe0300010400000008000f00fe000000080001000a360000160012000a00fe80000000000000000000000000
    000100000800040002000000
  `,
  ],
  'route blackhole': [
    24,
    `
    02100000fe0300060000000008000f00fe000000080001000a350000
  `,
  ],
  'rule source': [
    32,
    `
    02001800fc0000010000000008000f00e803000008000e00ffffffff0500150000000000080006006400000008000200
    0a4d0000
  `,
  ],
  'rule inverted': [
    32,
    `
    02000000fe0000010200000008000f00fe00000008000e00ffffffff0500150000000000090003006574683000000000
    080006006500000008000a001000000008001000ff000000
  `,
  ],
  'rule ranges': [
    32,
    `
    02000000000000080000000008000f000000000008000e00ffffffff050015000000000008000600660000000c001400
    e8030000d00700000800180050005a000500160006000000
  `,
  ],
  'rule suppress': [
    32,
    `
    02000000fe0000010000000008000f00fe00000008000e00000000000500150000000000090011006574683100000000
    0800060067000000
  `,
  ],
  'rule goto': [
    32,
    `
    02000000000000020000000008000f000000000008000e00ffffffff0500150000000000080006006800000008000400
    fe7f0000
  `,
  ],
  'neighbour permanent': [
    28,
    `
    020000000200000080000001080001000a4d00090a000200020000000099000008000400000000001400030001000000
    010000000100000000000000
  `,
  ],
  'neighbour managed': [
    28,
    `
    020000000200000001000001080001000a4d000a08000400040000001400030071170000010000000100000001000000
    08000f0001000000
  `,
  ],
  'neighbour stale': [
    28,
    `
    020000000200000004000001080001000a4d000b0a000200020000000098000008000400000000001400030071170000
    01000000010000000000000005000c0004000000
  `,
  ],
  'neighbour published': [
    28,
    `
    020000000200000000000801080001000a4d00c8
  `,
  ],
  'netconf all': [
    80,
    `
    0200000008000100ffffffff080002000000000008000300000000000800040000000000080008000000000008000500
    000000000800060000000000
  `,
  ],
  'neighbour table': [
    64,
    `
    020000000e0001006172705f63616368650000000c000800307500000000000008000200000001000800030000000200
    080004000000040024000500040050010800000048794b006c630400d1822cd2ff3f000000000000000000005c000700
    56270000000000004e270000000000000b0000000000000000000000000000003f250b0000000000e787090000000000
    00000000000000000000000000000000430100000000000000000000000000000000000000000000b000060008000200
    010000000800100000400300080008006500000008000e0040000000080009000000000008000a000300000008000b00
    0300000008001100000000000c00030050860000000000000c00040030750000000000000c00060060ea000000000000
    0c00070088130000000000000c000500e8030000000000000c000c00e8030000000000000c000d002003000000000000
    0c000f00e8030000000000000c0013008813000000000000
  `,
  ],
  'neighbour table device': [
    64,
    `
    020000000e0001006172705f6361636865000000b8000600080001000500000008000200010000000800100000400300
    080008006500000008000e0040000000080009000000000008000a000300000008000b00030000000800110000000000
    0c00030054a10000000000000c00040030750000000000000c00060060ea0000000000000c0007008813000000000000
    0c000500e8030000000000000c000c00e8030000000000000c000d0020030000000000000c000f00e803000000000000
    0c0013008813000000000000
  `,
  ],
};

const CODECS: Readonly<Record<string, { encode(value: never): Uint8Array }>> = {
  link: linkCodec,
  address: addressCodec,
  route: routeCodec,
  rule: ruleCodec,
  neighbour: neighbourCodec,
  'neighbour-table': neighbourTableCodec,
  netconf: netconfCodec,
};

const HEADERS: Readonly<Record<string, number>> = {
  link: 16,
  address: 8,
  route: 12,
  rule: 12,
  neighbour: 12,
  'neighbour-table': 4,
  netconf: 4,
};

function messageOf(type: number, payload: Uint8Array): NetlinkMessage {
  return { type, flags: 2, sequence: 7, port: 0, payload };
}

function captured(name: string): NetlinkMessage {
  const [type, digits] = CAPTURED[name]!;
  const bytes = digits.match(/[0-9a-f]{2}/g)!.map((pair) => Number.parseInt(pair, 16));
  return messageOf(type, Uint8Array.from(bytes));
}

function decoded(message: NetlinkMessage) {
  const event = decodeRtnetlink(message);
  assert.ok(event.ok, event.ok ? '' : event.error.text);
  assert.notEqual(event.value.kind, 'other');
  return event.value as Exclude<typeof event.value, { kind: 'other' }>;
}

/** What it says without the parts that no one here asks about. */
function said(name: string): Record<string, unknown> {
  const {
    unknown: _,
    statistics: __,
    families: ___,
    ...rest
  } = decoded(captured(name)).value as Record<string, unknown>;
  return rest;
}

function digits(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('links: name, MAC, kind, other names, what it stands on', () => {
  assert.deepEqual(said('link eth0'), {
    family: 0,
    hardware: 1,
    index: 2,
    flags: 0x11043,
    change: 0,
    name: 'eth0',
    queueLength: 1000,
    operstate: 6,
    mtu: 1500,
    group: 0,
    promiscuity: 0,
    carrier: true,
    alias: 'uplink',
    carrierChanges: 2,
    address: 0x02000000000a,
    broadcast: 0xffffffffffff,
    xdp: { attached: 0 },
    info: { kind: 'veth' },
    linkNamespace: 0,
    link: 3,
    qdisc: 'noqueue',
    properties: { alternativeNames: ['enwan'] },
  });
  const member = said('link mv0');
  const { kind, memberKind } = member['info'] as Record<string, unknown>;
  assert.deepEqual(
    [member['master'], member['link'], kind, memberKind, member['address']],
    [5, 2, 'macvlan', 'bridge', 0x7a8e1cf36e6b],
  );
});

test('links: all settings of IPv4 as the kernel keeps them', () => {
  const { value } = decoded(captured('link eth0'));
  const { inet } = (value as { families: { inet: { conf: readonly number[] } } }).families;
  assert.equal(inet.conf.length, 33);
});

test('addresses: secondary, peer, lifetimes', () => {
  assert.deepEqual(said('address secondary'), {
    family: 2,
    prefixLength: 24,
    shortFlags: 0x81,
    scope: 0,
    index: 2,
    address: 0x0a4d0002,
    local: 0x0a4d0002,
    broadcast: 0x0a4d00ff,
    label: 'eth0:vip',
    longFlags: 0x81,
    cacheInfo: [0xffffffff, 0xffffffff, 494629, 494629],
  });
  const peer = said('address peer');
  assert.deepEqual([peer['local'], peer['address'], peer['prefixLength']], [0x0a090001, 0x0a090002, 32]);
  const leased = said('address lifetime');
  assert.deepEqual([leased['longFlags'], leased['cacheInfo']], [0x200, [200, 300, 494629, 494629]]);
});

test('routes: tables above 255, metrics, several ways, a gateway of another family', () => {
  const head = { family: 2, destinationLength: 16, sourceLength: 0, tos: 0, protocol: 3, scope: 0 };
  const main = { ...head, shortTable: 254, longTable: 254, type: 1, flags: 0 };
  assert.deepEqual(said('route long table'), {
    ...main,
    shortTable: 252,
    longTable: 1000,
    destination: 0x0a330000,
    gateway: 0x0a4d00fe,
    index: 2,
  });
  assert.deepEqual(said('route metrics'), {
    ...main,
    destination: 0x0a320000,
    priority: 50,
    metrics: { lock: 4, mtu: 1400 },
    gateway: 0x0a4d00fe,
    index: 2,
  });
  assert.deepEqual(said('route multipath'), {
    ...main,
    destination: 0x0a340000,
    multipath: [
      { flags: 0, weight: 3, index: 2, gateway: 0x0a4d00fe },
      { flags: 0, weight: 1, index: 3 },
    ],
  });
  const { via } = said('route via inet6') as { via: { family: number; address: Uint8Array } };
  assert.deepEqual([via.family, digits(via.address)], [10, 'fe800000000000000000000000000001']);
  assert.deepEqual(said('route blackhole'), { ...main, type: 6, destination: 0x0a350000 });
});

test('rules: selectors of every kind', () => {
  const head = { family: 2, destinationLength: 0, sourceLength: 0, tos: 0, flags: 0, protocol: 0 };
  const main = { ...head, shortTable: 254, longTable: 254, action: 1, suppressPrefixLength: -1 };
  const none = { ...head, shortTable: 0, longTable: 0, suppressPrefixLength: -1 };
  assert.deepEqual(said('rule source'), {
    ...main,
    shortTable: 252,
    longTable: 1000,
    sourceLength: 24,
    priority: 100,
    source: 0x0a4d0000,
  });
  assert.deepEqual(said('rule inverted'), {
    ...main,
    flags: 2,
    priority: 101,
    inputName: 'eth0',
    mark: 16,
    markMask: 255,
  });
  assert.deepEqual(said('rule ranges'), {
    ...none,
    action: 8,
    priority: 102,
    uidRange: { first: 1000, last: 2000 },
    destinationPorts: { first: 80, last: 90 },
    ipProtocol: 6,
  });
  assert.deepEqual(said('rule suppress'), {
    ...main,
    priority: 103,
    outputName: 'eth1',
    suppressPrefixLength: 0,
  });
  assert.deepEqual(said('rule goto'), { ...none, action: 2, priority: 104, goto: 32766 });
});

test('neighbours: states, ages, flags, published ones', () => {
  const head = { family: 2, index: 2, flags: 0, type: 1 };
  const age = { used: 1, updated: 1 };
  assert.deepEqual(said('neighbour permanent'), {
    ...head,
    state: 0x80,
    address: 0x0a4d0009,
    hardware: 0x020000000099,
    probes: 0,
    ages: { ...age, confirmed: 1, references: 0 },
  });
  assert.deepEqual(said('neighbour managed'), {
    ...head,
    state: 1,
    address: 0x0a4d000a,
    probes: 4,
    ages: { ...age, confirmed: 6001, references: 1 },
    extendedFlags: 1,
  });
  assert.deepEqual(said('neighbour stale'), {
    ...head,
    state: 4,
    address: 0x0a4d000b,
    hardware: 0x020000000098,
    probes: 0,
    ages: { ...age, confirmed: 6001, references: 0 },
    protocol: 4,
  });
  assert.deepEqual(said('neighbour published'), { ...head, flags: 8, state: 0, address: 0x0a4d00c8 });
});

test('neighbour tables: limits and times', () => {
  const table = said('neighbour table');
  const { entries, keyLength } = table['config'] as Record<string, unknown>;
  assert.deepEqual(
    [table['name'], table['threshold1'], table['threshold3'], table['gcInterval'], entries, keyLength],
    ['arp_cache', 65536, 262144, 30000, 8, 4],
  );
  const { parameters } = said('neighbour table device') as { parameters: Record<string, unknown> };
  assert.deepEqual(
    [parameters['index'], parameters['lockTime'], parameters['baseReachableTime'], parameters['queueLength']],
    [5, 1000, 30000, 101],
  );
});

test('netconf: the settings of conf/all', () => {
  assert.deepEqual(said('netconf all'), {
    family: 2,
    index: -1,
    forwarding: 0,
    reversePathFilter: 0,
    multicastForwarding: 0,
    broadcastForwarding: 0,
    proxyArp: 0,
    ignoreRoutesWithLinkdown: 0,
  });
});

test('deletions are told from news, and questions are neither', () => {
  const { type, payload } = captured('neighbour stale');
  assert.equal(decoded(messageOf(type + 1, payload)).change, 'deleted');
  const question = decodeRtnetlink(messageOf(type + 2, payload));
  assert.ok(question.ok && question.value.kind === 'other');
  const foreign = decodeRtnetlink(messageOf(112, payload));
  assert.ok(foreign.ok && foreign.value.kind === 'other');
});

/** Every attribute, in nests too only where it is kept as it stood, as `type digits`, without the order. */
function attributesOf(bytes: Uint8Array): readonly string[] {
  const reader = new AttributeReader();
  const all = [...reader.attributes(bytes)].map((one) => `${one.type & TYPE_MASK} ${one.bytes.length}`);
  assert.equal(reader.malformed, null);
  return all.toSorted();
}

for (const name of Object.keys(CAPTURED)) {
  test(`round trip: ${name}`, () => {
    const message = captured(name);
    const { kind, value } = decoded(message);
    const again = CODECS[kind]!.encode(value as never);
    const header = HEADERS[kind]!;
    assert.equal(again.length, message.payload.length);
    assert.deepEqual(again.subarray(0, header), message.payload.subarray(0, header));
    assert.deepEqual(attributesOf(again.subarray(header)), attributesOf(message.payload.subarray(header)));
    assert.deepEqual(decoded(messageOf(message.type, again)).value, value);
  });

  test(`cut anywhere: ${name}`, () => {
    const { type, payload } = captured(name);
    for (let length = 0; length < payload.length; length++) {
      const event = decodeRtnetlink(messageOf(type, payload.slice(0, length)));
      if (event.ok) continue;
      assert.ok(event.error.needed > event.error.there, `${length}: ${event.error.text}`);
    }
    assert.equal(decodeRtnetlink(messageOf(type, payload.slice(0, headerOfType(type) - 1))).ok, false);
  });
}

function headerOfType(type: number): number {
  const event = Object.entries(CAPTURED).find(([, [known]]) => known === type)![0];
  return HEADERS[decoded(captured(event)).kind]!;
}

test('damaged messages are values or malformed, never an exception, and what was read can be written', () => {
  const names = fc.constantFrom(...Object.keys(CAPTURED));
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 });
  fc.assert(
    fc.property(names, damage, (name, hits) => {
      const { type, payload } = captured(name);
      for (const [at, byte] of hits) payload[at % payload.length] = byte;
      const event = decodeRtnetlink(messageOf(type, payload));
      if (!event.ok || event.value.kind === 'other') return;
      const { kind, value } = event.value;
      const again = decoded(messageOf(type, CODECS[kind]!.encode(value as never)));
      assert.deepEqual(again.value, value);
    }),
    { numRuns: 2000 },
  );
});

test('random bytes are values or malformed, never an exception', () => {
  const types = fc.constantFrom(16, 17, 20, 24, 28, 32, 64, 80, 3, 200);
  fc.assert(
    fc.property(types, fc.uint8Array({ maxLength: 200 }), (type, payload) => {
      const event = decodeRtnetlink(messageOf(type, payload));
      assert.equal(typeof event.ok, 'boolean');
    }),
    { numRuns: 2000 },
  );
});
