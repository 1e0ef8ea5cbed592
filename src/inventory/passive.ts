import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import type { Evidence, VerdictWord } from './verdict.ts';
import { virtualOf } from './virtual.ts';

/** A capture can also show that an address went from one MAC to another. */
export type PassiveVerdict = VerdictWord | 'moved';

/** Who claimed one address in a capture. Claims alone: nobody could be asked. */
export interface ClaimedAddress {
  readonly ip: Ipv4;
  /** In the order of their first claims. */
  readonly macs: readonly Mac[];
  /** How often a claim came from another MAC than the one before. */
  readonly switches: number;
  /** Switches that began with an announcement or a gratuitous ARP: what a failover does. */
  readonly announced?: number;
  /** Switches that did not, and came so soon after a claim of the MAC before that nobody can have moved. */
  readonly quick?: number;
}

/**
 * What claims alone can show. MACs in turns are a conflict, unless they share another address: two hosts quarrel about
 * one address, one host with several NICs answers for all of its own from each. One change of MAC is a move, and so is
 * each change that was announced.
 * `sharedBy` tells which other addresses both of two MACs claimed.
 */
export function judgePassive(
  claimed: ClaimedAddress,
  sharedBy: (one: Mac, other: Mac) => readonly Ipv4[],
): { readonly verdict: PassiveVerdict; readonly why: readonly Evidence[] } {
  const { macs, switches, announced = 0, quick = 0 } = claimed;
  const [first] = macs;
  if (first === undefined || macs.length === 1) {
    const virtual = first === undefined ? undefined : virtualOf(first);
    return virtual ? { verdict: 'virtual', why: [virtual] } : { verdict: 'ok', why: [] };
  }
  const list = listed(macs);
  const address = formatIpv4(claimed.ip);
  if (quick === 0 && switches - announced < macs.length) {
    const times = switches === 1 ? 'once' : `${switches} times`;
    const how = announced === 0 ? '' : `, ${announced} of them announced`;
    const text = `${address} went from MAC to MAC ${times}${how}, in this order: ${list}`;
    return { verdict: 'moved', why: [{ code: 'moved', text }, ...virtuals(macs)] };
  }
  const several: Evidence = {
    code: 'interleaved-claims',
    text: `${list} claim ${address} in turns, with ${switches === 1 ? '1 change' : `${switches} changes`}`,
  };
  const common = macs.slice(1).map((mac) => sharedBy(first, mac).filter((ip) => ip !== claimed.ip));
  if (common.every((ips) => ips.length > 0)) {
    const others = [...new Set(common.flat())].sort((a, b) => a - b).map(formatIpv4);
    const text = `the same MACs claim ${others.join(', ')} too: one host with several NICs on this segment`;
    return { verdict: 'flux', why: [several, { code: 'same-answers', text }] };
  }
  return { verdict: 'conflict', why: [several, ...virtuals(macs)] };
}

const MOST_LISTED = 8;

function listed(macs: readonly Mac[]): string {
  const shown = macs.slice(0, MOST_LISTED).map(formatMac);
  const more = macs.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}

function virtuals(macs: readonly Mac[]): Evidence[] {
  return macs.slice(0, MOST_LISTED).flatMap((mac) => {
    const virtual = virtualOf(mac);
    return virtual ? [{ ...virtual, text: `${formatMac(mac)} is ${virtual.text}` }] : [];
  });
}
