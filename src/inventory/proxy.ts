import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import type { Evidence } from './verdict.ts';

/** So many addresses behind one MAC that answers no probe are a proxy; fewer may be a host that ignores probes. */
export const MANY_PROXIED = 4;
/** The same between proxies: each asked before that nobody owns what it answers for, so fewer are enough. */
export const FEW_PROXIED = 3;
/** So many addresses picked by chance: a host with half of a subnet would pass for a proxy once in sixteen. */
export const CONTROLS = 4;

/** How a MAC stands with all it answers for: three numbers, however many addresses there are. */
export interface Standing {
  /** Answered a question with sender 0.0.0.0 for so many addresses, and for so many others none. */
  readonly owned: number;
  readonly unheard: number;
  /** Those of the latter for which it was asked so by unicast, in vain. */
  readonly tested: number;
}

/** How it answers for one address. */
export interface Answering {
  /** Answers to questions with sender 0.0.0.0, and to questions with our own. */
  readonly zero: number;
  readonly own: number;
  /** Asked by unicast with sender 0.0.0.0 in vain: a proxy, or a host that ignores such questions. */
  readonly silentToProbe: boolean;
}

/**
 * Linux answers a question with sender 0.0.0.0 only for addresses of its own, never as a proxy (net/ipv4/arp.c
 * arp_process): who answers such questions elsewhere and not here is a proxy here.
 */
export function isProxy({ owned, unheard, tested }: Standing, answering: Answering): boolean {
  if (answering.zero > 0 || answering.own === 0) return false;
  if (tested === 0 || (!answering.silentToProbe && tested < unheard && tested < MANY_PROXIED)) return false;
  return owned > 0 || isCrowd(unheard);
}

/** Too many addresses without an answer to a probe for an owner that ignores probes. */
export function isCrowd(unprobed: number, least: number = MANY_PROXIED): boolean {
  return unprobed >= least;
}

/** `owner`: an address the same MAC answers for as its own. */
export function proxyEvidence(mac: Mac, owner: Ipv4 | undefined): Evidence {
  const name = formatMac(mac);
  if (owner !== undefined) {
    const text = `${name} answers questions with sender 0.0.0.0 for ${formatIpv4(owner)} but not for this address: it answers for somebody else`;
    return { code: 'proxies-only', text };
  }
  const text = `${name} answers for ${MANY_PROXIED} addresses or more, and for none of them a question with sender 0.0.0.0`;
  return { code: 'proxies-many', text };
}

export function shadowsOwner(proxy: Mac, owner: Mac, ip: Ipv4): Evidence {
  const text = `${formatMac(proxy)} answers as a proxy for ${formatIpv4(ip)}, although its owner ${formatMac(owner)} lives on this segment`;
  return { code: 'shadows-owner', text };
}

/** Of a MAC that answered for all of these, which nobody is known to have: its answers prove no ownership. */
export function answersForAll(mac: Mac, controls: readonly Ipv4[]): Evidence {
  const list = controls.map(formatIpv4).join(', ');
  return {
    code: 'answers-for-all',
    text: `${formatMac(mac)} answers just as well for ${list}, picked by chance: it answers for others`,
  };
}
