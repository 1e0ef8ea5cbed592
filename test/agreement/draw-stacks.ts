import type { Draw } from './draw.ts';
import type { EdgeCase, EdgeFrame } from './edges.ts';

/** A host whose cables go through bridges, bonds, macvlans, ipvlans and VLAN links, in the ways people set them up and others. */
export function drawStack(draw: Draw, unmet: ReadonlySet<string>): EdgeCase {
  const built = new Stack(draw, unmet);
  const join = draw.weighted({ none: 3, bridge: 5, bond: unmet.has('bond') ? 0 : 2 });
  if (join === 'bridge') bridge(built);
  if (join === 'none' && draw.chance(0.15)) otherMaster(built);
  if (join === 'bond') bond(built);
  for (let more = draw.number(0, 3); more > 0; more--) onTop(built);
  if (draw.chance(0.2)) built.lines.push(`link set ${draw.one(built.free)} down`);
  const own = built.free.map((name, at) => {
    built.lines.push(`addr add 10.0.0.${at + 1}/24 dev ${name}`);
    return `10.0.0.${at + 1}`;
  });
  if (draw.chance(0.3)) built.lines.push('sysctl conf/all/arp_accept 1');
  if (draw.chance(0.15)) built.lines.push(`sysctl conf/all/arp_ignore ${draw.number(1, 2)}`);
  if (draw.chance(0.1))
    built.lines.push(
      `link set ${draw.one(built.links)} ${draw.one(['promisc on', 'allmulticast on', 'arp off', 'mtu 60', 'address 02:00:00:00:06:66'])}`,
    );
  for (const hook of ['xdp', 'tcx'])
    if (built.has(hook) && draw.chance(0.02)) built.lines.push(`program ${hook} ${draw.one(['e0', 'e1'])}`);
  return {
    why: built.kinds.join(', '),
    build: built.lines,
    settle: join === 'bond' ? 400 : 60,
    frames: Array.from({ length: 14 }, () => frameFor(built, own)),
  };
}

/** `free`: links that have an IP stack of their own or may carry others. */
class Stack {
  readonly draw: Draw;
  readonly unmet: ReadonlySet<string>;
  readonly free: string[] = ['e0', 'e1'];
  readonly links: string[] = ['e0', 'e1'];
  readonly kinds: string[] = [];
  readonly lines: string[] = [];
  /** What a link already carries: a kind of sharer, or VLANs. */
  readonly carries = new Map<string, string>();
  /** No VLAN links on them. */
  readonly ipvlans = new Set<string>();

  constructor(draw: Draw, unmet: ReadonlySet<string>) {
    this.draw = draw;
    this.unmet = unmet;
  }

  has(kind: string): boolean {
    return !this.unmet.has(kind);
  }

  add(name: string, kind: string, lines: readonly string[]): void {
    this.links.push(name);
    this.free.push(name);
    this.kinds.push(kind);
    this.lines.push(...lines, `link set ${name} up`);
  }

  join(names: readonly string[]): void {
    for (const name of names) this.free.splice(this.free.indexOf(name), 1);
  }
}

function bridge(built: Stack): void {
  const { draw } = built;
  const aware = built.has('vlan_filtering') && draw.chance(0.6);
  const protocol = aware && draw.chance(0.2) ? ' vlan_protocol 802.1ad' : '';
  const ports = draw.chance(0.5) ? ['e0', 'e1'] : ['e0'];
  const options = [
    aware ? ` vlan_filtering 1${protocol}` : '',
    aware && draw.chance(0.15) ? ` vlan_default_pvid ${draw.one([0, 7, 10])}` : '',
    draw.chance(0.15) ? ` group_fwd_mask ${draw.one([8, 0x4000])}` : '',
    draw.chance(0.06) ? ' stp_state 1' : '',
    draw.chance(0.1)
      ? ` ${draw.one(['no_linklocal_learn 1', 'vlan_stats_enabled 1', 'mcast_querier 1', 'ageing_time 0'])}`
      : '',
  ].join('');
  const own = draw.chance(0.2) ? ' address 02:00:00:00:05:00' : '';
  built.add('br0', `bridge${options}`, [
    `link add br0${own} type bridge mcast_snooping ${draw.number(0, 1)}${options}`,
    ...ports.map((name) => `link set ${name} master br0`),
  ]);
  built.join(ports);
  if (aware) built.lines.push(...portVlans(draw, ports));
  for (const port of ports) built.lines.push(...portOptions(draw, port));
  if (draw.chance(0.25)) built.lines.push(...tableEntries(draw, [...ports, 'br0'], aware));
}

