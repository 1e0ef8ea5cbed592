import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Belief, Proof, ProofCode } from './events.ts';

/** So many questions in a row without an answer are no accident. */
export const ENOUGH = 3;
/** An answer on a LAN takes less, from a host that is awake. */
export const ANSWER_WAIT: Millis = 100;

/** Whoever answers a question beside its receiver does so within this time, or is not seen. */
export const SECOND_WAIT: Millis = 200;

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
  /** The first that answered for him, or the one that was given. */
  mac: Mac | null;
  /** Another MAC answers for him too, and nobody said which one is his. */
  contested = false;
  /** Our own address that is compared with; null when there is none in his subnet. */
  readonly own: Ipv4 | null;
  readonly ownTrials = new Trials();
  /** Echoes stay unanswered: datagrams that he should refuse are sent too. */
  datagrams = false;
  /** Where he sends is being asked, since his MAC is known. */
  met = false;
  /** His MAC was given: nobody else's claim counts. */
  readonly named: boolean;

  constructor(ip: Ipv4, mac: Mac | null, own: Ipv4 | null) {
    this.ip = ip;
    this.mac = mac;
    this.named = mac !== null;
    this.own = own;
  }

  /** `mac` answers for his address. */
  claim(mac: Mac): void {
    if (this.named) return;
    this.mac ??= mac;
    if (this.mac !== mac) this.contested = true;
  }
}

/** One announced address and one peer. */
export class PeerPair {
  readonly ip: Ipv4;
  readonly peer: Peer;
  readonly trials = new Trials();
  /** What his last answer to us was; null while there was none. */
  believedBy: 'echo-answered' | 'datagram-refused' | null = null;
  /** The first answer after the announcement, by the kernel's clock. */
  provenAt: Instant | null = null;
  /** Until then a second answer to the same question may come; by the verb's clock. */
  believableAt: Instant | null = null;
  /** One question was answered twice: somebody sees them, and answers beside him. */
  doubted = false;
  /** Only a MAC that is not his answered. */
  foreign: Mac | null = null;
  /** Where his answers were seen to go, if not to us; a newer answer to us takes it back. */
  overheard: Mac | null = null;
  /** That is the MAC of another NIC of ours. */
  beside = false;
  /** The MAC that a question of his for the address went to, by ARP: anybody can forge it, so it shows little. */
  hint: { readonly to: Mac; readonly us: boolean } | null = null;
  told = false;
  before: Belief | null = null;
  /** When the next question is due, by the verb's clock; null: none is. */
  dueAt: Instant | null = null;
  gap: Millis = 0;
  /** Of this row of questions. */
  asksLeft = 0;
  /** How many questions there had been when this row of them began. */
  askedBefore = 0;
  /** What was said of it last. */
  toldBelief: Belief | null = null;
  #ownAnswers = 0;

  constructor(ip: Ipv4, peer: Peer) {
    this.ip = ip;
    this.peer = peer;
  }

  /** `at` by the kernel's clock, `now` by the verb's. */
  prove(by: NonNullable<PeerPair['believedBy']>, at: Instant, now: Instant): void {
    this.believedBy = by;
    this.provenAt ??= at;
    this.believableAt ??= now + SECOND_WAIT;
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
    this.believableAt = null;
    this.doubted = false;
    this.foreign = null;
    this.overheard = null;
    this.beside = false;
    this.hint = null;
    this.trials.reset();
    this.askedBefore = 0;
    this.#ownAnswers = this.peer.ownTrials.answered;
  }

  /** His answers to our own address since he last answered the announced one. */
  get ownAnswers(): number {
    return this.peer.ownTrials.answered - this.#ownAnswers;
  }

  /** This row of questions has its answer. */
  get answered(): boolean {
    const { believedBy, trials } = this;
    return believedBy !== null && trials.asked > this.askedBefore && trials.unanswered === 0;
  }

  /** He answered, and a second answer to the same question could still come. */
  settling(now: Instant): boolean {
    return this.believableAt !== null && now < this.believableAt;
  }

  /** Enough was asked to judge, and its answers would be here by now. */
  settled(now: Instant): boolean {
    if (this.overheard !== null) return true;
    if (this.believedBy !== null) return !this.settling(now);
    return this.trials.silent(now);
  }

  /** Telling and asking again changes nothing. */
  decided(now: Instant): boolean {
    const { belief } = this.judge(now);
    return belief === 'believed' || (belief === 'contested' && this.settled(now)) || this.settling(now);
  }

  /** `now` by the verb's clock. */
  judge(now: Instant): { readonly belief: Belief; readonly code: ProofCode } {
    const { trials, peer, believedBy, overheard, hint } = this;
    const silent = trials.silent(now);
    if (peer.contested) return { belief: 'contested', code: 'two-macs' };
    if (overheard !== null) return { belief: 'stale', code: this.beside ? 'other-nic' : 'overheard' };
    if (silent && peer.own !== null && this.ownAnswers >= ENOUGH - 1)
      return { belief: 'stale', code: 'own-alone' };
    if (this.doubted) return { belief: 'contested', code: 'answered-twice' };
    if (believedBy !== null && !this.settling(now)) return { belief: 'believed', code: believedBy };
    if (peer.mac === null) return { belief: 'unknown', code: 'absent' };
    if (!silent) return { belief: 'unknown', code: 'untried' };
    if (this.foreign !== null) return { belief: 'unknown', code: 'other-source' };
    if (hint !== null)
      return hint.us ? { belief: 'likely', code: 'asked-us' } : { belief: 'unknown', code: 'asked-another' };
    return { belief: 'unknown', code: peer.own === null ? 'nothing-to-compare' : 'no-answer' };
  }

  proof(now: Instant, known: { readonly announcedAt: Instant | null; readonly rival: Mac | null }): Proof {
    const { ip, peer, trials, provenAt, before, told } = this;
    const verdict = this.judge(now);
    const { announcedAt } = known;
    return {
      ip,
      peer: peer.ip,
      peerMac: peer.mac,
      ...verdict,
      afterMs: provenAt === null || announcedAt === null ? null : Math.max(0, provenAt - announcedAt),
      sendsTo: this.#sendsTo(verdict, known.rival),
      before,
      told,
      asked: trials.asked,
      answered: trials.answered,
    };
  }

  #sendsTo({ belief, code }: ReturnType<PeerPair['judge']>, rival: Mac | null): Mac | null {
    if (belief === 'stale') return this.overheard ?? rival;
    return code === 'asked-another' ? (this.hint?.to ?? null) : null;
  }
}
