import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import { MinHeap } from '../base/min-heap.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Field } from './field.ts';
import type { Form } from './ledger.ts';

/** Beside who-has: an echo, or a datagram that is to be refused, of the test with that number. */
export type CrossForm = Form | `echo ${number}` | `datagram ${number}`;

/** A question by unicast to one MAC: does *this* card answer for that address? */
export interface CrossQuestion {
  readonly field: Field;
  readonly mac: Mac;
  readonly ip: Ipv4;
  readonly form: CrossForm;
  /** Of an echo or a datagram; null: it is a who-has. */
  readonly packet: Uint8Array | null;
  /** How long an answer may take before it is asked again. */
  readonly patience: Millis;
  /** So often it is asked. */
  most: number;
  tries: number;
  dueAt: Instant;
  /** When it left last, by the link's clock. */
  leftAt: Instant;
  state: 'open' | 'answered' | 'silent';
  /** It stands in the queue. */
  queued: boolean;
}

/** Silence to fewer questions may be a loss. */
export const MOST_TRIES = 3;
/** More questions than packets are never kept; without a bound on packets, so many. */
const MOST_QUESTIONS = 16_384;

/** Packets that may still leave; several that look into different addresses may share one. */
export interface EvidenceBudget {
  left: number;
}

type Asked = Pick<CrossQuestion, 'field' | 'mac' | 'ip' | 'form' | 'patience'> & {
  readonly packet?: Uint8Array;
  readonly most?: number;
};

/**
 * Questions for evidence: each asked up to three times, none twice at once, and never more packets than `budget` in
 * all. Moments are the verb's clock's. No call looks at more than it hands out: the wire decides how many there are.
 */
export class CrossExamination {
  readonly #budget: EvidenceBudget;
  readonly #all = new Map<string, CrossQuestion>();
  readonly #answers = new Map<string, CrossQuestion[]>();
  readonly #queue = new MinHeap<CrossQuestion>(({ dueAt }) => dueAt);
  #offered: readonly CrossQuestion[] = [];
  readonly #settled: CrossQuestion[] = [];
  #asked = 0;
  #changes = 0;
  #sent = 0;
  #refused = false;

  constructor(budget: number | EvidenceBudget = Number.POSITIVE_INFINITY) {
    this.#budget = typeof budget === 'number' ? { left: budget } : budget;
  }

  /** True when it is a new question, or one to be asked more often than before. */
  ask({ most = MOST_TRIES, packet, ...question }: Asked): boolean {
    const key = keyOf(question.field, question.mac, question.ip, question.form);
    const known = this.#all.get(key);
    if (known?.state === 'answered' || (known && known.most >= most)) return false;
    if (this.#budget.left <= 0 || (!known && this.#all.size >= MOST_QUESTIONS)) {
      this.#refused = true;
      return false;
    }
    this.#asked++;
    this.#changes++;
    if (known) {
      known.most = most;
      known.state = 'open';
      this.#enqueue(known);
      return true;
    }
    const whole: CrossQuestion = {
      ...question,
      packet: packet ?? null,
      most,
      tries: 0,
      dueAt: Number.NEGATIVE_INFINITY,
      leftAt: 0,
      state: 'open',
      queued: false,
    };
    this.#all.set(key, whole);
    this.#enqueue(whole);
    return true;
  }

