import type { HostSnapshot } from '../../src/kernel/host.ts';
import type { Draw } from './draw.ts';
import { drawIp } from './draw-host.ts';
import type { HostPlan, RulePlan } from './plan.ts';
import type { PacketPlan } from './requests.ts';
import type { World } from './world.ts';

/** Which way the kernel would send a packet: what `ip route get` asks. */
export interface WayQuestion {
  readonly to: string;
  readonly from: string | null;
}

/** What the kernel says of a packet. */
export interface Way {
  readonly errno: number;
  /** RTN_*; 0 with an error. */
  readonly type: number;
  readonly link: string;
  /** null: none; `ipv6`: a gateway that is not asked for by ARP. */
  readonly gateway: string | null;
  readonly source: string;
}

export interface WaySeen {
  readonly question: WayQuestion;
  readonly way: Way;
  /** How many next hops its route has. */
  readonly hops: number;
  /** Under other keys of the kernel's hash; null where no key can be set. */
  readonly hashed: readonly Way[] | null;
  /** For packets that have what the rules of the host ask for; null where that cannot be asked. */
  readonly packets: readonly Way[] | null;
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
  const { seed, plan, choose } = of;
  world.build(plan);
  const read = world.snapshot();
  const { customRules, customLocal } = world;
  const host = { ...read, sticky: { customRules, customLocal } };
  const asked = choose(host).map((question) => ({
    question,
    way: world.way(question),
    hops: world.hops(question),
  }));
  const packets = packetsOf(plan);
  const hashed = underOtherKeys(
    world,
    asked.filter(({ hops }) => hops > 1).map(({ question }) => question),
  );
  const seen = asked.map(
    (one): WaySeen => ({
      ...one,
      hashed: one.hops > 1 ? (hashed?.get(one.question) ?? null) : [],
      packets: packets && packets.map((packet) => world.way(one.question, packet)),
    }),
  );
  return { seed, plan, host, seen };
}

const KEYS = 24;

function underOtherKeys(
  world: World,
  questions: readonly WayQuestion[],
): ReadonlyMap<WayQuestion, readonly Way[]> | null {
  const ways = new Map(questions.map((question) => [question, [] as Way[]]));
  for (let key = 1; questions.length > 0 && key <= KEYS; key++) {
    if (!world.reseed(key)) return null;
    for (const [question, list] of ways) list.push(world.way(question));
  }
  if (questions.length > 0) world.reseed(0);
  return ways;
}

/** For each rule that asks for something of packets one that has it and one that has it not; null when that cannot be named. */
function packetsOf({ rules, routes }: HostPlan): readonly PacketPlan[] | null {
  if (rules.some(({ tunnel }) => tunnel !== undefined)) return null;
  const services = new Set(routes.flatMap(({ tos = 0 }) => (tos === 0 ? [] : [tos])));
  return [
    ...rules.filter(asksForPackets).flatMap((rule) => [met(rule), ...unmet(rule)]),
    ...[...services].map((tos) => ({ tos })),
  ];
}

function asksForPackets(rule: RulePlan): boolean {
  const { tos, dscp, mark, mask, uids, ipProtocol, sourcePort, destinationPort } = rule;
  return [tos, dscp, mark, mask, uids, ipProtocol, sourcePort, destinationPort].some(
    (one) => one !== undefined,
  );
}

function met({ tos, dscp, mark, uids, ipProtocol, sourcePort, destinationPort }: RulePlan): PacketPlan {
  return {
    ...(tos === undefined ? {} : { tos }),
    ...(dscp === undefined ? {} : { tos: dscp << 2 }),
    ...(mark === undefined ? {} : { mark }),
    ...(uids === undefined ? {} : { uid: uids[0] }),
    ...(ipProtocol === undefined ? {} : { ipProtocol }),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
  };
}

const NO_USER_OF_ANY = 4_100_000_000;

/** A plain packet has neither ports nor a protocol; a mark, a DSCP and a user it has always. */
function unmet({ dscp, mark = 0, mask, uids }: RulePlan): readonly PacketPlan[] {
  return [
    ...(dscp === undefined ? [] : [{ tos: (dscp ^ 1) << 2 }]),
    ...(mark === 0 && mask === undefined ? [] : [{ mark: ~mark & 0xff }]),
    ...(uids === undefined ? [] : [{ uid: NO_USER_OF_ANY }]),
  ];
}
