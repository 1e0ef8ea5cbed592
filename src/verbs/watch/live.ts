import { type Signal, Stops } from '../../base/signal.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Expected } from '../../inventory/expected.ts';
import { CLOCK_JUMPED } from '../../inventory/watching/blindness.ts';
import type { Blind, WatchEvent } from '../../inventory/watch-event.ts';
import type { StartWatching, WatchBounds, WatchCounts, WatchFold } from '../../inventory/watcher.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import { type CaptureFrame, LINKTYPE_ETHERNET, newCaptureFrame } from '../../wire/capture-frame.ts';
import { startFeeding } from './engine.ts';
import type { Store } from '../../ports/store.ts';
import { SystemFault } from '../../base/fault.ts';
import { Keeper } from './keeper.ts';
import { Gather, type GatheredFrame } from './gather.ts';
import { KEPT_BACK, type LinksWishes, type SensorPulse, type Watched, WatchLinks } from './links.ts';
import { LoneAsker, type OtherQuestions } from './lone-asker.ts';
import type { NotHeard } from './pick.ts';
import { Once } from './once.ts';

/** What a live watch is given. */
export interface WatchHands {
  readonly host: Host;
  readonly clock: Clock;
  /** The clock that links stamp frames by; it may be set. */
  readonly wall: () => Instant;
  /** Links, addresses or routes changed since it was last asked. Never blocks and never throws. */
  readonly changed: () => boolean;
}

export interface LiveWishes extends LinksWishes {
  /** What is meant to be, of the machine as it is now; asked again when something of it changed. */
  readonly expected: (interfaces: readonly InterfaceFacts[], watched: readonly string[]) => Expected;
  /** null: until `signal` fires */
  readonly length: Millis | null;
  /** Every frame that is taken for one is told as an event. */
  readonly capture: boolean;
  /** Where there is doubt, single MACs are asked: one question a second on each network, which no table remembers. */
  readonly ask?: boolean;
  readonly bounds?: WatchBounds;
  /** Where what is found out is remembered, a second's worth at a time; nobody else writes to it meanwhile. */
  readonly store?: Pick<Store, 'commit'> | undefined;
  /** Between two writings to it; left out: a second. */
  readonly commit?: Millis | undefined;
  /** Every frame that is taken for one, for another reader of it; nothing of it may be kept. */
  readonly beside?: (frame: CaptureFrame) => void;
  /** Questions to single MACs that somebody has beside those of doubt; at the same pace, and each answered with `asked` once it left. */
  readonly questions?: OtherQuestions;
  /** Whether enough was told: then it ends as if its time were over. Left out: never. */
  readonly enough?: () => boolean;
}

/** How many frames came since the last pulse, and how it stands. */
export interface Pulse {
  readonly type: 'pulse';
  /** per second */
  readonly rate: number;
  readonly dropped: number;
  readonly counts: WatchCounts;
  readonly sensors: readonly SensorPulse[];
  /** Events that wait to be written no longer: there was no room for them while nothing could be. */
  readonly unkept: number;
}

export type LiveEvent =
  | {
      readonly type: 'listening';
      readonly interfaces: readonly string[];
      readonly leftOut: readonly NotHeard[];
      /** Named ones that are not there yet. */
      readonly waiting: readonly string[];
      readonly promiscuous: boolean;
      /** Single MACs are asked where there is doubt. */
      readonly asking: boolean;
      /** of all rings */
      readonly ringBytes: number;
      readonly sensors: readonly SensorPulse[];
    }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'watch'; readonly event: WatchEvent }
  /** It was listened until then, and no longer. */
  | { readonly type: 'until'; readonly at: Instant }
  | {
      readonly type: 'frame';
      readonly interface: string;
      readonly bytes: Uint8Array;
      readonly wireLength: number;
      readonly at: Instant;
      readonly outgoing: boolean;
    }
  | Pulse;

