import { between, seededDice } from '../src/base/dice.ts';
import { BROADCAST_MAC } from '../src/base/mac.ts';
import { hostWith, type HostWish } from '../src/kernel/build-host.ts';
import type { Heard } from '../src/kernel/heard.ts';
import type { HostSnapshot } from '../src/kernel/host.ts';
import { decideReply } from '../src/kernel/reply.ts';
import { TPID_8021Q } from '../src/wire/vlan.ts';
import { unhindered } from './load.ts';
import { type Bench, type BenchRow, median } from './row.ts';

const NICS = 4;
const ADDRESSES = 200;
const ROUTES = 500;
const BAR = 500_000;
const MEGABYTE = 1024 * 1024;

const PROFILES: readonly (readonly [name: string, wish: HostWish])[] = [
  ['default settings', {}],
  ['arp_ignore=1, rp_filter=1', { all: { arp_ignore: 1, rp_filter: 1 } }],
  ['arp_ignore=3', { all: { arp_ignore: 3 } }],
  [
    'arp_filter=1, proxy_arp=1, forwarding, rules',
    {
      all: { arp_filter: 1, proxy_arp: 1 },
      forwarding: true,
      rules: Array.from({ length: 8 }, (_, at) => `from 10.${at}.0.0/16 lookup main`),
    },
  ],
];

/** Four NICs, 200 addresses, 500 routes. */
function bigHost(wish: HostWish): HostSnapshot {
  const links = Object.fromEntries(
    Array.from({ length: NICS }, (_, nic) => [
      `eth${nic}`,
      {
        addresses: Array.from({ length: ADDRESSES / NICS }, (_unused, at) => `10.${nic}.${at}.1/24`),
      },
    ]),
  );
  const routes = Array.from(
    { length: ROUTES },
    (_, at) => `172.${16 + (at >> 8)}.${at & 255}.0/24 via 10.${at % NICS}.0.254 dev eth${at % NICS}`,
  );
  return hostWith({ ...wish, links, routes });
}

const ALL_VLANS = [
  { first: 1, last: 1, pvid: true, untagged: true },
  { first: 2, last: 4094, pvid: false, untagged: false },
] as const;
const FIRST_VLAN = 10;

/** The same addresses on VLAN links of a bridge that looks at VLANs, with the NICs as its ports. */
function bridgedHost(): HostSnapshot {
  const ports = Object.fromEntries(
    Array.from({ length: NICS }, (_, nic) => [`eth${nic}`, { master: 'br0', bridgeVlans: ALL_VLANS }]),
  );
  const vlans = Object.fromEntries(
    Array.from({ length: NICS }, (_, nic) => [
      `vlan${nic}`,
      {
        kind: 'vlan',
        lower: 'br0',
        vlan: FIRST_VLAN + nic,
        addresses: Array.from({ length: ADDRESSES / NICS }, (_unused, at) => `10.${nic}.${at}.1/24`),
      },
    ]),
  );
  const br0 = { kind: 'bridge', vlanFiltering: TPID_8021Q, bridgeVlans: ALL_VLANS };
  return hostWith({ links: { ...ports, br0, ...vlans } });
}

/** Questions from every NIC: for addresses of the host, of neighbours, behind routers and of nowhere; probes too. */
function questions(count: number): Heard[] {
  const dice = seededDice(7);
  return Array.from({ length: count }, (_, at) => {
    const nic = between(dice, 0, NICS - 1);
    const subnet = between(dice, 0, ADDRESSES / NICS - 1);
    const targets = [
      0x0a000001 + (between(dice, 0, NICS - 1) << 16) + (subnet << 8),
      0x0a000000 + (nic << 16) + (subnet << 8) + between(dice, 2, 250),
      0xac100000 + between(dice, 0, 0x1ffff),
      between(dice, 0x0b000000, 0xdf000000),
    ];
    return {
      link: `eth${nic}`,
      dst: BROADCAST_MAC,
      op: 1,
      sha: 0x020000000000 + at,
      spa: at % 10 === 0 ? 0 : 0x0a000000 + (nic << 16) + (subnet << 8) + between(dice, 2, 250),
      tha: 0,
      tpa: targets[at % 4]!,
    };
  });
}

function decide(host: HostSnapshot, asked: readonly Heard[], times: number): number {
  let answered = 0;
  for (let at = 0; at < times; at++) if (decideReply(asked[at % asked.length]!, host).yes) answered++;
  return answered;
}

function rateOf(host: HostSnapshot, asked: readonly Heard[]): number {
  decide(host, asked, 200_000);
  const rates = Array.from({ length: 3 }, () => {
    const from = unhindered();
    decide(host, asked, 400_000);
    return 400_000 / ((unhindered() - from) / 1000);
  });
  return median(rates);
}

/** Decisions of the model on one core, and that a million of them leave nothing behind. */
export const benchKernel: readonly Bench[] = [decisions, flatness];

function decisions(): BenchRow[] {
  const asked = questions(4096);
  const rows = PROFILES.map(([name, wish]): BenchRow => {
    const rate = rateOf(bigHost(wish), asked);
    return {
      work: `decideReply, ${NICS} NICs, ${ADDRESSES} addresses, ${ROUTES} routes, ${name}`,
      ours: `${(rate / 1e6).toFixed(2)} M/s`,
      peers: 'no other tool has it',
      bar: `≥ ${BAR.toLocaleString('en')}/s`,
      holds: rate >= BAR,
    };
  });
  return [...rows, throughBridge(asked)];
}

function throughBridge(asked: readonly Heard[]): BenchRow {
  const tagged = asked.map((heard) => ({ ...heard, vid: FIRST_VLAN + Number(heard.link.slice(3)) }));
  const rate = rateOf(bridgedHost(), tagged);
  return {
    work: `decideReply, ${ADDRESSES} addresses in ${NICS} VLANs of a bridge with vlan_filtering`,
    ours: `${(rate / 1e6).toFixed(2)} M/s`,
    peers: 'no other tool has it',
    bar: `≥ ${BAR.toLocaleString('en')}/s`,
    holds: rate >= BAR,
  };
}

function flatness(): BenchRow[] {
  const asked = questions(4096);
  const host = bigHost({});
  decide(host, asked, 200_000);
  const collect = (globalThis as { gc?: () => void }).gc;
  const used = (): number => {
    collect?.();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  decide(host, asked, 1_000_000);
  const grown = (used() - before) / MEGABYTE;
  const limit = collect ? 1 : 32;
  return [
    {
      work: '1,000,000 decisions: growth of the heap',
      ours: `${grown.toFixed(1)} MB`,
      peers: 'no other tool has it',
      bar: `≤ ${limit} MB${collect ? ' after collection' : ', garbage included'}`,
      holds: grown <= limit,
    },
  ];
}
