import type { Draw } from './draw.ts';
import type { AddressPlan, ConfPlan, HostPlan, NicPlan, RoutePlan } from './plan.ts';

export interface Situation {
  /** Leaves marks that must be allowed. */
  readonly needs?: 'rules' | 'local';
  readonly make: (draw: Draw, plan: HostPlan) => HostPlan;
}

const A = '10.0.0';
const B = '10.0.1';
const UNICAST = 1;

/** What people build, and what no throw of the dice puts together often enough. The rest of each host stays random. */
export const SITUATIONS: readonly Situation[] = [
  // Isolated ports: targets lead back out of the link that heard the question.
  {
    make: (draw, plan) => {
      const { all, nic } = split(draw, ['proxy_arp_pvlan', 'send_redirects']);
      return calm(plan, { all, nic: () => ({ forwarding: 1, ...nic() }) });
    },
  },
  // The way to a network is cut, and there is another one.
  {
    make: (draw, plan) => ({
      ...calm(plan, {
        all: draw.chance(0.5) ? { ignore_routes_with_linkdown: 1 } : {},
        nic: (at) => ({
          forwarding: 1,
          proxy_arp: 1,
          ...(at < 2 && draw.chance(0.3) ? { ignore_routes_with_linkdown: 1 } : {}),
        }),
      }),
      routes: [172, 192].flatMap((net) => {
        const cut = plan.cut[0] ?? 0;
        return [
          route(draw, `${net}.16.5.0/24`, { nics: [cut], metric: 0 }),
          route(draw, `${net}.16.5.0/24`, { nics: [draw.one([1 - cut, 2])], metric: 10 }),
        ];
      }),
    }),
  },
  // Two prefixes, the first one of scope host or not, where arp_accept asks for the sender's.
  {
    make: (draw, plan) =>
      calm(plan, {
        addresses: (at) => [
          address(`${A}.${at + 1}`, draw.one([24, 25]), draw.one([254, 0])),
          address(`${B}.${at + 1}`, 24, draw.one([0, 253])),
        ],
        nic: () => ({ arp_accept: draw.one([1, 2, 2, 2, 3]) }),
      }),
  },
  // Addresses of every scope where arp_ignore looks at scopes.
  {
    make: (draw, plan) => ({
      ...calm(plan, {
        addresses: (at) => [
          address(`${A}.${at + 1}`, 24, draw.one([0, 253, 254])),
          address(`${A}.${at + 5}`, draw.one([24, 32]), draw.one([0, 254])),
        ],
        nic: () => ({
          arp_ignore: draw.one([1, 2, 3, 8]),
          ...(draw.chance(0.3) ? { route_localnet: 1 } : {}),
        }),
      }),
      lo: [address(`${A}.20`, 32, draw.one([0, 254]))],
    }),
  },
  // Table default, and routes that refuse before it is asked.
  {
    make: (draw, plan) => ({
      ...calm(plan, { nic: () => ({ forwarding: 1, proxy_arp: 1, ...some(draw, ['rp_filter']) }) }),
      routes: [
        { ...route(draw, '0.0.0.0/0', { nics: [2], metric: 0 }), table: 253 },
        { table: 254, type: draw.one([6, 7, 8, 9]), to: '172.16.5.0', length: 24, metric: 0, hops: [] },
        { table: 254, type: draw.one([6, 7, 8, 9]), to: '10.0.2.0', length: 24, metric: 0, hops: [] },
      ],
    }),
  },
  // Several ways back to the asker, and a strict look at them.
  {
    make: (draw, plan) => ({
      ...calm(plan, { nic: () => ({ rp_filter: draw.one([1, 1, 2]) }) }),
      routes: [
        route(draw, `${A}.128/25`, { nics: [0, 1], metric: 0 }),
        route(draw, `${B}.0/24`, { nics: [1, 2], metric: 0 }),
      ],
    }),
  },
  // Routers: who forwards and who answers in the place of others, by all or by the link; a link without ARP among them.
  {
    make: (draw, plan) => {
      const { all, nic } = split(draw, ['proxy_arp']);
      const calmed = calm(plan, { all, nic: () => ({ ...nic(), ...some(draw, ['forwarding']) }) });
      return {
        ...calmed,
        nics: calmed.nics.map((each) => ({ ...each, arp: draw.chance(0.75) })),
        routes: [
          route(draw, '172.16.5.0/24', { nics: [draw.number(0, 2)], metric: 0 }),
          route(draw, '0.0.0.0/0', { nics: [draw.number(0, 2)], metric: 0 }),
        ],
      };
    },
  },
  // A prefix that is local as a whole, and routes into it: one table with main, until there was a rule.
  {
    make: (draw, plan) => ({
      ...calm(plan, { nic: () => ({ forwarding: 1, proxy_arp: draw.one([0, 1]) }) }),
      lo: [address('172.16.5.1', 24, 0)],
      routes: [4, 5, 6, 7, 8, 9].map((last) =>
        route(draw, `172.16.5.${last}/32`, { nics: [draw.number(0, 2)], metric: 0 }),
      ),
    }),
  },
  // Sender addresses: several subnets on a link, some of them nowhere near the target.
  {
    make: (draw, plan) => ({
      ...calm(plan, {
        addresses: (at) => [
          address(`${A}.${at + 1}`, 24, draw.one([0, 253, 254])),
          address(`${B}.${at + 1}`, draw.one([24, 25]), 0),
        ],
        ...split(draw, ['arp_announce']),
      }),
      all: { arp_announce: draw.one([0, 0, 1, 2]) },
      lo: [address(`${A}.20`, 32, 0), address(`${B}.20`, 32, 253)],
    }),
  },
  // Announcements dropped, by all or by the link.
  {
    make: (draw, plan) => calm(plan, split(draw, ['drop_gratuitous_arp', 'arp_accept'])),
  },
  // Every setting that two places can make, in one of them.
  {
    make: (draw, plan) =>
      calm(plan, split(draw, ['arp_filter', 'accept_local', 'rp_filter', 'arp_announce', 'route_localnet'])),
  },
  // Own addresses that ask.
  {
    make: (draw, plan) =>
      calm(plan, { nic: () => ({ accept_local: 1, arp_filter: 1, ...some(draw, ['rp_filter']) }) }),
  },
  // Media, also the one that is never the same.
  {
    make: (draw, plan) => ({
      ...calm(plan, {
        all: { medium_id: draw.one([-1, 0, 1, 2]) },
        nic: () => ({ forwarding: 1, proxy_arp: 1, medium_id: draw.one([-1, 0, 1, 1, 2]) }),
      }),
      routes: [
        route(draw, '172.16.5.0/24', { nics: [1], metric: 0 }),
        route(draw, '10.0.2.0/24', { nics: [0], metric: 0 }),
      ],
    }),
  },
  // Far ends, where prefixes are not those of the addresses.
  {
    make: (draw, plan) =>
      calm(plan, {
        addresses: (at) => [
          { ...address(`${A}.${at + 1}`, draw.one([24, 28, 32]), 0), peer: `${draw.one([A, B])}.${at + 9}` },
          address(`${B}.${at + 1}`, 28, 0),
        ],
        nic: () => ({ arp_ignore: draw.one([0, 1, 2]), arp_announce: draw.one([0, 1, 2]) }),
      }),
  },
  // A local route made by hand, there or gone, and senders that only the full check knows.
  {
    needs: 'local',
    make: (draw, plan) => ({ ...calm(plan, { nic: () => some(draw, ['accept_local']) }), everLocal: true }),
  },
  // A rule that is gone.
  {
    needs: 'rules',
    make: (draw, plan) => ({ ...calm(plan, { nic: () => some(draw, ['accept_local']) }), everRule: true }),
  },
  // Source routing, as several NICs on one subnet want it.
  {
    needs: 'rules',
    make: (draw, plan) => {
      const calmed = calm(plan, {
        nic: () => ({ rp_filter: draw.one([0, 1, 1, 2]), arp_filter: draw.one([0, 1]) }),
      });
      return {
        ...calmed,
        routes: [0, 1, 2].flatMap((nic) => [
          { ...route(draw, `${A}.0/24`, { nics: [nic], metric: 0 }), table: 100 + nic },
          ...(draw.chance(0.5)
            ? [{ ...route(draw, '0.0.0.0/0', { nics: [nic], metric: 0 }), table: 100 + nic }]
            : []),
        ]),
        rules: calmed.nics.slice(0, 3).flatMap((nic, at) =>
          nic.addresses.map(({ local }) => ({
            priority: 100 + at,
            action: 1,
            table: 100 + at,
            from: [local, 32] as const,
            ...(draw.chance(0.2) ? { not: true } : {}),
          })),
        ),
      };
    },
  },
  // Rules by target, rules jumped over, and short prefixes that do not count.
  {
    needs: 'rules',
    make: (draw, plan) => ({
      ...calm(plan, { nic: () => ({ forwarding: 1, proxy_arp: 1, rp_filter: draw.one([0, 1]) }) }),
      routes: [
        route(draw, '0.0.0.0/0', { nics: [0], metric: 0 }),
        route(draw, '172.16.5.0/24', { nics: [1], metric: 0 }),
        { ...route(draw, '0.0.0.0/0', { nics: [2], metric: 0 }), table: 101 },
      ],
      rules: draw.one([
        [
          { priority: 10, action: 1, table: 254, suppress: draw.one([0, 24]) },
          { priority: 11, action: 1, table: 101 },
        ],
        [
          {
            priority: 10,
            action: draw.one([1, 7]),
            table: 101,
            to: ['172.16.5.0', draw.one([24, 28])] as const,
          },
          { priority: 11, action: draw.one([1, 7]), table: 101, from: [`${A}.0`, 28] as const },
        ],
        [
          { priority: 10, action: 2, goto: 30, table: 0, to: ['172.16.5.0', 24] as const },
          { priority: 20, action: draw.one([1, 7]), table: 101 },
          { priority: 30, action: 3, table: 0 },
        ],
      ]),
    }),
  },
  // Rules with selectors that no look-up of ARP meets, in front of those that it does.
  {
    needs: 'rules',
    make: (draw, plan) => ({
      ...calm(plan, { nic: () => ({ rp_filter: 1, arp_filter: draw.one([0, 1]) }) }),
      rules: [
        { priority: 10, action: 7, table: 0, ...draw.one([{ oif: 'e0' }, { mark: 7 }]) },
        ...(draw.chance(0.3) ? [{ priority: 11, action: 8, table: 0, not: true, mark: 7 }] : []),
      ],
    }),
  },
  // Several ways back to the asker, and an answer that must leave by the link that heard the question.
  {
    make: (draw, plan) => ({
      ...calm(plan, { nic: () => ({ arp_filter: draw.one([0, 1, 1]), ...some(draw, ['rp_filter']) }) }),
      ...severalWays(draw),
    }),
  },
  // Gateways by IPv6, of single ways and among others, where packets and proxied answers go.
  {
    make: (draw, plan) => ({
      ...calm(plan, { nic: () => ({ forwarding: 1, proxy_arp: 1, arp_filter: draw.one([0, 0, 1]) }) }),
      routes: [
        { ...route(draw, '172.16.5.0/24', { nics: [1], metric: 0 }), hops: [{ nic: 1, via6: 9 }] },
        { ...route(draw, '198.51.100.0/24', { nics: [2], metric: 0 }), hops: [{ nic: 2, via6: 8 }] },
        {
          ...route(draw, `${B}.0/24`, { nics: [0], metric: 0 }),
          hops: [
            { nic: 1, via6: 9 },
            draw.one([
              { nic: 2, via6: 7 },
              { nic: 2, via: `${A}.200` },
            ]),
          ],
        },
      ],
    }),
  },
  // A realm anywhere, and senders that only the short check would take or refuse.
  {
    make: (draw, plan) => ({
      ...calm(plan, { nic: () => some(draw, ['accept_local']) }),
      routes: [
        { ...route(draw, '198.51.100.0/24', { nics: [1], metric: 0 }), realm: 3 },
        {
          table: 254,
          type: draw.one([3, 4, 5]),
          to: '172.16.5.0',
          length: 24,
          metric: 0,
          hops: [{ nic: 1 }],
        },
      ],
    }),
  },
  // Rules for packets of some kind, before those that all meet.
  {
    needs: 'rules',
    make: (draw, plan) => ({
      ...calm(plan, {
        nic: () => ({
          rp_filter: draw.one([0, 1]),
          arp_filter: draw.one([0, 1]),
          forwarding: 1,
          proxy_arp: 1,
        }),
      }),
      routes: [{ ...route(draw, '172.16.5.0/24', { nics: [1], metric: 0 }), table: 100 }],
      rules: [
        {
          priority: 10,
          action: draw.one([1, 7, 8]),
          table: 100,
          ...draw.one([
            { dscp: 8 },
            { tos: 8 },
            { mark: 7, mask: 0xff },
            { mark: 0, mask: 0xff },
            { uids: [1000, 1999] as const },
            { ipProtocol: 6, destinationPort: 443 },
            { tunnel: 7 },
          ]),
        },
      ],
    }),
  },
  // Tables that refuse, or say nothing, before main is asked.
  {
    needs: 'rules',
    make: (draw, plan) => ({
      ...calm(plan, {
        nic: () => ({ forwarding: 1, proxy_arp: 1, rp_filter: draw.one([0, 1, 2]) }),
      }),
      routes: [
        { table: 100, type: draw.one([6, 7, 8, 9, 9]), to: '172.16.5.0', length: 24, metric: 0, hops: [] },
        { table: 100, type: draw.one([6, 7, 8, 9, 9]), to: `${B}.0`, length: 24, metric: 0, hops: [] },
        route(draw, '172.16.0.0/16', { nics: [1], metric: 0 }),
        route(draw, `${B}.0/24`, { nics: [0], metric: 0 }),
      ],
      rules: [
        {
          priority: 10,
          action: 1,
          table: 100,
          ...(draw.chance(0.4) ? { iif: draw.one(['lo', 'e0', 'e2']) } : {}),
        },
      ],
    }),
  },
];

