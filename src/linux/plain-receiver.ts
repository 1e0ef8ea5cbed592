import { instantOf } from '../base/time.ts';
import type { HeardFrame } from '../ports/link.ts';
import { EAGAIN, EINTR } from './ffi/errno.ts';
import {
  AUXDATA,
  CMSGHDR,
  HOST_LITTLE,
  int32,
  IOVEC,
  MSG_DONTWAIT,
  MSG_TRUNC,
  MSGHDR,
  PACKET_AUXDATA,
  PACKET_OUTGOING,
  SO_TIMESTAMPING,
  SOCKADDR_LL,
  SOL_PACKET,
  SOL_SOCKET,
  STAMP,
  TP_STATUS_VLAN_TPID_VALID,
  TP_STATUS_VLAN_VALID,
} from './ffi/layouts.ts';
import type { Libc } from './ffi/libc.ts';
import { allocate, type Native } from './ffi/native.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

const LONGEST_FRAME = 65_536;
/** More than the socket's buffer holds: in a flood that comes faster than it is read, the caller has a turn all the same. */
const MOST_AT_ONCE = 4096;
const TAG_SIZE = 4;
const TAG_AT = 12;
/** Where the parts stand in native memory; the frame has room for a tag before it. */
const IOVEC_AT = MSGHDR.size;
const NAME_AT = 80;
const CONTROL_AT = 104;
const CONTROL_SIZE = 256;
const FRAME_AT = 384;

/**
 * The kernel begins to stamp frames in a worker of its own (net_enable_timestamp in net/core/dev.c), which runs as soon as
 * we sleep. Until then a frame would be stamped when it is read.
 */
const STAMPS_BEGIN_MICROS = 200;

/** What the control messages of a frame say. */
interface About {
  at: number;
  status: number;
  tci: number;
  tpid: number;
}

/**
 * Reads frame by frame, by a call for each. Making it takes no time: a ring waits for a grace period of
 * RCU to be made, and for one more to be freed (packet_set_ring in net/packet/af_packet.c).
 */
export class PlainReceiver {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #native: Native;
  readonly #view: DataView;
  readonly #about: About = { at: 0, status: 0, tci: 0, tpid: 0 };
  #errno = 0;
  #busy = false;
  #closed = false;

  private constructor(libc: Libc, fd: number) {
    this.#libc = libc;
    this.#fd = fd;
    this.#native = allocate(libc, FRAME_AT + LONGEST_FRAME);
    const { address, bytes } = this.#native;
    this.#view = new DataView(bytes.buffer);
    const pointer = (at: number, to: number): void =>
      this.#view.setBigUint64(at, address + BigInt(to), HOST_LITTLE);
    pointer(MSGHDR.name, NAME_AT);
    pointer(MSGHDR.iov, IOVEC_AT);
    this.#view.setBigUint64(MSGHDR.iovlen, 1n, HOST_LITTLE);
    pointer(MSGHDR.control, CONTROL_AT);
    pointer(IOVEC_AT + IOVEC.base, FRAME_AT);
    this.#view.setBigUint64(IOVEC_AT + IOVEC.length, BigInt(LONGEST_FRAME), HOST_LITTLE);
  }

