import { farEnd } from '../../src/kernel/address-list.ts';
import type { AddressSnapshot, HostSnapshot } from '../../src/kernel/host.ts';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import type { Change, ChangeKind, SystemChange } from '../../src/change/change.ts';
import type { Draw } from './draw.ts';
import { drawIp, networkOf } from './draw-host.ts';

type Kind = Exclude<
  ChangeKind,
  'set-neigh' | 'set-threshold' | 'set-gc-interval' | 'set-sysctl' | 'set-guard' | 'add-vlan' | 'remove-link'
>;

const WEIGHTS: Readonly<Record<Kind, number>> = {
  'add-address': 22,
  'remove-address': 18,
  'add-route': 12,
  'remove-route': 12,
  'add-rule': 3,
  'remove-rule': 3,
  publish: 3,
  unpublish: 3,
  'set-neighbour': 4,
  'remove-neighbour': 3,
  'set-mac': 3,
  'set-up': 10,
  'set-conf': 4,
};

/** One change that the host might be told to make; most are possible there. */
export function drawChange(draw: Draw, host: HostSnapshot, subnets: readonly string[]): SystemChange {
  for (;;) {
    const change = DRAWERS[draw.weighted(WEIGHTS)]({ draw, host, subnets });
    if (change !== null) return change;
  }
}

interface Of {
  readonly draw: Draw;
  readonly host: HostSnapshot;
  readonly subnets: readonly string[];
}

