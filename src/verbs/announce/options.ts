import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { TargetSet } from '../../base/target-set.ts';
import type { Millis } from '../../base/time.ts';
import type { InterfaceFacts } from '../../ports/host.ts';

/** How everybody is told: `request` who-has IP tell IP (RFC 5227 2.3), `reply` IP is-at MAC, sender and target alike. */
export type AnnounceForm = 'request' | 'reply';

/** Somebody who must believe it; his MAC is asked for when it is not given. */
export interface Via {
  readonly ip: Ipv4;
  readonly mac: Mac | null;
}

export interface AnnounceOptions {
  readonly facts: InterfaceFacts;
  /** null: without a tag */
  readonly vlan: number | null;
  readonly addresses: TargetSet;
  readonly forms: readonly AnnounceForm[];
  readonly via: readonly Via[];
  /** Prove it with each of `via`. */
  readonly verify: boolean;
  /** Ask first who answers for the addresses now. */
  readonly check: boolean;
  /** Find out first what those of `via` believe; without, an outage is shorter by the time it takes. */
  readonly before: boolean;
  /** Announce addresses that are not on this machine. */
  readonly force: boolean;
  /** Announce addresses that somebody else still answers for. */
  readonly takeover: boolean;
  /** Rounds; each tells everybody in every form, and each of `via`. 0: nobody is told, and only what is so already is proven. */
  readonly count: number;
  /** From the beginning of a round to the next. */
  readonly interval: Millis;
  /** Tell everybody again for ever, so often; null: not. */
  readonly refresh: Millis | null;
  /** Packets a second; Infinity: as fast as the link takes them. */
  readonly rate: number;
  /** From the first announcement on: so long it is repeated to those of `via` who do not believe it. */
  readonly patience: Millis;
  /** Events of the type `frame` are wanted. */
  readonly frames: boolean;
}

/** One more than the lock time of a Linux cache (net.ipv4.neigh.*.locktime): what comes sooner may be left unheard. */
export const ANNOUNCE_INTERVAL: Millis = 1100;
export const DEFAULT_COUNT = 3;
export const ANNOUNCE_RATE = 1000;
export const DEFAULT_PATIENCE: Millis = 10_000;