  /** Returns -errno when the kernel refuses. */
  static open(libc: Libc, fd: number): PlainReceiver | number {
    const stamps = int32(STAMP.received | STAMP.bySoftware);
    const refused = libc.setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, stamps);
    if (refused < 0) return refused;
    libc.sleep(STAMPS_BEGIN_MICROS);
    const tagless = libc.setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, int32(1));
    return tagless < 0 ? tagless : new PlainReceiver(libc, fd);
  }

  /** Hands out what waits. Returns how many frames that were. */
  drain(visit: (frame: HeardFrame) => void): number {
    if (this.#busy || this.#closed) return 0;
    this.#busy = true;
    let frames = 0;
    try {
      for (let length = this.#receive(); length >= 0; length = this.#receive()) {
        frames++;
        visit(this.#frameOf(length));
        if (this.#closed || frames === MOST_AT_ONCE) break;
      }
      return frames;
    } finally {
      this.#busy = false;
      if (this.#closed) this.#native.free();
    }
  }

  /** The error the kernel told in the place of a frame; it tells each once. 0: none. */
  takeErrno(): number {
    const errno = this.#errno;
    this.#errno = 0;
    return errno;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#busy) this.#native.free();
  }

  #receive(): number {
    const view = this.#view;
    for (;;) {
      view.setUint32(MSGHDR.nameLength, SOCKADDR_LL.size, HOST_LITTLE);
      view.setBigUint64(MSGHDR.controlLength, BigInt(CONTROL_SIZE), HOST_LITTLE);
      const length = this.#libc.recvmsg(this.#fd, this.#native.address, MSG_DONTWAIT | MSG_TRUNC);
      if (length >= 0) return length;
      if (length === -EAGAIN) return -1;
      // What the interface did comes before the frames that still wait, and is told once: the frames are read on.
      if (length !== -EINTR) this.#errno = -length;
    }
  }

  #frameOf(length: number): HeardFrame {
    const about = this.#readControl();
    const captured = Math.min(length, LONGEST_FRAME);
    const frame = this.#native.bytes.subarray(FRAME_AT, FRAME_AT + captured);
    const tagged = (about.status & TP_STATUS_VLAN_VALID) !== 0 && captured >= TAG_AT;
    // A copy: nothing outside can touch memory that is no longer mapped.
    const bytes = new Uint8Array(captured + (tagged ? TAG_SIZE : 0));
    if (tagged) writeTagged(bytes, frame, about);
    else bytes.set(frame);
    const outgoing = this.#native.bytes[NAME_AT + SOCKADDR_LL.pkttype] === PACKET_OUTGOING;
    return { bytes, wireLength: length + bytes.length - captured, at: about.at, outgoing };
  }

  #readControl(): About {
    const view = this.#view;
    const about = this.#about;
    about.at = 0;
    about.status = 0;
    const end = CONTROL_AT + Number(view.getBigUint64(MSGHDR.controlLength, HOST_LITTLE));
    for (let at = CONTROL_AT; at + CMSGHDR.size <= end; ) {
      const length = Number(view.getBigUint64(at + CMSGHDR.length, HOST_LITTLE));
      if (length < CMSGHDR.size) break;
      const level = view.getInt32(at + CMSGHDR.level, HOST_LITTLE);
      const type = view.getInt32(at + CMSGHDR.type, HOST_LITTLE);
      const data = at + CMSGHDR.size;
      if (level === SOL_SOCKET && type === SO_TIMESTAMPING) {
        const seconds = Number(view.getBigInt64(data, HOST_LITTLE));
        about.at = instantOf(seconds, Number(view.getBigInt64(data + 8, HOST_LITTLE)));
      } else if (level === SOL_PACKET && type === PACKET_AUXDATA) {
        about.status = view.getUint32(data + AUXDATA.status, HOST_LITTLE);
        about.tci = view.getUint16(data + AUXDATA.vlanTci, HOST_LITTLE);
        const known = (about.status & TP_STATUS_VLAN_TPID_VALID) !== 0;
        about.tpid = known ? view.getUint16(data + AUXDATA.vlanTpid, HOST_LITTLE) : TPID_8021Q;
      }
      at += Math.ceil(length / CMSGHDR.align) * CMSGHDR.align;
    }
    if (about.at === 0) about.at = this.#libc.realtime();
    return about;
  }
}

/** The kernel took the outermost tag out of the frame before any socket saw it (skb_vlan_untag in net/core/skbuff.c). */
function writeTagged(bytes: Uint8Array, frame: Uint8Array, { tpid, tci }: About): void {
  bytes.set(frame.subarray(0, TAG_AT));
  bytes[TAG_AT] = tpid >> 8;
  bytes[TAG_AT + 1] = tpid;
  bytes[TAG_AT + 2] = tci >> 8;
  bytes[TAG_AT + 3] = tci;
  bytes.set(frame.subarray(TAG_AT), TAG_AT + TAG_SIZE);
}
