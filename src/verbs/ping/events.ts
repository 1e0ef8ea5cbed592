import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Form } from '../../asking/ledger.ts';
import type { ScanEvent } from '../scan/events.ts';
import type { Station } from '../../inventory/station.ts';
import type { RttSpread } from './rtt.ts';

/** One answer to one of our questions. */
export interface PingReply {
  readonly mac: Mac;
  /** The question it answers, from 1. */
  readonly question: number;
  /** From that question to this answer, both stamped by the kernel. */
  readonly rttMs: Millis;
  /** It came after the next question had left. */
  readonly late: boolean;
  /** Only this question can have caused it. */
  readonly certain: boolean;
  /** This MAC had answered this question before. */
  readonly repeated: boolean;
  readonly form: Form;
  /** The question went to one MAC. */
  readonly asked: 'broadcast' | 'unicast';
  /** The answer came as an Ethernet broadcast. */
  readonly byBroadcast: boolean;
  /** Of the frame on the wire, in bytes. */
  readonly length: number;
  /** by the kernel's clock */
  readonly at: Instant;
}

/** What is told while an address is asked for. */
export type PingEvent =
  /** With `capture`: every frame of the link, both directions. */
  | Extract<ScanEvent, { type: 'frame' }>
  | { readonly type: 'asking'; readonly source: Ipv4; readonly interface: string }
  | { readonly type: 'reply'; readonly reply: PingReply }
  /** Told when the next question leaves, or at the end; a late answer may still come. */
  | { readonly type: 'unanswered'; readonly question: number }
  /** An answer about the target to a question that was not ours. */
  | { readonly type: 'other'; readonly mac: Mac; readonly to: Ipv4 }
  /** So many further answers, faster than they can be told one by one: repeated, of others, or of too many MACs. */
  | { readonly type: 'more'; readonly replies: number }
  /** The last word on one MAC that answered. */
  | { readonly type: 'station'; readonly station: Station }
  | { readonly type: 'note'; readonly code: 'link-lost' | 'drops'; readonly text: string };

/** How it ended: counts of frames, round trips in milliseconds, and the last word on each MAC. */
export interface PingReport {
  /** Questions that left, those by unicast among them, and how many of them were answered. */
  readonly asked: number;
  readonly unicast: number;
  readonly answered: number;
  /** Questions asked that none of those who answer ever answers: probes, where only a proxy answers. No loss. */
  readonly unanswerable: number;
  /** Frames that left, the questions for evidence included. */
  readonly sent: number;
  readonly replies: number;
  readonly late: number;
  readonly repeated: number;
  readonly others: number;
  /** Of the first answer to each question; null without any. */
  readonly rtt: RttSpread | null;
  readonly stations: readonly Station[];
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly linkLost: string | null;
  readonly drops: number;
}
