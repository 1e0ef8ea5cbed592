import { CONF_NAMES, NEIGH_NAMES } from './conf.ts';
import { BOND_MODES, GUARD_MODES, NUD_STATES, PORT_STATES, SHARING_MODES } from './host.ts';
import { SCOPE_NAMES } from './scopes.ts';
import { ROUTE_TYPE_NAMES } from '../wire/netlink/numbers.ts';

/** The form of a snapshot as data: the reader judges by it, and the JSON schema is made from it. */
export type Shape = { readonly orNull?: boolean; readonly mayLack?: boolean } & (
  | { readonly kind: 'number'; readonly low: number; readonly high: number; readonly words: string }
  | { readonly kind: 'real' | 'flag' | 'text' | 'ip' | 'mac' | 'prefix' | 'selector'; readonly words: string }
  | { readonly kind: 'word' | 'scope'; readonly words: readonly string[] }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'fields'; readonly of: Readonly<Record<string, Shape>>; readonly partial?: boolean }
);

function number(low: number, high: number): Shape {
  return { kind: 'number', low, high, words: `a whole number from ${low} to ${high}` };
}

function list(of: Shape): Shape {
  return { kind: 'list', of };
}

function fields(of: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'fields', of };
}

function orNull(shape: Shape): Shape {
  return { ...shape, orNull: true };
}

function mayLack(shape: Shape): Shape {
  return { ...shape, mayLack: true };
}

function words(...all: readonly string[]): Shape {
  return { kind: 'word', words: all };
}

const INT32 = 0x7fffffff;
const UINT32 = 0xffffffff;
const TEXT: Shape = { kind: 'text', words: 'a text' };
const FLAG: Shape = { kind: 'flag', words: 'true or false' };
const IP: Shape = { kind: 'ip', words: 'an IPv4 address' };
const MAC: Shape = { kind: 'mac', words: 'a MAC address' };
const PREFIX: Shape = { kind: 'prefix', words: 'a prefix such as 10.0.0.0/8' };
const SELECTOR: Shape = { kind: 'selector', words: 'an address or a prefix' };
const REAL: Shape = { kind: 'real', words: 'a number' };
const SCOPE: Shape = { kind: 'scope', words: SCOPE_NAMES };
const COUNT = number(0, UINT32);
const VID = number(1, 4094);
const PORT = number(0, 65_535);
const PORTS = fields({ first: PORT, last: PORT, mask: mayLack(PORT) });
const VALUE = number(-INT32 - 1, UINT32);

const CONF: Shape = {
  kind: 'fields',
  partial: true,
  of: Object.fromEntries(CONF_NAMES.map((name) => [name, VALUE])),
};
const NEIGH: Shape = {
  kind: 'fields',
  partial: true,
  of: Object.fromEntries(NEIGH_NAMES.map((name) => [name, VALUE])),
};

