import { type Ipv4, readIpv4, writeIpv4 } from '../../base/ipv4.ts';
import { type Mac, writeMac } from '../../base/mac.ts';
import type { FrameBatch } from '../../ports/link.ts';
import { OP_REPLY } from '../../wire/arp.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../../wire/arp-frame.ts';

/** Answers written over and over into one buffer: what is the same in all of them is written once. */
export class Replies {
  static readonly capacity = 512;
  readonly #bytes = new Uint8Array(Replies.capacity * ARP_FRAME_SIZE);
  #count = 0;

  /** `nic` is the Ethernet source: switches must not learn a told MAC at our port. */
  constructor(nic: Mac, told: Mac) {
    const blank = { dst: 0, src: nic, op: OP_REPLY, sha: told, spa: 0, tha: 0, tpa: 0 };
    for (let slot = 0; slot < Replies.capacity; slot++)
      writeArpFrame(this.#bytes, slot * ARP_FRAME_SIZE, blank);
  }

  get isFull(): boolean {
    return this.#count === Replies.capacity;
  }

  get count(): number {
    return this.#count;
  }

  /** `target` is told to be at our MAC, to `mac` alone, who asked as `ip`. */
  add(target: Ipv4, mac: Mac, ip: Ipv4): void {
    const at = this.#count++ * ARP_FRAME_SIZE;
    const bytes = this.#bytes;
    writeMac(bytes, at, mac);
    writeIpv4(bytes, at + 28, target);
    writeMac(bytes, at + 32, mac);
    writeIpv4(bytes, at + 38, ip);
  }

  /** Takes back what would be told of `target`; returns how many answers that were. */
  withdraw(target: Ipv4): number {
    const bytes = this.#bytes;
    const before = this.#count;
    let kept = 0;
    for (let slot = 0; slot < before; slot++) {
      const at = slot * ARP_FRAME_SIZE;
      if (readIpv4(bytes, at + 28) === target) continue;
      if (kept !== slot) bytes.copyWithin(kept * ARP_FRAME_SIZE, at, at + ARP_FRAME_SIZE);
      kept++;
    }
    this.#count = kept;
    return before - kept;
  }

  batch(): FrameBatch {
    return { bytes: this.#bytes, size: ARP_FRAME_SIZE, count: this.#count };
  }

  clear(): void {
    this.#count = 0;
  }
}
