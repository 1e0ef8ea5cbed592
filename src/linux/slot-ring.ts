import { instantOf } from '../base/time.ts';
import type { HeardFrame } from '../ports/link.ts';
import { ENOMEM } from './ffi/errno.ts';
import {
  HOST_LITTLE,
  int32,
  MAP_SHARED,
  PACKET_OUTGOING,
  PACKET_RX_RING,
  PACKET_VERSION,
  PACKET2,
  SOL_PACKET,
  TP_STATUS_KERNEL,
  TP_STATUS_USER,
  TP_STATUS_VLAN_TPID_VALID,
  TP_STATUS_VLAN_VALID,
  TPACKET_V2,
  tpacketReq,
} from './ffi/layouts.ts';
import type { Address, Libc } from './ffi/libc.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

const SLOT = 512;
const BLOCK = 0x10000;
const LEAST_BLOCKS = 2;
const TAG_SIZE = 4;
const TAG_AT = 12;

/**
 * The kernel's receive ring with a slot for each frame (TPACKET_V2): a frame can be read as soon as it came, which the
 * ring of blocks makes wait for a timer. A frame longer than a slot is cut. What it hands out is a copy on the
 * JavaScript heap, so that nothing outside can touch memory that is no longer mapped.
 */
export class SlotRing {
  readonly #libc: Libc;
  readonly #address: Address;
  readonly #size: number;
  readonly #slots: number;
  readonly #bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #view: DataView;
  readonly #copy = new Uint8Array(SLOT + TAG_SIZE);
  readonly #copies: Uint8Array[] = [];
  #slot = 0;
  #busy = false;
  #closed = false;

  private constructor(libc: Libc, address: Address, size: number) {
    this.#libc = libc;
    this.#address = address;
    this.#size = size;
    this.#slots = size / SLOT;
    const memory = libc.view(address, size);
    this.#bytes = new Uint8Array(memory);
    this.#words = new Uint32Array(memory);
    this.#view = new DataView(memory);
  }

  /** Takes less than `ringBytes` when the kernel has no more. Returns -errno when there is no ring at all. */
  static open(libc: Libc, fd: number, ringBytes: number): SlotRing | number {
    const version = libc.setsockopt(fd, SOL_PACKET, PACKET_VERSION, int32(TPACKET_V2));
    if (version < 0) return version;
    for (let blocks = Math.max(LEAST_BLOCKS, Math.ceil(ringBytes / BLOCK)); ; blocks >>= 1) {
      const shape = { blockSize: BLOCK, blocks, frameSize: SLOT };
      const refused = libc.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, tpacketReq(shape));
      if (refused < 0 && (refused !== -ENOMEM || blocks <= LEAST_BLOCKS)) return refused;
      if (refused < 0) continue;
      const address = libc.mmap(blocks * BLOCK, MAP_SHARED, fd);
      return address < 0n ? Number(address) : new SlotRing(libc, address, blocks * BLOCK);
    }
  }

  /** Hands out what the kernel has filled, once round the ring at most. Returns how many frames that were. */
  drain(visit: (frame: HeardFrame) => void): number {
    if (this.#busy || this.#closed) return 0;
    this.#busy = true;
    let frames = 0;
    try {
      for (; frames < this.#slots; frames++) {
        const word = (this.#slot * SLOT) / 4;
        if ((Atomics.load(this.#words, word) & TP_STATUS_USER) === 0) break;
        const frame = this.#takeFrame(this.#slot * SLOT);
        // Copied, so the slot is the kernel's again also when the visitor throws.
        Atomics.store(this.#words, word, TP_STATUS_KERNEL);
        this.#slot = (this.#slot + 1) % this.#slots;
        visit(frame);
        if (this.#closed) return frames + 1;
      }
      return frames;
    } finally {
      this.#busy = false;
      if (this.#closed) this.#unmap();
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#busy) this.#unmap();
  }

  #unmap(): void {
    this.#libc.munmap(this.#address, this.#size);
  }

  #takeFrame(at: number): HeardFrame {
    const view = this.#view;
    const captured = view.getUint32(at + PACKET2.snaplen, HOST_LITTLE);
    const status = view.getUint32(at, HOST_LITTLE);
    const gap = (status & TP_STATUS_VLAN_VALID) !== 0 && captured >= TAG_AT ? TAG_SIZE : 0;
    const from = at + view.getUint16(at + PACKET2.mac, HOST_LITTLE);
    const source = this.#bytes;
    const copy = this.#copy;
    const head = Math.min(captured, TAG_AT);
    for (let i = 0; i < head; i++) copy[i] = source[from + i]!;
    for (let i = TAG_AT; i < captured; i++) copy[i + gap] = source[from + i]!;
    if (gap > 0) this.#writeTag(at, status);
    const length = captured + gap;
    return {
      bytes: (this.#copies[length] ??= copy.subarray(0, length)),
      wireLength: view.getUint32(at + PACKET2.len, HOST_LITTLE) + gap,
      at: instantOf(
        view.getUint32(at + PACKET2.sec, HOST_LITTLE),
        view.getUint32(at + PACKET2.nsec, HOST_LITTLE),
      ),
      outgoing: source[at + PACKET2.pkttype] === PACKET_OUTGOING,
    };
  }

  /** The kernel took the outermost tag out of the frame before any socket saw it (skb_vlan_untag in net/core/skbuff.c). */
  #writeTag(at: number, status: number): void {
    const known = (status & TP_STATUS_VLAN_TPID_VALID) !== 0;
    const tpid = known ? this.#view.getUint16(at + PACKET2.vlanTpid, HOST_LITTLE) : TPID_8021Q;
    const tci = this.#view.getUint16(at + PACKET2.vlanTci, HOST_LITTLE);
    const copy = this.#copy;
    copy[TAG_AT] = tpid >> 8;
    copy[TAG_AT + 1] = tpid;
    copy[TAG_AT + 2] = tci >> 8;
    copy[TAG_AT + 3] = tci;
  }
}
