import type { Dice } from '../base/dice.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { LinkDown } from '../ports/link.ts';
import type { PaperClock } from './paper-clock.ts';
import { macOf, type Written } from './addresses.ts';
import { outerVid, withoutOuterTag, withOuterTag } from './tags.ts';

/** How a NIC is built and plugged in; what is left out is an ordinary one. */
export interface NicTraits {
  /** Text in any spelling, or a number. */
  readonly mac: Written;
  /** Further addresses it takes frames for, as a VRRP master does. */
  readonly alsoMacs?: readonly Written[];
  /** Takes frames for any MAC. */
  readonly promiscuous?: boolean;
  /** Share of the frames for it that get lost at its very end of the cable. */
  readonly loss?: number;
  /** The switch gives it this VLAN without tags. Left out: a trunk, tags are seen as they are. */
  readonly accessVlan?: number;
  /** Mbit/s; null (the default) when sending shall take no time. */
  readonly speed?: number | null;
  /** Frames that may wait to leave, the one that leaves included. Default 1000. */
  readonly queue?: number;
}

/** Who listens on a NIC: a kernel, a packet socket, a script. `bytes` are everybody's: never write into them. */
export interface Ear {
  /** Something comes in. */
  hear(bytes: Uint8Array, at: Instant): void;
  /** Something leaves the NIC. */
  overhear?(bytes: Uint8Array, at: Instant): void;
  /** The NIC goes down. */
  fall?(why: LinkDown): void;
}

/** Preamble, frame check sequence and the gap between frames, in bytes. */
const AROUND_A_FRAME = 24;
const SMALLEST_FRAME = 60;

/** What a NIC is plugged into. */
export interface Cable {
  /** Takes a frame that leaves `from` at `departs`; `bytes` must never change afterwards. */
  carry(bytes: Uint8Array, from: Nic, departs: Instant): void;
}

/** One end of a cable. */
export class Nic {
  readonly mac: Mac;
  readonly speed: number | null;
  readonly #cable: Cable;
  readonly #clock: PaperClock;
  readonly #dice: Dice;
  readonly #traits: NicTraits;
  readonly #ears: Ear[] = [];
  readonly #queue: number;
  #freeAt: Instant = 0;
  #era = 0;
  #up = true;
  #carrier = true;

  constructor(traits: NicTraits, at: { cable: Cable; clock: PaperClock; dice: Dice }) {
    this.mac = macOf(traits.mac);
    this.#cable = at.cable;
    this.speed = traits.speed ?? null;
    this.#clock = at.clock;
    this.#dice = at.dice;
    this.#traits = traits;
    this.#queue = traits.queue ?? 1000;
  }

  /** Changes each time the NIC goes down: what was under way then is lost. */
  get era(): number {
    return this.#era;
  }

  get isUp(): boolean {
    return this.#up;
  }

  get hasCarrier(): boolean {
    return this.#carrier;
  }

  get isConnected(): boolean {
    return this.#up && this.#carrier;
  }

  /** The returned function ends it. */
  listen(ear: Ear): () => void {
    this.#ears.push(ear);
    return () => {
      const at = this.#ears.indexOf(ear);
      if (at >= 0) this.#ears.splice(at, 1);
    };
  }

  /** When the frame leaves, or undefined when the queue is full or the NIC is down. `bytes` must not change any more. */
  send(bytes: Uint8Array): Instant | undefined {
    if (!this.#up) return undefined;
    const departs = this.#departure(bytes.length);
    if (departs === undefined) return undefined;
    for (const ear of this.#ears) ear.overhear?.(bytes, departs);
    const { accessVlan } = this.#traits;
    if (accessVlan === undefined) this.#cable.carry(bytes, this, departs);
    else if (outerVid(bytes) === 0) this.#cable.carry(withOuterTag(bytes, accessVlan), this, departs);
    return departs;
  }

  /** A frame arrives. */
  take(bytes: Uint8Array): void {
    if (!this.isConnected) return;
    const { loss = 0, accessVlan } = this.#traits;
    if (loss > 0 && this.#dice() < loss) return;
    if (accessVlan !== undefined && outerVid(bytes) !== accessVlan) return;
    const seen = accessVlan === undefined ? bytes : withoutOuterTag(bytes);
    const at = this.#clock.now();
    for (const ear of this.#ears) ear.hear(seen, at);
  }

  /** `ip link set down`: those who listen hear why. */
  takeDown(why: LinkDown): void {
    if (!this.#up) return;
    this.#up = false;
    this.#era++;
    this.#freeAt = this.#clock.now();
    // Whoever falls stops listening: a copy, so that nobody is passed over.
    for (const ear of this.#ears.slice()) ear.fall?.(why);
  }

  /** Up again, with nothing waiting. */
  bringUp(): void {
    this.#up = true;
  }

  /** Without a cable frames go nowhere, and nobody on the machine is told. */
  setCarrier(carrier: boolean): void {
    this.#carrier = carrier;
  }

  #departure(size: number): Instant | undefined {
    const now = this.#clock.now();
    if (this.speed === null) return now;
    const free = Math.max(this.#freeAt, now);
    const took = ((Math.max(size, SMALLEST_FRAME) + AROUND_A_FRAME) * 8) / (this.speed * 1000);
    // Half a frame of slack, so that rounding never decides whether the last place is free.
    if (free - now > (this.#queue - 0.5) * took) return undefined;
    this.#freeAt = free + took;
    return this.#freeAt;
  }
}
