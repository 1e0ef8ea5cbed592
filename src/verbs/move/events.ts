import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { AddressPlan } from '../../change/change.ts';
import type { AnnounceEvent, AnnounceReport } from '../announce/events.ts';
import type { MovePlan } from './plan.ts';

/** What is told while an address is brought here; `frame` events when they were asked for. */
export type MoveEvent =
  | { readonly type: 'plan'; readonly plan: MovePlan }
  /** Who answers for the address before anything is done; empty: nobody. */
  | { readonly type: 'owner'; readonly macs: readonly Mac[] }
  /** The old owner answers, and is waited for. */
  | { readonly type: 'waiting'; readonly macs: readonly Mac[] }
  /** It answers no more. */
  | { readonly type: 'silent' }
  /** `name` is that of the journal's entry. */
  | { readonly type: 'added'; readonly address: AddressPlan; readonly name: string }
  | { readonly type: 'taken-back'; readonly complete: boolean; readonly left: readonly string[] }
  | Exclude<AnnounceEvent, { readonly type: 'plan' }>;

/** From when the outage is counted. */
export type OutageFrom =
  /** The last answer of the old owner. */
  | 'last-answer'
  /** The first question that nobody answered: it may be longer. */
  | 'first-silence';

/** How it went. */
export interface MoveReport {
  /**
   * `moved`: it is here, and no peer is shown to send elsewhere. `in-use`: somebody answers for it. `refused`: the kernel
   * did not take it. `taken-back`: it was here, and is not any more. `stuck`: it could not be taken back.
   */
  readonly ending: 'moved' | 'in-use' | 'refused' | 'interrupted' | 'link-lost' | 'taken-back' | 'stuck';
  readonly owners: readonly Mac[];
  /** It was on the interface before. */
  readonly already: boolean;
  /** The entry of the journal; null when nothing was changed. */
  readonly name: string | null;
  /** Why the kernel refused, in its words. */
  readonly refusal: string | null;
  /** Until the last peer believed it, or without peers until the first announcement; null: unknown, or none with a takeover. */
  readonly outageMs: Millis | null;
  readonly outageFrom: OutageFrom | null;
  readonly addedAt: Instant | null;
  readonly announced: AnnounceReport | null;
  /** Packets that left, questions too. */
  readonly sent: number;
  readonly interrupted: boolean;
  readonly linkLost: string | null;
  readonly seconds: number;
}