export interface LiveReport {
  readonly counts: WatchCounts;
  readonly dropped: number;
  /** Questions that were put. */
  readonly asked: number;
  readonly interfaces: readonly string[];
  readonly interrupted: boolean;
}

/** Changes of interfaces and the end of `length` are noticed within this time. */
const NAP: Millis = 200;
/** In a flood frames are taken in heaps: waking for each of its blocks would cost more than hearing them. */
const BREATH: Millis = 5;
const FLOOD = 64;
/** A ring may keep a frame back for some milliseconds: time passes only for what cannot come any more. */
const BEHIND: Millis = 250;
const SECOND: Millis = 1000;
/** What is critical is not kept back for a whole second, nor written one by one. */
const SOON: Millis = 250;
/** A larger difference between the two clocks than between two looks is a jump; less is an adjustment. */
const JUMP: Millis = 1000;

/**
 * Hears everything that carries ARP until `length` is over or `signal` fires, and tells what became known. The fold's time
 * is that of the frames, so the same frames from a capture give the same. Throws SystemFault at the start alone.
 */
export async function* watchLive(
  hands: WatchHands,
  wishes: LiveWishes,
  { start = startFeeding, signal }: { readonly start?: StartWatching; readonly signal?: Signal } = {},
): AsyncGenerator<LiveEvent, LiveReport> {
  const ear = new LiveEar(hands, wishes, start);
  const { clock } = hands;
  const until = wishes.length === null ? Number.POSITIVE_INFINITY : clock.now() + wishes.length;
  const stops = new Stops(signal);
  try {
    ear.begin();
    yield* ear.take();
    const over = (): boolean => signal?.aborted === true || wishes.enough?.() === true;
    while (!over() && clock.now() < until) {
      const frames = ear.listen();
      ear.keep();
      yield* ear.take();
      if (over()) break;
      const now = clock.now();
      const links = frames >= FLOOD ? [] : ear.links.open;
      const nap = frames >= FLOOD ? BREATH : NAP;
      await stops.wait(clock.wait(Math.min(until, now + nap), links));
    }
    // What was on the wire by now may still be kept back by a ring.
    if (wishes.enough?.() !== true) await clock.wait(clock.now() + 2 * KEPT_BACK);
    ear.end();
    await ear.keepLast();
    yield* ear.take();
    return ear.report(signal?.aborted ?? false);
  } finally {
    stops.close();
    ear.links.close(hands.wall());
  }
}

class LiveEar {
  readonly links: WatchLinks;
  readonly #hands: WatchHands;
  readonly #wishes: LiveWishes;
  readonly #fold: WatchFold;
  readonly #frame = newCaptureFrame();
  readonly #gather = new Gather((frame) => this.#hear(frame));
  readonly #once = new Once();
  readonly #asker: LoneAsker | undefined;
  readonly #keeper: Keeper | undefined;
  #keepAt: Instant;
  /** The store failed, and that was told. */
  #keepsNot = false;
  #writing: Promise<void> | undefined;
  /** What no store may throw, told where somebody hears it. */
  #broken: Error | undefined;
  #waiting: LiveEvent[] = [];
  /** Wires that are heard at more than one place. */
  #twice: ReadonlySet<string> = new Set();
  #offset: Millis;
  #lastWall: Instant;
  #secondAt: Instant;
  #heard = 0;
  #countedAt: Instant;

