import type { Draw } from './draw.ts';
import { type Allowed, networkOf } from './draw-host.ts';
import type { AddressPlan, HopPlan, HostPlan, NicPlan, ObjectPlan, RoutePlan, RulePlan } from './plan.ts';

/** A drawn host with what is rare on every host and there on some of all: one or a few of it at a time. */
export function edged(draw: Draw, plan: HostPlan, allowed: Allowed): HostPlan {
  const nics = plan.nics.filter(({ up }) => up).length;
  const of: Of = { draw, plan, allowed, last: Math.max(0, nics - 1) };
  let edgy = plan;
  for (const [chance, make] of EDGES)
    if (draw.chance(chance)) edgy = { ...edgy, ...make({ ...of, plan: edgy }) };
  return edgy;
}

interface Of {
  readonly draw: Draw;
  readonly plan: HostPlan;
  readonly allowed: Allowed;
  /** The last NIC that is up. */
  readonly last: number;
}

const EDGES: readonly (readonly [number, (of: Of) => Partial<HostPlan>])[] = [
  [0.2, realms],
  [0.2, ipv6Gateways],
  [0.25, objects],
  [0.2, oddTypes],
  [
    0.2,
    ({ draw, plan }) => ({
      routes: plan.routes.map((one) => (draw.chance(0.4) ? { ...one, prepend: true } : one)),
    }),
  ],
  [0.35, packetRules],
  [0.06, unborn],
  [0.3, oddAddresses],
  [0.1, promiscuous],
  [0.12, proxyQueue],
];

/** Of routes, of next hops or of rules: each alone switches the short sender check off. */
function realms({ draw, plan }: Of): Partial<HostPlan> {
  const realm = draw.number(1, 9);
  const routes = plan.routes.map((route) => {
    if (!draw.chance(0.3)) return route;
    const [first, ...others] = route.hops;
    const ofHop = first && others.length > 0 && draw.chance(0.5);
    return ofHop ? { ...route, hops: [{ ...first, realm }, ...others] } : { ...route, realm };
  });
  const rules = plan.rules.map((rule) => (rule.action === 1 && draw.chance(0.3) ? { ...rule, realm } : rule));
  return { routes, rules };
}

function ipv6Gateways({ draw, plan }: Of): Partial<HostPlan> {
  const routes = plan.routes.map((route) => {
    if (route.type !== 1 || !draw.chance(0.5)) return route;
    const hops = route.hops.map(({ nic, weight = 1 }) => ({ nic, weight, via6: draw.number(1, 9) }));
    const some = hops.length > 1 && draw.chance(0.5);
    return { ...route, hops: some ? [hops[0]!, ...route.hops.slice(1)] : hops };
  });
  return { routes };
}

const NETWORKS = [
  ['198.51.100.0', 24],
  ['198.51.100.32', 28],
  ['10.0.0.0', 25],
  ['10.0.1.0', 24],
  ['172.16.5.0', 24],
  ['8.0.0.0', 8],
  ['0.0.0.0', 0],
] as const;

/** Ways, a group of them and a hole, with routes by their numbers. */
function objects({ draw, plan, last }: Of): Partial<HostPlan> {
  const ways = Array.from({ length: draw.number(1, 3) }, (_, at): ObjectPlan => {
    const nic = draw.number(0, last);
    const gateway = draw.weighted({ none: 4, ipv4: 4, ipv6: 1 });
    const hop: HopPlan = {
      nic,
      ...(gateway === 'ipv4' ? { via: `10.0.0.${draw.number(200, 210)}` } : {}),
      ...(gateway === 'ipv6' ? { via6: draw.number(1, 9) } : {}),
    };
    return { id: at + 1, hop };
  });
  const members = ways.map(({ id }) => ({ id, weight: draw.one([1, 1, 2]) }));
  const group: ObjectPlan[] = members.length > 1 ? [{ id: 20, group: members }] : [];
  const hole: ObjectPlan[] = draw.chance(0.2) ? [{ id: 30 }] : [];
  const there = [...ways, ...group, ...group, ...hole];
  const routes = Array.from({ length: draw.number(1, 3) }, (): RoutePlan => {
    const [to, length] = draw.one(NETWORKS);
    const object = draw.one(there).id;
    return { table: 254, type: 1, to, length, metric: draw.one([0, 0, 10]), hops: [], object };
  });
  return {
    objects: [...ways, ...group, ...hole],
    routes: [...plan.routes, ...routes],
    ...(draw.chance(0.15) ? { bareObjects: true } : {}),
  };
}

const BROADCAST = 3;
const ANYCAST = 4;
const MULTICAST = 5;