export const HOST_SHAPE: Shape = fields({
  type: words('arpist-host'),
  v: number(1, 1_000_000),
  hostname: orNull(TEXT),
  takenAt: orNull(REAL),
  kernel: TEXT,
  initial: orNull(FLAG),
  readOnly: mayLack(orNull(FLAG)),
  links: list(
    fields({
      index: number(1, INT32),
      name: TEXT,
      altnames: mayLack(list(TEXT)),
      mac: orNull(MAC),
      mtu: COUNT,
      hardware: number(0, 65_535),
      up: FLAG,
      carrier: FLAG,
      arp: FLAG,
      loopback: FLAG,
      pointToPoint: FLAG,
      kind: orNull(TEXT),
      master: orNull(TEXT),
      lower: orNull(TEXT),
      vlan: orNull(fields({ protocol: number(0, 65_535), id: number(0, 4095) })),
      vrfTable: orNull(COUNT),
      activeMember: orNull(TEXT),
      vxlanProxy: mayLack(FLAG),
      neighSuppress: mayLack(FLAG),
      portState: mayLack(words(...PORT_STATES)),
      proxyArp: mayLack(FLAG),
      locked: mayLack(FLAG),
      knownSenders: mayLack(list(fields({ mac: MAC, vlan: number(0, 4094) }))),
      pinned: mayLack(list(fields({ mac: MAC, vlan: number(0, 4094), stays: mayLack(FLAG) }))),
      noLearning: mayLack(FLAG),
      noFlood: mayLack(FLAG),
      groupForward: mayLack(number(0, 65_535)),
      stp: mayLack(FLAG),
      mst: mayLack(FLAG),
      vlanFiltering: mayLack(number(0, 65_535)),
      bridgeVlans: mayLack(
        list(
          fields({
            first: VID,
            last: VID,
            pvid: FLAG,
            untagged: FLAG,
            state: mayLack(words(...PORT_STATES)),
          }),
        ),
      ),
      promiscuous: mayLack(FLAG),
      bondMode: mayLack(words(...BOND_MODES)),
      allMembersHear: mayLack(FLAG),
      broadcastsArp: mayLack(FLAG),
      arpMonitor: mayLack(FLAG),
      backup: mayLack(FLAG),
      mode: mayLack(words(...SHARING_MODES)),
      senders: mayLack(list(MAC)),
      takesSenders: mayLack(FLAG),
      xdp: mayLack(FLAG),
      tcx: mayLack(FLAG),
    }),
  ),
  addresses: list(
    fields({
      link: TEXT,
      local: IP,
      prefixLength: number(0, 32),
      peer: orNull(IP),
      scope: SCOPE,
      secondary: FLAG,
      broadcast: orNull(IP),
      label: orNull(TEXT),
      flags: list(TEXT),
      metric: mayLack(COUNT),
    }),
  ),
  routes: list(
    fields({
      table: COUNT,
      type: words(...ROUTE_TYPE_NAMES, 'other'),
      destination: PREFIX,
      metric: COUNT,
      tos: number(0, 255),
      scope: SCOPE,
      protocol: number(0, 255),
      source: orNull(IP),
      object: mayLack(COUNT),
      realm: mayLack(FLAG),
      untold: mayLack(FLAG),
      nexthops: list(
        fields({
          link: TEXT,
          via: orNull(IP),
          via6: mayLack(TEXT),
          weight: number(0, 65_536),
          dead: FLAG,
          linkdown: FLAG,
        }),
      ),
    }),
  ),
  rules: list(
    fields({
      priority: COUNT,
      action: words('lookup', 'goto', 'nop', 'blackhole', 'unreachable', 'prohibit'),
      table: COUNT,
      goto: orNull(COUNT),
      not: FLAG,
      from: orNull(SELECTOR),
      to: orNull(SELECTOR),
      iif: orNull(TEXT),
      oif: orNull(TEXT),
      mark: orNull(fields({ value: COUNT, mask: COUNT })),
      tos: number(0, 255),
      wholeDscp: mayLack(FLAG),
      dscpMask: mayLack(number(0, 63)),
      l3mdev: FLAG,
      suppressPrefixLength: orNull(number(-1, 32)),
      uids: orNull(list(COUNT)),
      neverForArp: FLAG,
      ipProtocol: mayLack(number(0, 255)),
      sourcePorts: mayLack(PORTS),
      destinationPorts: mayLack(PORTS),
      tunnel: mayLack(FLAG),
      realm: mayLack(FLAG),
    }),
  ),
  neighbours: list(
    fields({
      link: TEXT,
      ip: IP,
      mac: orNull(MAC),
      state: words(...NUD_STATES),
      flags: list(TEXT),
      ages: orNull(fields({ used: REAL, confirmed: REAL, updated: REAL })),
      probes: COUNT,
    }),
  ),
  published: list(fields({ ip: IP, link: orNull(TEXT), permanent: FLAG })),
  conf: fields({ all: CONF, default: CONF, links: { kind: 'map', of: CONF } }),
  neigh: fields({ default: orNull(NEIGH), links: { kind: 'map', of: NEIGH } }),
  table: fields({
    entries: orNull(COUNT),
    thresh1: orNull(COUNT),
    thresh2: orNull(COUNT),
    thresh3: orNull(COUNT),
    gcInterval: mayLack(orNull(COUNT)),
    fulls: orNull(COUNT),
    before: mayLack(orNull(fields({ fulls: COUNT, ago: REAL }))),
  }),
  sticky: fields({ customRules: orNull(FLAG), customLocal: orNull(FLAG) }),
  plain: {
    kind: 'fields',
    partial: true,
    mayLack: true,
    of: { icmp_echo_ignore_broadcasts: VALUE },
  },
  namedTables: mayLack(list(COUNT)),
  guard: mayLack(
    orNull(
      fields({
        links: list(TEXT),
        mode: words(...GUARD_MODES),
        guarded: list(fields({ ip: IP, macs: list(MAC), expires: mayLack(number(1, UINT32)) })),
      }),
    ),
  ),
  netfilter: words('none', 'present', 'unknown'),
  unread: list(TEXT),
});