  constructor(hands: WatchHands, wishes: LiveWishes, start: StartWatching) {
    this.#hands = hands;
    this.#wishes = wishes;
    this.#fold = start(wishes.expected([], []), (event) => this.#tell(event), wishes.bounds);
    this.#keeper = wishes.store && new Keeper(wishes.store, { alive: true });
    if (this.#keeper) this.#fold.remember(this.#keeper.touches);
    this.#asker = wishes.ask === true || wishes.questions ? new LoneAsker(hands, wishes) : undefined;
    this.#keepAt = hands.clock.now();
    this.links = new WatchLinks(hands.host, wishes, {
      note: (text) => void this.#waiting.push({ type: 'note', text }),
      blind: (interval) => this.#blind(interval),
    });
    this.#lastWall = hands.wall();
    this.#countedAt = this.#lastWall;
    this.#offset = this.#lastWall - hands.clock.now();
    this.#secondAt = hands.clock.now();
    this.#frame.linkType = LINKTYPE_ETHERNET;
    this.#frame.hasTime = true;
  }

  begin(): void {
    this.links.start(this.#hands.wall());
    this.#arrange();
    const { leftOut, waiting, watched, ringBytes, sensors } = this.links;
    this.#waiting.unshift({
      type: 'listening',
      interfaces: watched.map(({ name }) => name),
      leftOut,
      waiting,
      promiscuous: this.#wishes.promiscuous,
      asking: this.#wishes.ask === true,
      ringBytes: ringBytes * watched.length,
      sensors,
    });
  }

