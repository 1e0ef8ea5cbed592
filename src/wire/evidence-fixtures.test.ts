import type { WireEvidence } from './evidence.ts';

export interface EvidenceVector {
  readonly name: string;
  readonly frame: Uint8Array;
  /** What must be read of it; undefined: nothing. */
  readonly expected: WireEvidence | undefined;
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(/\s/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

const UNTAGGED = { vid: -1, tags: 0 };

/** An IPv4 packet behind an Ethernet header; checksums are nobody's business here. */
export function ipv4Frame({
  tags = '',
  src = '02:00:00:00:00:01',
  protocol = 17,
  ttl = 255,
  to = 'e0000012',
  fragment = '0000',
  options = '',
  payload = '',
}: Partial<Record<'tags' | 'src' | 'to' | 'fragment' | 'options' | 'payload', string>> & {
  protocol?: number;
  ttl?: number;
}): Uint8Array {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const size = 20 + options.length / 2;
  return bytesOf(
    `01005e000012${src.replaceAll(':', '')}${tags}0800` +
      `4${hex(size / 4, 1)}00${hex(size + payload.length / 2, 4)}0001${fragment}${hex(ttl, 2)}${hex(protocol, 2)}0000` +
      `0a000002${to}${options}${payload}`,
  );
}

export function udp(port: number, payload: string, from = port): string {
  const hex = (value: number): string => value.toString(16).padStart(4, '0');
  return `${hex(from)}${hex(port)}${hex(8 + payload.length / 2)}0000${payload}`;
}

/** A DHCP message: op, addresses as the client and the server say them, and what stands in options, file and sname. */
export function dhcp({
  ciaddr = '00000000',
  yiaddr = '00000000',
  options = '',
  file = '',
  sname = '',
  hardware = '0106',
}): string {
  return (
    `01${hardware}00deadbeef00000000${ciaddr}${yiaddr}0000000000000000` +
    `020000000001${'00'.repeat(10)}${sname.padEnd(128, '0')}${file.padEnd(256, '0')}63825363${options}`
  );
}

const FROM_2 = { from: 0x0a000002, src: 0x020000000001, ...UNTAGGED };
const GLBP_HEADER = '01000' + '00a0000' + '020000000001';
const GLBP_HELLO =
  '011c' + '00200064' + '0000' + '00000bb8' + '00002710' + '0258' + '3840' + '0000' + '0104' + '0a000001';
const GLBP_FORWARDER = '0214' + '01200087' + '64' + '00000000000000' + '0007b4000a01';
const HSRP_2 =
  '0128' +
  '02000604' +
  '0101' +
  '020000000001' +
  '00000096' +
  '00000bb8' +
  '00002710' +
  '0a000001' +
  '00'.repeat(12);

/** As they came from keepalived, ucarp, Cisco, the kernel and ISC, and by hand where no capture may be kept. */
export const VECTORS: readonly EvidenceVector[] = [
  {
    name: 'VRRPv2 of keepalived',
    frame: bytesOf(
      '01005e0000120025904747b9080045c0002800010000ff70d0300a4d0015e00000122133960100013db50a4d00c80000000000000000',
    ),
    expected: {
      kind: 'vrrp',
      version: 2,
      vrid: 51,
      priority: 150,
      interval: 1e3,
      addresses: [172818632],
      from: 172818453,
      src: 161334380473,
      ...UNTAGGED,
    },
  },
  {
    name: 'VRRPv2 of a keepalived that is stopped',
    frame: bytesOf(
      '01005e0000120025907b1d58080045c00028000a0000ff70d0550a1f0015e0000012213300010001d3e30a1f00c80000000000000000',
    ),
    expected: {
      kind: 'vrrp',
      version: 2,
      vrid: 51,
      priority: 0,
      interval: 1e3,
      addresses: [169803976],
      from: 169803797,
      src: 161337777496,
      ...UNTAGGED,
    },
  },
  {
    name: 'VRRPv3 with two addresses, two tags',
    frame: ipv4Frame({
      tags: '88a8006481000065',
      protocol: 112,
      payload: '3105ff02006400000a0000010a000003',
    }),
    expected: {
      kind: 'vrrp',
      version: 3,
      vrid: 5,
      priority: 255,
      interval: 1e3,
      addresses: [167772161, 167772163],
      ...FROM_2,
      vid: 100,
      tags: 2,
    },
  },
  {
    name: 'VRRPv2 behind an authentication header',
    frame: ipv4Frame({
      protocol: 51,
      payload: `70040000${'00'.repeat(8)}${'11'.repeat(12)}210764010001c0de0a000001${'00'.repeat(8)}`,
    }),
    expected: {
      kind: 'vrrp',
      version: 2,
      vrid: 7,
      priority: 100,
      interval: 1e3,
      addresses: [167772161],
      ...FROM_2,
    },
  },
  {
    name: 'VRRPv2 with seven addresses and no authentication data: as long as CARP',
    frame: ipv4Frame({
      protocol: 112,
      payload: `210764070001c0de${[1, 3, 4, 5, 6, 7, 8].map((last) => `0a00000${last}`).join('')}`,
    }),
    expected: {
      kind: 'vrrp',
      version: 2,
      vrid: 7,
      priority: 100,
      interval: 1e3,
      ...FROM_2,
      addresses: [1, 3, 4, 5, 6, 7, 8].map((last) => 167772160 + last),
    },
  },
  {
    name: 'CARP of ucarp',
    frame: bytesOf(
      '01005e00001200005e000007080045100038b3574000ff70dd6f0a4d001fe0000012210700070001ee2076e3113117dbc047a311dd9daf2bf4920aecd8ed30ed770684be5b9e',
    ),
    expected: {
      kind: 'carp',
      vhid: 7,
      base: 1,
      skew: 0,
      demotion: 0,
      from: 172818463,
      src: 1577058311,
      ...UNTAGGED,
    },
  },
  {
    name: 'HSRPv1 hello of the active router',
    frame: bytesOf(
      '01005e00000200000c07ac0a080045c00030000100000111ceab0a4d0002e000000207c107c1001c0000000010030a6e0a00636973636f0000000a4d0001',
    ),
    expected: {
      kind: 'hsrp',
      version: 1,
      op: 'hello',
      state: 'active',
      group: 10,
      priority: 110,
      interval: 3e3,
      hold: 1e4,
      address: 172818433,
      from: 172818434,
      src: 201829386,
      ...UNTAGGED,
    },
  },
  {
    name: 'HSRPv1 coup of Cisco, from the captures of tcpdump',
    frame: bytesOf(
      '01005e000002c20134770000080045c000300000000001111849c0a8000ae000000207c107c1001c3b3c000102030ac80100636973636f000000c0a80001',
    ),
    expected: {
      kind: 'hsrp',
      version: 1,
      op: 'coup',
      state: 'other',
      group: 1,
      priority: 200,
      interval: 3e3,
      hold: 1e4,
      address: 3232235521,
      from: 3232235530,
      src: 0xc20134770000,
      ...UNTAGGED,
    },
  },
  {
    name: 'HSRPv1 resign while the address is not known',
    frame: ipv4Frame({ to: 'e0000002', ttl: 1, payload: udp(1985, `0002040102640300${'00'.repeat(12)}`) }),
    expected: {
      kind: 'hsrp',
      version: 1,
      op: 'resign',
      state: 'other',
      group: 3,
      priority: 100,
      interval: 1e3,
      hold: 2e3,
      address: null,
      ...FROM_2,
    },
  },
  {
    name: 'HSRPv2 hello behind its authentication',
    frame: ipv4Frame({ to: 'e0000066', payload: udp(1985, `0308${'63697363' + '6f000000'}${HSRP_2}`) }),
    expected: {
      kind: 'hsrp',
      version: 2,
      op: 'hello',
      state: 'active',
      group: 257,
      priority: 150,
      interval: 3e3,
      hold: 1e4,
      address: 167772161,
      ...FROM_2,
    },
  },
  {
    name: 'GLBP hello with a forwarder',
    frame: ipv4Frame({ to: 'e0000066', payload: udp(3222, GLBP_HEADER + GLBP_HELLO + GLBP_FORWARDER) }),
    expected: {
      kind: 'glbp',
      group: 10,
      state: 'active',
      priority: 100,
      interval: 3e3,
      hold: 1e4,
      address: 167772161,
      forwarders: [33084672513],
      ...FROM_2,
    },
  },
  {
    name: 'GLBP without a hello',
    frame: ipv4Frame({ to: 'e0000066', payload: udp(3222, GLBP_HEADER + GLBP_FORWARDER) }),
    expected: {
      kind: 'glbp',
      group: 10,
      state: null,
      priority: 0,
      interval: 0,
      hold: 0,
      address: null,
      forwarders: [33084672513],
      ...FROM_2,
    },
  },
  {
    name: 'DHCP acknowledgement of a server',
    frame: ipv4Frame({
      to: '0a000032',
      ttl: 64,
      payload: udp(
        68,
        dhcp({
          yiaddr: '0a000032',
          options: `35010536040a0000023304000000780104ffffff0003080a0000010a000003${'0c026e31'}ff`,
        }),
        67,
      ),
    }),
    expected: {
      kind: 'dhcp',
      message: 'ack',
      client: 2199023255553,
      address: 167772210,
      server: 167772162,
      routers: [167772161, 167772163],
      seconds: 120,
      name: 'n1',
      ...FROM_2,
    },
  },
  {
    name: 'DHCP request with a hostile name, in a VLAN',
    frame: ipv4Frame({
      tags: '81000014',
      payload: udp(67, dhcp({ options: `35010332040a0000320c061b5b316de29400ff` }), 68),
    }),
    expected: {
      kind: 'dhcp',
      message: 'request',
      client: 2199023255553,
      address: 167772210,
      server: null,
      routers: [],
      seconds: null,
      name: '?[1m??',
      ...FROM_2,
      vid: 20,
      tags: 1,
    },
  },
  {
    name: 'DHCP with its options in file and sname too',
    frame: ipv4Frame({
      payload: udp(
        68,
        dhcp({
          ciaddr: '0a000032',
          options: '340103350105ff',
          file: '03040a000001ff',
          sname: '0c016e36040a000002ff',
        }),
        67,
      ),
    }),
    expected: {
      kind: 'dhcp',
      message: 'ack',
      client: 2199023255553,
      address: 167772210,
      server: 167772162,
      routers: [167772161],
      seconds: null,
      name: 'n',
      ...FROM_2,
    },
  },
  {
    name: 'BOOTP, which has no message type',
    frame: ipv4Frame({ payload: udp(68, dhcp({ yiaddr: '0a000032', options: 'ff' }), 67) }),
    expected: {
      kind: 'dhcp',
      message: 'other',
      client: 2199023255553,
      address: 167772210,
      server: null,
      routers: [],
      seconds: null,
      name: null,
      ...FROM_2,
    },
  },
  {
    name: 'LLDP of a Cisco switch, from the captures of tcpdump',
    frame: bytesOf(
      '0180c200000e00192fa7b28d88cc02070400192fa7b28d040d0155706c696e6b20746f205331060200780a0c53322e636973636f2e636f6d0000',
    ),
    expected: {
      kind: 'lldp',
      chassis: '00:19:2f:a7:b2:8d',
      port: 'Uplink to S1',
      name: 'S2.cisco.com',
      ttl: 120,
      src: 108173701773,
      ...UNTAGGED,
    },
  },
  {
    name: 'LLDP that names its chassis by an address and its port by a MAC, and leaves',
    frame: bytesOf('0180c200000e020000000001810000058 8cc0206050 10a000002 0407030200000000010602 0000 0000'),
    expected: {
      kind: 'lldp',
      chassis: '10.0.0.2',
      port: '02:00:00:00:00:01',
      name: null,
      ttl: 0,
      src: 2199023255553,
      vid: 5,
      tags: 1,
    },
  },
  {
    name: 'IGMPv3 report of the kernel, behind an IP option',
    frame: bytesOf(
      '01005e00001600259004b2fe080046c00028000040000102f9970a4d0015e0000016940400002200f9eb0000000104000000e0000012',
    ),
    expected: {
      kind: 'igmp',
      message: 'report',
      groups: [3758096402],
      from: 172818453,
      src: 161330017022,
      ...UNTAGGED,
    },
  },
  {
    name: 'IGMPv2 leave',
    frame: ipv4Frame({ protocol: 2, ttl: 1, to: 'e0000002', payload: '170006fbe1010103' }),
    expected: { kind: 'igmp', message: 'leave', groups: [0xe1010103], ...FROM_2 },
  },
  {
    name: 'IGMPv3 query for all groups',
    frame: ipv4Frame({ protocol: 2, ttl: 1, to: 'e0000001', payload: '1164ec1e00000000027d0000' }),
    expected: { kind: 'igmp', message: 'query', groups: [], ...FROM_2 },
  },
  {
    name: 'VRRP that a router passed on',
    frame: ipv4Frame({ protocol: 112, ttl: 254, payload: '3105ff01006400000a000001' }),
    expected: undefined,
  },
  {
    name: 'a later fragment',
    frame: ipv4Frame({ fragment: '0001', payload: udp(1985, HSRP_2) }),
    expected: undefined,
  },
  {
    name: 'an interface state of HSRPv1',
    frame: ipv4Frame({ payload: udp(1985, `0003${'00'.repeat(18)}`) }),
    expected: undefined,
  },
  {
    name: 'an empty datagram to the port of DHCP',
    frame: ipv4Frame({ payload: udp(67, '', 4000) }),
    expected: undefined,
  },
  {
    name: 'DHCP over InfiniBand',
    frame: ipv4Frame({ payload: udp(67, dhcp({ hardware: '2000', options: '350103ff' }), 68) }),
    expected: undefined,
  },
  {
    name: 'LLDP without a time to live',
    frame: bytesOf('0180c200000e02000000000188cc02060501 0a000002 040703020000000001 0000'),
    expected: undefined,
  },
  {
    name: 'ARP',
    frame: bytesOf(
      'ffffffffffff0200000000010806 0001080006040001 020000000001 0a000002 000000000000 0a000001',
    ),
    expected: undefined,
  },
  {
    name: 'an echo request',
    frame: ipv4Frame({ protocol: 1, payload: '0800f7ff00000000' }),
    expected: undefined,
  },
];
