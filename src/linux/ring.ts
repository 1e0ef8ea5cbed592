import { instantOf, type Millis } from '../base/time.ts';
import type { HeardFrame } from '../ports/link.ts';
import { EINVAL, ENOMEM } from './ffi/errno.ts';
import {
  BLOCK,
  HOST_LITTLE,
  int32,
  MAP_SHARED,
  PACKET_OUTGOING,
  PACKET_RX_RING,
  PACKET_VERSION,
  PACKET3,
  SOL_PACKET,
  TP_STATUS_KERNEL,
  TP_STATUS_USER,
  TP_STATUS_VLAN_TPID_VALID,
  TP_STATUS_VLAN_VALID,
  TPACKET_V3,
  tpacketReq3,
} from './ffi/layouts.ts';
import type { Address, Libc } from './ffi/libc.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

/**
 * A block holds at least one frame and at most what came within the retire time, so many small blocks bear a longer stall
 * of this process than few large ones: 1024 blocks of 16 KiB bear two seconds of a trickle, and half a second of 200,000
 * frames/s. Where memory pages are larger (arm64 and ppc64 may have 64 KiB), a block is a page.
 */
const BLOCK_SIZES = [0x4000, 0x10000] as const;
const FRAME_SIZE = 2048;
const LEAST_BLOCKS = 8;
/** How late a lone frame may be told, unless it is said; its timestamp does not suffer. */
const RETIRE_MILLIS: Millis = 2;
const TAG_SIZE = 4;
const TAG_AT = 12;

interface RingShape {
  readonly blockSize: number;
  readonly blocks: number;
}

/**
 * The kernel's receive ring (TPACKET_V3). It owns the mapping: what it hands out is a copy on the JavaScript heap, so that
 * nothing outside can touch memory that is no longer mapped.
 */
export class ReceiveRing {
  readonly #libc: Libc;
  readonly #address: Address;
  readonly #blockSize: number;
  readonly #blocks: number;
  readonly #bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #view: DataView;
  readonly #copy: Uint8Array;
  readonly #copies: Uint8Array[] = [];
  #block = 0;
  /** Frames left in the current block; 0 when it is not ours yet. */
  #left = 0;
  #offset = 0;
  #busy = false;
  #closed = false;

  private constructor(libc: Libc, address: Address, { blockSize, blocks }: RingShape) {
    this.#libc = libc;
    this.#address = address;
    this.#blockSize = blockSize;
    this.#blocks = blocks;
    this.#copy = new Uint8Array(blockSize + TAG_SIZE);
    const memory = libc.view(address, blocks * blockSize);
    this.#bytes = new Uint8Array(memory);
    this.#words = new Uint32Array(memory);
    this.#view = new DataView(memory);
  }

