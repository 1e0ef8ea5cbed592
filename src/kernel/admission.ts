import { isLoopbackIpv4, isMulticastIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, isMulticastMac } from '../base/mac.ts';
import { ARP_IPV4_SIZE, HRD_ETHERNET, HRD_IEEE802, OP_REPLY, OP_REQUEST, PRO_IPV4 } from '../wire/arp.ts';
import { ETHERTYPE_ARP } from '../wire/ethernet.ts';
import { groupOnPort, isLinkLocal, isNobody, leavesBy, throughPort } from './bridge.ts';
import { type Addressed, addressedTo, type Heard, tagsOf, type VlanId } from './heard.ts';
import { DEEPEST, type Kernel, type KernelLink, vlanKey } from './kernel.ts';
import type { ReasonCode } from './reasons.ts';
import { handedTo, isLeft, type SharedFrame } from './sharing.ts';

/** A frame that got through to the decision, with the link that owns the IP stack. */
export type Admitted = {
  readonly link: KernelLink;
  readonly addressed: Addressed;
  /** Why no answer gets out where the question came in; null: one does. */
  readonly lost: 'bridge-no-way-back' | 'link-down' | 'link-no-carrier' | null;
};
export type Case = Admitted & { readonly heard: Heard };

const ETHERNET_LIKE: ReadonlySet<number> = new Set([HRD_ETHERNET, HRD_IEEE802, 774]);

/** The link with the IP stack that hears a broadcast that reaches `name`, or why none does. */
export function receiverOf(
  kernel: Kernel,
  name: string,
  tags: readonly VlanId[] = [],
): KernelLink | ReasonCode {
  const reached = climbFrom(kernel, name, { ...FROM_SOMEBODY, link: name }, tags);
  return typeof reached === 'string' ? reached : reached.link;
}

/** A broadcast that everybody may hear who hears any. */
const FROM_SOMEBODY = { dst: BROADCAST_MAC, op: OP_REQUEST, sha: 0, spa: 0, tha: 0, tpa: 0, src: null };

type Frame = Omit<Heard, 'src'> & SharedFrame;

function climbFrom(
  kernel: Kernel,
  name: string,
  heard: Frame,
  tags: readonly VlanId[],
  others?: Admitted[],
): Admitted | ReasonCode {
  const link = kernel.linkOf.get(name);
  if (!link) return 'link-unknown';
  if (link.up && !link.carrier) return 'link-no-carrier';
  const to = arrivalAt(link, heard);
  if (to === null) return link.up ? whyNotHanded(link, heard) : 'link-down';
  return climb(kernel, { link, to, tags, lost: null }, heard, others);
}

/** How a frame that reached the cable below a link is addressed there; null: those it shares the cable with have it. */
function arrivalAt(link: KernelLink, heard: Frame): Addressed | null {
  const { shares, macs } = link;
  if (!shares) return addressedTo(heard.dst, macs);
  const { lower, as } = shares;
  return handedTo(as, lower.sharers!, { heard, to: addressedTo(heard.dst, lower.macs), mac: lower.mac });
}

function whyNotHanded({ shares }: KernelLink, { dst }: Frame): ReasonCode {
  if (shares?.as.mode === 'source') return 'sender-not-listed';
  return isMulticastMac(dst) ? 'taken-by-upper' : 'other-host';
}

type Place = {
  readonly link: KernelLink;
  readonly to: Addressed;
  readonly tags: readonly VlanId[];
  readonly lost: Admitted['lost'];
};

/**
 * From the cable up to an IP stack. A VLAN takes its frames before a bond or bridge above the same link can
 * (net/core/dev.c __netif_receive_skb_core); a frame to the MAC of a VLAN link or of a bridge is for the host as well
 * (net/8021q/vlan_core.c vlan_do_receive, net/bridge/br_input.c br_handle_frame). `others` gets what hears beside.
 */
