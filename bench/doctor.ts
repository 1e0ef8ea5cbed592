import { formatIpv4 } from '../src/base/ipv4.ts';
import { formatMac } from '../src/base/mac.ts';
import { diagnose } from '../src/doctor/diagnose.ts';
import { hostWith, type HostWish } from '../src/kernel/build-host.ts';
import type { HostSnapshot } from '../src/kernel/host.ts';
import { unhindered } from './load.ts';
import { type Bench, median, seconds } from './row.ts';

const NICS = 4;
const ADDRESSES = 1000;
const ROUTES = 10_000;
const NEIGHBOURS = 10_000;
const BAR = 1000;
const RUNS = 5;

/** Every address on one /16 segment (where each is asked for on each NIC), or each NIC on a network of its own. */
function hugeHost(shared: boolean, wish: HostWish): HostSnapshot {
  const second = (nic: number): number => (shared ? 0 : nic);
  const addressesOf = (nic: number): readonly string[] =>
    Array.from({ length: ADDRESSES / NICS }, (_, at) => `10.${second(nic)}.${nic}.${at + 1}/16`);
  const links = Object.fromEntries(
    Array.from({ length: NICS }, (_, nic) => [`eth${nic}`, { addresses: addressesOf(nic) }]),
  );
  const routes = Array.from({ length: ROUTES }, (_, at) => {
    const nic = at % NICS;
    return `172.${16 + (at >> 12)}.${(at >> 4) & 255}.${(at & 15) << 4}/28 via 10.${second(nic)}.200.1 dev eth${nic}`;
  });
  const neighbours = Array.from({ length: NEIGHBOURS }, (_, at) => ({
    link: `eth${at % NICS}`,
    ip: formatIpv4(0x0a00_6400 + (second(at % NICS) << 16) + at),
    mac: formatMac(0x020000100000 + at),
    age: at,
  }));
  return hostWith({ ...wish, links, routes: ['default via 10.0.200.1 dev eth0', ...routes], neighbours });
}

const PROFILES: readonly (readonly [name: string, host: () => HostSnapshot])[] = [
  ['four NICs on one segment', () => hugeHost(true, {})],
  ['four networks', () => hugeHost(false, { all: { arp_accept: 1 } })],
  [
    'a router that proxies, with 1,000 published entries',
    () =>
      hugeHost(true, {
        all: { proxy_arp: 1 },
        forwarding: true,
        published: Array.from(
          { length: 1000 },
          (_, at) => `${formatIpv4(0x0a00_6400 + at)} dev eth${at % NICS}`,
        ),
      }),
  ],
];

/** `arpist doctor` on a large host, without reading the snapshot: each run on a fresh one, as the command has it. */
export const benchDoctor: readonly Bench[] = PROFILES.map(([name, host]) => () => {
  const times = Array.from({ length: RUNS }, () => {
    const snapshot = host();
    const start = unhindered();
    const { findings } = diagnose(snapshot);
    if (findings.length === 0) throw new Error('nothing found: the bench is not doing its work');
    return unhindered() - start;
  });
  const worst = Math.max(...times);
  return [
    {
      work: `doctor: 1,000 addresses, 10,000 routes, 10,000 neighbours, ${name}`,
      ours: `${seconds(median(times))} (worst ${seconds(worst)})`,
      peers: 'no other tool does this',
      bar: `at most ${seconds(BAR)} (without its time in the queue for a processor)`,
      holds: worst <= BAR,
    },
  ];
});
