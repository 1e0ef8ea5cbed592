import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith, type HostWish, type LinkWish } from '../kernel/build-host.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { after } from '../change/after.ts';
import { commandOf } from '../change/change.ts';
import { BEYOND_ONE_HOST, type CHECKS } from './checks.ts';
import { diagnose } from './diagnose.ts';
import type { Severity } from './severity.ts';
import { FINDING_KINDS, type FindingKind } from './findings.ts';

type Fires = {
  readonly host: HostSnapshot;
  readonly severity?: Severity;
  readonly says: RegExp;
  readonly evidence?: RegExp;
  /** The commands it proposes, all of them in this order. */
  readonly fix?: readonly string[];
};

type Cases = {
  readonly fires: Readonly<Record<string, Fires>>;
  readonly not: Readonly<Record<string, HostSnapshot>>;
};

const GATEWAY = 'default via 10.0.0.254 dev e0';
const e0: LinkWish = { addresses: ['10.0.0.1/24'] };
const e1: LinkWish = { addresses: ['10.0.0.2/24'] };
const other: LinkWish = { addresses: ['10.1.0.1/24'] };
const two = (wish: Partial<HostWish> = {}): HostSnapshot => hostWith({ links: { e0, e1 }, ...wish });
const one = (wish: Partial<HostWish> = {}): HostSnapshot => hostWith({ links: { e0 }, ...wish });
const SOURCE_ROUTED: Partial<HostWish> = {
  routes: ['10.0.0.0/24 dev e0 src 10.0.0.1 table 101', '10.0.0.0/24 dev e1 src 10.0.0.2 table 102'],
  rules: ['from 10.0.0.1 lookup 101', 'from 10.0.0.2 lookup 102'],
};
const GOOD = { arp_ignore: 1, arp_announce: 2 };
const vip = (text: string, wish: Partial<HostWish> = {}): HostSnapshot =>
  hostWith({ links: { lo: { addresses: [text] }, e0 }, ...wish });
/** Container 10.0.0.50 behind v0, and two NICs on the segment. */
const containers = (published: readonly string[], wish: Partial<HostWish> = {}): HostSnapshot =>
  hostWith({
    links: { e0, e1, v0: {} },
    forwarding: true,
    all: { forwarding: 1, ...GOOD },
    routes: ['10.0.0.50 dev v0', '10.0.0.51 dev v0'],
    published,
    ...wish,
  });
const router = (conf: LinkWish['conf'], wish: Partial<HostWish> = {}): HostSnapshot =>
  hostWith({
    links: { e0: { ...e0, ...(conf && { conf }) }, e1: other },
    forwarding: true,
    ...wish,
  });
const table = (
  entries: number | null,
  fulls: number,
  more: Partial<HostSnapshot> & { readonly before?: HostSnapshot['table']['before'] } = {},
): HostSnapshot => {
  const { before = null, ...rest } = more;
  const limits = { thresh1: 128, thresh2: 512, thresh3: 1024 };
  return { ...one(), initial: true, table: { entries, ...limits, fulls, before }, ...rest };
};
const PINNED = Array.from({ length: 300 }, (_, at) => ({
  ...one({ neighbours: [{ link: 'e0', ip: '10.0.0.9', state: 'permanent' }] }).neighbours[0]!,
  ip: `10.9.${at >> 8}.${at & 255}`,
}));
const tunnel = { addresses: ['10.0.0.200/32'], hardware: 768, arp: false };

