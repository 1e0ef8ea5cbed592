import { type Ipv4, writeIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, writeMac } from '../base/mac.ts';
import type { FrameBatch } from '../ports/link.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../wire/arp-frame.ts';
import { TPID_8021Q } from '../wire/vlan.ts';
import { OP_REQUEST } from '../wire/arp.ts';

const TAG = 4;

/**
 * Questions of one lane, written over and over into one buffer: only what differs from question to question is touched.
 * All frames of a lane have one size, because a lane asks either with a tag or without.
 */
export class LaneFrames {
  readonly capacity: number;
  readonly #bytes: Uint8Array;
  readonly #size: number;
  readonly #tagged: boolean;
  #count = 0;

  constructor(mac: Mac, tagged: boolean, capacity: number) {
    this.capacity = capacity;
    this.#tagged = tagged;
    this.#size = ARP_FRAME_SIZE + (tagged ? TAG : 0);
    this.#bytes = new Uint8Array(capacity * this.#size);
    const question = { dst: BROADCAST_MAC, src: mac, op: OP_REQUEST, sha: mac, spa: 0, tha: 0, tpa: 0 };
    const tags = tagged ? [{ tpid: TPID_8021Q, tci: 0 }] : [];
    for (let slot = 0; slot < capacity; slot++) {
      writeArpFrame(this.#bytes, slot * this.#size, { ...question, tags });
    }
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** One more question; `dst` is the broadcast address unless one MAC is asked. */
  add(target: Ipv4, source: Ipv4, way: { readonly vlan: number | null; readonly dst: Mac }): void {
    const at = this.#count++ * this.#size;
    const bytes = this.#bytes;
    writeMac(bytes, at, way.dst);
    let arp = at + 14;
    if (this.#tagged) {
      const tci = way.vlan ?? 0;
      bytes[at + 14] = tci >>> 8;
      bytes[at + 15] = tci;
      arp += TAG;
    }
    writeIpv4(bytes, arp + 14, source);
    writeIpv4(bytes, arp + 24, target);
  }

  batch(): FrameBatch {
    return { bytes: this.#bytes, size: this.#size, count: this.#count };
  }
}
