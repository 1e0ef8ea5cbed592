import type { HostSnapshot } from '../../src/kernel/host.ts';
import type { Draw } from './draw.ts';
import { drawIp } from './draw-host.ts';
import { hasSeveralWays } from './observe.ts';
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
  /** null: none; `ipv6 9`: a gateway that is not asked for by ARP. */
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
  /** They all took the way of the plain one, and by their routes some might have taken another. */
  readonly packetsHashed: boolean;
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

/** Of no protocol that rules here are for. */
const PLAIN: PacketPlan = { ipProtocol: 1 };

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
    way: world.way(question, PLAIN),
    hops: world.hops(question),
  }));
  const packets = packetsOf(plan);
  const hashed = underOtherKeys(
    world,
    asked.filter(({ hops }) => hops > 1).map(({ question }) => question),
  );
  const seen = asked.map((one): WaySeen => {
    const { question, way, hops } = one;
    const others = packets && packets.map((packet) => world.way(question, packet));
    const isSteady = others?.every((other) => isSame(other, way)) ?? false;
    return {
      ...one,
      hashed: hops > 1 ? (hashed?.get(question) ?? null) : [],
      packets: others,
      // One of the ways may be none, of which no route is told.
      packetsHashed:
        isSteady && hasSeveralWays(plan) && packets!.some((packet) => world.hops(question, packet) !== 1),
    };
  });
  return { seed, plan, host, seen };
}

function isSame(a: Way, b: Way): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const KEYS = 24;

function underOtherKeys(
  world: World,
  questions: readonly WayQuestion[],
): ReadonlyMap<WayQuestion, readonly Way[]> | null {
  const ways = new Map(questions.map((question) => [question, [] as Way[]]));
  for (let key = 1; questions.length > 0 && key <= KEYS; key++) {
    if (!world.reseed(key)) return null;
    for (const [question, list] of ways) list.push(world.way(question, PLAIN));
  }
  if (questions.length > 0) world.reseed(0);
  return ways;
}

const MOST_PACKETS = 256;

/**
 * Packets that have what the rules of the host ask for, and that have it not, in all ways together, the plain one first;
 * null when there are too many of them. A tunnel id has nothing that can be asked about here.
 */
function packetsOf({ rules, routes }: HostPlan): readonly PacketPlan[] | null {
  const asking = rules.filter(({ tunnel }) => tunnel === undefined);
  let packets: readonly PacketPlan[] = [{}];
  for (const [name, values] of Object.entries(valuesOf(asking, routes))) {
    const all = [...new Set(values)];
    packets = packets.flatMap((packet) => all.map((value) => ({ ...packet, [name]: value })));
    if (packets.length > MOST_PACKETS) return null;
  }
  return packets;
}

const NO_USER_OF_ANY = 4_100_000_000;

function valuesOf(
  rules: readonly RulePlan[],
  routes: HostPlan['routes'],
): { readonly [name in keyof PacketPlan]-?: readonly number[] } {
  return {
    tos: [
      0,
      ...rules.flatMap(({ tos = 0, dscp }) => (dscp === undefined ? [tos] : [dscp << 2, (dscp ^ 1) << 2])),
      ...routes.map(({ tos = 0 }) => tos),
    ],
    mark: marksOf(rules),
    uid: [0, ...rules.flatMap(({ uids }) => (uids ? [uids[0], Math.min(uids[1] + 1, NO_USER_OF_ANY)] : []))],
    // What `ip route get` asks for is UDP unless told otherwise, and all that it may ask for is these three.
    ipProtocol: [PLAIN.ipProtocol!, ...rules.flatMap(({ ipProtocol }) => ipProtocol ?? [])],
    sourcePort: [0, ...rules.flatMap(({ sourcePort }) => sourcePort ?? [])],
    destinationPort: [
      0,
      ...rules.flatMap(({ destinationPort, destinationLast, destinationMask }) =>
        destinationPort === undefined
          ? []
          : [
              destinationPort,
              destinationLast ?? destinationPort,
              destinationPort | (~(destinationMask ?? -1) & 0xf),
            ],
      ),
    ],
  };
}

/** Values, none of them, and two of them in one. */
function marksOf(rules: readonly RulePlan[]): readonly number[] {
  const marked = rules.filter(({ mark, mask }) => (mark ?? mask) !== undefined);
  if (marked.length === 0) return [0];
  const values = marked.map(({ mark = 0 }) => mark);
  const both = values.flatMap((one) => values.map((other) => one | other));
  const off = marked.map(({ mark = 0, mask = 0xffffffff }) => ((mark & mask) ^ (mask & -mask)) >>> 0);
  return [0, ...values, ...both, ...off, 0x70000000];
}