/** What people write into the table of a bridge. */
function tableEntries(draw: Draw, where: readonly string[], aware: boolean): readonly string[] {
  return draw.many(4, () => {
    const dev = draw.one(where);
    const kind =
      dev === 'br0'
        ? 'self permanent'
        : draw.one(['static', 'static', 'static sticky', 'permanent', 'dynamic', 'extern_learn']);
    const vlan = aware ? ` vlan ${draw.one([1, 1, 7, 10])}` : '';
    return `bridge fdb add 02:00:00:00:02:0${draw.number(0, 9)} dev ${dev} ${dev === 'br0' ? '' : 'master '}${kind}${vlan}`;
  });
}

/** What takes what its members hear, by rules of its own. */
function otherMaster(built: Stack): void {
  const { draw } = built;
  const kind = draw.weighted({ team: built.has('team') ? 2 : 0, vrf: built.has('vrf') ? 3 : 0, hsr: 1 });
  if (kind === 'hsr') {
    built.add('h0', 'hsr', ['link add h0 type hsr slave1 e0 slave2 e1']);
    built.join(['e0', 'e1']);
    return;
  }
  const table = kind === 'vrf' ? ' table 10' : '';
  const lines =
    kind === 'vrf'
      ? ['link set e0 master m0']
      : ['link set e0 down', 'link set e0 master m0', 'link set e0 up'];
  built.add('m0', kind, [`link add m0 type ${kind}${table}`, ...lines]);
  // The members of a VRF have addresses of their own.
  if (kind === 'team') built.join(['e0']);
}

const VIDS = [1, 7, 10];

function portVlans(draw: Draw, ports: readonly string[]): readonly string[] {
  const where = ['br0', ...ports];
  return [
    ...draw.many(5, () => {
      const dev = draw.one(where);
      const self = dev === 'br0' ? ' self' : '';
      const flags = draw.one(['', '', ' untagged', ' pvid untagged', ' pvid']);
      return `bridge vlan add dev ${dev} vid ${draw.one(VIDS)}${flags}${self}`;
    }),
    ...draw.many(2, () => {
      const dev = draw.one(where);
      return `bridge vlan add dev ${dev} vid ${draw.one(['2-20', '7-10'])}${dev === 'br0' ? ' self' : ''}`;
    }),
    ...(draw.chance(0.25) ? [`bridge vlan del dev ${draw.one(ports)} vid 1`] : []),
    ...(draw.chance(0.2) ? ['bridge vlan del dev br0 vid 1 self'] : []),
    ...(draw.chance(0.25)
      ? [`bridge vlan set dev ${draw.one(where)} vid ${draw.one(VIDS)} state ${draw.number(0, 4)}`]
      : []),
    ...(draw.chance(0.1) ? [`bridge link set dev ${draw.one(ports)} vlan_tunnel on`] : []),
    ...(draw.chance(0.1) ? [`bridge vlan add dev ${draw.one(ports)} vid 7 tunnel_info id 700`] : []),
  ];
}

const SWITCHES =
  'learning flood isolated hairpin mcast_flood bcast_flood neigh_suppress guard root_block fastleave mcast_to_unicast mab neigh_vlan_suppress vlan_tunnel'.split(
    ' ',
  );

function portOptions(draw: Draw, port: string): readonly string[] {
  return [
    ...(draw.chance(0.15) ? [`bridge link set dev ${port} state ${draw.number(0, 4)}`] : []),
    ...(draw.chance(0.2)
      ? [
          `bridge link set dev ${port} locked on`,
          `bridge fdb add 02:00:00:00:02:0${draw.number(0, 9)} dev ${port} master static`,
        ]
      : []),
    ...(draw.chance(0.3)
      ? [`bridge link set dev ${port} ${draw.one(SWITCHES)} ${draw.one(['on', 'off'])}`]
      : []),
    ...(draw.chance(0.1) ? [`bridge link set dev ${port} learning off flood off`] : []),
    ...(draw.chance(0.1)
      ? [`link set dev ${port} type bridge_slave ${draw.one(['proxy_arp', 'proxy_arp_wifi'])} on`]
      : []),
    ...(draw.chance(0.06) ? [`link set dev ${port} type bridge_slave group_fwd_mask 0x4000`] : []),
  ];
}

const MODES = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
  'broadcast',
];

