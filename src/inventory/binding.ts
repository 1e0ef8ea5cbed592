import type { Millis } from '../base/time.ts';

/** How a MAC came to an address: `heard` without announcing itself, by an answer or a question of its own. */
export type Beginning = 'first' | 'announced' | 'heard';

/** How it went: `open`: it has it still; `quiet`: another came after a pause; `cut`: while it was speaking itself. */
export type Ending = 'open' | 'quiet' | 'cut';

/** One holder of one address, from its first claim to the last before another came. `station` is a number of the caller's. */
export interface Interval {
  readonly station: number;
  /** In milliseconds; NaN where the evidence tells no times. */
  readonly from: Millis;
  readonly last: Millis;
  readonly began: Beginning;
  readonly ended: Ending;
  /** It had the address before, and others between. */
  readonly returned: boolean;
}

/** What was counted at the changes of holder of one address, those of forgotten intervals included. */
export interface Changes {
  readonly switches: number;
  /** Switches that the new holder began by announcing itself: what a failover does. */
  readonly announced: number;
  /** Switches without an announcement, so soon after a claim of the MAC before that nobody can have moved. */
  readonly quick: number;
  /** Announced, by one that had the address before, against one that had just come: a defence (RFC 5227 2.4). */
  readonly defended: number;
  /** Switches back to one that had been away for no longer than a minute. */
  readonly back: number;
}

/** Two hosts answer the same question within this time; a machine that takes an address over unannounced takes longer. */
export const QUICK: Millis = 1000;
/** A failover and its way back are longer apart than this, or happen once. */
export const SOON: Millis = 60_000;

/** One change of holder, as it is heard. */
export interface Turn {
  /** Who had it, since when, and when it was heard last. */
  readonly from: { readonly station: number; readonly since: Millis; readonly last: Millis };
  readonly to: {
    readonly station: number;
    readonly at: Millis;
    readonly announced: boolean;
    /** Its last claim when it had the address before; null when it never had. NaN without times. */
    readonly before: Millis | null;
  };
}

/** What a turn is counted as. Without times nothing is soon, but coming back. */
export function changesOf({ from, to }: Turn): Changes {
  const cameBack = to.before !== null;
  const pause = to.at - from.last;
  return {
    switches: 1,
    announced: to.announced ? 1 : 0,
    quick: !to.announced && pause <= QUICK ? 1 : 0,
    defended: to.announced && cameBack && to.at - from.since <= QUICK ? 1 : 0,
    back: cameBack && !(to.at - to.before > SOON) ? 1 : 0,
  };
}

/** Intervals kept of one address, the first and the latest; of all addresses together. */
export const MOST_OF_ONE = 16;
export const MOST_OF_ALL = 262_144;

const COUNTS = 5;
const FIRST_ADDRESSES = 2048;

type Held = { -readonly [Field in keyof Interval]: Interval[Field] };

interface History {
  /** Of the holder at present. */
  began: Beginning;
  returned: boolean;
  readonly closed: Held[];
  left: number;
}

const FIRST: Readonly<History> = { began: 'first', returned: false, closed: [], left: 0 };

/**
 * Who held each address from when to when. Counting takes 20 bytes an address; intervals only an address that changed
 * hands: 16 of one and 262,144 in all at most, beyond which they are forgotten and that is counted. It knows no clock:
 * moments are those of the evidence, live or from a file.
 */
export class Bindings {
  #counts = new Uint32Array(FIRST_ADDRESSES * COUNTS);
  readonly #histories = new Map<number, History>();
  readonly #most: number;
  #kept = 0;
  #forgotten = 0;

  constructor(most: number = MOST_OF_ALL) {
    this.#most = most;
  }

  /** Intervals that were closed and are not kept, of all addresses. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** `address` is a number of the caller's. */
  turn(address: number, turn: Turn): void {
    const { switches, announced, quick, defended, back } = changesOf(turn);
    const at = address * COUNTS;
    if (at >= this.#counts.length) this.#grow(at + COUNTS);
    const counts = this.#counts;
    counts[at]! += switches;
    counts[at + 1]! += announced;
    counts[at + 2]! += quick;
    counts[at + 3]! += defended;
    counts[at + 4]! += back;
    this.#close(address, turn);
  }

  changesOf(address: number): Changes {
    const at = address * COUNTS;
    const [switches = 0, announced = 0, quick = 0, defended = 0, back = 0] = this.#counts.subarray(
      at,
      at + COUNTS,
    );
    return { switches, announced, quick, defended, back };
  }

  /** Oldest first, that of `holder`, who has it now, last; `left` were forgotten between the first and the others. */
  intervalsOf(
    address: number,
    holder: { readonly station: number; readonly since: Millis; readonly last: Millis },
  ): { readonly intervals: readonly Interval[]; readonly left: number } {
    const history = this.#histories.get(address);
    const { closed, began, returned, left } = history ?? FIRST;
    const { station, since, last } = holder;
    const before = closed.map((one) => ({ ...one }));
    return { intervals: [...before, { station, from: since, last, began, ended: 'open', returned }], left };
  }

  #grow(least: number): void {
    let size = this.#counts.length;
    while (size < least) size *= 2;
    const larger = new Uint32Array(size);
    larger.set(this.#counts);
    this.#counts = larger;
  }

  #close(address: number, { from, to }: Turn): void {
    let history = this.#histories.get(address);
    if (history === undefined) {
      if (this.#kept >= this.#most) {
        this.#forgotten++;
        return;
      }
      history = { ...FIRST, closed: [] };
      this.#histories.set(address, history);
    }
    const { began, returned, closed } = history;
    const last = closed.length < MOST_OF_ONE && this.#kept < this.#most ? undefined : this.#oldestOf(history);
    const one = last ?? { station: 0, from: 0, last: 0, began, ended: 'quiet', returned };
    one.station = from.station;
    one.from = from.since;
    one.last = from.last;
    one.began = began;
    one.ended = to.at - from.last <= QUICK ? 'cut' : 'quiet';
    one.returned = returned;
    closed.push(one);
    if (last === undefined) this.#kept++;
    history.began = to.announced ? 'announced' : 'heard';
    history.returned = to.before !== null;
  }

  /** Out of a full history, whose first interval tells whose the address was before the quarrel. */
  #oldestOf(history: History): Held {
    const { closed } = history;
    const at = closed.length > 1 ? 1 : 0;
    const oldest = closed[at]!;
    for (let next = at + 1; next < closed.length; next++) closed[next - 1] = closed[next]!;
    closed.pop();
    history.left++;
    this.#forgotten++;
    return oldest;
  }
}

/**
 * Both are alive: one spoke while the other did, defended itself, or they came back in turns. Announcing oneself is what
 * a failover does, and outweighs none of that.
 */
export function isQuarrel({ switches, announced, quick, defended, back }: Changes, macs: number): boolean {
  return quick > 0 || defended > 0 || back > 1 || switches - announced >= macs;
}
