/** What makes a link answer questions for others out of this host, so that the answer shows nothing of the wire. */
export type SelfAnswerCause = 'vxlan-proxy' | 'neigh-suppress' | 'dat';

/** The link that does, which may be a port or what the asked one stands on. */
export type SelfAnswer = { readonly link: string; readonly because: SelfAnswerCause };

export type SelfAnsweringLink = {
  readonly name: string;
  readonly kind: string | null;
  readonly master: string | null;
  readonly lower: string | null;
  readonly vxlanProxy?: boolean;
  readonly neighSuppress?: boolean;
};

/** Deeper stacks do not exist, rings in a broken snapshot do. */
const DEEPEST = 8;

/**
 * Who-has sent out of a vxlan with `proxy` is answered from the neighbour table of this host (drivers/net/vxlan/vxlan_core.c
 * arp_reduce), that of a bridge with a port of `neigh_suppress` too (net/bridge/br_arp_nd_proxy.c
 * br_do_proxy_suppress_arp, called by br_dev_xmit), that of batman-adv from its own cache (net/batman-adv/
 * distributed-arp-table.c). What stands on such a link, or has it as a port, asks through it. The result answers by name.
 */
export function selfAnswering(links: readonly SelfAnsweringLink[]): (name: string) => SelfAnswer | null {
  const byName = new Map(links.map((link) => [link.name, link]));
  const ports = new Map<string, SelfAnsweringLink[]>();
  for (const link of links) {
    if (link.master === null) continue;
    const known = ports.get(link.master);
    if (known) known.push(link);
    else ports.set(link.master, [link]);
  }
  const look = (name: string, depth: number): SelfAnswer | null => {
    const link = byName.get(name);
    if (!link || depth > DEEPEST) return null;
    if (link.vxlanProxy === true) return { link: name, because: 'vxlan-proxy' };
    if (link.kind === 'batadv') return { link: name, because: 'dat' };
    if (link.kind === 'bridge')
      for (const port of ports.get(name) ?? []) {
        if (port.neighSuppress === true) return { link: port.name, because: 'neigh-suppress' };
        const below = look(port.name, depth + 1);
        if (below) return below;
      }
    return link.lower === null ? null : look(link.lower, depth + 1);
  };
  return (name) => look(name, 0);
}

const WORDS: Readonly<Record<SelfAnswerCause, string>> = {
  'vxlan-proxy': 'answers from the neighbour table of this host (vxlan with proxy)',
  'neigh-suppress':
    'has answers made from the neighbour table of this host (bridge port with neigh_suppress)',
  dat: 'answers from a table of its own (batman-adv)',
};

/** `vx0 answers from the neighbour table of this host (vxlan with proxy)`. */
export function selfAnswerWords({ link, because }: SelfAnswer): string {
  return `${link} ${WORDS[because]}`;
}
