import { jsonText } from '../base/printable.ts';
import { PLAIN_WHAT } from './plain-starters.ts';
import type { AnyStarter, Starter } from './starter-kinds.ts';

/** Names of links may hold almost anything. TOML 1.0 has JSON's escapes, but for pairs of surrogates. */
function quoted(text: string): string {
  return jsonText(text).replaceAll(
    /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/g,
    (_, high: string, low: string) => {
      const code = ((parseInt(high, 16) - 0xd800) << 10) + parseInt(low, 16) - 0xdc00 + 0x10000;
      return `\\U${code.toString(16).padStart(8, '0')}`;
    },
  );
}

function list(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`;
}

const WHAT: Readonly<Record<Starter, string>> = {
  flux: 'Interfaces of this host that share a segment: each keeps its own address.',
  vip: 'Service addresses that a balancer and its real servers share: the balancer alone answers.',
  'vlan-router': 'A router on a VLAN trunk: networks, their addresses, and machines with public addresses.',
  published: 'Addresses this host answers for on chosen interfaces, and on no other.',
  move: 'An address that comes to this host from another machine.',
  guard: 'Who alone may speak for an address: what others say of it in ARP is refused.',
};

export function headText(kind: AnyStarter, hostname: string | null): string {
  const host =
    hostname === null
      ? []
      : [
          '# On another host it is refused. Leave the line out to use the file anywhere.',
          `host = ${quoted(hostname)}`,
          '',
        ];
  return [
    `# ${kind in WHAT ? WHAT[kind as Starter] : PLAIN_WHAT[kind as keyof typeof PLAIN_WHAT]}`,
    `# Written by arpist init ${kind}; the whole story: docs/recipes/${kind in WHAT ? kind : 'README'}.md`,
    '#   arpist plan FILE           what would change, and who answers then',
    '#   sudo arpist apply FILE     do it; sudo arpist undo takes it back',
    '',
    ...host,
    '',
  ]
    .join('\n')
    .replace(/\n+$/, '\n\n');
}

export function fluxText(links: readonly string[], shared: boolean): string {
  return `[flux]
# ${shared ? 'They have addresses of one network, so every one of them hears every question.' : 'CHANGE THIS: no two interfaces here share a network; name those on one segment.'}
interfaces = ${list(links)}

# Packets leave by the interface whose address they carry: a table and a rule for each.
# source-routing = true

# The gateway of the segment; left out: the one the main table has.
# gateway = "192.168.18.1"
`;
}

export function vipText(addresses: readonly string[], link: string, there: boolean): string {
  return `[vip]
# "real-server": the addresses are on lo, hidden. "balancer": they are on an interface, and answered for.
role = "real-server"

# ${there ? 'Those that are hidden here already.' : 'CHANGE THIS: the service addresses, or ranges as "10.0.0.10-10.0.0.22".'}
addresses = ${list(addresses)}

# Of a balancer only: where clients ask.
# interface = ${quoted(link)}

# 1 answers for addresses of the asked interface alone (and 2 only to askers in its network);
# 3 is the older way: it hides what has scope host, and an address on another interface is answered for.
# arp_ignore = 1
`;
}

export function vlanRouterText(of: {
  readonly trunk: string;
  readonly id: number;
  readonly network: string;
  readonly side: string | null;
  readonly machine: string;
}): string {
  const { trunk, id, network, side, machine } = of;
  return `# A private network: the router has an address in it, and machines use it as their gateway.
[[vlan-router]]
# The interface that the trunk is plugged into.
parent = ${quoted(trunk)}

# CHANGE THIS: one id, or many: [100, "110-134"].
vlans = [${id}]

# The router's address; each further VLAN takes the next network (or: addresses = [...], one for each VLAN).
address = ${quoted(network)}

# ip_forward
# forwarding = true

# Machines of one VLAN that cannot hear each other (private VLANs) reach each other by the router.
# pvlan = false

# Names of the new interfaces.
# name = "{parent}.{id}"

# A public network: machines keep addresses that are asked for on the outside, and the router answers for them.
# [[vlan-router]]
# parent = ${quoted(trunk)}
# vlans = [${id + 1}]
# public-side = ${quoted(side ?? 'eth0')}
# machines = [${quoted(machine)}]
#
# For many VLANs: which machines are in which, or so many in each, in order.
# machines = { ${id + 1} = [${quoted(machine)}] }
# each = 125
`;
}

export function publishedText(of: {
  readonly addresses: readonly string[];
  readonly link: string;
  readonly others: readonly string[];
}): string {
  const { addresses, link, others } = of;
  return `[[published]]
# ${others.length > 0 ? `Now on ${others.join(', ')} as well.` : 'CHANGE THIS: single addresses, or ranges as "10.0.0.10-10.0.0.99".'}
addresses = ${list(addresses)}

# Who asks here is answered; who asks anywhere else is not.
interfaces = ${list([link])}

# The interface the addresses live behind (of a container, say): a host route leads there.
# An address is answered for only when it is routed out of another interface than the asked one.
# to = "veth0"

# Packets from the addresses leave by the interface that answers for them.
# source-routing = true

# Others may be published elsewhere: write as many [[published]] as there are groups.
`;
}

export function moveText(address: string, link: string): string {
  return `# arpist move ${address.split('/')[0]} does the same at once: it asks the old owner, adds, announces and proves.
# With this file the address is here again after the next apply; take it away from the old owner first.
[[address]]
# CHANGE THIS: with the length of its network, /32 if it has none.
address = ${quoted(address)}
interface = ${quoted(link)}

# Old tools show it by a label.
# label = ${quoted(`${link}:1`.slice(0, 15))}

# Answer sooner when the old owner was replaced: what this host believes of its neighbours.
# [timers]
# interfaces = ${list([link])}
# gc_stale_time = "30s"
`;
}

export interface KnownGateway {
  readonly ip: string;
  readonly link: string;
  /** null: it is not known now. */
  readonly mac: string | null;
  /** The number of the virtual router whose MAC it is; null: it is a machine's own. */
  readonly vrrp: number | null;
}

/** With a MAC that is not known nothing is refused: a place holder would cut the host off. */
export function guardText(gateways: readonly KnownGateway[]): string {
  const links = [...new Set(gateways.map(({ link }) => link))];
  const isKnown = gateways.every(({ mac }) => mac !== null);
  return `[guard]
# Where lies come in: the interface with the IP stack, so a bridge and not its port.
interfaces = ${list(links)}

# "count": remember who lies, and believe it all the same (for the first week).
${isKnown ? '# mode = "drop"' : 'mode = "count"'}

# After that nothing is guarded any more, unless it is applied again.
# expires = "30d"

${gateways.map(speakerText).join('\n')}`;
}

function speakerText({ ip, mac, vrrp }: KnownGateway): string {
  const head = `[[guard.speaker]]
address = ${quoted(ip)}
`;
  if (mac === null)
    return `${head}# CHANGE THIS: the MAC is a place holder, because it is not known now (arpist who ${ip} asks for it).
macs = ["02:00:00:00:00:01"]
`;
  if (vrrp === null)
    return `${head}# As it is known by now. CHANGE THIS where there are two routers: list the MACs of both.
macs = ${list([mac])}
`;
  return `${head}# The MAC of its virtual router. CHANGE THIS: list the routers' own MACs, too (they ask with them).
vrrp = ${vrrp}
# macs = ["02:00:00:00:00:01", "02:00:00:00:00:02"]
`;
}
