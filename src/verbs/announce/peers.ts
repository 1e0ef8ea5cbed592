import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Belief, Proof, ProofCode } from './events.ts';

/** So many questions in a row without an answer are no accident. */
export const ENOUGH = 3;
/** An answer on a LAN takes less, from a host that is awake. */
export const ANSWER_WAIT: Millis = 100;

/** Questions from one address to one peer, and the answers to them. */
export class Trials {
  asked = 0;
  answered = 0;
  /** Since the last answer. */
  unanswered = 0;
  /** By the verb's clock; the beginning of time before the first. */
  askedAt: Instant = Number.NEGATIVE_INFINITY;

  ask(now: Instant): void {
    this.asked++;
    this.unanswered++;
    this.askedAt = now;
  }

  /** Enough questions had the time for an answer, and found none. */
  silent(now: Instant): boolean {
    if (this.unanswered > ENOUGH) return true;
    return this.unanswered === ENOUGH && now >= this.askedAt + ANSWER_WAIT;
  }

  answer(): void {
    this.answered++;
    this.unanswered = 0;
  }

  reset(): void {
    this.asked = 0;
    this.answered = 0;
    this.unanswered = 0;
    this.askedAt = Number.NEGATIVE_INFINITY;
  }
}

/** Somebody who must believe the announced addresses. */
export class Peer {
  readonly ip: Ipv4;
  mac: Mac | null;
  /** Our own address that is compared with; null when there is none in his subnet. */
  readonly own: Ipv4 | null;
  readonly ownTrials = new Trials();
  /** Echoes stay unanswered: datagrams that he should refuse are sent too. */
  datagrams = false;
  /** Where he sends is being asked, since his MAC is known. */
  met = false;

  constructor(ip: Ipv4, mac: Mac | null, own: Ipv4 | null) {
    this.ip = ip;
    this.mac = mac;
    this.own = own;
  }
}

/** One announced address and one peer. */
export class Pair {
  readonly ip: Ipv4;
  readonly peer: Peer;
  readonly trials = new Trials();
  /** What his last answer to us was; null while there was none. */
  believedBy: 'echo-answered' | 'datagram-refused' | 'asked-us' | null = null;
  /** The first answer after the announcement, by the kernel's clock. */
  provenAt: Instant | null = null;
  /** Where his answers were seen to go, if not to us; a newer answer to us takes it back. */
  overheard: Mac | null = null;
  /** That is the MAC of another NIC of ours. */
  beside = false;
  told = false;
  before: Belief | null = null;
  /** When the next question is due, by the verb's clock; null: none is. */
  dueAt: Instant | null = null;
  gap: Millis = 0;
  /** How many questions there had been when this row of them began. */
  askedBefore = 0;
  /** What was said of it last. */
  toldBelief: Belief | null = null;
  #ownAnswers = 0;

  constructor(ip: Ipv4, peer: Peer) {
    this.ip = ip;
    this.peer = peer;
  }

  prove(by: NonNullable<Pair['believedBy']>, at: Instant): void {
    this.believedBy = by;
    this.provenAt ??= at;
    this.overheard = null;
    this.beside = false;
    this.trials.unanswered = 0;
    this.#ownAnswers = this.peer.ownTrials.answered;
  }

  /** What it sends to the address goes to `mac`, which may be that of another NIC of ours. */
  overhear(mac: Mac, beside = false): void {
    this.overheard = mac;
    this.beside = beside;
  }

  /** What is known so far counts as before the announcement. */
  turnPage(before: Belief | null): void {
    this.before = before;
    this.believedBy = null;
    this.provenAt = null;
    this.overheard = null;
    this.beside = false;
    this.trials.reset();
    this.askedBefore = 0;
    this.#ownAnswers = this.peer.ownTrials.answered;
  }

  /** His answers to our own address since he last answered the announced one. */
  get ownAnswers(): number {
    return this.peer.ownTrials.answered - this.#ownAnswers;
  }

  /** This row of questions has its answer, or gets none from a peer that is known to believe. */
  get answered(): boolean {
    const { believedBy, trials } = this;
    if (believedBy === null || trials.asked === this.askedBefore) return false;
    return trials.unanswered === 0 || (believedBy === 'asked-us' && trials.unanswered >= ENOUGH);
  }

  /** Enough was asked to judge, and its answers would be here by now. */
  settled(now: Instant): boolean {
    if (this.believedBy !== null || this.overheard !== null) return true;
    return this.trials.silent(now);
  }

  /** `now` by the verb's clock. */
  judge(now: Instant): { readonly belief: Belief; readonly code: ProofCode } {
    const { trials, peer, believedBy, overheard } = this;
    const silent = trials.silent(now);
    if (overheard !== null) return { belief: 'stale', code: this.beside ? 'other-nic' : 'overheard' };
    if (silent && peer.own !== null && this.ownAnswers >= ENOUGH - 1)
      return { belief: 'stale', code: 'own-alone' };
    if (believedBy !== null) return { belief: 'believed', code: believedBy };
    if (peer.mac === null) return { belief: 'unknown', code: 'absent' };
    if (!silent) return { belief: 'unknown', code: 'untried' };
    return { belief: 'unknown', code: peer.own === null ? 'nothing-to-compare' : 'no-answer' };
  }

  proof(now: Instant, known: { readonly announcedAt: Instant | null; readonly rival: Mac | null }): Proof {
    const { ip, peer, trials, provenAt, overheard, before, told } = this;
    const verdict = this.judge(now);
    const { announcedAt, rival } = known;
    return {
      ip,
      peer: peer.ip,
      peerMac: peer.mac,
      ...verdict,
      afterMs: provenAt === null || announcedAt === null ? null : Math.max(0, provenAt - announcedAt),
      sendsTo: verdict.belief === 'stale' ? (overheard ?? rival) : null,
      before,
      told,
      asked: trials.asked,
      answered: trials.answered,
    };
  }
}
