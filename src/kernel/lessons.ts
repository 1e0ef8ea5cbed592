import { OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import type { Case } from './admission.ts';
import type { Hint } from './hint.ts';
import type { Kernel } from './kernel.ts';
import { owns } from './owns.ts';
import type { ReasonCode } from './reasons.ts';
import { addressType } from './routes.ts';
import { RT_SCOPE_LINK } from '../wire/netlink/numbers.ts';

/** What replies, and questions that are not answered, say about their sender (net/ipv4/arp.c arp_process, from "Update our ARP tables"). */
export function hintOf(kernel: Kernel, one: Case): Hint {
  const { heard, link, addressed } = one;
  const gratuitous = isGratuitous(kernel, one);
  const absent = acceptance(kernel, one, gratuitous);
  const overrides = gratuitous && (kernel.follows.gratuitousOverrides || overridesOfOld(one));
  return {
    link: link.name,
    ip: heard.spa,
    mac: heard.sha,
    state: heard.op === OP_REPLY && addressed === 'host' ? 'reachable' : 'stale',
    creates: absent === 'learn-created',
    absent,
    overrides: overrides ? 'learn-gratuitous' : null,
  };
}

/** A reply counts only when its target MAC is its sender MAC (net/ipv4/arp.c arp_is_garp). */
function isGratuitous(kernel: Kernel, one: Case): boolean {
  const { heard, link } = one;
  if (heard.spa !== heard.tpa) return false;
  if (heard.op !== OP_REQUEST && heard.tha !== heard.sha) return false;
  return addressType(kernel, heard.spa, link) === 'unicast';
}

/** Before 4.13 only a request, and only with arp_accept. */
function overridesOfOld(one: Case): boolean {
  return one.link.conf.arp_accept !== 0 && one.heard.op === OP_REQUEST;
}

/** Why an entry would be made for the sender, or why not. */
function acceptance(kernel: Kernel, one: Case, gratuitous: boolean): ReasonCode {
  const { heard, link } = one;
  const level = link.conf.arp_accept;
  if (level === 0) return 'learn-no-entry';
  if (heard.op === OP_REQUEST && heard.spa !== heard.tpa) return 'learn-no-entry';
  if (!gratuitous && addressType(kernel, heard.spa, link) !== 'unicast') return 'learn-not-unicast';
  if (level === 2 && !owns(link, { peer: heard.spa, local: null, widest: RT_SCOPE_LINK }))
    return 'learn-outside-subnet';
  return 'learn-created';
}