function climb(kernel: Kernel, place: Place, heard: Frame, others?: Admitted[]): Admitted | ReasonCode {
  const { dst } = heard;
  let { link, to, tags, lost } = place;
  let crossed: Crossed | null = null;
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (!link.up) {
      if (link === place.link || !link.hearsDown) return 'link-down';
      lost ??= 'link-down';
    }
    // A bond with fewer members in use than it asks for (min_links) hears, and says nothing.
    if (link.hearsDown && link !== place.link && !link.carrier) lost ??= 'link-no-carrier';
    const tag = tags[0];
    const vlan: KernelLink | undefined = tag && link.vlans?.get(vlanKey(tag));
    if (crossed) {
      if (!leavesBy(heard as Heard, { ...crossed, tag: vlan ? tag! : null })) lost ??= 'bridge-no-way-back';
      crossed = null;
    }
    if (vlan) {
      tags = tags.slice(1);
      if (to === 'other' && dst === vlan.mac) to = 'host';
      link = vlan;
      continue;
    }
    if (link.inactive !== null && (link.inactive === 'to all' || isMulticastMac(dst))) {
      if (!isLinkLocal(dst)) return 'link-inactive-member';
      break;
    }
    const { over, port } = link;
    if (!over) {
      const shared = { heard, to, mac: link.mac };
      if (link.sharers === null) break;
      if (others) handOut(kernel, { link, to, tags, lost }, heard, others);
      if (!isLeft(link.sharers, shared)) return 'taken-by-upper';
      break;
    }
    if (port && over.bridge) {
      if (isNobody(heard.src)) return 'bridge-bad-source';
      if (isLinkLocal(dst)) {
        const goes = groupOnPort(dst, { port, bridge: over.bridge });
        if (goes === 'drop') return 'bridge-group';
        if (goes === 'port') break;
      }
      const through = throughPort(heard as Heard, { port, bridge: over.bridge, tags });
      if (typeof through === 'string') return through;
      tags = through.tags;
      crossed = { port, bridge: over.bridge, vid: through.vid };
      // A bond leaves a frame addressed as its member found it.
      if (to === 'other' && dst === over.mac) to = 'host';
    }
    link = over;
  }
  return tags.length === 0 ? { link, addressed: to, lost } : 'foreign-vlan';
}

/** The port and the bridge a frame came through, and the VLAN it was in. */
type Crossed = Omit<Parameters<typeof leavesBy>[1], 'tag'>;

/** To all that stand on a link and share what it hears. */
function handOut(kernel: Kernel, { link, to, tags, lost }: Place, heard: Frame, others: Admitted[]): void {
  for (const sharer of link.sharers ?? []) {
    const child = kernel.linkOf.get(sharer.name);
    const handed = handedTo(sharer, link.sharers!, { heard, to, mac: link.mac });
    if (!child || handed === null) continue;
    const reached = climb(kernel, { link: child, to: handed, tags, lost }, heard, others);
    if (typeof reached !== 'string') others.push(reached);
  }
}

/** What is dropped before anything else happens: no answer, no learning (net/ipv4/arp.c arp_rcv, arp_process). */
export function admit(kernel: Kernel, heard: Heard): Admitted | ReasonCode {
  const reached = climbFrom(kernel, heard.link, heard, tagsOf(heard));
  return typeof reached === 'string' ? reached : (whyDropped(heard, reached) ?? reached);
}

/** The same for all IP stacks that a frame reaches: that of the link, those of macvlans, ipvlans and their kind on it. */
export function admitAll(kernel: Kernel, heard: Heard): readonly Admitted[] {
  const all: Admitted[] = [];
  const own = climbFrom(kernel, heard.link, heard, tagsOf(heard), all);
  if (typeof own !== 'string') all.unshift(own);
  return all.filter((one) => whyDropped(heard, one) === null);
}

function whyDropped(heard: Heard, { link, addressed }: Admitted): ReasonCode | null {
  if (!link.arp) return 'link-noarp';
  if (addressed === 'other') return 'other-host';
  return flawOf(heard, link) ?? unwanted(heard, link);
}

function flawOf(heard: Heard, link: KernelLink): ReasonCode | null {
  if ((heard.etherType ?? ETHERTYPE_ARP) !== ETHERTYPE_ARP) return 'not-arp';
  if ((heard.size ?? ARP_IPV4_SIZE) < ARP_IPV4_SIZE) return 'too-short';
  if ((heard.hln ?? 6) !== 6) return 'hardware-size';
  if ((heard.pln ?? 4) !== 4) return 'protocol-size';
  if (!link.ipv4) return 'link-no-ipv4';
  if (!understands(link.hardware, heard.hrd ?? HRD_ETHERNET)) return 'hardware-type';
  if ((heard.pro ?? PRO_IPV4) !== PRO_IPV4) return 'protocol-type';
  return heard.op === OP_REQUEST || heard.op === OP_REPLY ? null : 'unknown-operation';
}

function understands(hardware: number, claimed: number): boolean {
  if (ETHERNET_LIKE.has(hardware)) return claimed === HRD_ETHERNET || claimed === HRD_IEEE802;
  return hardware === claimed;
}

function unwanted(heard: Heard, link: KernelLink): ReasonCode | null {
  if (isMulticastIpv4(heard.tpa)) return 'target-multicast';
  if (link.conf.route_localnet === 0 && isLoopbackIpv4(heard.tpa)) return 'target-loopback';
  if (heard.spa === heard.tpa && link.conf.drop_gratuitous_arp !== 0) return 'gratuitous-dropped';
  return null;
}

/** Links with an IP stack that hear a broadcast from that cable: the one itself, and what shares it (macvlans, ipvlans …). */
export function listenersOf(
  kernel: Kernel,
  name: string,
  tags: readonly VlanId[] = [],
): readonly KernelLink[] {
  const others: Admitted[] = [];
  const own = climbFrom(kernel, name, { ...FROM_SOMEBODY, link: name }, tags, others);
  return [...(typeof own === 'string' ? [] : [own]), ...others].map(({ link }) => link);
}
