import type { ConfName } from '../../../src/kernel/conf.ts';
import type { Draw } from '../../agreement/draw.ts';

/** A host with devices on its two cables, as lines of `ip -batch` and settings. */
export interface DevicePlan {
  readonly kinds: readonly string[];
  readonly devices: readonly string[];
  readonly settings: readonly (readonly [path: string, value: number])[];
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
  readonly own: readonly string[];
}

export const SUBNETS = ['10.0.0', '10.0.1', '10.0.2'] as const;

/** Links that may carry addresses and other links, in the order they are made. */
class Building {
  readonly links: string[] = ['e0', 'e1'];
  readonly kinds: string[] = [];
  readonly lines: string[] = [];
  readonly taken = new Set<string>();

  add(name: string, kind: string, ...lines: readonly string[]): void {
    this.links.push(name);
    this.kinds.push(kind);
    this.lines.push(...lines, `link set ${name} up`);
  }
}

export function drawDevices(draw: Draw): DevicePlan {
  const built = new Building();
  const { lines } = built;
  const join = draw.weighted({ none: 3, bond: 2, bridge: 4 });
  if (join === 'bond') drawBond(draw, built);
  if (join === 'bridge') drawBridge(draw, built);
  const vlans = draw.number(0, 3);
  for (let at = 0; at < vlans; at++) drawVlan(draw, built, at);
  if (draw.chance(0.4)) drawMacvlan(draw, built);
  if (draw.chance(0.4)) built.add('d0', 'dummy', 'link add d0 type dummy');
  if (draw.chance(0.5)) drawVrf(draw, built);
  if (draw.chance(0.12)) lines.push(`link set ${draw.one(built.links)} arp off`);
  if (draw.chance(0.12)) lines.push(`link set ${draw.one(built.links)} down`);
  const addresses = drawAddresses(draw, built);
  return {
    kinds: built.kinds,
    devices: lines,
    settings: drawSettings(draw, built.links),
    addresses: addresses.map(({ line }) => line),
    routes: drawRoutes(draw, built),
    own: addresses.map(({ ip }) => ip),
  };
}

function drawBond(draw: Draw, built: Building): void {
  const mode = draw.one(['active-backup', 'active-backup', 'balance-rr', 'balance-xor']);
  const members = draw.chance(0.7) ? ['e0', 'e1'] : ['e0'];
  built.add(
    'b0',
    `bond ${mode}`,
    `link add b0 type bond mode ${mode} miimon 10`,
    ...members.flatMap((name) => [
      `link set ${name} down`,
      `link set ${name} master b0`,
      `link set ${name} up`,
    ]),
  );
  for (const name of members) built.taken.add(name);
}

function drawBridge(draw: Draw, built: Building): void {
  const ports = draw.chance(0.6) ? ['e0', 'e1'] : ['e0'];
  const aware = draw.chance(0.5);
  built.add(
    'br0',
    'bridge',
    `link add br0 type bridge forward_delay 0 mcast_snooping 0${aware ? ' vlan_filtering 1' : ''}`,
    ...ports.map((name) => `link set ${name} master br0`),
    ...(aware ? drawPortVlans(draw, ports) : []),
    ...(draw.chance(0.2) ? [`bridge link set dev ${draw.one(ports)} state ${draw.one([0, 2, 3, 4])}`] : []),
  );
  for (const name of ports) built.taken.add(name);
}

/** Ports let answers out as the questions came in: untagged where the VLAN is that of the PVID. */
function drawPortVlans(draw: Draw, ports: readonly string[]): readonly string[] {
  return [
    ...draw.many(3, () => `bridge vlan add dev ${draw.one(ports)} vid ${draw.one([10, 20, 30])}`),
    ...draw.many(3, () => `bridge vlan add dev br0 vid ${draw.one([10, 20, 30])} self`),
    ...(draw.chance(0.2) ? [`bridge vlan del dev ${draw.one(ports)} vid 1`] : []),
    ...(draw.chance(0.2) ? ['bridge vlan del dev br0 vid 1 self'] : []),
  ];
}

