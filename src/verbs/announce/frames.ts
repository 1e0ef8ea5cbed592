import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, writeMac, ZERO_MAC } from '../../base/mac.ts';
import { writeIpv4 } from '../../base/ipv4.ts';
import type { FrameBatch } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../../wire/arp-frame.ts';
import { TAG_SIZE, TPID_8021Q } from '../../wire/vlan.ts';

export type AnnouncerFrame = 'probe' | 'request' | 'reply';

/** ARP of one interface, written over and over into one buffer. */
export class ArpFrames {
  readonly capacity: number;
  readonly #bytes: Uint8Array;
  readonly #size: number;
  #count = 0;

  constructor(mac: Mac, vlan: number | null, capacity: number) {
    this.capacity = capacity;
    this.#size = ARP_FRAME_SIZE + (vlan === null ? 0 : TAG_SIZE);
    this.#bytes = new Uint8Array(capacity * this.#size);
    const tags = vlan === null ? [] : [{ tpid: TPID_8021Q, tci: vlan }];
    const like = { dst: BROADCAST_MAC, src: mac, op: OP_REQUEST, sha: mac, spa: 0, tha: ZERO_MAC, tpa: 0 };
    for (let slot = 0; slot < capacity; slot++)
      writeArpFrame(this.#bytes, slot * this.#size, { ...like, tags });
    this.#mac = mac;
  }

  readonly #mac: Mac;

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count === this.capacity;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Who-has `target`, with sender 0.0.0.0 or an address. */
  ask(target: Ipv4, sender: Ipv4, dst: Mac = BROADCAST_MAC): void {
    this.#write(OP_REQUEST, { dst, spa: sender, tha: ZERO_MAC, tpa: target });
  }

  /**
   * To everybody that `ip` is here. A reply is taken for gratuitous only when its target MAC is its sender's
   * (net/ipv4/arp.c arp_is_garp): with another one it is left unheard while the lock time lasts.
   */
  announce(ip: Ipv4, form: 'request' | 'reply'): void {
    if (form === 'request') this.#write(OP_REQUEST, { dst: BROADCAST_MAC, spa: ip, tha: ZERO_MAC, tpa: ip });
    else this.#write(OP_REPLY, { dst: BROADCAST_MAC, spa: ip, tha: this.#mac, tpa: ip });
  }

  batch(): FrameBatch {
    return { bytes: this.#bytes, size: this.#size, count: this.#count };
  }

  #write(op: number, said: { dst: Mac; spa: Ipv4; tha: Mac; tpa: Ipv4 }): void {
    const at = this.#count++ * this.#size;
    const arp = at + this.#size - ARP_FRAME_SIZE + 14;
    const bytes = this.#bytes;
    writeMac(bytes, at, said.dst);
    bytes[arp + 7] = op;
    writeIpv4(bytes, arp + 14, said.spa);
    writeMac(bytes, arp + 18, said.tha);
    writeIpv4(bytes, arp + 24, said.tpa);
  }
}