  /**
   * Begins to write what was found out when it is time; nobody waits for the disk. A store that fails ends no watch: it is
   * tried again, and told once.
   */
  keep(): void {
    const keeper = this.#keeper;
    const now = this.#hands.clock.now();
    if (this.#broken !== undefined) throw this.#broken;
    if (keeper === undefined || this.#writing) return;
    const pause = keeper.isUrgent ? SOON : (this.#wishes.commit ?? SECOND);
    if (!keeper.isFull && now - this.#keepAt < pause) return;
    this.#keepAt = now;
    this.#writing = this.#commit(keeper).finally(() => (this.#writing = undefined));
  }

  /** What is left to be written, before it ends. */
  async keepLast(): Promise<void> {
    await this.#writing;
    if (this.#keeper) await this.#commit(this.#keeper, { end: true });
    if (this.#broken !== undefined) throw this.#broken;
  }

  async #commit(keeper: Keeper, end: { readonly end?: boolean } = {}): Promise<void> {
    try {
      await keeper.commit(this.#hands.wall(), end);
      this.#keepsNot = false;
    } catch (fault) {
      if (!(fault instanceof SystemFault)) {
        this.#broken = fault instanceof Error ? fault : new Error(String(fault));
        return;
      }
      if (!this.#keepsNot) this.#waiting.push({ type: 'note', text: `${fault.message}: it is tried again` });
      this.#keepsNot = true;
    }
  }

  /** What was told since the last call. */
  take(): readonly LiveEvent[] {
    if (this.#waiting.length === 0) return NOTHING;
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** Takes in what waits; returns how many frames that were. */
  listen(): number {
    const { clock, wall, changed } = this.#hands;
    const before = wall();
    this.#watchClock(before);
    if (changed()) {
      this.links.look(before);
      this.#arrange();
    }
    const frames = this.#drain();
    // Nothing that a ring may still keep back is overtaken.
    this.#fold.pass(before - BEHIND);
    this.#asker?.ask(this.#fold, this.links.watched);
    const now = clock.now();
    if (now - this.#secondAt >= SECOND) this.#everySecond(now, wall());
    return frames;
  }

  end(): void {
    this.#drain();
    const at = this.#hands.wall();
    this.links.close(at);
    this.#fold.pass(at);
    this.#fold.end();
    this.#waiting.push({ type: 'until', at });
  }

  report(interrupted: boolean): LiveReport {
    const interfaces = this.links.watched.map(({ name }) => name);
    const asked = this.#asker?.sent ?? 0;
    return { counts: this.#fold.counts, dropped: this.links.dropped, asked, interfaces, interrupted };
  }

  #drain(): number {
    const { open } = this.links;
    if (open.length > 1) {
      const frames = this.links.drain((one, frame) => this.#gather.take(one.place, frame), this.#hands.wall);
      this.#gather.flush();
      return frames;
    }
    return this.links.drain((one, { bytes, wireLength, at, outgoing }) => {
      this.#hear({ place: one.place, bytes, from: 0, to: bytes.length, wireLength, at, outgoing });
    }, this.#hands.wall);
  }

  #hear({ place, bytes, from, to, wireLength, at, outgoing }: GatheredFrame): void {
    const one = this.links.watched[place]!;
    if (this.#twice.has(one.wire) && !this.#once.isNew(bytes, [from, to], { wire: one.wire, place, at }))
      return;
    this.#heard++;
    const frame = this.#frame;
    const seconds = Math.floor(at / 1000);
    frame.bytes = bytes;
    frame.from = from;
    frame.to = to;
    frame.wireLength = wireLength;
    frame.seconds = seconds;
    // As `captureTimeOf` writes it: what is saved beside gives the same when it is read.
    frame.nanoseconds = Math.round((at - seconds * 1000) * 1e6);
    if (frame.nanoseconds === 1e9) {
      frame.seconds++;
      frame.nanoseconds = 0;
    }
    frame.interfaceIndex = place;
    frame.interfaceName = one.name;
    frame.outgoing = outgoing;
    if (this.#wishes.capture)
      this.#waiting.push({
        type: 'frame',
        interface: one.name,
        bytes: bytes.slice(from, to),
        wireLength,
        at,
        outgoing,
      });
    const evidence = this.#keeper?.evidence;
    evidence?.heard(frame);
    evidence?.judging(frame);
    this.#fold.hear(frame);
    evidence?.judging(undefined);
    this.#wishes.beside?.(frame);
  }

  /** The interfaces are others now, or have other addresses. */
  #arrange(): void {
    const { watched } = this.links;
    const counts = new Map<string, number>();
    for (const { wire } of watched) counts.set(wire, (counts.get(wire) ?? 0) + 1);
    this.#twice = new Set([...counts].filter(([, count]) => count > 1).map(([wire]) => wire));
    const names = watched.map(({ facts }: Watched) => facts.name);
    this.#fold.expect(this.#wishes.expected(this.#hands.host.interfaces(), names));
  }

  #everySecond(now: Instant, wall: Instant): void {
    this.links.count(this.#countedAt, wall);
    this.#countedAt = wall;
    // An interface that could not be opened is tried again, whether the kernel told of it or not.
    if (this.links.open.length < this.links.watched.length || this.links.waiting.length > 0) {
      this.links.look(wall);
      this.#arrange();
    }
    const rate = (this.#heard * SECOND) / (now - this.#secondAt);
    this.#heard = 0;
    this.#secondAt = now;
    const { dropped, sensors } = this.links;
    const unkept = this.#keeper?.left ?? 0;
    this.#waiting.push({ type: 'pulse', rate, dropped, counts: this.#fold.counts, sensors, unkept });
  }

  #watchClock(wall: Instant): void {
    const offset = wall - this.#hands.clock.now();
    const jumped = offset - this.#offset;
    this.#offset = offset;
    if (Math.abs(jumped) > JUMP) {
      const seconds = (Math.abs(jumped) / 1000).toFixed(1);
      const text =
        jumped > 0
          ? `The clock went ${seconds} s forward: it was set, or the machine slept`
          : `The clock was set back by ${seconds} s`;
      const [from, until] = [Math.min(this.#lastWall, wall), Math.max(this.#lastWall, wall)];
      const back = -jumped;
      this.#blind({ code: CLOCK_JUMPED, text, from, until, interface: '', frames: null, back });
    }
    this.#lastWall = wall;
  }

  #tell(event: WatchEvent): void {
    this.#keeper?.take([event]);
    this.#keeper?.evidence.tell(event);
    this.#waiting.push({ type: 'watch', event });
  }

  #blind(interval: Blind): void {
    this.#keeper?.blind(interval);
    this.#fold.blind(interval);
  }
}

const NOTHING: readonly LiveEvent[] = [];
