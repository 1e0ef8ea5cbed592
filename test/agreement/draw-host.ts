import type { ConfName } from '../../src/kernel/conf.ts';
import type { Draw } from './draw.ts';
import type { AddressPlan, ConfPlan, HostPlan, NicPlan, RoutePlan, RulePlan } from './plan.ts';
import { NICS } from './world.ts';

/** What the history of the world allows: marks that stay must not be made where none is wanted. */
export interface Allowed {
  readonly rules: boolean;
  readonly local: boolean;
  /** Cables without carrier. */
  readonly cut: readonly number[];
}

/** Settings that only together have something to do: a host has most of one theme's, and little of the others'. */
const THEMES: Readonly<Record<string, readonly ConfName[]>> = {
  plain: [],
  ignore: ['arp_ignore', 'route_localnet'],
  filter: ['arp_filter', 'accept_local'],
  announce: ['arp_announce'],
  accept: ['arp_accept'],
  back: ['rp_filter'],
  local: ['rp_filter', 'accept_local'],
  both: ['rp_filter', 'arp_filter'],
  proxy: ['proxy_arp', 'forwarding', 'medium_id'],
  pvlan: ['proxy_arp_pvlan', 'forwarding', 'send_redirects', 'proxy_arp'],
  publish: ['forwarding'],
  down: ['ignore_routes_with_linkdown', 'arp_filter', 'rp_filter', 'forwarding'],
};

const SUBNETS = ['10.0.0', '10.0.1', '10.0.2', '172.16.5'] as const;
const SCOPES = [0, 0, 0, 0, 200, 253, 254, 254] as const;
const LENGTHS = [24, 24, 24, 24, 25, 28, 30, 32, 16, 8] as const;
const TABLES = [100, 101, 102] as const;

/** A host whose addresses lie so close together that most rules have something to do. */
export function drawHost(draw: Draw, allowed: Allowed): HostPlan {
  const subnets = [draw.one(SUBNETS), draw.one(SUBNETS)];
  const hot = THEMES[allowed.cut.length > 0 ? 'down' : draw.one(Object.keys(THEMES))]!;
  const used = draw.number(2, NICS);
  const flux = draw.chance(0.5);
  const nics = Array.from({ length: NICS }, (_, at) => {
    const subnet = flux ? subnets[0]! : subnets[at % 2]!;
    return drawNic(draw, { at, subnet, used: at < used, hot });
  });
  const lo = draw.chance(0.9) ? [{ local: '127.0.0.1', length: 8, scope: 254 }] : [];
  const hosts = { subnets, used };
  const own = nics.flatMap((nic) => nic.addresses.map(({ local }) => local));
  return {
    nics,
    lo: [...lo, ...draw.many(2, () => drawLoAddress(draw, subnets))],
    all: drawConf(draw, 'all', hot),
    rules: allowed.rules && draw.chance(0.85) ? drawRules(draw, { ...hosts, own }) : [],
    routes: drawRoutes(draw, allowed, hosts),
    published: draw.many(6, () => ({
      ip: drawIp(draw, subnets),
      nic: draw.chance(0.2) ? null : draw.number(0, used - 1),
    })),
    disowned: draw.chance(0.06) ? own.slice(0, 1) : [],
    everRule: allowed.rules && draw.chance(0.3),
    everLocal: allowed.local && draw.chance(0.3),
    cut: allowed.cut,
  };
}

type Hosts = { readonly subnets: readonly string[]; readonly used: number };

/** Mostly near the addresses of NICs, now and then far away. */
export function drawIp(draw: Draw, subnets: readonly string[]): string {
  if (draw.chance(0.07))
    return draw.one(['8.8.8.8', '10.9.9.9', '169.254.3.4', '198.51.100.9', '198.51.100.40', '127.0.0.5']);
  return `${draw.chance(0.9) ? draw.one(subnets) : draw.one(SUBNETS)}.${draw.chance(0.7) ? draw.number(1, 12) : draw.number(0, 255)}`;
}

type Where = {
  readonly at: number;
  readonly subnet: string;
  readonly used: boolean;
  readonly hot: readonly ConfName[];
};

