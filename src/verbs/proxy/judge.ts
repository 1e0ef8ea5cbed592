import { isLoopbackIpv4, isMulticastIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, isMulticastMac, type Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import type { Glance } from '../../wire/glance.ts';
import { type Book, STATE } from './book.ts';
import type { Ground } from './ground.ts';
import type { AskerLimit } from './limit.ts';
import type { ProxyReason } from './reasons.ts';

/** What a question is judged by. */
export interface Bench {
  readonly ground: Ground;
  readonly book: Book;
  readonly limit: AskerLimit;
  /** MACs a question may be sent to and still be for us. */
  readonly macs: { readonly nic: Mac; readonly told: Mac };
  /** Addresses of this machine. */
  readonly own: ReadonlySet<Ipv4>;
}

/**
 * Whether a who-has heard on the link is answered, or why not. `checking` means not yet known: the address is to be
 * asked for first. A probe is never answered, as no proxy of the kernel does (RFC 5227 2.1.1, net/ipv4/arp.c
 * arp_process): its sender wants to know of owners.
 */
export function judgeRequest(heard: Glance, bench: Bench, now: Instant): ProxyReason {
  const standing = bench.ground.standingOf(heard.tpa);
  if (standing !== 'ours') return standing;
  const { dst, spa, sha } = heard;
  if (dst !== BROADCAST_MAC && dst !== bench.macs.nic && dst !== bench.macs.told) return 'not-for-us';
  if (spa === 0) return 'probe';
  if (spa === heard.tpa) return 'gratuitous';
  if (!canAsk(spa, sha) || bench.own.has(spa)) return 'bad-asker';
  const state = bench.book.stateOf(heard.tpa);
  if (state === STATE.owned) return 'owner-lives';
  if (state === STATE.yielded) return 'other-proxy';
  if (state !== STATE.free) return 'checking';
  return bench.limit.allows(sha, now) ? 'answered' : 'rate-limited';
}

function canAsk(spa: Ipv4, sha: Mac): boolean {
  if (sha === 0 || isMulticastMac(sha)) return false;
  return !isMulticastIpv4(spa) && spa >>> 28 !== 15 && !isLoopbackIpv4(spa) && spa >>> 24 !== 0;
}
