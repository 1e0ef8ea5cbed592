import { isLoopbackIpv4, isMulticastIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../base/mac.ts';
import { ARP_IPV4_SIZE, HRD_ETHERNET, HRD_IEEE802, OP_REPLY, OP_REQUEST, PRO_IPV4 } from '../wire/arp.ts';
import { ETHERTYPE_ARP } from '../wire/ethernet.ts';
import { throughPort } from './bridge.ts';
import { type Addressed, addressedTo, type Heard, tagsOf, type VlanId } from './heard.ts';
import { type Kernel, type KernelLink, vlanKey } from './kernel.ts';
import { takes } from './takers.ts';
import type { ReasonCode } from './reasons.ts';

/** A frame that got through to the decision, with the link that owns the IP stack. */
export type Admitted = { readonly link: KernelLink; readonly addressed: Addressed };
export type Case = Admitted & { readonly heard: Heard };

const ETHERNET_LIKE: ReadonlySet<number> = new Set([HRD_ETHERNET, HRD_IEEE802, 774]);
/** Bridges on bonds on VLANs: deeper stacks do not exist, rings in a broken snapshot do. */
const DEEPEST = 8;

/** The link with the IP stack that hears a broadcast that reaches `name`, or why none does. */
export function receiverOf(
  kernel: Kernel,
  name: string,
  tags: readonly VlanId[] = [],
): KernelLink | ReasonCode {
  const reached = climb(kernel, name, { dst: BROADCAST_MAC, tags });
  return typeof reached === 'string' ? reached : reached.link;
}

/**
 * From the cable up to an IP stack. A VLAN takes its frames before a bond or bridge above the same link can
 * (net/core/dev.c __netif_receive_skb_core); a frame to the MAC of a VLAN link or of a bridge is for the host as well
 * (net/8021q/vlan_core.c vlan_do_receive, net/bridge/br_input.c br_handle_frame).
 */
function climb(
  kernel: Kernel,
  name: string,
  { dst, tags }: { readonly dst: Mac; readonly tags: readonly VlanId[] },
): Admitted | ReasonCode {
  let link = kernel.linkOf.get(name);
  if (!link) return 'link-unknown';
  if (link.up && !link.carrier) return 'link-no-carrier';
  let to: Addressed = addressedTo(dst, [link.mac]);
  let rest = tags;
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (!link.up) return 'link-down';
    const tag = rest[0];
    const vlan: KernelLink | undefined = tag && kernel.linkOf.get(link.vlans.get(vlanKey(tag)) ?? '');
    if (vlan) rest = rest.slice(1);
    else if (link.inactive) return 'link-inactive-member';
    const next: KernelLink | undefined = vlan ?? kernel.linkOf.get(link.upper ?? '');
    if (!next) break;
    // A bond leaves a frame addressed as its member found it.
    if (to === 'other' && dst === next.mac && (vlan || next.bridge)) to = 'host';
    if (!vlan && link.port && next.bridge) {
      const left = throughPort(link.port, next.bridge, { dst, tags: rest });
      if (typeof left === 'string') return left;
      rest = left;
    }
    link = next;
  }
  return rest.length === 0 ? { link, addressed: to } : 'foreign-vlan';
}

/** What is dropped before anything else happens: no answer, no learning (net/ipv4/arp.c arp_rcv, arp_process). */
export function admit(kernel: Kernel, heard: Heard): Admitted | ReasonCode {
  const reached = climb(kernel, heard.link, { dst: heard.dst, tags: tagsOf(heard) });
  if (typeof reached === 'string') return reached;
  const { link, addressed } = reached;
  if (!link.arp) return 'link-noarp';
  if (link.takers && takes(link.takers, heard)) return 'taken-by-upper';
  if (addressed === 'other') return 'other-host';
  const flaw = flawOf(heard, link) ?? unwanted(heard, link);
  return flaw ?? reached;
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

/** Links with an IP stack that hear a broadcast from that cable: the one itself, and macvlans on it. */
export function listenersOf(
  kernel: Kernel,
  name: string,
  tags: readonly VlanId[] = [],
): readonly KernelLink[] {
  const own = receiverOf(kernel, name, tags);
  if (typeof own === 'string') return [];
  const macvlans = kernel.snapshot.links
    .filter((link) => link.kind === 'macvlan' && link.lower === own.name)
    .map((link) => receiverOf(kernel, link.name))
    .filter((link) => typeof link !== 'string');
  return [own, ...macvlans];
}
