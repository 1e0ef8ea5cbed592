import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Evidence, VerdictWord } from '../../inventory/verdict.ts';
import type { ReasonCode } from '../../kernel/reasons.ts';
import type { PlannedInterface } from '../scan/events.ts';

/** What is known of an address in the end. `unknown`: the link was lost, or the check was cut short. */
export type CheckState = 'free' | 'used' | 'proxied' | 'contested' | 'conflict' | 'own' | 'unknown';

/** How somebody showed that the address is theirs, or is to be. */
export type HolderSign =
  /** It answers questions for the address. */
  | 'answers'
  /** It uses the address as the sender of a question of its own, or told of it unasked. */
  | 'speaks'
  /** It probes for it as we do. */
  | 'probes';

/** What a sentence is founded on; the codes of stations and those of claims. */
export interface ClaimEvidence {
  readonly code: Evidence['code'] | ReasonCode;
  readonly text: string;
}

/** Somebody who has the address, or wants it. */
export interface Holder {
  /** null: another program on this machine, behind the same card. */
  readonly mac: Mac | null;
  readonly sign: HolderSign;
  /** null: it was not examined, because it answers no question. */
  readonly verdict: VerdictWord | null;
  readonly why: readonly ClaimEvidence[];
}

/** What is known of one address, and who has it. */
export interface CheckResult {
  readonly ip: Ipv4;
  readonly interface: string;
  readonly vlan: number | null;
  readonly state: CheckState;
  readonly by: readonly Holder[];
  readonly why: readonly ClaimEvidence[];
  /** Probes that left, RFC 5227 asks for three. */
  readonly probes: number;
  readonly seconds: number;
}

/** A frame that was heard or sent, with bytes of its own. */
export interface FrameSeen {
  readonly type: 'frame';
  readonly interface: string;
  readonly at: Instant;
  readonly bytes: Uint8Array;
  readonly wireLength: number;
  readonly outgoing: boolean;
}

/** What will be sent at most, in packets, and how long it takes, in seconds. */
export interface ClaimPlan {
  readonly type: 'plan';
  readonly interfaces: readonly PlannedInterface[];
  /** For addresses nobody has, and beside that to find out who has one; never more than the sum. */
  readonly packets: number;
  readonly ifLost: number;
  readonly evidence: number;
  readonly most: number;
  readonly rate: number;
  readonly seconds: number;
  readonly fastSeconds: number;
}

/** What a note is about; the text is for people. */
export type ClaimNoteCode = 'link-lost' | 'drops' | 'no-source' | 'own-address';

/** Something a person should know; the code is for programs. */
export interface Note {
  readonly type: 'note';
  readonly code: ClaimNoteCode;
  readonly text: string;
}

/** What is told while addresses are checked: the plan first, before anything is sent. */
export type CheckEvent =
  | ClaimPlan
  | { readonly type: 'result'; readonly result: CheckResult }
  | Note
  | FrameSeen;

/** How a check ended; the results in the order they were found. */
export interface CheckReport {
  readonly asked: number;
  readonly results: readonly CheckResult[];
  readonly sent: number;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly linkLost: string | null;
  readonly drops: number;
}

/** How a claim stands. */
export type ClaimState =
  | 'probing'
  | 'held'
  | 'defended'
  | 'kept'
  | 'down'
  | 'used'
  | 'contested'
  | 'lost'
  | 'released';

/** What is told while an address is claimed: the plan, then each change of its state. */
export type ClaimEvent =
  | ClaimPlan
  | {
      readonly type: 'claim';
      readonly state: ClaimState;
      readonly interface: string;
      readonly by: readonly Holder[];
      /** Further MACs that are meant, since the last time it was said. */
      readonly others: number;
      readonly why: readonly ClaimEvidence[];
      /** Since the claim began. */
      readonly after: Millis;
    }
  | Note
  | FrameSeen;

/** How a claim ended. */
export interface ClaimReport {
  /** The last state. */
  readonly state: ClaimState;
  /** How long the address was ours, in seconds. */
  readonly heldSeconds: number;
  readonly seconds: number;
  /** Times somebody else used it while it was ours. */
  readonly contradictions: number;
  readonly answered: number;
  readonly sent: number;
  readonly interrupted: boolean;
  readonly linkLost: string | null;
  readonly drops: number;
}

/** How a search for free addresses ended. */
export interface FreeReport extends Omit<CheckReport, 'results'> {
  readonly wanted: number;
  /** The free ones, in ascending order. */
  readonly found: readonly CheckResult[];
  /** Addresses that answered in the first pass. */
  readonly answered: number;
  /** Addresses probed for by RFC 5227. */
  readonly checked: number;
}