  /** An answer was heard: the question it answers, when it had been asked for here. */
  hear(
    field: Field,
    mac: Mac,
    answer: { readonly ip: Ipv4; readonly form: CrossForm },
  ): CrossQuestion | undefined {
    if (this.#all.size === 0) return undefined;
    const question = this.#all.get(keyOf(field, mac, answer.ip, answer.form));
    if (question === undefined || question.tries === 0) return undefined;
    if (question.state !== 'answered') {
      // Of an echo it says nothing of who answers for the address.
      if (question.packet === null) append(this.#answers, `${field.offset} ${mac}`, question);
      this.#settle(question, 'answered');
    }
    return question;
  }

  /** What a MAC answered when it was asked by unicast. */
  answersOf(field: Field, mac: Mac): readonly CrossQuestion[] {
    return this.#answers.get(`${field.offset} ${mac}`) ?? [];
  }

  /** Up to `most` questions to send now. Those not told to have been `sent` come again. */
  due(now: Instant, most: number): readonly CrossQuestion[] {
    this.#tidy(now);
    const ready: CrossQuestion[] = [];
    while (ready.length < Math.min(most, this.#budget.left)) {
      const first = this.#queue.first;
      if (first === undefined || first.dueAt > now) break;
      this.#dequeue();
      ready.push(first);
      this.#tidyTop(now);
    }
    this.#offered = ready;
    return ready;
  }

  sent(question: CrossQuestion, now: Instant, leftAt: Instant): void {
    question.tries++;
    question.leftAt = leftAt;
    question.dueAt = now + question.patience;
    this.#budget.left--;
    this.#sent++;
    if (question.state === 'open') this.#enqueue(question);
  }

  /** When something is to be done next; undefined when all is answered, given up, or may not be asked any more. */
  nextAt(now: Instant): Instant | undefined {
    this.#tidy(now);
    const first = this.#queue.first;
    if (first === undefined) return undefined;
    return first.dueAt === Number.NEGATIVE_INFINITY ? now : first.dueAt;
  }

  /**
   * `silent`: to as many questions as make a silence, the last one's patience included; `quiet`: to fewer
   * or none, and no more of them leave.
   */
  resultOf(
    field: Field,
    mac: Mac,
    asked: { readonly ip: Ipv4; readonly form: CrossForm },
  ): 'answered' | 'silent' | 'quiet' | 'open' | 'unasked' {
    const question = this.#all.get(keyOf(field, mac, asked.ip, asked.form));
    if (question === undefined) return 'unasked';
    if (question.state !== 'silent') return question.state;
    return question.tries >= MOST_TRIES ? 'silent' : 'quiet';
  }

  /** Questions that were answered or given up since the last call. */
  takeSettled(): readonly CrossQuestion[] {
    return this.#settled.length === 0 ? [] : this.#settled.splice(0);
  }

  get hasSettled(): boolean {
    return this.#settled.length > 0;
  }

  /** How often `ask` had something to ask. */
  get size(): number {
    return this.#asked;
  }

  /** Nothing is on its way, and nothing is to be asked. */
  get isIdle(): boolean {
    return this.#queue.size === 0 && this.#offered.length === 0;
  }

  /** Goes up whenever a result changes. */
  get changes(): number {
    return this.#changes;
  }

  /** Packets that may still leave. */
  get left(): number {
    return this.#budget.left;
  }

  /** Packets that left. */
  get sentPackets(): number {
    return this.#sent;
  }

  /** Something was not asked because all packets it may take have left. */
  get exhausted(): boolean {
    return this.#refused;
  }

  #enqueue(question: CrossQuestion): void {
    if (question.queued) return;
    question.queued = true;
    this.#queue.add(question);
  }

  #dequeue(): void {
    const question = this.#queue.take();
    if (question) question.queued = false;
  }

  #settle(question: CrossQuestion, state: 'answered' | 'silent'): void {
    question.state = state;
    this.#changes++;
    this.#settled.push(question);
  }

  #tidy(now: Instant): void {
    for (const question of this.#offered) if (question.state === 'open') this.#enqueue(question);
    this.#offered = [];
    this.#tidyTop(now);
  }

  /** What stands first and is over is given up: answered, asked often enough, or out of packets. */
  #tidyTop(now: Instant): void {
    for (;;) {
      const first = this.#queue.first;
      if (first === undefined) return;
      const over = first.dueAt <= now;
      if (first.state === 'open' && !(over && (first.tries >= first.most || this.#budget.left <= 0))) return;
      this.#dequeue();
      if (first.state !== 'open') continue;
      if (first.tries < first.most) this.#refused = true;
      this.#settle(first, 'silent');
    }
  }
}

function append(lists: Map<string, CrossQuestion[]>, key: string, question: CrossQuestion): void {
  const known = lists.get(key);
  if (known) known.push(question);
  else lists.set(key, [question]);
}

function keyOf(field: Field, mac: Mac, ip: Ipv4, form: CrossForm): string {
  return `${field.offset} ${mac} ${ip} ${form}`;
}
