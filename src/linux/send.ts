import type { FrameBatch } from '../ports/link.ts';
import { HOST_LITTLE, IOVEC, MMSGHDR, MSG_DONTWAIT } from './ffi/layouts.ts';
import type { Libc } from './ffi/libc.ts';
import { allocate, type Native } from './ffi/native.ts';

/** Frames per system call. More brings nothing measurable, and the call keeps the processor for its whole length. */
const GROUP = 512;
/** Up to here one call per frame is as cheap as filling the headers of a group. */
const FEW = 2;
const LARGEST = 2048;

/** What one round of sending came to: frames that left, and the errno (0 if none) that ended it. */
export interface SendOutcome {
  readonly sent: number;
  readonly errno: number;
}

/** Sends batches with sendmmsg(2) from native memory it owns. */
export class Sender {
  readonly #libc: Libc;
  readonly #fd: number;
  #native: Native | undefined;
  #shapedFor = 0;

  constructor(libc: Libc, fd: number) {
    this.#libc = libc;
    this.#fd = fd;
  }

  send(batch: FrameBatch): SendOutcome {
    return batch.count <= FEW || batch.size > LARGEST ? this.#sendEach(batch) : this.#sendGroups(batch);
  }

  close(): void {
    this.#native?.free();
    this.#native = undefined;
  }

  #sendEach({ bytes, size, count }: FrameBatch): SendOutcome {
    for (let sent = 0; sent < count; sent++) {
      const frame = bytes.subarray(sent * size, (sent + 1) * size);
      const result = this.#libc.send(this.#fd, frame, MSG_DONTWAIT);
      if (result < 0) return { sent, errno: -result };
    }
    return { sent: count, errno: 0 };
  }

  #sendGroups({ bytes, size, count }: FrameBatch): SendOutcome {
    const native = this.#shape(size);
    let sent = 0;
    while (sent < count) {
      const group = Math.min(GROUP, count - sent);
      native.bytes.set(
        bytes.subarray(sent * size, (sent + group) * size),
        GROUP * (MMSGHDR.size + IOVEC.size),
      );
      const result = this.#libc.sendmmsg(this.#fd, native.address, group, MSG_DONTWAIT);
      if (result < 0) return { sent, errno: -result };
      // Fewer than asked: the errno of the frame that stopped it comes with the next call, if it still holds.
      sent += result;
    }
    return { sent, errno: 0 };
  }

  /** The headers stay as they are while the frame size does: only the frames are written anew. */
  #shape(size: number): Native {
    const native = (this.#native ??= allocate(this.#libc, GROUP * (MMSGHDR.size + IOVEC.size + LARGEST)));
    if (this.#shapedFor === size) return native;
    const view = new DataView(native.bytes.buffer);
    const iovecs = GROUP * MMSGHDR.size;
    const frames = iovecs + GROUP * IOVEC.size;
    for (let i = 0; i < GROUP; i++) {
      const header = i * MMSGHDR.size;
      const iovec = iovecs + i * IOVEC.size;
      view.setBigUint64(header + MMSGHDR.iov, native.address + BigInt(iovec), HOST_LITTLE);
      view.setBigUint64(header + MMSGHDR.iovlen, 1n, HOST_LITTLE);
      view.setBigUint64(iovec + IOVEC.base, native.address + BigInt(frames + i * size), HOST_LITTLE);
      view.setBigUint64(iovec + IOVEC.length, BigInt(size), HOST_LITTLE);
    }
    this.#shapedFor = size;
    return native;
  }
}
