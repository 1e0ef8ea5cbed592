import type { Millis } from '../../base/time.ts';
import type { Output } from '../io.ts';

/** What may be on its way to the system: beyond, whoever reads is too slow. */
const ON_THE_WAY = 256 * 1024;
const A_MOMENT = 4096;
/** What may wait, of each of the two kinds. */
const WAITING = 4 * 1024 * 1024;

/**
 * An output that never makes anybody wait and never grows without end. What is urgent overtakes what is not as soon as the
 * reader is slow; what finds no room is left out and counted, the other kind first.
 */
export class PatientOutput implements Output {
  /** How much was left out, in writes. */
  left = 0;
  /** What is written now is urgent. */
  urgent = false;
  readonly #inner: Output;
  readonly #queues = { urgent: new Queue(), other: new Queue() };
  #onTheWay = 0;
  /** Null when nothing is on its way. */
  #pumping: Promise<void> | null = null;

  constructor(inner: Output) {
    this.#inner = inner;
  }

  get isTTY(): boolean {
    return this.#inner.isTTY;
  }

  get colour(): boolean {
    return this.#inner.colour;
  }

  get columns(): number {
    return this.#inner.columns;
  }

  get rows(): number {
    return this.#inner.rows;
  }

  write(text: string): void {
    if (this.#isIdle && this.#onTheWay < ON_THE_WAY) this.#pass(text);
    else if (!this.#queues[this.urgent ? 'urgent' : 'other'].add(text)) this.left++;
  }

  /** More has not been taken yet than is written in a moment. */
  get isSlow(): boolean {
    return this.#onTheWay > A_MOMENT;
  }

  /** Everything that was written and not left out has been taken. */
  async drained(): Promise<void> {
    await this.#pumping;
  }

  /** The same, but no longer than `patience`: what is left then is left out. False when something was. */
  async finish(patience: Millis, wait: (millis: Millis) => Promise<void>): Promise<boolean> {
    let over = false;
    await Promise.race([
      this.drained().then(() => {
        over = true;
      }),
      wait(patience),
    ]);
    return over;
  }

  get #isIdle(): boolean {
    return this.#queues.urgent.isEmpty && this.#queues.other.isEmpty;
  }

  #pass(text: string): void {
    this.#onTheWay += text.length;
    this.#inner.write(text);
    this.#pumping ??= this.#pump();
  }

  async #pump(): Promise<void> {
    do await this.#settle();
    while (!this.#isIdle || this.#onTheWay > 0);
    this.#pumping = null;
  }

  /** Waits until the system has taken what is on its way, and sends what waited. */
  async #settle(): Promise<void> {
    const sent = this.#onTheWay;
    await this.#inner.drained();
    this.#onTheWay = Math.max(0, this.#onTheWay - sent);
    for (const queue of [this.#queues.urgent, this.#queues.other])
      while (this.#onTheWay < ON_THE_WAY && !queue.isEmpty) {
        const text = queue.take();
        this.#onTheWay += text.length;
        this.#inner.write(text);
      }
  }
}

class Queue {
  #texts: string[] = [];
  #head = 0;
  #size = 0;

  get isEmpty(): boolean {
    return this.#head === this.#texts.length;
  }

  add(text: string): boolean {
    if (this.#size + text.length > WAITING) return false;
    this.#size += text.length;
    this.#texts.push(text);
    return true;
  }

  take(): string {
    const text = this.#texts[this.#head++]!;
    this.#size -= text.length;
    if (this.#head > 1024 && this.#head * 2 > this.#texts.length) {
      this.#texts = this.#texts.slice(this.#head);
      this.#head = 0;
    }
    return text;
  }
}
