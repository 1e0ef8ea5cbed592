import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { WATCH_SEVERITIES, type WatchEvent } from '../../inventory/watch-event.ts';
import { instantText } from '../../records/watch.ts';
import { plural } from '../../terminal/text/texts.ts';

/** How often an episode that goes on is told again to people, whatever becomes known of it; graver or surer is told at once. */
const MINUTE: Millis = 60_000;
/** New stations that are told one by one within a second; the others are one sentence. */
export const ONE_BY_ONE = 10;

/** Of what goes on at the end, and was not told as it stands. */
export const MOST_REST = 100;

const SURE: readonly WatchEvent['sure'][] = ['undecided', 'likely', 'proven'];

interface Told {
  readonly at: Instant;
  readonly severity: WatchEvent['severity'];
  readonly sure: WatchEvent['sure'];
  /** What became known since; null: nothing. */
  readonly untold: WatchEvent | null;
}

/** What of the events a person is told: programs get them all. */
export class Sparing {
  readonly #textOf: (event: WatchEvent) => string;
  readonly #folds: boolean;
  readonly #told = new Map<string, Told>();
  #news = 0;
  #folded = 0;
  #first: Ipv4 | null = null;
  #last: Ipv4 | null = null;
  #at: Instant | null = null;

  /** `folds`: a terminal, where a crowd of new stations is one sentence a second. */
  constructor(textOf: (event: WatchEvent) => string, folds: boolean) {
    this.#textOf = textOf;
    this.#folds = folds;
  }

  /** '' for what is not told, or not yet. */
  textOf(event: WatchEvent): string {
    if (event.kind === 'new-station') return this.#isOneOfMany(event) ? '' : this.#textOf(event);
    return this.#isDue(event) ? this.#textOf(event) : '';
  }

  /** A second is over: what was folded in it, '' if nothing was. */
  second(): string {
    const folded = this.#folded;
    const [at, first, last] = [this.#at, this.#first, this.#last];
    this.#news = 0;
    this.#folded = 0;
    if (folded === 0) return '';
    const clock = instantText(at)?.slice(11, 19) ?? '-';
    const between =
      folded === 1 ? formatIpv4(first!) : `${formatIpv4(first!)} the first, ${formatIpv4(last!)} the last`;
    return `${clock} new-station: and ${plural(folded, 'more address', 'more addresses')} within a second (${between})\n`;
  }

  /** Nothing more comes: what goes on is told as it stands, once. */
  rest(): string {
    const untold = [...this.#told.values()].flatMap((one) => one.untold ?? []);
    this.#told.clear();
    const others = untold.length - MOST_REST;
    const told = untold.slice(0, MOST_REST).map((event) => this.#textOf(event));
    return `${told.join('')}${others > 0 ? `and ${plural(others, 'more episode')} that go on\n` : ''}`;
  }

  /** How many of them there are that wait for the end of the second. */
  get folded(): number {
    return this.#folded;
  }

  #isOneOfMany({ ip, at }: WatchEvent): boolean {
    if (!this.#folds || ++this.#news <= ONE_BY_ONE) return false;
    if (this.#folded++ === 0) this.#first = ip;
    this.#last = ip;
    this.#at = at;
    return true;
  }

  #isDue(event: WatchEvent): boolean {
    const { id, state, at, severity, sure } = event;
    if (state === 'close') {
      this.#told.delete(id);
      return true;
    }
    const now = at ?? 0;
    const before = this.#told.get(id);
    const isNews =
      before === undefined ||
      now - before.at >= MINUTE ||
      isAbove(severity, before.severity, WATCH_SEVERITIES) ||
      isAbove(sure, before.sure, SURE);
    this.#told.set(id, isNews ? { at: now, severity, sure, untold: null } : { ...before, untold: event });
    return isNews;
  }
}

function isAbove<T>(one: T, other: T, order: readonly T[]): boolean {
  return order.indexOf(one) > order.indexOf(other);
}