function drawVlan(draw: Draw, built: Building, at: number): void {
  const below = draw.one(built.links.filter((name) => name !== 'd0'));
  const id = draw.one([10, 20, 30]);
  const protocol = draw.chance(0.2) ? '802.1ad' : '802.1Q';
  const name = `v${at}`;
  if (built.taken.has(`${below} ${id} ${protocol}`)) return;
  built.taken.add(`${below} ${id} ${protocol}`);
  const own = draw.chance(0.3) ? ` address 02:00:00:00:03:0${at}` : '';
  built.add(
    name,
    `vlan on ${below}`,
    `link add link ${below} name ${name}${own} type vlan protocol ${protocol} id ${id}`,
  );
}

function drawMacvlan(draw: Draw, built: Building): void {
  const below = draw.one(built.links.filter((name) => !built.taken.has(name)));
  const mode = draw.one(['bridge', 'private', 'vepa']);
  built.add(
    'm0',
    `macvlan on ${below}`,
    `link add link ${below} name m0 address 02:00:00:00:04:00 type macvlan mode ${mode}`,
  );
}

function drawVrf(draw: Draw, built: Building): void {
  const members = built.links.filter((name) => !built.taken.has(name) && draw.chance(0.5));
  built.add(
    'red',
    'vrf',
    'link add red type vrf table 10',
    ...members.map((name) => `link set ${name} master red`),
  );
  for (const name of members) built.taken.add(name);
}

function drawAddresses(draw: Draw, { links }: Building): { ip: string; line: string }[] {
  const addresses = links.flatMap((name) =>
    draw.many(2, () => {
      const ip = `${draw.one(SUBNETS)}.${draw.number(1, 12)}`;
      const scope = draw.weighted({ global: 6, link: 1, host: 1 });
      return { ip, line: `addr add ${ip}/${draw.one([24, 24, 24, 28, 32])} dev ${name} scope ${scope}` };
    }),
  );
  const seen = new Set<string>();
  return addresses.filter(({ line }) => {
    const key = line.replace(/\/.*dev/, '').replace(/ scope.*/, '');
    return !seen.has(key) && seen.add(key);
  });
}

const VALUES: { readonly [name in ConfName]?: readonly (readonly [number, number])[] } = {
  arp_ignore: [
    [0, 5],
    [1, 2],
    [2, 2],
    [3, 1],
    [8, 1],
  ],
  arp_announce: [
    [0, 4],
    [1, 1],
    [2, 2],
  ],
  arp_filter: [
    [0, 6],
    [1, 1],
  ],
  arp_accept: [
    [0, 4],
    [1, 1],
    [2, 1],
  ],
  rp_filter: [
    [0, 6],
    [1, 1],
    [2, 1],
  ],
  proxy_arp: [
    [0, 3],
    [1, 2],
  ],
  proxy_arp_pvlan: [
    [0, 6],
    [1, 1],
  ],
  forwarding: [
    [0, 1],
    [1, 2],
  ],
  accept_local: [
    [0, 5],
    [1, 1],
  ],
  route_localnet: [
    [0, 8],
    [1, 1],
  ],
};

function drawSettings(draw: Draw, links: readonly string[]): (readonly [string, number])[] {
  const names = Object.keys(VALUES) as ConfName[];
  const hot = names.filter(() => draw.chance(0.35));
  return ['all', ...links].flatMap((link) =>
    names.map((name) => {
      const choices = VALUES[name]!.flatMap(([value, weight]) => Array.from({ length: weight }, () => value));
      const value = hot.includes(name) && (link !== 'all' || draw.chance(0.3)) ? draw.one(choices) : 0;
      return [`conf/${link}/${name}`, value] as const;
    }),
  );
}

function drawRoutes(draw: Draw, { links, kinds }: Building): string[] {
  const lines = draw.many(5, () => {
    const to = `${draw.one(SUBNETS)}.${draw.number(1, 40)}/32`;
    const table = kinds.includes('vrf') && draw.chance(0.4) ? ' table 10' : '';
    return `route append ${to} dev ${draw.one(links)} scope link${table}`;
  });
  if (kinds.includes('vrf') && draw.chance(0.3))
    lines.push('route append unreachable default table 10 metric 4278198272');
  return lines;
}
