import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { GroundPart } from './ground.ts';
import type { ReasonCounts } from './reasons.ts';

/** Why another MAC is left an address: it answered a probe, it spoke with the address, it answers only what is no probe, or it is a proxy. */
export type OwnerSign = 'answered-probe' | 'spoke' | 'answers' | 'proxy';

/**
 * What is said of another proxy: it was there `first`; both began at once, and the lower MAC goes on (`we-keep`,
 * `we-yield`); it went on all the same, so we stop (`stays`), or it stopped (`gone`).
 */
export type RivalTurn = 'first' | 'we-keep' | 'we-yield' | 'stays' | 'gone';

/** What would be answered for on one link. */
export interface PlannedLane {
  readonly interface: string;
  readonly mac: Mac;
  readonly parts: readonly GroundPart[];
  /** Addresses that may be answered for. */
  readonly addresses: number;
  /** Gone through by questions before the first answer; else each is checked when it is first asked for. */
  readonly swept: boolean;
  /** Questions of its own at the start. */
  readonly packets: number;
  readonly seconds: number;
}

/** What a proxy tells: its plan, who holds what, who else answers, and what changed. */
export type ProxyEvent =
  | { readonly type: 'plan'; readonly lanes: readonly PlannedLane[] }
  /** The nets of a link were gone through: from now on the first question is answered at once. */
  | {
      readonly type: 'ready';
      readonly interface: string;
      readonly mac: Mac;
      readonly free: number;
      readonly held: number;
      readonly swept: boolean;
    }
  | {
      readonly type: 'holder';
      readonly interface: string;
      readonly ip: Ipv4;
      readonly mac: Mac;
      readonly sign: OwnerSign;
      /** The role its MAC stands for (VRRP …): such an address is never answered for again. */
      readonly role: string | null;
      /** We answered for it until now. */
      readonly steppedBack: boolean;
    }
  /** Further holders than could be told one by one: more than a link has, somebody makes them up. */
  | { readonly type: 'more'; readonly interface: string; readonly addresses: number }
  /** Its holder was silent for long: we answer again. */
  | { readonly type: 'back'; readonly interface: string; readonly ip: Ipv4; readonly mac: Mac }
  | {
      readonly type: 'rival';
      readonly interface: string;
      readonly mac: Mac;
      readonly turn: RivalTurn;
      /** Addresses known to be meant. */
      readonly addresses: number;
    }
  /** Routes or addresses of this machine changed what is answered for. */
  | { readonly type: 'routes'; readonly interface: string; readonly addresses: number }
  | { readonly type: 'counts'; readonly report: ProxyReport }
  | {
      readonly type: 'note';
      readonly code:
        | 'link-lost'
        | 'drops'
        | 'nothing-ours'
        | 'kernel-proxies'
        | 'not-forwarding'
        | 'no-address'
        | 'flooded'
        | 'unread';
      readonly text: string;
    };

/** What became of one link. */
export interface LaneReport {
  readonly interface: string;
  readonly mac: Mac;
  /** Questions by what became of them. */
  readonly counts: Readonly<ReasonCounts>;
  /** Questions of its own that left. */
  readonly asked: number;
  /** Addresses answered for, left to owners and left to other proxies. */
  readonly free: number;
  readonly owned: number;
  readonly yielded: number;
  readonly linkLost: string | null;
  readonly drops: number;
}

/** How it went, link by link. */
export interface ProxyReport {
  readonly lanes: readonly LaneReport[];
  readonly seconds: number;
  readonly interrupted: boolean;
}
