import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Form } from '../../asking/ledger.ts';

/** One question of a ping. Moments are the link's. */
export interface PingQuestion {
  readonly number: number;
  readonly form: Form;
  readonly unicast: boolean;
  /** Around the system call that sent it. */
  readonly between: readonly [Instant, Instant];
  /** The kernel's stamp on the frame as it left; until that was heard, the moment the system call began. */
  leftAt: Instant;
  stamped: boolean;
  readonly answeredBy: Set<Mac>;
}

/** Which question an answer belongs to. */
export interface Cause {
  readonly question: PingQuestion;
  readonly rttMs: Millis;
  readonly certain: boolean;
  readonly repeated: boolean;
}

/** So many of the last questions can still be answered; no host was seen to answer after half a minute. */
const KEPT = 64;
/** The stamp of a frame that left lies within its system call, give or take the grain of two readings. */
const STAMP_SLACK: Millis = 0.5;
/** Answers on a quiet LAN take less: an answer this soon after a question is its answer, unless the MAC is known to be slower. */
const PROMPT: Millis = 10;

/** The questions of one ping, and which of them an answer is due to. */
export class Questions {
  readonly #kept: PingQuestion[] = [];
  /** The last round trip of each MAC that was certain. */
  readonly #usual = new Map<Mac, Millis>();
  asked = 0;

  add(question: Pick<PingQuestion, 'form' | 'unicast' | 'between'>): PingQuestion {
    const [leftAt] = question.between;
    const whole = { ...question, number: ++this.asked, leftAt, stamped: false, answeredBy: new Set<Mac>() };
    this.#kept.push(whole);
    if (this.#kept.length > KEPT) this.#kept.shift();
    return whole;
  }

  get last(): PingQuestion | undefined {
    return this.#kept.at(-1);
  }

  /** Our own frame came by with the kernel's stamp. Another program's, sent at another moment, is not taken for ours. */
  stamp(form: Form, at: Instant): void {
    const left = this.#kept.find(
      ({ stamped, between: [from, to], ...question }) =>
        !stamped && question.form === form && at >= from - STAMP_SLACK && at <= to + STAMP_SLACK,
    );
    if (left === undefined) return;
    left.leftAt = at;
    left.stamped = true;
  }

  /**
   * An answer repeats the sender of its question, so the two forms are never mixed up. Among the open ones of a form:
   * the one whose round trip is nearest to what this MAC has shown; while it has shown none, the newest when the answer
   * came promptly after it, else the oldest.
   */
  causeOf(mac: Mac, form: Form, at: Instant): Cause | undefined {
    const asked = this.#kept.filter((one) => one.form === form && one.leftAt <= at + STAMP_SLACK);
    const open = asked.filter(({ answeredBy }) => !answeredBy.has(mac));
    const newest = asked.at(-1);
    if (newest === undefined) return undefined;
    const rtt = (one: PingQuestion): Millis => Math.max(0, at - one.leftAt);
    const oldest = open[0];
    if (oldest === undefined) return { question: newest, rttMs: rtt(newest), certain: false, repeated: true };
    const question = open.length === 1 ? oldest : this.#likeliest(open, this.#usual.get(mac), rtt);
    const rttMs = rtt(question);
    const certain = open.length === 1;
    if (certain) this.#usual.set(mac, rttMs);
    question.answeredBy.add(mac);
    return { question, rttMs, certain, repeated: false };
  }

  #likeliest(
    open: readonly PingQuestion[],
    usual: Millis | undefined,
    rtt: (one: PingQuestion) => Millis,
  ): PingQuestion {
    const newest = open.at(-1)!;
    if (usual === undefined) return rtt(newest) <= PROMPT ? newest : open[0]!;
    const away = (one: PingQuestion): number => Math.abs(Math.log((rtt(one) + 0.01) / (usual + 0.01)));
    return open.reduce((best, one) => (away(one) < away(best) ? one : best));
  }
}