const DRAWERS: { readonly [K in Kind]: (of: Of) => Change<K> | null } = {
  'add-address': ({ draw, host, subnets }) => {
    const near = host.addresses.length > 0 && draw.chance(0.5) ? draw.one(host.addresses) : null;
    const local = near === null ? `${draw.one(subnets)}.${draw.number(0, 12)}` : nextTo(draw, near);
    return {
      do: 'add-address',
      link: linkOf({ draw, host }),
      local,
      prefixLength:
        near && draw.chance(0.7) ? near.prefixLength : draw.one([24, 24, 16, 25, 28, 30, 31, 32, 8]),
      peer: draw.chance(0.1) ? `${draw.one(subnets)}.${draw.number(1, 30)}` : null,
      scope:
        near && draw.chance(0.8)
          ? near.scope
          : draw.one(['global', 'global', 'site', 'link', 'host', 100] as const),
      label: null,
    };
  },
  'remove-address': ({ draw, host }) => {
    const there = host.addresses.filter(({ local }) => local !== '127.0.0.1');
    if (there.length === 0) return null;
    const { link, local, prefixLength, peer, scope, label } = draw.one(there);
    return { do: 'remove-address', link, local, prefixLength, peer, scope, label };
  },
  'add-route': ({ draw, host, subnets }) => {
    const length = draw.one([0, 8, 16, 24, 24, 25, 28, 32]);
    const there = host.routes.filter(({ type }) => type === 'unicast');
    const destination =
      there.length > 0 && draw.chance(0.5)
        ? draw.one(there).destination
        : `${networkOf(drawIp(draw, subnets), length)}/${length}`;
    const via = draw.chance(0.5) ? `${draw.one(subnets)}.${draw.number(0, 254)}` : null;
    return {
      do: 'add-route',
      table: draw.one([254, 254, 254, 100, 253]),
      destination,
      link: linkOf({ draw, host }),
      via,
      source: host.addresses.length > 0 && draw.chance(0.3) ? draw.one(host.addresses).local : null,
      ...(draw.chance(0.4) ? { metric: draw.one([5, 10, 20]) } : {}),
      ...(via !== null && draw.chance(0.7) ? { onlink: true } : {}),
      ...(draw.chance(0.1) ? { scope: draw.one(['link', 'site', 'global'] as const) } : {}),
    };
  },
  'remove-route': ({ draw, host }) => {
    const there = host.routes.filter(({ type, nexthops }) => type === 'unicast' && nexthops.length > 0);
    if (there.length === 0) return null;
    const { table, destination, metric, nexthops } = draw.one(there);
    const [{ link, via }] = nexthops as [(typeof nexthops)[number]];
    const named = draw.chance(0.85);
    return {
      do: 'remove-route',
      table,
      destination,
      link,
      via: named ? via : null,
      source: null,
      ...(metric !== 0 && named ? { metric } : {}),
    };
  },
  'add-rule': ({ draw, subnets }) => ({
    do: 'add-rule',
    priority: draw.number(10, 60),
    from: draw.chance(0.5) ? drawIp(draw, subnets) : `${draw.one(subnets)}.0/24`,
    table: draw.one([100, 101, 254]),
    ...(draw.chance(0.2) ? { suppress: 0 } : {}),
  }),
  'remove-rule': ({ draw, host }) => {
    const there = host.rules.filter(
      ({ priority, from, action, to, iif, oif, mark, not, neverForArp, uids, tos, realm }) =>
        priority > 0 &&
        priority < 32_766 &&
        from !== null &&
        action === 'lookup' &&
        !to &&
        !iif &&
        !oif &&
        !mark &&
        !not &&
        !neverForArp &&
        !uids &&
        tos === 0 &&
        !realm,
    );
    if (there.length === 0) return null;
    const { priority, from, table, suppressPrefixLength: suppress } = draw.one(there);
    return { do: 'remove-rule', priority, from: from!, table, ...(suppress === null ? {} : { suppress }) };
  },
  publish: ({ draw, host, subnets }) => ({
    do: 'publish',
    ip: drawIp(draw, subnets),
    link: linkOf({ draw, host }),
  }),
  unpublish: ({ draw, host }) => {
    if (host.published.length === 0) return null;
    const { ip, link } = draw.one(host.published);
    return { do: 'unpublish', ip, link };
  },
  // On lo every entry is of 0.0.0.0 (net/ipv4/arp.c arp_constructor).
  'set-neighbour': ({ draw, subnets }) => ({
    do: 'set-neighbour',
    link: draw.one(['e0', 'e1', 'e2']),
    ip: drawIp(draw, subnets),
    mac: `02:00:00:00:07:${draw.number(10, 99)}`,
  }),
  'remove-neighbour': ({ draw, host }) => {
    const there = host.neighbours.filter(({ state }) => state === 'permanent');
    if (there.length === 0) return null;
    const { link, ip } = draw.one(there);
    return { do: 'remove-neighbour', link, ip };
  },
  'set-mac': ({ draw }) => ({
    do: 'set-mac',
    link: draw.one(['e0', 'e1', 'e2']),
    mac: `02:00:00:00:05:${draw.number(10, 99)}`,
  }),
  'set-up': ({ draw, host }) => {
    const { name, up } = draw.one(host.links.filter(({ loopback }) => !loopback));
    return { do: 'set-up', link: name, up: draw.chance(0.9) ? !up : up };
  },
  'set-conf': ({ draw }) => ({
    do: 'set-conf',
    link: draw.one(['all', 'e0', 'e1', 'e2']),
    setting: draw.one(['arp_ignore', 'rp_filter', 'forwarding', 'promote_secondaries', 'proxy_arp'] as const),
    value: draw.number(0, 1),
  }),
};

function linkOf({ draw, host }: { draw: Draw; host: HostSnapshot }): string {
  const up = host.links.filter((link) => link.up && !link.loopback).map(({ name }) => name);
  if (up.length === 0 || draw.chance(0.08)) return draw.one(['e0', 'e1', 'e2', 'lo']);
  return draw.one(up);
}

/** In the same subnet, or its first or last address. */
function nextTo(draw: Draw, near: AddressSnapshot): string {
  const far = farEnd(near);
  const last = draw.weighted({ other: 8, first: 1, last: 1 });
  if (last === 'first') return formatIpv4((far & 0xffffff00) >>> 0);
  if (last === 'last') return formatIpv4((far | 0xff) >>> 0);
  return formatIpv4(((far & 0xffffff00) | draw.number(1, 12)) >>> 0);
}