  /** Takes less than `ringBytes` when the kernel has no more. Returns -errno when there is no ring at all. */
  static open(
    libc: Libc,
    fd: number,
    {
      ringBytes,
      gather = RETIRE_MILLIS,
    }: { readonly ringBytes: number; readonly gather?: Millis | undefined },
  ): ReceiveRing | number {
    const version = libc.setsockopt(fd, SOL_PACKET, PACKET_VERSION, int32(TPACKET_V3));
    if (version < 0) return version;
    let refused = 0;
    for (const blockSize of BLOCK_SIZES) {
      for (let blocks = Math.ceil(ringBytes / blockSize); ; blocks >>= 1) {
        blocks = Math.max(LEAST_BLOCKS, blocks);
        const shape = { blockSize, blocks, frameSize: FRAME_SIZE, retireMillis: gather };
        refused = libc.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, tpacketReq3(shape));
        if (refused >= 0) return ReceiveRing.#map(libc, fd, { blockSize, blocks });
        if (refused !== -ENOMEM || blocks === LEAST_BLOCKS) break;
      }
      if (refused !== -EINVAL) break;
    }
    return refused;
  }

  static #map(libc: Libc, fd: number, shape: RingShape): ReceiveRing | number {
    const address = libc.mmap(shape.blocks * shape.blockSize, MAP_SHARED, fd);
    return address < 0n ? Number(address) : new ReceiveRing(libc, address, shape);
  }

  /** Hands out what the kernel has filled, once round the ring at most. Returns how many frames that were. */
  drain(visit: (frame: HeardFrame) => void): number {
    if (this.#busy || this.#closed) return 0;
    this.#busy = true;
    let frames = 0;
    try {
      for (let round = 0; round < this.#blocks && this.#enterBlock(); round++) {
        if (this.#left === 0) this.#leaveBlock();
        while (this.#left > 0) {
          const frame = this.#takeFrame();
          frames++;
          // Copied, so the block is the kernel's again also when its last visitor throws.
          if (this.#left === 0) this.#leaveBlock();
          visit(frame);
          if (this.#closed) return frames;
        }
      }
    } finally {
      this.#busy = false;
      if (this.#closed) this.#unmap();
    }
    return frames;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#busy) this.#unmap();
  }

  #unmap(): void {
    this.#libc.munmap(this.#address, this.#blocks * this.#blockSize);
  }

  #statusWord(): number {
    return (this.#block * this.#blockSize + BLOCK.status) / 4;
  }

  #enterBlock(): boolean {
    // A visitor that threw left this block half read.
    if (this.#left > 0) return true;
    if ((Atomics.load(this.#words, this.#statusWord()) & TP_STATUS_USER) === 0) return false;
    const start = this.#block * this.#blockSize;
    this.#left = this.#view.getUint32(start + BLOCK.packets, HOST_LITTLE);
    this.#offset = start + this.#view.getUint32(start + BLOCK.firstPacket, HOST_LITTLE);
    return true;
  }

  #leaveBlock(): void {
    Atomics.store(this.#words, this.#statusWord(), TP_STATUS_KERNEL);
    this.#block = (this.#block + 1) % this.#blocks;
  }

  #takeFrame(): HeardFrame {
    const view = this.#view;
    const at = this.#offset;
    this.#left--;
    this.#offset = at + view.getUint32(at + PACKET3.next, HOST_LITTLE);
    const captured = view.getUint32(at + PACKET3.snaplen, HOST_LITTLE);
    const tagged = (view.getUint32(at + PACKET3.status, HOST_LITTLE) & TP_STATUS_VLAN_VALID) !== 0;
    const mac = at + view.getUint16(at + PACKET3.mac, HOST_LITTLE);
    const gap = tagged && captured >= TAG_AT ? TAG_SIZE : 0;
    const bytes = this.#copyOf(captured + gap);
    this.#copyFrame(mac, captured, gap);
    if (gap > 0) this.#writeTag(at);
    return {
      bytes,
      wireLength: view.getUint32(at + PACKET3.len, HOST_LITTLE) + gap,
      at: instantOf(
        view.getUint32(at + PACKET3.sec, HOST_LITTLE),
        view.getUint32(at + PACKET3.nsec, HOST_LITTLE),
      ),
      outgoing: this.#bytes[at + PACKET3.pkttype] === PACKET_OUTGOING,
    };
  }

  #copyFrame(from: number, captured: number, gap: number): void {
    const source = this.#bytes;
    const copy = this.#copy;
    if (captured > 256) {
      copy.set(source.subarray(from, from + TAG_AT));
      copy.set(source.subarray(from + TAG_AT, from + captured), TAG_AT + gap);
      return;
    }
    const head = Math.min(captured, TAG_AT);
    for (let i = 0; i < head; i++) copy[i] = source[from + i]!;
    for (let i = TAG_AT; i < captured; i++) copy[i + gap] = source[from + i]!;
  }

  /** The kernel took the outermost tag out of the frame before any socket saw it (skb_vlan_untag in net/core/skbuff.c). */
  #writeTag(at: number): void {
    const status = this.#view.getUint32(at + PACKET3.status, HOST_LITTLE);
    const tpid =
      (status & TP_STATUS_VLAN_TPID_VALID) === 0
        ? TPID_8021Q
        : this.#view.getUint16(at + PACKET3.vlanTpid, HOST_LITTLE);
    const tci = this.#view.getUint32(at + PACKET3.vlanTci, HOST_LITTLE);
    const copy = this.#copy;
    copy[TAG_AT] = tpid >> 8;
    copy[TAG_AT + 1] = tpid;
    copy[TAG_AT + 2] = tci >> 8;
    copy[TAG_AT + 3] = tci;
  }

  #copyOf(length: number): Uint8Array {
    if (length >= 2048) return this.#copy.subarray(0, length);
    return (this.#copies[length] ??= this.#copy.subarray(0, length));
  }
}
