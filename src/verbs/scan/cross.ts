import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Field } from './field.ts';
import type { Form } from './ledger.ts';

/** A question by unicast to one MAC: does *this* card answer for that address? */
export interface CrossQuestion {
  readonly field: Field;
  readonly mac: Mac;
  readonly ip: Ipv4;
  readonly form: Form;
  /** How long an answer may take before it is asked again. */
  readonly patience: Millis;
  /** So often it is asked. */
  most: number;
  tries: number;
  dueAt: Instant;
  /** When it left last, by the link's clock. */
  leftAt: Instant;
  answered: boolean;
}

const MOST_TRIES = 3;

type Asked = Pick<CrossQuestion, 'field' | 'mac' | 'ip' | 'form' | 'patience'> & { readonly most?: number };

/** Cross-questions of a lane: each asked up to three times, none twice at once. Moments are the verb's clock's. */
export class CrossExamination {
  readonly #all = new Map<string, CrossQuestion>();
  readonly #answers = new Map<string, CrossQuestion[]>();
  #open: CrossQuestion[] = [];
  #asked = 0;

  /** True when it is a new question, or one to be asked more often than before. */
  ask({ most = MOST_TRIES, ...question }: Asked): boolean {
    const key = keyOf(question.field, question.mac, question.ip, question.form);
    const known = this.#all.get(key);
    if (known !== undefined) {
      if (known.answered || known.most >= most) return false;
      known.most = most;
      this.#asked++;
      if (!this.#open.includes(known)) this.#open.push(known);
      return true;
    }
    const whole = { ...question, most, tries: 0, dueAt: 0, leftAt: 0, answered: false };
    this.#all.set(key, whole);
    this.#open.push(whole);
    this.#asked++;
    return true;
  }

  /** An answer was heard: the question it answers, when it had been asked for here. */
  hear(
    field: Field,
    mac: Mac,
    answer: { readonly ip: Ipv4; readonly form: Form },
  ): CrossQuestion | undefined {
    if (this.#all.size === 0) return undefined;
    const question = this.#all.get(keyOf(field, mac, answer.ip, answer.form));
    if (question === undefined || question.tries === 0) return undefined;
    if (!question.answered) append(this.#answers, `${field.offset} ${mac}`, question);
    question.answered = true;
    return question;
  }

  /** What a MAC answered when it was asked by unicast. */
  answersOf(field: Field, mac: Mac): readonly CrossQuestion[] {
    return this.#answers.get(`${field.offset} ${mac}`) ?? [];
  }

  /** Up to `most` questions to send now. */
  due(now: Instant, most: number): CrossQuestion[] {
    this.#open = this.#open.filter(
      (question) => !question.answered && (question.tries < question.most || question.dueAt > now),
    );
    const ready: CrossQuestion[] = [];
    for (const question of this.#open) {
      if (ready.length === most) break;
      if (question.dueAt <= now && question.tries < question.most) ready.push(question);
    }
    return ready;
  }

  sent(question: CrossQuestion, now: Instant, leftAt: Instant): void {
    question.tries++;
    question.leftAt = leftAt;
    question.dueAt = now + question.patience;
  }

  /** When something is to be done next; undefined when all is answered or given up. */
  nextAt(now: Instant): Instant | undefined {
    let next: Instant | undefined;
    for (const question of this.#open) {
      if (question.answered || (question.tries >= question.most && question.dueAt <= now)) continue;
      if (next === undefined || question.dueAt < next) next = question.dueAt;
    }
    return next;
  }

  resultOf(
    field: Field,
    mac: Mac,
    asked: { readonly ip: Ipv4; readonly form: Form },
  ): 'answered' | 'silent' | 'open' | 'unasked' {
    const question = this.#all.get(keyOf(field, mac, asked.ip, asked.form));
    if (question === undefined) return 'unasked';
    if (question.answered) return 'answered';
    return question.tries >= question.most ? 'silent' : 'open';
  }

  /** How often `ask` had something to ask. */
  get size(): number {
    return this.#asked;
  }
}

function append(lists: Map<string, CrossQuestion[]>, key: string, question: CrossQuestion): void {
  const known = lists.get(key);
  if (known) known.push(question);
  else lists.set(key, [question]);
}

function keyOf(field: Field, mac: Mac, ip: Ipv4, form: Form): string {
  return `${field.offset} ${mac} ${ip} ${form}`;
}
