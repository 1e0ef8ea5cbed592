import type { Mac } from '../../base/mac.ts';
import { readUint16 } from '../../wire/bits.ts';
import { TAG_SIZE } from '../../wire/vlan.ts';
import type { Network } from '../watch-event.ts';

/** A hostile trunk may invent any number of stacked tags. */
const MOST_NETWORKS = 16_384;

/** The part of a frame that says where it was heard. */
export interface FramePlace {
  readonly interfaceIndex: number;
  readonly interfaceName: string;
}

interface Heard {
  readonly network: Network;
  readonly place: number;
  /** Whoever all unicast so far was from or to; NaN: nobody any more, or nothing yet. */
  one: Mac;
  other: Mac;
  begun: boolean;
  wide: boolean;
}

/** Numbers networks in the order in which they are heard. */
export class Networks {
  readonly #numbers = new Map<string, number>();
  readonly #heard: Heard[] = [];
  #lastInterface = -1;
  #lastVlan = -1;
  #lastInner = -1;
  #last = -1;

  /** -1 when there is no room for another. Tags are ids, -1 without one; a priority tag (id 0) is none. */
  numberOf({ interfaceIndex, interfaceName }: FramePlace, outerTag: number, innerTag: number): number {
    const vlan = tagOf(outerTag);
    const inner = tagOf(innerTag);
    if (interfaceIndex === this.#lastInterface && vlan === this.#lastVlan && inner === this.#lastInner)
      return this.#last;
    const key = `${interfaceIndex} ${vlan} ${inner}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#heard.length >= MOST_NETWORKS) return -1;
      number = this.#heard.length;
      this.#numbers.set(key, number);
      const network = {
        interface: interfaceName,
        vlan: vlan < 0 ? null : vlan,
        innerVlan: inner < 0 ? null : inner,
      };
      this.#heard.push({
        network,
        place: interfaceIndex,
        one: Number.NaN,
        other: Number.NaN,
        begun: false,
        wide: false,
      });
    }
    this.#lastInterface = interfaceIndex;
    this.#lastVlan = vlan;
    this.#lastInner = inner;
    this.#last = number;
    return number;
  }

  networkOf(number: number): Network {
    return this.#heard[number]!.network;
  }

  /** The index of its interface. */
  placeOf(number: number): number {
    return this.#heard[number]!.place;
  }

  /** A unicast frame was heard. */
  unicast(number: number, src: Mac, dst: Mac): void {
    const heard = this.#heard[number]!;
    if (heard.wide) return;
    if (!heard.begun) {
      heard.begun = true;
      heard.one = src;
      heard.other = dst;
      return;
    }
    if (heard.one !== src && heard.one !== dst) heard.one = Number.NaN;
    if (heard.other !== src && heard.other !== dst) heard.other = Number.NaN;
    heard.wide = Number.isNaN(heard.one) && Number.isNaN(heard.other);
  }

  /**
   * Unicast of several pairs without a common end was heard: a monitor port or a hub, so that silence proves something.
   * An ordinary host hears only what is from or to itself.
   */
  isWide(number: number): boolean {
    return this.#heard[number]!.wide;
  }
}

/** A priority tag names no VLAN (802.1Q table 9-2). */
function tagOf(vid: number): number {
  return vid === 0 ? -1 : vid;
}

/** The id in the second tag of an Ethernet frame that has two. */
export function innerVlanOf(bytes: Uint8Array, from: number): number {
  return readUint16(bytes, from + 12 + TAG_SIZE + 2) & 0xfff;
}
