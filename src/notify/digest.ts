import type { Instant } from '../base/time.ts';
import type { WatchSeverity } from '../inventory/watch-event.ts';
import { graver } from '../inventory/severity.ts';
import type { Message } from '../ports/telling.ts';

const MOST_LINES = 20;

/** Many messages told as one: how many of each kind, and the first of them. Its size does not grow with their number. */
export class Digest {
  /** When it began to gather, by the clock of the queue. */
  readonly from: Instant;
  #first: Message | null = null;
  #since = Number.POSITIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;
  #count = 0;
  #severity: WatchSeverity = 'info';
  readonly #kinds = new Map<string, number>();
  readonly #titles: string[] = [];

  constructor(from: Instant) {
    this.from = from;
  }

  get severity(): WatchSeverity {
    return this.#severity;
  }

  add(message: Message): void {
    const { kind, title, severity, at } = message;
    this.#first ??= message;
    this.#count++;
    this.#since = Math.min(this.#since, at);
    this.#until = Math.max(this.#until, at);
    this.#severity = graver(this.#severity, severity);
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    if (this.#titles.length < MOST_LINES) this.#titles.push(title);
  }

  /** Of one it is that one. */
  message(id: string): Message {
    if (this.#count === 1 && this.#first) return this.#first;
    const kinds = [...this.#kinds].toSorted(([, a], [, b]) => b - a);
    const what = kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
    const more = this.#count - this.#titles.length;
    const lines = [`${this.#count} messages at once: ${what}.`, ...this.#titles.map((title) => `  ${title}`)];
    if (more > 0) lines.push(`  and ${more} more`);
    return {
      id,
      episode: null,
      state: 'close',
      kind: 'digest',
      severity: this.#severity,
      at: this.#until,
      title: `${this.#count} messages: ${what}`,
      text: lines.join('\n'),
      link: null,
      record: {
        count: this.#count,
        kinds: Object.fromEntries(kinds),
        from: new Date(this.#since).toISOString(),
        until: new Date(this.#until).toISOString(),
      },
    };
  }
}
