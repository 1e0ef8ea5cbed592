import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Millis } from '../../base/time.ts';
import type { Entry } from '../../kernel/learn.ts';
import type { NudState } from '../../kernel/host.ts';
import type { ReasonCode } from '../../kernel/reasons.ts';
import type { TraceStep } from '../../kernel/trace.ts';

/** What all explanations have in common. */
interface Explained {
  readonly yes: boolean;
  readonly reason: ReasonCode;
  /** The decision step by step, with the settings that made it. */
  readonly steps: readonly TraceStep[];
  /** What the snapshot cannot know and may make the host do otherwise, one plain sentence each. */
  readonly doubts: readonly string[];
}

/** An answer as it leaves. */
export interface ToldAnswer {
  readonly link: string;
  readonly mac: Mac;
  /** It waits for a random part of this; 0: at once. */
  readonly delay: Millis;
}

/** Would the host answer the question. */
export interface WhoHasExplanation extends Explained {
  readonly question: 'who-has';
  readonly ip: Ipv4;
  readonly on: string;
  readonly from: Ipv4;
  /** The asker was made up, because none was given. */
  readonly supposed: boolean;
  readonly broadcast: boolean;
  readonly answer: ToldAnswer | null;
  /** Other links of the host on the same segment that would answer the same question too: flux. */
  readonly others: readonly ToldAnswer[];
  /** What the neighbour table takes from the question, or why nothing. */
  readonly learned: ReasonCode;
}

/** Which way a packet takes, and which ARP request it needs. */
export interface ToExplanation extends Explained {
  readonly question: 'to';
  readonly ip: Ipv4;
  readonly from: Ipv4 | null;
  readonly path: ToldPath | null;
}

/** The way of a packet out of the host. */
export interface ToldPath {
  readonly link: string;
  readonly nextHop: Ipv4;
  /** A gateway by IPv6 in its place; null: none. */
  readonly via6: string | null;
  readonly source: Ipv4;
  readonly route: string;
  /** How many next hops the kernel picks one of. */
  readonly ways: number;
  /** The sender address and MAC of the ARP request, and why; null when none is needed. */
  readonly request: { readonly sender: Ipv4; readonly mac: Mac; readonly reason: ReasonCode } | null;
  /** What the neighbour table says of the next hop now; null: nothing. */
  readonly known: { readonly state: NudState; readonly mac: Mac | null } | null;
}

/** How an address is told. */
export type IsAtForm = 'reply' | 'announcement' | 'announcement-reply' | 'question';

/** Would the table change if the frame came in. */
export interface IsAtExplanation extends Explained {
  readonly question: 'is-at';
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly on: string;
  readonly form: IsAtForm;
  readonly broadcast: boolean;
  readonly before: Entry | null;
  readonly after: Entry | null;
}

export type Explanation = WhoHasExplanation | ToExplanation | IsAtExplanation;
