import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { AnnouncePlan } from './plan.ts';

/** Where a peer sends what is for the address. */
export type Belief =
  /** To us: it answered a question that only it could see. */
  | 'believed'
  /** To us, as it seems by what anybody could forge. */
  | 'likely'
  /** To another MAC. */
  | 'stale'
  /** Somebody speaks beside the peer, so that what was heard shows nothing. */
  | 'contested'
  | 'unknown';

/** What shows it. */
export type ProofCode =
  /** Its answer to the announced address came to us. */
  | 'echo-answered'
  /** The same with a refused datagram, from a peer that answers no echo. */
  | 'datagram-refused'
  /** It asked our MAC for the address, by unicast: so its table has us, if it was the peer. */
  | 'asked-us'
  /** The same with another MAC. */
  | 'asked-another'
  /** It answers our own address, and the announced one not. */
  | 'own-alone'
  /** Its answer was seen on the way to another MAC. */
  | 'overheard'
  /** Its answer came in on another NIC of ours: it has that one's MAC, so there is ARP flux. */
  | 'other-nic'
  /** Two MACs answer for the peer's address, and which one is his is not known. */
  | 'two-macs'
  /** Two answers came to one question: somebody else sees what is sent to the peer. */
  | 'answered-twice'
  /** What was sent to the peer's MAC was answered from another one, and only from there. */
  | 'other-source'
  /** It answers neither address: neither echoes nor datagrams. */
  | 'no-answer'
  /** There is no address of our own to compare with, and the announced one was not answered. */
  | 'nothing-to-compare'
  /** Nobody answers for the peer's address. */
  | 'absent'
  /** Not tried yet, or cut short. */
  | 'untried';

/** What is known about one peer and one announced address. */
export interface Proof {
  readonly ip: Ipv4;
  readonly peer: Ipv4;
  readonly peerMac: Mac | null;
  readonly belief: Belief;
  readonly code: ProofCode;
  /** From the first announcement to the first answer that came to us after it; null when none did. */
  readonly afterMs: Millis | null;
  /** Where it sends, if it is not to us and was seen or can be told. */
  readonly sendsTo: Mac | null;
  /** Before anything was announced; null when that was not tried. */
  readonly before: Belief | null;
  /** It answered a request that the announced address asked: RFC 826 makes it learn from that. */
  readonly told: boolean;
  /** Echoes and datagrams from the announced address, after the announcement, and the answers to them. */
  readonly asked: number;
  readonly answered: number;
}

/** Somebody else who answers for, or speaks as, an announced address. */
export interface Rival {
  readonly ip: Ipv4;
  readonly mac: Mac;
  /** The address is left alone because of it. */
  readonly refused: boolean;
}

/** What is told while addresses are announced and proven. */
export type AnnounceEvent =
  | {
      readonly type: 'plan';
      readonly interface: string;
      readonly mac: Mac;
      readonly addresses: number;
      readonly peers: readonly Ipv4[];
      readonly plan: AnnouncePlan;
    }
  | { readonly type: 'rival'; readonly rival: Rival }
  /** How it was before anything was announced. */
  | { readonly type: 'before'; readonly proof: Proof }
  /** A round has left. */
  | { readonly type: 'round'; readonly number: number; readonly frames: number }
  /** The belief of a peer became known, or changed. */
  | { readonly type: 'proof'; readonly proof: Proof }
  /** `bytes` are valid until the next event is asked for. */
  | {
      readonly type: 'frame';
      readonly interface: string;
      readonly bytes: Uint8Array;
      readonly wireLength: number;
      readonly outgoing: boolean;
      /** by the kernel's clock */
      readonly at: Instant;
    }
  | { readonly type: 'note'; readonly code: 'link-lost' | 'drops' | 'forged'; readonly text: string };

/** How it ended: what was announced, and who believes it. */
export interface AnnounceReport {
  /** How many addresses were announced, and how many were left alone. */
  readonly announced: number;
  readonly refused: number;
  readonly rounds: number;
  /** Announcements that left, the targeted ones too. */
  readonly frames: number;
  /** Packets that left, with the questions: who-has, echoes, datagrams. */
  readonly sent: number;
  readonly rivals: readonly Rival[];
  /** One for each address and peer, the last word; empty when nothing was to be proven. */
  readonly proofs: readonly Proof[];
  /** When the first announcement left, by the kernel's clock. */
  readonly announcedAt: Instant | null;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly linkLost: string | null;
  readonly drops: number;
}
