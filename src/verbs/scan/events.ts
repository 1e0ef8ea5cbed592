import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import type { ProxyRange, Station } from '../../inventory/station.ts';

/** What one interface will be asked for. */
export interface PlannedInterface {
  readonly name: string;
  readonly mac: Mac;
  readonly addresses: readonly Ipv4[];
  readonly targets: number;
  readonly vlans: readonly number[];
}

/** What is told while addresses are asked for: the plan first, before anything is sent. */
export type ScanEvent =
  | {
      readonly type: 'plan';
      readonly interfaces: readonly PlannedInterface[];
      /** at most, while nothing gets lost and nothing is in doubt */
      readonly packets: number;
      /** so many more at most when packets get lost, and for evidence */
      readonly ifLost: number;
      readonly evidence: number;
      /** never more than this in all */
      readonly most: number;
      /** packets per second on each interface; Infinity as fast as the link takes them */
      readonly rate: number;
      readonly seconds: number;
      readonly fastSeconds: number;
    }
  | { readonly type: 'station'; readonly station: Station }
  | {
      readonly type: 'progress';
      readonly sent: number;
      readonly toSend: number;
      readonly answered: number;
      readonly pass: number;
      readonly secondsLeft: number;
    }
  | { readonly type: 'note'; readonly code: NoteCode; readonly text: string }
  | {
      readonly type: 'frame';
      readonly interface: string;
      readonly at: Instant;
      readonly bytes: Uint8Array;
      readonly wireLength: number;
      readonly outgoing: boolean;
    };

/** What a note is about; its text is for people. */
export type NoteCode =
  | 'loss'
  | 'slow'
  | 'drops'
  | 'link-lost'
  | 'zero-sender-only'
  | 'queue-full'
  | 'others'
  | 'bound';

/** How it ended: addresses asked and answered, packets sent, shares from 0 to 1, seconds. */
export interface ScanReport {
  /** addresses asked for, each interface and VLAN counted */
  readonly asked: number;
  readonly answered: number;
  readonly stations: number;
  /** frames that left this machine for this scan */
  readonly sent: number;
  /** those of them that only made sure of a verdict */
  readonly evidence: number;
  /** part of the questions or answers that got lost, 0 to 1; null when nobody answered twice */
  readonly lossEstimate: number | null;
  /** hosts that are probably there and were not heard; null when it cannot be told */
  readonly missedEstimate: number | null;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly linkLost: string | null;
  /** frames the kernel dropped before we could read them */
  readonly drops: number;
  readonly late: number;
  /** answers to questions of other machines or programs */
  readonly others: number;
  readonly ranges: readonly ProxyRange[];
}