/** Types that no `ip route add` makes unless told so, and local ones in any table. */
function oddTypes({ draw, plan, allowed, last }: Of): Partial<HostPlan> {
  const types = allowed.local ? [BROADCAST, ANYCAST, MULTICAST, 2, 2] : [BROADCAST, ANYCAST, MULTICAST];
  const tables = allowed.rules ? [254, 255, 100] : [254, 255];
  const routes = Array.from({ length: draw.number(1, 3) }, (): RoutePlan => {
    const type = draw.one(types);
    const length = draw.one([32, 28, 24]);
    const to = networkOf(
      `${draw.one(['10.0.0', '10.0.1', '198.51.100', '172.16.5'])}.${draw.number(0, 255)}`,
      length,
    );
    const nic = type === 2 ? draw.one([-1, draw.number(0, last)]) : draw.number(0, last);
    return { table: draw.one(tables), type, to, length, metric: draw.one([0, 0, 10]), hops: [{ nic }] };
  });
  return { routes: [...plan.routes, ...routes] };
}

/** Rules for what packets have and ARP has not, before those of the plan. */
function packetRules({ draw, plan, allowed }: Of): Partial<HostPlan> {
  if (!allowed.rules) return {};
  const rules = Array.from({ length: draw.number(1, 3) }, (_, at): RulePlan => {
    const action = draw.one([1, 1, 6, 7, 8]);
    return {
      priority: draw.one([3, 4, 5, 25]) + at,
      action,
      table: action === 1 ? draw.one([100, 101, 254]) : 0,
      ...(draw.chance(0.12) ? { not: true } : {}),
      ...(draw.chance(0.2) ? { iif: draw.one(['lo', 'e0', 'e1', 'e7']) } : {}),
      ...(draw.chance(0.15) ? { oif: draw.one(['e0', 'e1', 'e7']) } : {}),
      ...packetSelector(draw),
      ...(action === 1 && draw.chance(0.2) ? draw.one([{ suppress: 24 }, { suppressGroup: 0 }]) : {}),
    };
  });
  return { rules: [...plan.rules, ...rules] };
}

function packetSelector(draw: Draw): Partial<RulePlan> {
  return draw.one<Partial<RulePlan>>([
    { tos: draw.one([4, 8, 16]) },
    { dscp: draw.one([0, 8, 46]) },
    { mark: 7 },
    { mark: 7, mask: draw.one([0xff, 0xf8]) },
    { mark: 0, mask: draw.one([0, 0xff]) },
    {
      uids: draw.one([
        [0, 0],
        [1000, 1999],
        [0, 4_000_000_000],
      ] as const),
    },
    { ipProtocol: draw.one([6, 17]) },
    { ipProtocol: 6, destinationPort: 443 },
    { ipProtocol: 17, sourcePort: 53 },
    { destinationPort: 400, destinationLast: 500 },
    { destinationPort: 0x1b0, destinationMask: 0xfff0 },
    { dscp: draw.one([8, 40]), dscpMask: draw.one([8, 0x38]) },
    { mark: draw.one([1, 2]), mask: draw.one([1, 3]), uids: [0, 999] },
    { mark: 7, destinationPort: 443, ipProtocol: 6 },
    { tunnel: 7 },
    { realm: 3 },
    {},
  ]);
}

function unborn({ draw, allowed }: Of): Partial<HostPlan> {
  return allowed.rules ? { unborn: draw.one([[0], [32_766], [32_767], [32_766, 32_767]]) } : {};
}

/** Lengths, scopes and broadcasts that few give by hand. */
function oddAddresses({ draw, plan }: Of): Partial<HostPlan> {
  const odd = (address: AddressPlan): AddressPlan => {
    if (!draw.chance(0.5)) return address;
    return {
      ...address,
      ...draw.one<Partial<AddressPlan>>([
        { length: 31 },
        { length: draw.one([0, 1, 2, 7]) },
        { scope: draw.one([100, 201, 252, 255]) },
        { metric: draw.one([5, 77]) },
        { broadcast: draw.one([null, '0.0.0.0', '10.0.0.77', '10.0.0.255', '255.255.255.255']) },
        { local: draw.one(['10.0.0.255', '10.0.0.0', '10.0.1.255']) },
      ]),
    };
  };
  return {
    nics: plan.nics.map((nic): NicPlan => ({ ...nic, addresses: nic.addresses.map(odd) })),
    lo: plan.lo.map((one) => (one.local === '127.0.0.1' ? one : odd(one))),
  };
}

function promiscuous({ draw, plan }: Of): Partial<HostPlan> {
  return { nics: plan.nics.map((nic) => (draw.chance(0.5) ? { ...nic, promiscuous: true } : nic)) };
}

/** In hundredths of a second, and how many may wait. */
function proxyQueue({ draw, plan }: Of): Partial<HostPlan> {
  const neigh = { proxy_delay: draw.one([1, 2]), proxy_qlen: draw.one([64, 200]) };
  return { nics: plan.nics.map((nic) => ({ ...nic, neigh: { ...nic.neigh, ...neigh } })) };
}