const CASES: Readonly<Record<keyof typeof CHECKS, Cases>> = {
  flux: {
    fires: {
      'two NICs on one subnet, as Linux comes': {
        host: two({ routes: [GATEWAY] }),
        severity: 'fault',
        says: /ARP flux on 10\.0\.0\.0\/24: e0 and e1 answer for the same addresses \(10\.0\.0\.1 and 10\.0\.0\.2\)/,
        evidence: /who-has 10\.0\.0\.2 tell 10\.0\.0\.254: answered by e0 \(02:00:00:00:01:00\), e1/,
        fix: [
          'sysctl -w net.ipv4.conf.e0.arp_ignore=1',
          'sysctl -w net.ipv4.conf.e1.arp_ignore=1',
          'sysctl -w net.ipv4.conf.e0.arp_announce=2',
          'sysctl -w net.ipv4.conf.e1.arp_announce=2',
          'ip route add 10.0.0.0/24 dev e0 src 10.0.0.1 table 102 scope host',
          'ip route add default via 10.0.0.254 dev e0 table 102 onlink',
          'ip rule add from 10.0.0.1 lookup 102 priority 8002 suppress_prefixlength 0',
          'ip rule add from 10.0.0.1 lookup main priority 9002 suppress_prefixlength 0',
          'ip rule add from 10.0.0.1 lookup 102 priority 10002',
          'ip route add 10.0.0.0/24 dev e1 src 10.0.0.2 table 103 scope host',
          'ip route add default via 10.0.0.254 dev e1 table 103 onlink',
          'ip rule add from 10.0.0.2 lookup 103 priority 8003 suppress_prefixlength 0',
          'ip rule add from 10.0.0.2 lookup main priority 9003 suppress_prefixlength 0',
          'ip rule add from 10.0.0.2 lookup 103 priority 10003',
        ],
      },
      'three NICs, arp_filter off, one of them without the setting that the others have': {
        host: hostWith({
          links: { eth0: { ...e0, conf: GOOD }, eth3: { addresses: ['10.0.0.3/24'] }, eth4: e1 },
        }),
        says: /eth3 and eth4 answer|eth0, eth3 and eth4 answer/,
      },
      'a good value in conf/all that a wrong one of a link undoes': {
        host: hostWith({ links: { e0, e1: { ...e1, conf: { arp_ignore: 9 } } }, all: GOOD }),
        says: /e0 and e1 answer for the same address \(10\.0\.0\.1\)/,
      },
      'a secondary address too': {
        host: hostWith({ links: { e0: { addresses: ['10.0.0.1/24', '10.0.0.3/24'] }, e1 } }),
        says: /10\.0\.0\.3/,
      },
      'a smaller subnet inside of a larger one': {
        host: hostWith({ links: { e0, e1: { addresses: ['10.0.0.130/25'] } } }),
        says: /flux on 10\.0\.0\.0\/24/,
      },
      'loose rp_filter stops no flux': {
        host: two({ ...SOURCE_ROUTED, all: { rp_filter: 2 } }),
        says: /flux/,
      },
      'a macvlan beside its parent': {
        host: hostWith({ links: { e0, mv0: { ...e1, kind: 'macvlan', lower: 'e0' } } }),
        says: /e0 and mv0/,
      },
    },
    not: {
      'one NIC': one(),
      'two NICs on two subnets': hostWith({ links: { e0, e1: other } }),
      'arp_ignore=1': two({ all: GOOD }),
      'the holder is silent, and one alone answers for it': hostWith({
        links: { e0: { ...e0, conf: { arp_ignore: 8 } }, e1 },
      }),
      'arp_ignore=2': two({ all: { arp_ignore: 2 } }),
      'arp_filter with source routing': two({ ...SOURCE_ROUTED, all: { arp_filter: 1 } }),
      'strict rp_filter with source routing': two({ ...SOURCE_ROUTED, all: { rp_filter: 1 } }),
      'the second NIC has no carrier': hostWith({ links: { e0, e1: { ...e1, carrier: false } } }),
      'the second NIC is NOARP': hostWith({ links: { e0, e1: { ...e1, arp: false } } }),
      'both are ports of one bond': hostWith({
        links: { bond0: { ...e0, kind: 'bond' }, e0: { master: 'bond0' }, e1: { master: 'bond0' } },
      }),
      'a VRF for each NIC': hostWith({
        links: {
          red: { kind: 'vrf', vrfTable: 10, arp: false },
          blue: { kind: 'vrf', vrfTable: 20, arp: false },
          e0: { ...e0, master: 'red' },
          e1: { ...e1, master: 'blue' },
        },
      }),
      'two VLANs of one NIC with the same subnet': hostWith({
        links: { t: {}, 't.10': { ...e0, lower: 't', vlan: 10 }, 't.20': { ...e1, lower: 't', vlan: 20 } },
      }),
    },
  },
  'address-twice': {
    fires: {
      'on two NICs of one segment, whatever arp_ignore says': {
        host: hostWith({ links: { e0, e1: e0 }, all: GOOD }),
        says: /10\.0\.0\.1 is held by e0 and e1, all on 10\.0\.0\.0\/24/,
        fix: ['ip address del 10.0.0.1/24 dev e1'],
      },
    },
    not: {
      'the second NIC has no carrier': hostWith({ links: { e0, e1: { ...e0, carrier: false } } }),
      'the second NIC answers nobody': hostWith({ links: { e0, e1: { ...e0, conf: { arp_ignore: 8 } } } }),
      'on lo as well': hostWith({ links: { lo: { addresses: ['10.0.0.1/32'] }, e0 } }),
      'different addresses': two({ all: GOOD }),
      'different VLANs': hostWith({
        links: { t: {}, 't.10': { ...e0, lower: 't', vlan: 10 }, 't.20': { ...e0, lower: 't', vlan: 20 } },
      }),
    },
  },
  'arp-filter-useless': {
    fires: {
      'one routing table: the first NIC answers for both': {
        host: two({ all: { arp_filter: 1 } }),
        severity: 'fault',
        says: /arp_filter cannot help on 10\.0\.0\.0\/24: e0 answers for the addresses of e1/,
        evidence: /who-has 10\.0\.0\.2 .*e1 holds it and is silent, e0 answers/,
        fix: [
          'ip route add 10.0.0.0/24 dev e0 src 10.0.0.1 table 102 scope host',
          'ip rule add from 10.0.0.1 lookup 102 priority 10002',
          'ip route add 10.0.0.0/24 dev e1 src 10.0.0.2 table 103 scope host',
          'ip rule add from 10.0.0.2 lookup 103 priority 10003',
        ],
      },
    },
    not: {
      'with source routing': two({ ...SOURCE_ROUTED, all: { arp_filter: 1 } }),
      'NICs on different subnets': hostWith({ links: { e0, e1: other }, all: { arp_filter: 1 } }),
      'not set': two(),
    },
  },
  'rp-filter-deaf': {
    fires: {
      'strict rp_filter, ARP settings right, no source rules': {
        host: two({ all: { ...GOOD, rp_filter: 1 } }),
        says: /rp_filter makes e1 deaf for 10\.0\.0\.2 .*nobody answers for 10\.0\.0\.2/,
        evidence: /on e1: refused/,
        fix: [
          'ip route add 10.0.0.0/24 dev e0 src 10.0.0.1 table 102 scope host',
          'ip rule add from 10.0.0.1 lookup 102 priority 10002',
          'ip route add 10.0.0.0/24 dev e1 src 10.0.0.2 table 103 scope host',
          'ip rule add from 10.0.0.2 lookup 103 priority 10003',
        ],
      },
      'strict on the second NIC alone': {
        host: hostWith({ links: { e0, e1: { ...e1, conf: { rp_filter: 1 } } } }),
        says: /other links answer in their place/,
      },
    },
    not: {
      'loose rp_filter': two({ all: { ...GOOD, rp_filter: 2 } }),
      'strict with source routing': two({ ...SOURCE_ROUTED, all: { ...GOOD, rp_filter: 1 } }),
      'strict on one NIC': one({ all: { rp_filter: 1 } }),
      'strict on two subnets': hostWith({ links: { e0, e1: other }, all: { rp_filter: 1 } }),
    },
  },
  'rp-filter-tunnel': {
    fires: {
      'LVS-TUN with the rp_filter a distribution sets': {
        host: hostWith({
          links: { e0, tunl0: { ...tunnel, conf: { rp_filter: 1 } } },
          all: { rp_filter: 1 },
          routes: [GATEWAY],
        }),
        says: /rp_filter drops what clients send to 10\.0\.0\.200 through tunl0/,
        fix: [
          'sysctl -w net.ipv4.conf.tunl0.rp_filter=0',
          'sysctl -w net.ipv4.conf.e0.rp_filter=1',
          'sysctl -w net.ipv4.conf.default.rp_filter=1',
          'sysctl -w net.ipv4.conf.all.rp_filter=0',
        ],
      },
    },
    not: {
      'rp_filter off': hostWith({ links: { e0, tunl0: tunnel }, routes: [GATEWAY] }),
      'loose rp_filter': hostWith({ links: { e0, tunl0: tunnel }, all: { rp_filter: 2 }, routes: [GATEWAY] }),
      'a tunnel without a service address': hostWith({
        links: { e0, tunl0: { ...tunnel, addresses: ['172.16.0.1/30'] } },
        all: { rp_filter: 1 },
        routes: [GATEWAY],
      }),
    },
  },
  'link-silent': {
    fires: {
      'D7: ARP switched off': {
        host: hostWith({ links: { e0: { ...e0, arp: false } } }),
        severity: 'fault',
        says: /^e0 has 10\.0\.0\.1 and answers for none of its own: ARP is switched off \(NOARP\)\.$/,
        evidence:
          /ip link set e0 arp on takes it away\nwho-has 10\.0\.0\.1 tell 10\.0\.0\.2 on e0: not answered/,
        fix: [],
      },
      'D7: arp_ignore=8 in conf/all': {
        host: one({ all: { arp_ignore: 8 } }),
        says: /^e0 has 10\.0\.0\.1 and .*: arp_ignore is 8\.$/,
        evidence: /arp_ignore: conf\/all 8, conf\/e0 0/,
        fix: [
          'sysctl -w net.ipv4.conf.e0.arp_ignore=1',
          'sysctl -w net.ipv4.conf.default.arp_ignore=8',
          'sysctl -w net.ipv4.conf.all.arp_ignore=0',
        ],
      },
      'D7: arp_ignore=8 on the link alone': {
        host: hostWith({ links: { e0: { ...e0, conf: { arp_ignore: 8 } }, e1: other } }),
        says: /^e0 has 10\.0\.0\.1 /,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_ignore=1'],
      },
      'D7: set down, and nobody answers in its place': {
        host: hostWith({ links: { e0: { ...e0, up: false }, e1: other } }),
        says: /^e0 has 10\.0\.0\.1 and answers for none of its own: it is set down\.$/,
        evidence: /e0 is down; ip link set e0 up/,
        fix: [],
      },
      'D7: without carrier': {
        host: hostWith({ links: { e0: { ...e0, carrier: false } } }),
        says: /it has no carrier/,
      },
      'D7: a bridge whose only NIC has no carrier': {
        host: hostWith({
          links: { br0: { ...e0, kind: 'bridge', carrier: false }, nic: { master: 'br0', carrier: false } },
        }),
        says: /^br0 has 10\.0\.0\.1 .* no carrier/,
      },
      'D7: a host of one address without ARP towards its gateway': {
        host: hostWith({
          links: { e0: { addresses: ['10.33.0.5/32'], arp: false } },
          routes: ['10.33.0.1 dev e0', 'default via 10.33.0.1 dev e0'],
        }),
        says: /^e0 has 10\.33\.0\.5 .*NOARP/,
      },
      'D7: without ARP, though another link answers in its place': {
        host: hostWith({ links: { e0: { ...e0, arp: false }, e1 } }),
        says: /ARP is switched off \(NOARP\); e1 answers in its place/,
      },
      'K21: many of one cause are one': {
        host: hostWith({
          links: Object.fromEntries(
            Array.from({ length: 9 }, (_, at) => [`v${at}`, { addresses: [`10.${at}.0.1/24`] }]),
          ),
          all: { arp_ignore: 8 },
        }),
        says: /^v0, v1, v2 and 6 more have 10\.0\.0\.1, 10\.1\.0\.1, 10\.2\.0\.1 and 6 more and each of them answers for none/,
      },
    },
    not: {
      'all is well': one(),
      'a VIP is hidden on lo': vip('10.0.0.200/32', { all: GOOD }),
      'a VIP is hidden on a NIC without ARP': hostWith({
        links: { e0, e1: { addresses: ['10.0.0.200/32'], arp: false } },
        all: GOOD,
      }),
      'the end of a container network that never speaks ARP': hostWith({
        links: { e0, cilium_host: { addresses: ['10.44.0.7/32'], kind: 'veth', arp: false } },
        routes: [GATEWAY, '10.44.0.0/24 via 10.44.0.7 dev cilium_host onlink'],
      }),
      'it has no address': hostWith({ links: { e0, e1: { up: false } } }),
      'a dummy never has ARP': hostWith({
        links: { e0, d0: { addresses: ['10.9.0.1/24'], kind: 'dummy', arp: false } },
      }),
      'a tunnel and a modem neither': hostWith({
        links: {
          e0,
          tun0: { ...tunnel, addresses: ['10.8.0.1/24'] },
          wwan0: { addresses: ['10.7.0.1/30'], arp: false },
        },
      }),
      'the bridge of containers that do not run': hostWith({
        links: { e0, docker0: { addresses: ['172.17.0.1/16'], kind: 'bridge', carrier: false } },
      }),
      'another one answers for what has no carrier, which is said otherwise': hostWith({
        links: { e0: { ...e0, carrier: false }, e1 },
      }),
      'a port speaks through its bridge': hostWith({
        links: { br0: { kind: 'bridge', ...other }, nic: { ...e0, master: 'br0', up: false } },
      }),
    },
  },
  'own-unanswered': {
    fires: {
      'K4: arp_filter and arp_ignore on three links of one segment': {
        host: hostWith({
          links: {
            e0: { addresses: ['10.99.0.2/24'], conf: { arp_filter: 1, arp_ignore: 1 } },
            e1: { addresses: ['10.99.0.12/24'], conf: { arp_filter: 1, arp_ignore: 1 } },
            e2: { addresses: ['10.99.0.22/24'], conf: { arp_filter: 1, arp_ignore: 1 } },
          },
        }),
        severity: 'fault',
        says: /^10\.99\.0\.12 and 10\.99\.0\.22 are answered by nobody: arp_filter silences the link that has it, and arp_ignore the others of its network\.$/,
        evidence:
          /arp_filter: 1 on e1, e0 and e2\narp_ignore: 1 .*who-has 10\.99\.0\.12 tell 10\.99\.0\.1 on e1: not answered\. arp_filter is set/s,
      },
      'a lone /32 under arp_ignore=2': {
        host: hostWith({
          links: { e0: { addresses: ['10.33.0.5/32'] } },
          routes: ['10.33.0.1 dev e0', 'default via 10.33.0.1 dev e0'],
          all: { arp_ignore: 2 },
        }),
        says: /^10\.33\.0\.5 is answered by nobody: arp_ignore silences the link that has it\.$/,
        fix: [
          'sysctl -w net.ipv4.conf.e0.arp_ignore=1',
          'sysctl -w net.ipv4.conf.default.arp_ignore=2',
          'sysctl -w net.ipv4.conf.all.arp_ignore=0',
        ],
      },
      'rp_filter, where the subnet is routed elsewhere': {
        host: hostWith({
          links: { e0: { ...e0, conf: { rp_filter: 1 } }, e1: other },
          routes: ['10.0.0.0/25 via 10.1.0.254 dev e1', '10.0.0.128/25 via 10.1.0.254 dev e1'],
        }),
        says: /^10\.0\.0\.1 is answered by nobody: rp_filter silences/,
        fix: [],
      },
      'the local route is gone': {
        host: one({ without: ({ type, destination }) => type === 'local' && destination === '10.0.0.1/32' }),
        says: /^10\.0\.0\.1 is answered by nobody: the state of routes or links silences/,
      },
    },
    not: {
      'all is well': two(SOURCE_ROUTED),
      'arp_filter alone: another one answers': two({ all: { arp_filter: 1 } }),
      'arp_filter and arp_ignore with a table for each': two({
        ...SOURCE_ROUTED,
        all: { ...GOOD, arp_filter: 1 },
      }),
      'rp_filter on one segment, which is said otherwise': two({ all: { ...GOOD, rp_filter: 1 } }),
      'a /32 of another network, which is routed here': hostWith({
        links: { e0: { addresses: ['10.0.0.1/24', '203.0.113.9/32'] } },
        all: { arp_ignore: 2 },
      }),
      'a host of one address and no subnet': hostWith({
        links: { e0: { addresses: ['10.33.0.5/32'] } },
        routes: ['10.33.0.1 dev e0', 'default via 10.33.0.1 dev e0'],
        all: { ...GOOD, rp_filter: 1 },
      }),
    },
  },
  'vip-answered': {
    fires: {
      'nothing set': {
        host: vip('10.0.0.200/32'),
        severity: 'risk',
        says: /10\.0\.0\.200 on lo is answered for by e0; right only if this host/,
        evidence: /who-has 10\.0\.0\.200 tell 10\.0\.0\.2 on e0: answered/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_ignore=1', 'sysctl -w net.ipv4.conf.e0.arp_announce=2'],
      },
      'arp_filter does not hide it': {
        host: vip('10.0.0.200/32', { all: { arp_filter: 1 } }),
        severity: 'fault',
        says: /10\.0\.0\.200 on lo is answered for by e0\.$/,
        evidence: /arp_filter does not hide it/,
      },
      'conf/lo does not hide it': {
        host: hostWith({ links: { lo: { addresses: ['10.0.0.200/32'], conf: GOOD }, e0 } }),
        severity: 'fault',
        says: /answered for by e0/,
      },
      'on a dummy': {
        host: hostWith({
          links: { e0, dummy0: { addresses: ['10.0.0.200/32'], arp: false, kind: 'dummy' } },
        }),
        says: /10\.0\.0\.200 on dummy0/,
      },
    },
    not: {
      'arp_ignore=1': vip('10.0.0.200/32', { all: GOOD }),
      'arp_ignore=8': vip('10.0.0.200/32', { all: { arp_ignore: 8 } }),
      'an address of no subnet here (a router id)': vip('192.0.2.1/32'),
      'on the NIC itself': hostWith({ links: { e0: { addresses: ['10.0.0.1/24', '10.0.0.200/32'] } } }),
      '127.0.0.1': one(),
      'on a NIC that is merely down': hostWith({
        links: { e0, e1: { addresses: ['10.0.0.200/32'], up: false } },
      }),
    },
  },
  'vip-scope': {
    fires: {
      'scope global under arp_ignore=3': {
        host: vip('10.0.0.200/32', { all: { arp_ignore: 3, arp_announce: 2 } }),
        says: /has scope global, so arp_ignore=3 does not hide it: e0 would answer/,
        fix: ['ip address del 10.0.0.200/32 dev lo', 'ip address add 10.0.0.200/32 dev lo scope host'],
      },
      'and it would leak when hidden': {
        host: vip('10.0.0.200/32', { all: { arp_ignore: 3 } }),
        says: /has scope global/,
        fix: [
          'sysctl -w net.ipv4.conf.e0.arp_announce=2',
          'ip address del 10.0.0.200/32 dev lo',
          'ip address add 10.0.0.200/32 dev lo scope host',
        ],
      },
      'scope link is too wide as well': {
        host: vip('10.0.0.200/32 scope link', { all: { arp_ignore: 3, arp_announce: 2 } }),
        says: /scope link/,
      },
    },
    not: {
      'scope host': vip('10.0.0.200/32 scope host', { all: { arp_ignore: 3, arp_announce: 2 } }),
      'arp_ignore=1 hides any scope': vip('10.0.0.200/32', { all: GOOD }),
    },
  },
  'vip-route-localnet': {
    fires: {
      'scope host under arp_ignore=3 with route_localnet': {
        host: vip('10.0.0.200/32 scope host', { all: { arp_ignore: 3, arp_announce: 2, route_localnet: 1 } }),
        says: /has scope host, but route_localnet undoes it/,
        fix: [
          'sysctl -w net.ipv4.conf.e0.arp_ignore=1',
          'sysctl -w net.ipv4.conf.default.arp_ignore=3',
          'sysctl -w net.ipv4.conf.all.arp_ignore=0',
        ],
      },
    },
    not: {
      'without route_localnet': vip('10.0.0.200/32 scope host', { all: { arp_ignore: 3, arp_announce: 2 } }),
      'arp_ignore=1': vip('10.0.0.200/32 scope host', { all: { ...GOOD, route_localnet: 1 } }),
    },
  },
  'vip-leaks': {
    fires: {
      'arp_announce=0': {
        host: vip('10.0.0.200/32', { all: { arp_ignore: 1 } }),
        says: /10\.0\.0\.200 on lo is hidden, but requests out of e0 carry it/,
        evidence: /who-has 10\.0\.0\.2 tell 10\.0\.0\.200 leaves e0/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_announce=2'],
      },
      'arp_announce=1 does not keep it in': {
        host: vip('10.0.0.200/32', { all: { arp_ignore: 1, arp_announce: 1 } }),
        says: /carry it as their sender/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_announce=2'],
      },
      'arp_announce=3 is 0': {
        host: hostWith({
          links: { lo: { addresses: ['10.0.0.200/32'] }, e0: { ...e0, conf: { arp_announce: 3 } } },
          all: GOOD,
        }),
        says: /carry it/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_announce=2'],
      },
    },
    not: {
      'arp_announce=2': vip('10.0.0.200/32', { all: GOOD }),
      'answered anyway': vip('10.0.0.200/32'),
    },
  },
  'vip-prefix': {
    fires: {
      '/24 on lo': {
        host: vip('10.0.0.200/24', { all: GOOD }),
        severity: 'fault',
        says: /10\.0\.0\.200\/24 on lo makes the host take all of 10\.0\.0\.0\/24 for its own; /,
        fix: ['ip address del 10.0.0.200/24 dev lo', 'ip address add 10.0.0.200/32 dev lo'],
      },
      'answered for, in a network of nobody here': {
        host: vip('10.7.0.1/24'),
        severity: 'fault',
        says: /and answers for it on e0/,
        evidence: /10\.7\.0\.2, which nobody configured here/,
      },
      'a network of nobody here, not answered for': {
        host: vip('10.7.0.1/24', { all: GOOD }),
        severity: 'risk',
        says: /all of 10\.7\.0\.0\/24/,
      },
    },
    not: { '/32': vip('10.0.0.200/32'), '127.0.0.1/8': one(), '/24 on a NIC': two() },
  },
  'port-address': {
    fires: {
      'left on the NIC when the bridge was made': {
        host: hostWith({ links: { br0: { kind: 'bridge' }, e0: { ...e0, master: 'br0' } } }),
        severity: 'risk',
        says: /10\.0\.0\.1 is on e0, which is a port of br0: br0 answers for it/,
        fix: ['ip address del 10.0.0.1/24 dev e0', 'ip address add 10.0.0.1/24 dev br0'],
      },
      'and nobody answers under arp_ignore=1': {
        host: hostWith({ links: { br0: { kind: 'bridge' }, e0: { ...e0, master: 'br0' } }, all: GOOD }),
        severity: 'fault',
        says: /nobody answers for it/,
      },
    },
    not: {
      'on the bridge': hostWith({ links: { br0: { ...e0, kind: 'bridge' }, e0: { master: 'br0' } } }),
      'in a VRF, which is no bridge': hostWith({
        links: { red: { kind: 'vrf', vrfTable: 10, arp: false }, e0: { ...e0, master: 'red' } },
      }),
    },
  },
  'published-flux': {
    fires: {
      'on both NICs, with the ARP settings right': {
        host: containers(['10.0.0.50 dev e0', '10.0.0.50 dev e1']),
        says: /10\.0\.0\.50 is published on e0 and e1, all on 10\.0\.0\.0\/24/,
        evidence: /answered, and on e1 too/,
        fix: ['ip neigh del proxy 10.0.0.50 dev e1'],
      },
      'a wildcard answers on every NIC': {
        host: containers(['10.0.0.50']),
        says: /10\.0\.0\.50 is published on e0 and e1/,
        fix: ['arp -d 10.0.0.50 pub', 'ip neigh add proxy 10.0.0.50 dev e0'],
      },
      'kept where its packets leave': {
        host: containers(['10.0.0.50 dev e0', '10.0.0.50 dev e1'], {
          routes: ['10.0.0.50 dev v0', '10.0.0.0/24 dev e1 table 102'],
          rules: ['from 10.0.0.50 lookup 102'],
        }),
        says: /10\.0\.0\.50/,
        fix: ['ip neigh del proxy 10.0.0.50 dev e0'],
      },
    },
    not: {
      'on one NIC': containers(['10.0.0.50 dev e0', '10.0.0.51 dev e0']),
      'on NICs of different segments': hostWith({
        links: { e0, e1: other, v0: {} },
        forwarding: true,
        routes: ['10.0.0.50 dev v0'],
        published: ['10.0.0.50 dev e0', '10.0.0.50 dev e1'],
      }),
      'rules and strict rp_filter leave one': containers(['10.0.0.50 dev e0', '10.0.0.50 dev e1'], {
        all: { forwarding: 1, rp_filter: 1 },
        routes: ['10.0.0.50 dev v0', '10.0.0.0/24 dev e1 table 102'],
        rules: ['from 10.0.0.50 lookup 102'],
      }),
    },
  },
  'published-never': {
    fires: {
      'no forwarding': {
        host: containers(['10.0.0.50 dev e0'], { forwarding: false, all: { forwarding: 0, ...GOOD } }),
        says: /10\.0\.0\.50 on e0 can never answer: .*does not forward/,
        fix: ['sysctl -w net.ipv4.conf.e0.forwarding=1'],
      },
      'no route through another link': {
        host: hostWith({ links: { e0 }, forwarding: true, published: ['10.0.0.50 dev e0'] }),
        says: /leads back out of the receiving link/,
        fix: ['ip neigh del proxy 10.0.0.50 dev e0'],
      },
      'no route at all': {
        host: hostWith({ links: { e0, e1: other }, forwarding: true, published: ['172.16.0.1 dev e0'] }),
        says: /there is no route to it/,
      },
      'an address of the host itself': {
        host: hostWith({ links: { e0, e1: other }, forwarding: true, published: ['10.1.0.1 dev e0'] }),
        says: /it is an address of this host/,
      },
      'the link is down': {
        host: hostWith({
          links: { e0: { ...e0, up: false }, e1: other },
          forwarding: true,
          published: ['10.1.0.9 dev e0'],
        }),
        says: /set down/,
      },
    },
    not: {
      'it answers': containers(['10.0.0.50 dev e0']),
      'proxy_arp would do as well': router(
        { proxy_arp: 1, forwarding: 1 },
        { published: ['10.1.0.50 dev e0'] },
      ),
    },
  },
  'published-wrong-link': {
    fires: {
      'rp_filter refuses the askers': {
        host: containers(['10.0.0.50 dev e1'], { all: { forwarding: 1, rp_filter: 1, ...GOOD } }),
        severity: 'fault',
        says: /10\.0\.0\.50 is published on e1, where rp_filter refuses the askers: .*by e0/,
        fix: ['ip neigh del proxy 10.0.0.50 dev e1', 'ip neigh add proxy 10.0.0.50 dev e0'],
      },
      'in by one link, out by the other': {
        host: containers(['10.0.0.50 dev e1']),
        severity: 'risk',
        says: /what it sends leaves by e0/,
        fix: ['ip neigh del proxy 10.0.0.50 dev e1', 'ip neigh add proxy 10.0.0.50 dev e0'],
      },
      'nobody asks there': {
        host: hostWith({
          links: { e0, e1: other, v0: {} },
          forwarding: true,
          routes: ['10.0.0.50 dev v0'],
          published: ['10.0.0.50 dev e1'],
        }),
        says: /but it belongs to the subnet of e0/,
        fix: ['ip neigh del proxy 10.0.0.50 dev e1', 'ip neigh add proxy 10.0.0.50 dev e0'],
      },
      'nobody asks there, and it is published at home already': {
        host: hostWith({
          links: { e0, e1: other, v0: {} },
          forwarding: true,
          routes: ['10.0.0.50 dev v0'],
          published: ['10.0.0.50 dev e0', '10.0.0.50 dev e1'],
        }),
        says: /on e1, but it belongs to the subnet of e0/,
        fix: ['ip neigh del proxy 10.0.0.50 dev e1'],
      },
    },
    not: {
      'on the link it leaves by': containers(['10.0.0.50 dev e0']),
      'on the other, with a rule': containers(['10.0.0.50 dev e1'], {
        routes: ['10.0.0.50 dev v0', '10.0.0.0/24 dev e1 table 102'],
        rules: ['from 10.0.0.50 lookup 102'],
      }),
    },
  },
  'published-wildcard': {
    fires: {
      'without a link': {
        host: router({}, { published: ['10.1.0.50'] }),
        says: /10\.1\.0\.50 is published without a link/,
        fix: ['arp -d 10.1.0.50 pub'],
      },
    },
    not: { 'with a link': router({}, { published: ['10.1.0.50 dev e0'] }) },
  },
  'proxy-shadows': {
    fires: {
      'published, and alive on the segment': {
        host: containers(['10.0.0.50 dev e0'], {
          neighbours: [{ link: 'e0', ip: '10.0.0.50', mac: '02:00:00:00:00:50', state: 'reachable' }],
        }),
        says: /would answer on e0 for 10\.0\.0\.50, a machine that lives/,
        fix: ['ip neigh del proxy 10.0.0.50 dev e0'],
      },
      'proxy_arp with a host route that is wrong': {
        host: router(
          { proxy_arp: 1, forwarding: 1 },
          {
            routes: ['10.0.0.60 dev e1'],
            neighbours: [{ link: 'e0', ip: '10.0.0.60', mac: '02:00:00:00:00:60' }],
          },
        ),
        says: /10\.0\.0\.60/,
        evidence: /10\.0\.0\.60 is 02:00:00:00:00:60 on e0 \(stale\)/,
      },
    },
    not: {
      'the neighbour failed': containers(['10.0.0.50 dev e0'], {
        neighbours: [{ link: 'e0', ip: '10.0.0.50', state: 'failed' }],
      }),
      'the neighbour is where the route leads': containers(['10.0.0.50 dev e0'], {
        neighbours: [{ link: 'v0', ip: '10.0.0.50', mac: '02:00:00:00:00:50' }],
      }),
      'not proxied': router(
        { proxy_arp: 1, forwarding: 1 },
        {
          neighbours: [{ link: 'e0', ip: '10.0.0.60', mac: '02:00:00:00:00:60' }],
        },
      ),
    },
  },
  'proxy-never': {
    fires: {
      'K5: to a container, and no route leaves by another link': {
        host: hostWith({
          links: { e0, cali0: { conf: { proxy_arp: 1 } } },
          without: ({ destination }) => destination === '10.0.0.0/24',
          forwarding: true,
          routes: ['192.168.5.37 dev cali0'],
        }),
        severity: 'fault',
        says: /^proxy_arp on cali0 answers for nothing that a neighbour asks: no route leaves by another link\.$/,
        evidence: /proxy_arp: conf\/all 0, conf\/cali0 1/,
        fix: [],
      },
      'K5: without forwarding': {
        host: hostWith({ links: { e0: { ...e0, conf: { proxy_arp: 1 } }, e1: other } }),
        says: /^proxy_arp on e0 .*: it does not forward, and only then anything is proxied\.$/,
      },
      'K5: switched off by medium_id': {
        host: router({ proxy_arp: 1, medium_id: -1 }),
        says: /^proxy_arp on e0 .*: by medium_id/,
        evidence: /who-has 10\.1\.0\.254 tell 10\.0\.0\.2 on e0: not answered/,
      },
      'K5: what is routed elsewhere is refused': {
        host: router({ proxy_arp: 1 }, { rules: ['blackhole to 10.1.0.0/24 priority 5'] }),
        says: /none of the routes that leave by another link is proxied/,
      },
      'K5: a private VLAN that nothing is routed back to': {
        host: router({}, { links: { e0, e1: other, v0: { conf: { proxy_arp_pvlan: 1 } } } }),
        says: /^proxy_arp_pvlan on v0 .*: no route leads back out of it/,
      },
      'K5: a private VLAN without forwarding': {
        host: one({ all: { proxy_arp_pvlan: 1 } }),
        says: /^proxy_arp_pvlan on e0 .*: it does not forward/,
      },
      'K5: medium_id where nothing is proxied': {
        host: router({ medium_id: 1 }),
        severity: 'note',
        says: /^medium_id on e0 has no effect/,
        fix: ['sysctl -w net.ipv4.conf.e0.medium_id=0'],
      },
    },
    not: {
      'it answers for another network': router({ proxy_arp: 1 }),
      'it answers for all by the default route': hostWith({
        links: { e0, cali0: { conf: { proxy_arp: 1 } } },
        forwarding: true,
        routes: ['192.168.5.37 dev cali0', GATEWAY],
      }),
      'set for all, and one link does the work': hostWith({
        links: { e0, e1: other },
        forwarding: true,
        all: { proxy_arp: 1 },
      }),
      'a private VLAN of one machine': router(
        {},
        {
          links: { e0, e1: other, v0: { conf: { proxy_arp_pvlan: 1 } } },
          routes: ['203.0.113.30 dev v0'],
        },
      ),
      'a private VLAN answers for its own segment': router({ proxy_arp_pvlan: 1 }),
      'another asker may be believed': router(
        { proxy_arp: 1, rp_filter: 1 },
        {
          routes: ['10.0.0.0/25 via 10.1.0.254 dev e1', '10.0.0.128/25 via 10.1.0.254 dev e1'],
        },
      ),
      'medium_id bounds what is proxied': router({ proxy_arp: 1, medium_id: 1 }),
      'it is off': router({}),
    },
  },
  'proxy-answers-all': {
    fires: {
      'a default route out of the other link': {
        host: router({ proxy_arp: 1, forwarding: 1 }, { routes: ['default via 10.1.0.254 dev e1'] }),
        says: /proxy_arp on e0 answers for every address of the Internet/,
        evidence: /who-has 9\.9\.9\.9 tell 10\.0\.0\.2 on e0: answered/,
        severity: 'risk',
      },
      'a cable to a container, which is meant so': {
        host: hostWith({
          links: { e1: other, cali1: { kind: 'veth', conf: { proxy_arp: 1 } } },
          forwarding: true,
          routes: ['default via 10.1.0.254 dev e1', '10.244.0.7/32 dev cali1'],
        }),
        severity: 'note',
        says: /proxy_arp on cali1/,
      },
    },
    not: {
      'no default route': router({ proxy_arp: 1, forwarding: 1 }),
      'only published': router(
        {},
        { published: ['9.9.9.9 dev e0'], routes: ['default via 10.1.0.254 dev e1'] },
      ),
      'the default route leaves by the same link': router(
        { proxy_arp: 1, forwarding: 1 },
        { routes: [GATEWAY] },
      ),
      'no forwarding': hostWith({
        links: { e0: { ...e0, conf: { proxy_arp: 1 } }, e1: other },
        routes: ['default via 10.1.0.254 dev e1'],
      }),
    },
  },
  'same-mac': {
    fires: {
      'on one segment': {
        host: hostWith({ links: { e0, e1: { ...e1, mac: '02:00:00:00:01:00' } }, all: GOOD }),
        severity: 'fault',
        says: /e0 and e1 have the same MAC 02:00:00:00:01:00, on one segment/,
        fix: ['ip link set e1 address 02:00:00:00:01:03'],
      },
      'on two subnets, as some servers come': {
        host: hostWith({
          links: { e0: { ...e0, mac: '00:1b:21:00:00:01' }, e1: { ...other, mac: '00:1b:21:00:00:01' } },
        }),
        severity: 'risk',
        says: /harmless only while they never meet/,
        fix: ['ip link set e1 address 02:1b:21:00:00:01'],
      },
    },
    not: {
      'different MACs': two(),
      'VLANs share the MAC of their NIC': hostWith({
        links: {
          t: { mac: '02:00:00:00:01:00' },
          't.10': { ...e0, lower: 't', vlan: 10, mac: '02:00:00:00:01:00' },
          't.20': { ...other, lower: 't', vlan: 20, mac: '02:00:00:00:01:00' },
        },
      }),
      'cables to containers, all with one MAC': hostWith({
        links: {
          e0,
          cali1: { kind: 'veth', mac: 'ee:ee:ee:ee:ee:ee' },
          cali2: { kind: 'veth', mac: 'ee:ee:ee:ee:ee:ee' },
        },
      }),
      'a bond and its members': hostWith({
        links: {
          bond0: { ...e0, kind: 'bond', mac: '02:00:00:00:01:00' },
          e0: { master: 'bond0', mac: '02:00:00:00:01:00' },
          e1: { master: 'bond0', mac: '02:00:00:00:01:00' },
        },
      }),
    },
  },
  'bad-mac': {
    fires: {
      multicast: {
        host: hostWith({ links: { e0: { ...e0, mac: '01:00:00:00:01:00' } } }),
        says: /e0 has the multicast MAC 01:00:00:00:01:00/,
        fix: ['ip link set e0 address 02:00:00:00:01:00'],
      },
      zero: {
        host: hostWith({ links: { e0: { ...e0, mac: '00:00:00:00:00:00' } } }),
        says: /no MAC at all/,
        fix: ['ip link set e0 address 02:00:00:00:00:00'],
      },
    },
    not: {
      'locally administered': one(),
      'a tunnel without one': hostWith({
        links: { e0, tunl0: { mac: '00:00:00:00:00:00', hardware: 768, arp: false } },
      }),
    },
  },
  'table-overflow': {
    fires: {
      'full now': {
        host: table(1024, 7),
        severity: 'fault',
        says: /is full, 1024 of at most 1024 entries, all namespaces together/,
        fix: [
          'sysctl -w net.ipv4.neigh.default.gc_thresh3=4096',
          'sysctl -w net.ipv4.neigh.default.gc_thresh2=2048',
        ],
      },
      'it was full between two looks, though it has room now': {
        host: table(300, 12, { before: { fulls: 7, ago: 250 } }),
        severity: 'fault',
        says: /was full 5 times in the last 250 ms/,
        evidence: /table_fulls 12, 7 when looked at 250 ms before/,
        fix: [
          'sysctl -w net.ipv4.neigh.default.gc_thresh3=2048',
          'sysctl -w net.ipv4.neigh.default.gc_thresh2=1024',
        ],
      },
      'point 9: full once, long ago': {
        host: table(40, 10_236),
        severity: 'note',
        says: /was full 10236 times at some time since it started; now it holds 40 of at most 1024 entries/,
        fix: [],
      },
      'point 9: the count stood still between two looks': {
        host: table(40, 1, { before: { fulls: 1, ago: 250 } }),
        severity: 'note',
        says: /was full once at some time since it started/,
      },
      'full once, and nobody knows what it holds': {
        host: table(null, 3),
        severity: 'note',
        says: /was full 3 times .*; what it holds now is not known/,
      },
      'the count is lower than before: the machine was started in between': {
        host: table(40, 3, { before: { fulls: 7, ago: 250 } }),
        severity: 'note',
        says: /was full 3 times at some time/,
      },
      'K22: full, seen from a namespace that has no limits': {
        host: table(1024, 7, { initial: false }),
        severity: 'fault',
        says: /is full/,
        fix: [],
      },
      'of an old kernel PERMANENT entries count': {
        host: table(1100, 0, { kernel: '4.15.0', neighbours: PINNED }),
        says: /is full, 1100 of at most 1024/,
      },
      'a limit of nothing': {
        host: { ...table(0, 3), table: { ...table(0, 3).table, thresh3: 0 } },
        says: /is full/,
        fix: [
          'sysctl -w net.ipv4.neigh.default.gc_thresh3=1024',
          'sysctl -w net.ipv4.neigh.default.gc_thresh2=512',
        ],
      },
    },
    not: {
      'never full': table(40, 0),
      'nearly full': table(900, 0),
      'nearly full, and full at some time': table(900, 3),
      'PERMANENT entries do not count': table(1100, 0, { neighbours: PINNED }),
    },
  },
  'table-near-full': {
    fires: {
      'above four fifths': {
        host: table(900, 0),
        says: /holds 900 of at most 1024/,
        fix: [
          'sysctl -w net.ipv4.neigh.default.gc_thresh3=4096',
          'sysctl -w net.ipv4.neigh.default.gc_thresh2=2048',
        ],
      },
      'above four fifths without the PERMANENT ones': {
        host: table(1200, 3, { neighbours: PINNED }),
        severity: 'risk',
        says: /holds 900 of at most 1024/,
        evidence:
          /1200 entries in all namespaces, 300 of them permanent or of a control plane.*table_fulls 3/,
      },
    },
    not: { 'half full': table(512, 0), 'not known': one(), 'full, which is said otherwise': table(1024, 3) },
  },
  'permanent-contradicts': {
    fires: {
      'the other link of the segment learned another MAC': {
        host: two({
          all: GOOD,
          neighbours: [
            { link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' },
            { link: 'e1', ip: '10.0.0.9', mac: '02:00:00:00:00:99', state: 'reachable' },
          ],
        }),
        says: /PERMANENT entry 10\.0\.0\.9 on e0 says 02:00:00:00:00:09, but the address is at 02:00:00:00:00:99/,
        fix: ['ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:99 nud permanent dev e0'],
      },
    },
    not: {
      'K10: a control plane made it': two({
        all: GOOD,
        neighbours: [
          {
            link: 'e0',
            ip: '10.0.0.9',
            mac: '02:00:00:00:00:01',
            state: 'permanent',
            flags: ['extern_learn'],
          },
          { link: 'e1', ip: '10.0.0.9', mac: '02:00:00:00:00:02', state: 'reachable' },
        ],
      }),
      'K10: only a control plane says otherwise': two({
        all: GOOD,
        neighbours: [
          { link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:01', state: 'permanent' },
          {
            link: 'e1',
            ip: '10.0.0.9',
            mac: '02:00:00:00:00:02',
            state: 'reachable',
            flags: ['extern_learn'],
          },
        ],
      }),
      'they agree': two({
        neighbours: [
          { link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' },
          { link: 'e1', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'reachable' },
        ],
      }),
      'the other link is on another segment': hostWith({
        links: { e0, e1: other },
        neighbours: [
          { link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' },
          { link: 'e1', ip: '10.0.0.9', mac: '02:00:00:00:00:99', state: 'reachable' },
        ],
      }),
      'the other entry failed': two({
        neighbours: [
          { link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' },
          { link: 'e1', ip: '10.0.0.9', state: 'failed' },
        ],
      }),
    },
  },
  'gateway-failed': {
    fires: {
      FAILED: {
        host: one({ routes: [GATEWAY], neighbours: [{ link: 'e0', ip: '10.0.0.254', state: 'failed' }] }),
        severity: 'fault',
        says: /gateway 10\.0\.0\.254 on e0 does not answer: the default route/,
      },
      'INCOMPLETE, of a network': {
        host: one({
          routes: ['10.5.0.0/16 via 10.0.0.253 dev e0'],
          neighbours: [{ link: 'e0', ip: '10.0.0.253', state: 'incomplete' }],
        }),
        severity: 'risk',
        says: /has not answered yet: 10\.5\.0\.0\/16 is routed through it/,
      },
    },
    not: {
      'it answers': one({
        routes: [GATEWAY],
        neighbours: [{ link: 'e0', ip: '10.0.0.254', mac: '02:00:00:00:00:fe', state: 'reachable' }],
      }),
      'another neighbour failed': one({
        routes: [GATEWAY],
        neighbours: [{ link: 'e0', ip: '10.0.0.9', state: 'failed' }],
      }),
      'failed on another link': two({
        routes: [GATEWAY],
        neighbours: [{ link: 'e1', ip: '10.0.0.254', state: 'failed' }],
      }),
    },
  },
  'value-without-meaning': {
    fires: {
      'arp_ignore=9 beside a good one': {
        host: hostWith({ links: { e0: { ...e0, conf: { arp_ignore: 9 } } }, all: { arp_ignore: 1 } }),
        says: /arp_ignore=9 on e0 has no meaning: the kernel takes it as 0, and switches off the 1/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_ignore=1'],
      },
      'arp_announce=3 in conf/all': {
        host: one({ all: { arp_announce: 3 } }),
        says: /arp_announce=3 on e0 has no meaning: the kernel takes it as 0\./,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_announce=2', 'sysctl -w net.ipv4.conf.all.arp_announce=0'],
      },
      'arp_accept=2 before Linux 6.0 is 1, and 3 is nothing today': {
        host: one({ all: { arp_accept: 3 } }),
        says: /arp_accept=3/,
      },
    },
    not: {
      'arp_ignore=8': one({ all: { arp_ignore: 8 } }),
      'a bad value that loses': one({
        all: { arp_ignore: 8 },
        links: { e0: { ...e0, conf: { arp_ignore: 5 } } },
      }),
    },
  },
  'flux-announced': {
    fires: {
      'arp_ignore=1 alone': {
        host: two({ all: { arp_ignore: 1 } }),
        says: /Requests out of e0 on 10\.0\.0\.0\/24 carry 10\.0\.0\.2, which other links hold/,
        evidence: /tell 10\.0\.0\.2 leaves e0 with 02:00:00:00:01:00; e1 holds/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_announce=2', 'sysctl -w net.ipv4.conf.e1.arp_announce=2'],
      },
    },
    not: {
      'arp_announce=2': two({ all: GOOD }),
      'source routing': two({ ...SOURCE_ROUTED, all: { arp_ignore: 1 } }),
      'said with the flux': two(),
      'one NIC': one({ all: { arp_ignore: 1 } }),
    },
  },
  'one-way-out': {
    fires: {
      'the ARP side is mended, the routes are not': {
        host: two({ all: GOOD, routes: [GATEWAY] }),
        says: /Replies from 10\.0\.0\.2 on 10\.0\.0\.0\/24 leave by e0/,
        fix: [
          'ip route add 10.0.0.0/24 dev e0 src 10.0.0.1 table 102 scope host',
          'ip route add default via 10.0.0.254 dev e0 table 102 onlink',
          'ip rule add from 10.0.0.1 lookup 102 priority 8002 suppress_prefixlength 0',
          'ip rule add from 10.0.0.1 lookup main priority 9002 suppress_prefixlength 0',
          'ip rule add from 10.0.0.1 lookup 102 priority 10002',
          'ip route add 10.0.0.0/24 dev e1 src 10.0.0.2 table 103 scope host',
          'ip route add default via 10.0.0.254 dev e1 table 103 onlink',
          'ip rule add from 10.0.0.2 lookup 103 priority 8003 suppress_prefixlength 0',
          'ip rule add from 10.0.0.2 lookup main priority 9003 suppress_prefixlength 0',
          'ip rule add from 10.0.0.2 lookup 103 priority 10003',
        ],
      },
    },
    not: {
      'source routing': two({ ...SOURCE_ROUTED, all: GOOD }),
      'said with the flux': two(),
      'said with the deafness': two({ all: { ...GOOD, rp_filter: 1 } }),
      'said with an arp_filter that cannot help': two({ all: { arp_filter: 1 } }),
    },
  },
  'setting-without-effect': {
    fires: {
      'an exception from conf/all': {
        host: hostWith({
          links: { e0: { ...e0, conf: { rp_filter: 0 } }, e1: { ...other, conf: { rp_filter: 1 } } },
          all: { rp_filter: 1 },
          default: { rp_filter: 1 },
        }),
        says: /rp_filter of e0 \(0\) has no effect: conf\/all is 1, and 1 counts/,
      },
      'a smaller level': {
        host: hostWith({ links: { e0: { ...e0, conf: { arp_ignore: 1 } } }, all: { arp_ignore: 2 } }),
        says: /arp_ignore of e0 \(1\) has no effect/,
      },
    },
    not: {
      'never touched on the link': one({ all: { arp_ignore: 1 } }),
      'the link wins': hostWith({
        links: { e0: { ...e0, conf: { arp_ignore: 2 } } },
        all: { arp_ignore: 1 },
      }),
      'on is on': hostWith({ links: { e0: { ...e0, conf: { proxy_arp: 2 } } }, all: { proxy_arp: 1 } }),
    },
  },
  'default-too-late': {
    fires: {
      'arp_ignore in conf/default only': {
        host: one({ default: { arp_ignore: 1 } }),
        says: /arp_ignore=1 is set in conf\/default only, and none of e0 has it/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_ignore=1'],
      },
    },
    not: {
      'in time': hostWith({ links: { e0: { ...e0, conf: { arp_ignore: 1 } } }, default: { arp_ignore: 1 } }),
      'conf/all too': one({ default: { arp_ignore: 1 }, all: { arp_ignore: 1 } }),
    },
  },
  'lo-setting': {
    fires: {
      'lo alone': {
        host: hostWith({ links: { lo: { addresses: ['10.0.0.200/32'], conf: GOOD }, e0 } }),
        severity: 'risk',
        says: /arp_ignore=1 and arp_announce=2 of lo is never read, and the links/,
        fix: [
          'sysctl -w net.ipv4.conf.e0.arp_ignore=1',
          'sysctl -w net.ipv4.conf.e0.arp_announce=2',
          'sysctl -w net.ipv4.conf.lo.arp_ignore=0',
          'sysctl -w net.ipv4.conf.lo.arp_announce=0',
        ],
      },
      'lo and all, as the guides say': {
        host: hostWith({ links: { lo: { conf: GOOD }, e0 }, all: GOOD }),
        severity: 'note',
        says: /what works is conf\/all/,
      },
    },
    not: {
      'not set': one({ all: GOOD }),
      'taken from conf/default': hostWith({
        links: { lo: { conf: GOOD }, e0: { ...e0, conf: GOOD } },
        default: GOOD,
      }),
    },
  },
  'carrier-lost': {
    fires: {
      'no cable': {
        host: hostWith({ links: { e0, e1: { ...e1, carrier: false } } }),
        says: /e1 has no carrier, and e0 still answers for its 10\.0\.0\.2/,
      },
      'set down': {
        host: hostWith({ links: { e0, e1: { ...e1, up: false } } }),
        says: /e1 is set down/,
      },
    },
    not: {
      'arp_ignore=1': hostWith({ links: { e0, e1: { ...e1, carrier: false } }, all: GOOD }),
      'a bridge for containers without any': hostWith({
        links: { e0, docker0: { addresses: ['172.17.0.1/16'], carrier: false, kind: 'bridge' } },
      }),
    },
  },
  'entry-stuck': {
    fires: {
      managed: {
        host: one({ neighbours: [{ link: 'e0', ip: '10.0.0.9', state: 'failed', flags: ['managed'] }] }),
        says: /10\.0\.0\.9: an entry that a program made/,
        fix: [],
      },
      'K10: extern_learn, whose program may want it still': {
        host: one({
          neighbours: [{ link: 'e0', ip: '10.0.0.9', state: 'incomplete', flags: ['extern_learn'] }],
        }),
        says: /extern_learn/,
        fix: [],
      },
    },
    not: {
      'an ordinary failure': one({ neighbours: [{ link: 'e0', ip: '10.0.0.9', state: 'failed' }] }),
      'managed and well': one({
        neighbours: [
          { link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'reachable', flags: ['managed'] },
        ],
      }),
    },
  },
  'announcements-dropped': {
    fires: {
      drop_gratuitous_arp: {
        host: one({ all: { drop_gratuitous_arp: 1 } }),
        says: /e0 does not believe announcements \(drop_gratuitous_arp/,
        fix: [
          'sysctl -w net.ipv4.conf.default.drop_gratuitous_arp=1',
          'sysctl -w net.ipv4.conf.all.drop_gratuitous_arp=0',
        ],
      },
      'a kernel before 4.13': {
        host: one({ kernel: '4.9.0' }),
        says: /this kernel believes them only with arp_accept/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_accept=1'],
      },
    },
    not: {
      'as Linux comes': one(),
      'an old kernel with arp_accept': one({ kernel: '4.9.0', all: { arp_accept: 1 } }),
    },
  },
  'accepts-strangers': {
    fires: {
      'arp_accept=1': { host: one({ all: { arp_accept: 1 } }), severity: 'note', says: /arp_accept=1 on e0/ },
    },
    not: { 'as Linux comes': one(), 'arp_accept=2': one({ all: { arp_accept: 2 } }) },
  },
  'locktime-long': {
    fires: {
      'ten seconds': {
        host: hostWith({ links: { e0: { ...e0, neigh: { locktime: 1000 } } } }),
        says: /locktime of e0 is 10 s/,
        fix: ['sysctl -w net.ipv4.neigh.e0.locktime=100'],
      },
    },
    not: {
      'as Linux comes': one(),
      'four seconds': hostWith({ links: { e0: { ...e0, neigh: { locktime: 400 } } } }),
    },
  },
  'vrrp-leftovers': {
    fires: {
      'arp_ignore on one link alone': {
        host: hostWith({ links: { e0: { ...e0, conf: { arp_ignore: 1, arp_filter: 1 } }, e1: other } }),
        severity: 'note',
        says: /arp_ignore=1 and arp_filter=1 is set on e0 alone/,
        fix: ['sysctl -w net.ipv4.conf.e0.arp_ignore=0', 'sysctl -w net.ipv4.conf.e0.arp_filter=0'],
      },
    },
    not: {
      'VRRP runs': hostWith({
        links: {
          e0: { ...e0, conf: { arp_ignore: 1, arp_filter: 1 } },
          'vrrp.51': { addresses: ['10.0.0.200/32'], mac: '00:00:5e:00:01:33', kind: 'macvlan', lower: 'e0' },
        },
      }),
      'it hides an address on lo': hostWith({
        links: { lo: { addresses: ['10.0.0.200/32'] }, e0: { ...e0, conf: GOOD } },
      }),
      'against flux': hostWith({ links: { e0: { ...e0, conf: GOOD }, e1: { ...e1, conf: GOOD } } }),
      'conf/all has it, too': hostWith({
        links: { e0: { ...e0, conf: { arp_ignore: 1 } }, e1: other },
        all: { arp_ignore: 1 },
      }),
      'new links are born with it': hostWith({
        links: { e0: { ...e0, conf: { arp_ignore: 1 } }, e1: { ...other, conf: { arp_ignore: 0 } } },
        default: { arp_ignore: 1 },
      }),
    },
  },
  'off-subnet-gateway': {
    fires: {
      'a /32 at a hosting provider': {
        host: hostWith({ links: { e0: { addresses: ['10.9.9.9/32'] } }, routes: [GATEWAY] }),
        severity: 'note',
        says: /next hop 10\.0\.0\.254 is in no subnet of e0 .*asked for by 10\.9\.9\.9/,
      },
      'a link without an address': {
        host: hostWith({ links: { e0: {}, e1: other }, routes: [GATEWAY] }),
        severity: 'risk',
        says: /asked for by 10\.1\.0\.1/,
      },
    },
    not: {
      'in the subnet': one({ routes: [GATEWAY] }),
      'the other end of a point-to-point address': hostWith({
        links: { e0: { addresses: ['10.9.9.9 peer 10.0.0.254/32'] } },
        routes: [GATEWAY],
      }),
    },
  },
  'route-localnet': {
    fires: {
      'as Kubernetes sets it': {
        host: one({ all: { route_localnet: 1 } }),
        severity: 'note',
        says: /route_localnet makes e0 answer for 127\.0\.0\.1/,
      },
    },
    not: { off: one(), 'arp_ignore=1': one({ all: { route_localnet: 1, arp_ignore: 1 } }) },
  },
  'rules-sticky': {
    fires: {
      'a rule came and went': { host: one({ customRules: true }), severity: 'note', says: /and is gone/ },
    },
    not: {
      'there are rules': two(SOURCE_ROUTED),
      never: one({ customRules: false }),
      'not known': { ...one(), sticky: { customRules: null, customLocal: null } },
    },
  },
};

const kindsOf = (host: HostSnapshot): readonly FindingKind[] =>
  diagnose(host).findings.map(({ kind }) => kind);

for (const [kind, { fires, not }] of Object.entries(CASES)) {
  for (const [what, { host, severity, says, evidence, fix }] of Object.entries(fires))
    test(`${kind}: ${what}`, () => {
      const found = diagnose(host).findings.find((one) => one.kind === kind);
      assert.ok(found, `found only ${kindsOf(host).join(', ')}`);
      assert.match(found.sentence, says);
      assert.match(found.sentence, /^[A-Z0-9a-z].*\.$/);
      assert.ok(found.evidence.length > 0);
      if (severity) assert.equal(found.severity, severity);
      if (evidence) assert.match(found.evidence.map(({ text }) => text).join('\n'), evidence);
      if (fix) assert.deepEqual(found.changes.map(commandOf), fix);
      if (fix && fix.length > 0) assert.deepEqual(found.beyond, []);
    });
  for (const [what, { host }] of Object.entries(fires)) {
    const changes = diagnose(host).findings.find((one) => one.kind === kind)?.changes ?? [];
    if (changes.length === 0) continue;
    test(`${kind}: ${what}: its fix mends it`, () => {
      const left = diagnose(after(host, changes)).findings.filter((one) => one.kind === kind);
      // What was counted since the machine started, or between two looks, cannot be taken back.
      if (kind !== 'table-overflow') assert.deepEqual(left, []);
      else assert.ok(left.every((one) => one.severity === 'note' || /in the last/.test(one.sentence)));
    });
  }
  for (const [what, host] of Object.entries(not))
    test(`${kind}: not when ${what}`, () => {
      const found = diagnose(host).findings.filter((one) => one.kind === kind);
      assert.deepEqual(found, []);
    });
}

test('every kind has its cases, here or where several hosts and the wire are', () => {
  const here: ReadonlySet<string> = new Set([...Object.keys(CASES), ...BEYOND_ONE_HOST]);
  assert.deepEqual(
    FINDING_KINDS.filter((kind) => !here.has(kind)),
    [],
  );
});

test('K4: what nobody answers for is mended by the way out, which is not told twice', () => {
  const conf = { arp_filter: 1, arp_ignore: 1, arp_announce: 2 };
  const host = hostWith({
    links: { e0: { ...e0, conf }, e1: { ...e1, conf } },
  });
  assert.deepEqual(kindsOf(host), ['own-unanswered']);
  assert.deepEqual(kindsOf(after(host, diagnose(host).findings[0]!.changes)), []);
});

test('a host as it comes, and one done right, are healthy', () => {
  assert.deepEqual(kindsOf(one({ routes: [GATEWAY] })), []);
  assert.deepEqual(kindsOf(two({ ...SOURCE_ROUTED, all: { ...GOOD, rp_filter: 1 } })), []);
  assert.deepEqual(kindsOf(vip('10.0.0.200/32', { all: GOOD })), []);
});

test('the fix of the flux leaves nothing to find', () => {
  const host = hostWith({
    links: {
      eth0: { addresses: ['192.168.18.10/24'] },
      eth3: { addresses: ['192.168.18.11/24'] },
      eth4: { addresses: ['192.168.18.12/24'] },
    },
    routes: ['default via 192.168.18.1 dev eth0'],
  });
  const [flux] = diagnose(host).findings;
  assert.equal(flux?.kind, 'flux');
  assert.deepEqual(kindsOf(after(host, flux?.changes ?? [])), []);
});
