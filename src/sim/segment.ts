import { BROADCAST_MAC, isMulticastMac, type Mac, readMac } from '../base/mac.ts';
import type { Dice } from '../base/dice.ts';
import type { Instant, Millis } from '../base/time.ts';
import { ETHERNET_HEADER_SIZE } from '../wire/ethernet.ts';
import { macOf } from './addresses.ts';
import type { Happening } from './agenda.ts';
import { Nic, type NicTraits } from './nic.ts';
import type { PaperClock } from './paper-clock.ts';
import { outerVid } from './tags.ts';

/** How a segment treats the frames it carries. Shares are from 0 to 1, each delivery has its own luck. */
export interface SegmentTraits {
  /** One way. Default 0.03 ms. */
  readonly delay?: Millis;
  /** Up to so much more, by chance; alone it never lets a frame overtake another on the way into one NIC. */
  readonly jitter?: Millis;
  readonly loss?: number;
  /** Share of the deliveries that come twice. */
  readonly duplicates?: number;
  /** Share of the deliveries held back for up to `heldFor`, so that later frames overtake them. */
  readonly reordered?: number;
  /** Default 1 ms. */
  readonly heldFor?: Millis;
  /** The VLANs the switch carries; 0 stands for untagged. All when left out. */
  readonly vlans?: readonly number[];
}

/** What became of the frames. */
export interface SegmentCounters {
  readonly carried: number;
  readonly delivered: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Shorter than an Ethernet header, of a VLAN not carried, or from a NIC without a cable. */
  readonly refused: number;
}

class Flight implements Happening {
  at: Instant;
  order = 0;
  readonly segment: Segment;
  readonly bytes: Uint8Array;
  readonly from: Nic;
  readonly era: number;
  /** null: everybody it is meant for */
  readonly to: Nic | null;

  constructor(segment: Segment, bytes: Uint8Array, ways: { from: Nic; to: Nic | null; at: Instant }) {
    this.segment = segment;
    this.bytes = bytes;
    this.at = ways.at;
    this.from = ways.from;
    this.era = ways.from.era;
    this.to = ways.to;
  }

  happen(): void {
    if (this.era === this.from.era) this.segment.land(this.bytes, this.from, this.to);
  }
}

/** One broadcast domain. Unicast frames reach the NICs with that MAC, without a look at the others. */
export class Segment {
  readonly name: string;
  readonly #clock: PaperClock;
  readonly #dice: Dice;
  readonly #traits: SegmentTraits;
  readonly #delay: Millis;
  readonly #nics: Nic[] = [];
  readonly #byMac = new Map<Mac, Nic[]>();
  readonly #curious: Nic[] = [];
  readonly #lastInto = new Map<Nic, Instant>();
  readonly #scattered: boolean;
  #carried = 0;
  #delivered = 0;
  #lost = 0;
  #duplicated = 0;
  #refused = 0;

  constructor(name: string, world: { clock: PaperClock; dice: Dice }, traits: SegmentTraits) {
    this.name = name;
    this.#clock = world.clock;
    this.#dice = world.dice;
    this.#traits = traits;
    this.#delay = traits.delay ?? 0.03;
    this.#scattered = (traits.jitter ?? 0) > 0 || (traits.reordered ?? 0) > 0;
  }

  /** Connects a machine: its NIC hears from now on what is meant for it. */
  plug(traits: NicTraits): Nic {
    const nic = new Nic(traits, { cable: this, clock: this.#clock, dice: this.#dice });
    this.#nics.push(nic);
    if (traits.promiscuous) this.#curious.push(nic);
    else
      for (const mac of new Set([traits.mac, ...(traits.alsoMacs ?? [])].map(macOf))) {
        const others = this.#byMac.get(mac);
        if (others) others.push(nic);
        else this.#byMac.set(mac, [nic]);
      }
    return nic;
  }

  /** Of all frames since the world began. */
  counters(): SegmentCounters {
    const [carried, delivered, lost] = [this.#carried, this.#delivered, this.#lost];
    return { carried, delivered, lost, duplicated: this.#duplicated, refused: this.#refused };
  }

  /** From a NIC to all others, as the traits have it: lost, late, twice, or refused for its VLAN. */
  carry(bytes: Uint8Array, from: Nic, departs: Instant): void {
    const { vlans } = this.#traits;
    if (bytes.length < ETHERNET_HEADER_SIZE || (vlans && !vlans.includes(outerVid(bytes)))) {
      this.#refused++;
      return;
    }
    this.#carried++;
    const at = departs + this.#delay;
    if (!this.#scattered) this.#clock.add(new Flight(this, bytes, { from, to: null, at }));
    else
      for (const to of this.#meant(readMac(bytes, 0)))
        if (to !== from) this.#clock.add(new Flight(this, bytes, { from, to, at: this.#scatter(at, to) }));
  }

  /** A frame reaches those it is meant for. */
  land(bytes: Uint8Array, from: Nic, to: Nic | null): void {
    if (!from.isConnected) this.#refused++;
    else if (to !== null) this.#deliver(bytes, to);
    else
      for (const nic of this.#meant(readMac(bytes, 0))) {
        if (nic !== from) this.#deliver(bytes, nic);
      }
  }

  #meant(dst: Mac): readonly Nic[] {
    if (dst === BROADCAST_MAC || isMulticastMac(dst)) return this.#nics;
    const named = this.#byMac.get(dst) ?? [];
    return this.#curious.length === 0 ? named : [...named, ...this.#curious];
  }

  #scatter(at: Instant, to: Nic): Instant {
    const { jitter = 0, reordered = 0, heldFor = 1 } = this.#traits;
    const arrives = Math.max(at + jitter * this.#dice(), this.#lastInto.get(to) ?? 0);
    if (reordered > 0 && this.#dice() < reordered) return arrives + heldFor * this.#dice();
    this.#lastInto.set(to, arrives);
    return arrives;
  }

  #deliver(bytes: Uint8Array, nic: Nic): void {
    const { loss = 0, duplicates = 0 } = this.#traits;
    if (loss > 0 && this.#dice() < loss) {
      this.#lost++;
      return;
    }
    this.#delivered++;
    nic.take(bytes);
    if (duplicates > 0 && this.#dice() < duplicates) {
      this.#duplicated++;
      nic.take(bytes);
    }
  }
}