/** By plain next hops, or by objects in a group: the kernel prefers that of the source in the one alone. */
function severalWays(draw: Draw): Pick<HostPlan, 'routes' | 'objects'> {
  const grouped = draw.chance(0.3);
  const gateway = (nic: number): object => (draw.chance(0.4) ? { via: `${A}.${200 + nic}` } : {});
  const nics = draw.one([
    [1, 0],
    [0, 1],
    [0, 1, 2],
    [3, 0],
  ]);
  const to = draw.one(['198.51.100.0/24', `${A}.0/25`, `${B}.0/24`]);
  const plain = {
    ...route(draw, to, { nics, metric: 0 }),
    hops: nics.map((nic) => ({ nic, ...gateway(nic) })),
  };
  if (!grouped) return { routes: [plain] };
  const ways = nics.map((nic, at) => ({ id: at + 1, hop: { nic, ...gateway(nic) } }));
  const group = { id: 20, group: ways.map(({ id }) => ({ id, weight: 1 })) };
  return { routes: [{ ...plain, hops: [], object: 20 }], objects: [...ways, group] };
}

type Wish = {
  readonly all?: ConfPlan;
  readonly nic?: (at: number) => ConfPlan;
  readonly addresses?: (at: number) => readonly AddressPlan[];
};

/** The same NICs on one subnet, all of them up, with the settings wished for and no others. */
function calm(plan: HostPlan, { all = {}, nic: conf = () => ({}), addresses }: Wish): HostPlan {
  const nics = plan.nics.map(
    (nic, at): NicPlan => ({
      ...nic,
      up: true,
      arp: true,
      conf: conf(at),
      addresses: at === 3 ? [] : (addresses?.(at) ?? [address(`${A}.${at + 1}`, 24, 0)]),
    }),
  );
  return { ...plan, nics, all, lo: [], routes: [], rules: [], disowned: [] };
}

function address(local: string, length: number, scope: number): AddressPlan {
  return { local, length, scope };
}

type Way = { readonly nics: readonly number[]; readonly metric: number };

function route(draw: Draw, prefix: string, { nics, metric }: Way): RoutePlan {
  const [to = '', length] = prefix.split('/');
  const hops = nics.map((nic) => ({ nic, ...(draw.chance(0.3) ? { via: `${A}.${200 + nic}` } : {}) }));
  return { table: 254, type: UNICAST, to, length: Number(length), metric, hops };
}

/** Set for all or for the link, and seldom for both: how the two combine shows then. */
function split(draw: Draw, names: readonly (keyof ConfPlan)[]): { all: ConfPlan; nic: () => ConfPlan } {
  const forAll = names.filter(() => draw.chance(0.5));
  const forLinks = names.filter((name) => !forAll.includes(name) && draw.chance(0.8));
  const nic = Object.fromEntries(forLinks.map((name) => [name, 1]));
  return { all: Object.fromEntries(forAll.map((name) => [name, 1])), nic: () => nic };
}

function some(draw: Draw, names: readonly (keyof ConfPlan)[]): ConfPlan {
  return Object.fromEntries(names.filter(() => draw.chance(0.5)).map((name) => [name, 1]));
}
