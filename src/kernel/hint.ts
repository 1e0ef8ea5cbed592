import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { ReasonCode } from './reasons.ts';

/** What a frame tells the neighbour table about its sender; what comes of it depends on the entry. */
export type Hint = {
  readonly link: string;
  readonly ip: Ipv4;
  readonly mac: Mac;
  /** REACHABLE only from a reply that was sent to us alone. */
  readonly state: 'reachable' | 'stale';
  /** Makes an entry if there is none. */
  readonly creates: boolean;
  /** What it means where there is no entry: why one is made, or why not. */
  readonly absent: ReasonCode;
  /** Why it changes the MAC also within locktime; null when it does not. */
  readonly overrides: 'learn-asker' | 'learn-gratuitous' | null;
};