function drawNic(draw: Draw, { at, subnet, used, hot }: Where): NicPlan {
  // Where scope host makes the difference, some more of it.
  const hostly = hot.includes('arp_ignore') || hot.includes('arp_accept');
  const addresses = used && draw.chance(0.88) ? [drawAddress(draw, subnet, hostly)] : [];
  if (addresses.length > 0)
    while (addresses.length < 5 && draw.chance(0.45)) {
      const [{ length, scope }] = addresses as [AddressPlan];
      // Only equal mask and scope make a secondary address.
      const twin = draw.chance(0.4) ? { length, scope } : {};
      addresses.push({ ...drawAddress(draw, subnet, hostly), ...twin });
    }
  const sameMac = draw.chance(0.04);
  return {
    mac: `02:00:00:00:01:0${sameMac ? 0 : at}`,
    up: used && draw.chance(0.95),
    arp: draw.chance(0.97),
    addresses,
    conf: drawConf(draw, 'nic', hot),
    neigh: {
      locktime: draw.chance(0.5) ? 0 : 1_000_000,
      ...(draw.chance(0.1) ? { mcast_solicit: draw.number(1, 4), ucast_solicit: draw.number(0, 4) } : {}),
    },
  };
}

function drawAddress(draw: Draw, subnet: string, hostly: boolean): AddressPlan {
  const local = `${draw.chance(0.9) ? subnet : draw.one(SUBNETS)}.${draw.number(1, 12)}`;
  const peer = draw.chance(0.08) ? { peer: `${draw.one([subnet, '10.0.7'])}.${draw.number(1, 40)}` } : {};
  return {
    local,
    length: draw.one(LENGTHS),
    scope: draw.chance(hostly ? 0.35 : 0) ? 254 : draw.one(SCOPES),
    ...peer,
    ...(draw.chance(0.05) ? { noPrefixRoute: true } : {}),
  };
}

function drawLoAddress(draw: Draw, subnets: readonly string[]): AddressPlan {
  return {
    local: `${draw.one(subnets)}.${draw.number(1, 20)}`,
    length: draw.one([32, 32, 32, 32, 32, 28, 24]),
    scope: draw.one([0, 0, 200, 253, 254, 254]),
  };
}

type Values = readonly (readonly number[])[];

/** Chance of another value than 0 for `all` and for a link, and the values. */
const CONF: { readonly [name in ConfName]?: readonly [number, number, Values[number]] } = {
  arp_ignore: [0.2, 0.3, [1, 1, 2, 2, 3, 3, 8, 4, 7, 9, 100, -1]],
  arp_announce: [0.25, 0.35, [1, 1, 2, 2, 3, 4, -1]],
  arp_filter: [0.08, 0.15, [1, 1, 2, -1]],
  arp_accept: [0.12, 0.35, [1, 1, 2, 2, 3, -1]],
  proxy_arp: [0.2, 0.3, [1, 1, 2]],
  proxy_arp_pvlan: [0.06, 0.15, [1]],
  rp_filter: [0.15, 0.25, [1, 2, 2, 3]],
  accept_local: [0.08, 0.12, [1]],
  drop_gratuitous_arp: [0.05, 0.1, [1]],
  forwarding: [0.5, 0.75, [1]],
  medium_id: [0.1, 0.35, [-1, 1, 1, 2]],
  route_localnet: [0.08, 0.12, [1]],
  send_redirects: [0.3, 0.4, [1]],
  shared_media: [0.5, 0.5, [1]],
  ignore_routes_with_linkdown: [0.3, 0.4, [1]],
  arp_notify: [0.1, 0.1, [1]],
  promote_secondaries: [0.2, 0.2, [1]],
  bc_forwarding: [0.15, 0.3, [1]],
};

function drawConf(draw: Draw, of: 'all' | 'nic', hot: readonly ConfName[]): ConfPlan {
  const conf: { [name in ConfName]?: number } = {};
  for (const [name, [all, nic, values]] of Object.entries(CONF)) {
    const usual = of === 'all' ? all : nic;
    const chance = hot.includes(name as ConfName) ? (of === 'all' ? 0.25 : 0.7) : usual * 0.5;
    if (draw.chance(chance)) conf[name as ConfName] = draw.one(values);
  }
  return conf;
}

const UNICAST = 1;
const LOCAL = 2;
const BROADCAST = 3;
const REFUSALS = [6, 7, 8, 9] as const;

function drawRoutes(draw: Draw, allowed: Allowed, hosts: Hosts): RoutePlan[] {
  const tables = allowed.rules ? [254, 254, ...TABLES] : [254, 254, 254, 253];
  const routes = draw.many(allowed.rules ? 10 : 7, () =>
    drawRoute(draw, { ...hosts, table: draw.one(tables) }),
  );
  const twins = routes.filter(() => draw.chance(0.25));
  routes.push(...twins.map(({ table, to, length }) => unicast(draw, hosts, { table, to, length })));
  if (draw.chance(0.3))
    routes.push(unicast(draw, hosts, { table: draw.one(tables), to: '0.0.0.0', length: 0 }));
  if (allowed.local && draw.chance(0.4)) {
    const length = draw.one([24, 28, 32]);
    const type = draw.chance(0.8) ? LOCAL : BROADCAST;
    const to = networkOf(drawIp(draw, hosts.subnets), length);
    const nic = draw.chance(0.7) ? -1 : draw.number(0, hosts.used - 1);
    routes.push({ table: 255, type, to, length, metric: 0, hops: [{ nic }] });
  }
  return routes;
}