function bond(built: Stack): void {
  const { draw } = built;
  const members = draw.chance(0.8) ? ['e0', 'e1'] : ['e0'];
  const mode = draw.one(MODES);
  const all = draw.chance(0.2) ? ' all_slaves_active 1' : '';
  const over = mode === 'active-backup' ? draw.one(['', '', ' fail_over_mac 1', ' fail_over_mac 2']) : '';
  const monitored = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'].includes(mode);
  const monitor =
    monitored && draw.chance(0.15)
      ? ` arp_interval 50 arp_ip_target 10.0.0.254${mode === 'active-backup' ? draw.one(['', ' arp_validate all', ' arp_validate backup']) : ''}`
      : ' miimon 50';
  built.add('b0', `bond ${mode}`, [
    `link add b0 type bond mode ${mode}${monitor}${all}${over}`,
    ...members.flatMap((name) => [`link set ${name} down`, `link set ${name} master b0`]),
    ...members.map((name) => `link set ${name} up`),
    ...(draw.chance(0.25)
      ? [`link set b0 type bond ${draw.one(['primary', 'active_slave'])} ${draw.one(members)}`]
      : []),
  ]);
  built.join(members);
  if (draw.chance(0.15)) built.lines.push(`link set ${draw.one(members)} down`);
}

function onTop(built: Stack): void {
  const { draw } = built;
  const at = built.links.length;
  const kind = draw.weighted({
    macvlan: 4,
    macvtap: 1,
    ipvlan: built.has('ipvlan') ? 3 : 0,
    vlan: built.has('vlan') ? 4 : 0,
  });
  const below = draw.one(built.free.filter((name) => kind !== 'vlan' || !built.ipvlans.has(name)));
  if (kind === 'vlan') return vlan(built, `v${at}`, below);
  const port = kind === 'ipvlan' ? 'ipvlan' : 'macvlan';
  const there = built.carries.get(below);
  // A link is shared by macvlans or by ipvlans, and by a passthru one alone.
  if (there !== undefined && (there !== port || port === 'ipvlan')) return;
  const mode =
    kind === 'ipvlan'
      ? draw.one(['l2', 'l3', 'l3s', 'l2 private', 'l2 vepa'])
      : draw.one(
          there
            ? ['bridge', 'private', 'vepa', 'source']
            : ['bridge', 'private', 'vepa', 'passthru', 'source'],
        );
  built.carries.set(below, mode === 'passthru' ? 'passthru' : port);
  const name = `s${at}`;
  if (kind === 'ipvlan') built.ipvlans.add(name);
  const flags = kind === 'macvlan' && mode === 'passthru' && draw.chance(0.4) ? ' nopromisc' : '';
  const own = kind !== 'ipvlan' && mode !== 'passthru' ? ` address 02:00:00:00:04:0${at % 10}` : '';
  built.add(name, `${kind} ${mode} on ${below}`, [
    `link add link ${below} name ${name}${own} type ${kind} mode ${mode}${flags}`,
    ...(mode === 'source'
      ? draw.many(
          3,
          () => `link set link dev ${name} type ${kind} macaddr add 02:00:00:00:02:0${draw.number(0, 9)}`,
        )
      : []),
  ]);
}

function vlan(built: Stack, name: string, below: string): void {
  const { draw } = built;
  const id = draw.one([7, 10]);
  const protocol = draw.chance(0.2) ? '802.1ad' : '802.1Q';
  if (built.kinds.includes(`vlan ${id} ${protocol} on ${below}`)) return;
  const own = draw.chance(0.3) ? ` address 02:00:00:00:03:0${name.slice(1)}` : '';
  built.add(name, `vlan ${id} ${protocol} on ${below}`, [
    `link add link ${below} name ${name}${own} type vlan protocol ${protocol} id ${id}`,
  ]);
}

const TAGS = [
  ['8100.7'],
  ['8100.10'],
  ['8100.1'],
  ['88a8.7'],
  ['8100.0'],
  ['8100.7', '8100.10'],
  ['88a8.7', '8100.7'],
];

function frameFor({ draw, links }: Stack, own: readonly string[]): EdgeFrame {
  const to = draw.weighted({ all: 8, link: 6, nobody: 1, group: 1, local: 1 });
  return {
    on: draw.one(['e0', 'e0', 'e1']),
    target: draw.chance(0.9) ? draw.one(own) : '10.0.0.77',
    ...(to === 'link' ? { to: draw.one(links) } : {}),
    ...(to === 'nobody' ? { to: '02:00:00:00:99:99' } : {}),
    ...(to === 'group' ? { to: draw.one(['01:00:5e:00:00:01', '01:00:5e:00:00:55']) } : {}),
    ...(to === 'local' ? { to: `01:80:c2:00:00:0${draw.one(['0', '1', '3', 'e'])}` } : {}),
    ...(draw.chance(0.55) ? {} : { tags: draw.one(TAGS) }),
    ...(draw.chance(0.1) ? { src: draw.one(['02:00:00:00:07:07', '03:00:00:00:00:01', ...links]) } : {}),
    ...(draw.chance(0.12) ? { reply: true } : {}),
  };
}
