import type { HostSnapshot } from '../../src/kernel/host.ts';
import type { Draw } from './draw.ts';
import { drawIp } from './draw-host.ts';
import type { HostPlan } from './plan.ts';
import type { World } from './world.ts';

/** Which way the kernel would send a packet: what `ip route get` asks. */
export interface WayQuestion {
  readonly to: string;
  readonly from: string | null;
}

/** What it said. */
export interface WaySeen {
  readonly question: WayQuestion;
  readonly errno: number;
  /** RTN_*; 0 with an error. */
  readonly type: number;
  readonly link: string;
  /** null: none; `ipv6`: a gateway that is not asked for by ARP. */
  readonly gateway: string | null;
  readonly source: string;
  /** How many next hops its route has. */
  readonly hops: number;
}

export interface WaysObservation {
  readonly seed: string;
  readonly plan: HostPlan;
  readonly host: HostSnapshot;
  readonly seen: readonly WaySeen[];
}

/** Near the host's own addresses and routes, with the addresses that are something special. */
export function drawWayQuestions(draw: Draw, host: HostSnapshot, count: number): WayQuestion[] {
  const own = host.addresses.map(({ local }) => local);
  const networks = host.routes.map(({ destination }) => destination.split('/')[0]!);
  const subnets = own.map((ip) => ip.split('.').slice(0, 3).join('.'));
  const near = subnets.length > 0 ? subnets : ['10.0.0'];
  const target = (): string => {
    const kind = draw.weighted({ near: 8, network: 5, own: 2, special: 3 });
    if (kind === 'own' && own.length > 0) return draw.one(own);
    if (kind === 'network' && networks.length > 0) return nextTo(draw, draw.one(networks));
    return kind === 'special' ? draw.one(SPECIAL) : drawIp(draw, near);
  };
  const source = (): string | null => {
    const kind = draw.weighted({ none: 5, own: 5, network: 1, special: 1 });
    if (kind === 'own' && own.length > 0) return draw.one(own);
    if (kind === 'network' && networks.length > 0) return nextTo(draw, draw.one(networks));
    return kind === 'special' ? draw.one([...SPECIAL, '127.0.0.1']) : null;
  };
  return Array.from({ length: count }, () => ({ to: target(), from: source() }));
}

const SPECIAL = [
  '255.255.255.255',
  '224.0.0.1',
  '239.1.2.3',
  '127.0.0.1',
  '127.0.0.9',
  '127.5.0.7',
  '10.255.255.255',
  '8.8.8.8',
  '0.0.0.5',
] as const;

function nextTo(draw: Draw, network: string): string {
  return network.replace(/\d+$/, (last) => String((Number(last) + draw.number(0, 12)) & 0xff));
}

/** Builds the host and asks its kernel. */
export function observeWays(
  world: World,
  of: {
    readonly seed: string;
    readonly plan: HostPlan;
    readonly choose: (host: HostSnapshot) => readonly WayQuestion[];
  },
): WaysObservation {
  world.build(of.plan);
  const read = world.snapshot();
  const { customRules, customLocal } = world;
  const host = { ...read, sticky: { customRules, customLocal } };
  return { seed: of.seed, plan: of.plan, host, seen: of.choose(host).map((one) => world.way(one)) };
}