function drawRoute(draw: Draw, of: Hosts & { readonly table: number }): RoutePlan {
  const length = draw.one([32, 32, 32, 28, 25, 24, 24, 16, 8]);
  const to = networkOf(drawIp(draw, of.subnets), length);
  if (draw.chance(0.15))
    return { table: of.table, type: draw.one(REFUSALS), to, length, metric: draw.one([0, 0, 10]), hops: [] };
  return unicast(draw, of, { table: of.table, to, length });
}

function unicast(
  draw: Draw,
  hosts: Hosts,
  { table, to, length }: { table: number; to: string; length: number },
): RoutePlan {
  const hop = (): RoutePlan['hops'][number] => ({
    nic: draw.number(0, hosts.used - 1),
    ...(draw.chance(0.3) ? { via: `${draw.one(hosts.subnets)}.${draw.number(200, 210)}` } : {}),
  });
  const hops = draw.chance(0.1) ? [hop(), hop()] : [hop()];
  return { table, type: UNICAST, to, length, metric: draw.one([0, 0, 0, 10, 20]), hops };
}

export function networkOf(ip: string, length: number): string {
  const bytes = ip.split('.').map(Number);
  return bytes
    .map((byte, at) => byte & (0xff00 >> Math.max(0, Math.min(8, length - at * 8))) & 0xff)
    .join('.');
}

/** Rules that only together have something to do, and some of their own. */
function drawRules(draw: Draw, hosts: Hosts & { readonly own: readonly string[] }): RulePlan[] {
  const rules = draw.many(5, () => drawRule(draw, hosts));
  const table = draw.one(TABLES);
  const refusal = draw.one([6, 7, 8]);
  if (draw.chance(0.25))
    rules.push(
      {
        priority: 11,
        action: 2,
        goto: 45,
        table: 0,
        ...(draw.chance(0.5) ? { iif: draw.one(['e0', 'e1', 'lo']) } : {}),
      },
      { priority: 21, action: refusal, table: 0 },
      { priority: 45, action: 3, table: 0 },
    );
  if (draw.chance(0.25))
    rules.push(
      { priority: 12, action: 1, table: 254, suppress: draw.one([0, 16, 24]) },
      { priority: 13, action: 1, table },
    );
  if (draw.chance(0.2)) rules.push({ priority: 14, action: draw.one([1, refusal]), table, iif: 'lo' });
  if (draw.chance(0.15))
    rules.push({
      priority: 15,
      action: refusal,
      table: 0,
      ...(draw.chance(0.5) ? { oif: 'e0' } : { mark: 7 }),
    });
  if (draw.chance(0.3)) rules.push({ priority: 16, action: 1, table });
  return rules;
}

function drawRule(draw: Draw, hosts: Hosts & { readonly own: readonly string[] }): RulePlan {
  const action = draw.one([1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 6, 7, 8]);
  const prefix = (): readonly [string, number] => {
    const length = draw.one([32, 24, 24, 28, 16]);
    const ip = hosts.own.length > 0 && draw.chance(0.4) ? draw.one(hosts.own) : drawIp(draw, hosts.subnets);
    return [networkOf(ip, length), length];
  };
  const priority = draw.one([10, 20, 30, 40, 50, 33_000]);
  return {
    priority,
    action,
    table: draw.one([...TABLES, ...TABLES, 254, 253, 255]),
    ...(action === 2 ? { goto: draw.one([45, 50, 60, 32_766]) } : {}),
    ...(draw.chance(0.15) ? { not: true } : {}),
    ...(draw.chance(0.6) ? { from: prefix() } : {}),
    ...(draw.chance(0.4) ? { to: prefix() } : {}),
    ...(draw.chance(0.25) ? { iif: draw.one(['lo', 'lo', 'e0', 'e1', 'e2', 'e9']) } : {}),
    ...(draw.chance(0.08) ? { oif: 'e0' } : {}),
    ...(draw.chance(0.08) ? { mark: 7 } : {}),
    ...(action === 1 && draw.chance(0.2) ? { suppress: draw.one([0, 0, 16, 24]) } : {}),
  };
}
