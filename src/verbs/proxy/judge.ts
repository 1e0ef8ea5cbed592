import type { Instant } from '../../base/time.ts';
import { type Ears, questionFlaw } from '../../kernel/hearing.ts';
import type { Glance } from '../../wire/glance.ts';
import { type OwnerBook, STATE } from './book.ts';
import type { Ground } from './ground.ts';
import type { AskerLimit } from '../../asking/asker-limit.ts';
import type { ProxyReason } from './reasons.ts';

/** What a question is judged by. */
export interface Bench {
  readonly ground: Ground;
  readonly book: OwnerBook;
  readonly limit: AskerLimit;
  /** What a question must be sent to, and who cannot ask. */
  readonly ears: Omit<Ears, 'vlan'>;
}

/**
 * Whether a who-has heard on the link is answered, or why not. `checking` means not yet known: the address is to be
 * asked for first. A probe is never answered, as no proxy of the kernel does (RFC 5227 2.1.1, net/ipv4/arp.c
 * arp_process): its sender wants to know of owners.
 */
export function judgeRequest(heard: Glance, bench: Bench, now: Instant): ProxyReason {
  const standing = bench.ground.standingOf(heard.tpa);
  if (standing !== 'ours') return standing;
  const flaw = questionFlaw(heard, bench.ears);
  if (flaw === 'other-host') return 'not-for-us';
  const { spa, sha } = heard;
  if (spa === 0) return 'probe';
  if (spa === heard.tpa) return 'gratuitous';
  if (flaw !== null) return 'bad-asker';
  const state = bench.book.stateOf(heard.tpa);
  if (state === STATE.owned) return 'owner-lives';
  if (state === STATE.yielded) return 'other-proxy';
  if (state !== STATE.free) return 'checking';
  return ALLOWED[bench.limit.allows(sha, now)];
}

const ALLOWED = { yes: 'answered', asker: 'rate-limited', all: 'flooded' } as const;
