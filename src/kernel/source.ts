import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../base/mac.ts';
import { type ArpIpv4, OP_REQUEST } from '../wire/arp.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel, type Kernel, type KernelLink, matches } from './kernel.ts';
import { REASONS } from './reasons.ts';
import { addressType } from './routes.ts';
import { type Chosen, selectAddress } from './select-address.ts';
import { settingUse, type Trace } from './trace.ts';
import { no, type Verdict, yes } from './verdict.ts';
import { RT_SCOPE_LINK } from '../wire/netlink/numbers.ts';

/** A neighbour the host is about to ask for. */
export type Asking = {
  readonly link: string;
  /** The next hop: the gateway, not the packet's destination. */
  readonly target: Ipv4;
  /** Source of the newest packet that waits; null when none does (unicast probes, NTF_USE, managed entries). */
  readonly packetSource: Ipv4 | null;
  /** The MAC a unicast probe goes to; left out: broadcast. */
  readonly to?: Mac;
};

export type Question = ArpIpv4 & { readonly link: string; readonly dst: Mac; readonly src: Mac };

/** The request the host would send, and why its sender is that address (net/ipv4/arp.c arp_solicit). */
export function decideSource(asking: Asking, host: HostSnapshot | Kernel, trace?: Trace): Verdict<Question> {
  const kernel = 'snapshot' in host ? host : asKernel(host);
  const link = kernel.linkOf.get(asking.link);
  if (!link || !link.up || !link.arp || link.loopback) return no('source-link-silent');
  const { ip, reason } = senderOf(kernel, link, asking);
  if (trace) {
    const settings = [settingUse(kernel, link, 'arp_announce')];
    const answer = `${formatIpv4(ip)}: ${REASONS[reason].sentence}`;
    trace.push({ question: 'Which sender address does the request carry?', answer, settings });
  }
  return yes(reason, {
    link: link.name,
    dst: asking.to ?? BROADCAST_MAC,
    src: link.mac,
    op: OP_REQUEST,
    sha: link.mac,
    spa: ip,
    tha: ZERO_MAC,
    tpa: asking.target,
  });
}

function senderOf(kernel: Kernel, link: KernelLink, asking: Asking): Chosen {
  const { packetSource: source, target } = asking;
  const level = link.conf.arp_announce;
  const isOwn = source !== null && level !== 2 && addressType(kernel, source, link) === 'local';
  if (isOwn && level === 0) return { ip: source, reason: 'source-packet' };
  if (isOwn && isOnLink(link, target, source)) return { ip: source, reason: 'source-packet-on-link' };
  return selectAddress(kernel, { link, target, scope: RT_SCOPE_LINK });
}

/** net/ipv4/devinet.c inet_addr_onlink */
function isOnLink(link: KernelLink, target: Ipv4, source: Ipv4): boolean {
  return link.addresses.some((address) => matches(address, target) && matches(address, source));
}
