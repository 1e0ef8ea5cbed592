import type { Mac } from '../base/mac.ts';
import type { LinkOptions } from '../ports/host.ts';
import type {
  Drained,
  FrameBatch,
  HeardFrame,
  Link,
  LinkCounters,
  LinkDown,
  LinkFacts,
  Sent,
} from '../ports/link.ts';
import { shareDescriptor } from './descriptors.ts';
import { packetFault } from './faults.ts';
import { EAGAIN, EINTR, ENETDOWN, ENOBUFS, ENODEV, ENOMEM, ENXIO, errnoName } from './ffi/errno.ts';
import {
  AF_PACKET,
  ETH_P_ALL,
  HOST_LITTLE,
  int32,
  packetMreq,
  PACKET_ADD_MEMBERSHIP,
  PACKET_IGNORE_OUTGOING,
  PACKET_MR_MULTICAST,
  PACKET_MR_PROMISC,
  PACKET_STATISTICS,
  SO_ATTACH_FILTER,
  SO_ERROR,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
  SOCK_CLOEXEC,
  SOCK_FPROG,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_PACKET,
  SOL_SOCKET,
  sockaddrLl,
} from './ffi/layouts.ts';
import type { Libc } from './ffi/libc.ts';
import { allocate } from './ffi/native.ts';
import { arpFilter, encodeFilter } from './filter.ts';
import { PlainReceiver } from './plain-receiver.ts';
import { ReceiveRing } from './ring.ts';
import { Sender } from './send.ts';
import { SlotRing } from './slot-ring.ts';

const DEFAULT_RING_BYTES = 16 * 1024 * 1024;
const SMALLEST_FRAME = 14;
/** Ethernet header and two tags: what a frame may have beside the MTU. */
const MOST_HEADERS = 22;

/** Opens the interface that `facts` name in the network namespace of the calling thread. Throws SystemFault. */
export function openPacketLink(libc: Libc, facts: LinkFacts, options: LinkOptions = {}): Link {
  const opened: number[] = [];
  let frames: Frames | undefined;
  const must = (operation: string, result: number): number => {
    if (result < 0) throw packetFault(operation, -result, facts.name);
    return result;
  };
  const socket = (): number => {
    // Protocol 0 hears nothing: packet(7), "until bind".
    const fd = must('socket', libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    opened.push(fd);
    return fd;
  };
  try {
    const receiver = socket();
    const { quiet = false, outgoing = false, ringBytes = DEFAULT_RING_BYTES, gather } = options;
    const made = quiet
      ? PlainReceiver.open(libc, receiver)
      : options.prompt === true
        ? SlotRing.open(libc, receiver, ringBytes)
        : ReceiveRing.open(libc, receiver, { ringBytes, gather });
    if (typeof made === 'number') throw packetFault('make ready to receive', -made, facts.name);
    frames = made;
    must('attach the filter', attachFilter(libc, receiver, options));
    // Since Linux 4.20; before, the filter alone keeps our own frames out.
    if (!outgoing) libc.setsockopt(receiver, SOL_PACKET, PACKET_IGNORE_OUTGOING, int32(1));
    if (quiet) enlarge(libc, receiver, RECEIVE_BUFFER);
    must('bind', libc.bind(receiver, sockaddrLl(ETH_P_ALL, facts.index)));
    must('bind', -socketError(libc, receiver));
    joinGroups(libc, receiver, { index: facts.index, ...options });
    // A socket does not hear what it sent itself, so sending has its own; with protocol 0 it hears nothing at all.
    const sender = socket();
    must('bind', libc.bind(sender, sockaddrLl(0, facts.index)));
    enlarge(libc, sender, SEND_BUFFER);
    return new PacketLink(libc, facts, { receiver, sender, frames });
  } catch (fault) {
    frames?.close();
    for (const fd of opened) libc.close(fd);
    throw fault;
  }
}

/** Options that need CAP_NET_ADMIN to pass the limit of the system, and their like that do not; to this many bytes. */
const SEND_BUFFER = [SO_SNDBUFFORCE, SO_SNDBUF] as const;
const RECEIVE_BUFFER = [SO_RCVBUFFORCE, SO_RCVBUF] as const;
const BUFFER_BYTES = 1024 * 1024;

function enlarge(libc: Libc, fd: number, [forced, asked]: readonly [number, number]): void {
  if (libc.setsockopt(fd, SOL_SOCKET, forced, int32(BUFFER_BYTES)) < 0)
    libc.setsockopt(fd, SOL_SOCKET, asked, int32(BUFFER_BYTES));
}

/** What evidence is sent to: 224.0.0.1, .2, .18, .22 and .102 as MACs (RFC 1112 6.4), and the nearest bridge (802.1AB 7.1). */
const EVIDENCE_GROUPS: readonly Mac[] = [
  ...[0x01, 0x02, 0x12, 0x16, 0x66].map((last) => 0x01005e000000 + last),
  0x0180c200000e,
];

/** A NIC that takes no more groups is no reason to hear nothing. The kernel leaves them when the socket is closed. */
function joinGroups(
  libc: Libc,
  fd: number,
  { index, promiscuous, hears }: LinkOptions & { readonly index: number },
): void {
  const join = (type: number, mac: Mac): void =>
    void libc.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, packetMreq(index, type, mac));
  if (promiscuous === true) join(PACKET_MR_PROMISC, 0);
  else if (hears === 'arp+evidence') for (const mac of EVIDENCE_GROUPS) join(PACKET_MR_MULTICAST, mac);
}

function attachFilter(libc: Libc, fd: number, { outgoing, hears }: LinkOptions): number {
  const program = encodeFilter(arpFilter(outgoing ?? false, hears));
  const native = allocate(libc, program.length);
  try {
    native.bytes.set(program);
    const fprog = new Uint8Array(SOCK_FPROG.size);
    const view = new DataView(fprog.buffer);
    view.setUint16(SOCK_FPROG.count, program.length / 8, HOST_LITTLE);
    view.setBigUint64(SOCK_FPROG.filter, native.address, HOST_LITTLE);
    return libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, fprog);
  } finally {
    native.free();
  }
}

/** The pending error of a socket as an errno; reading it clears it. */
function socketError(libc: Libc, fd: number): number {
  const value = new Uint8Array(4);
  const result = libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, value);
  return result < 0 ? -result : new DataView(value.buffer).getInt32(0, HOST_LITTLE);
}

/** What is received, from a ring or by calls. */
interface Frames {
  drain(visit: (frame: HeardFrame) => void): number;
  /** The error that was told in the place of a frame, if frames are read by calls. */
  takeErrno?(): number;
  close(): void;
}

interface Sockets {
  readonly receiver: number;
  readonly sender: number;
  readonly frames: Frames;
}

class PacketLink implements Link {
  readonly facts: LinkFacts;
  readonly #libc: Libc;
  readonly #sockets: Sockets;
  readonly #sender: Sender;
  readonly #statistics = new Uint8Array(12);
  readonly #closing: (() => void)[] = [];
  #packets = 0;
  #dropped = 0;
  #down: LinkDown | undefined;
  #closed = false;

  constructor(libc: Libc, facts: LinkFacts, sockets: Sockets) {
    this.#libc = libc;
    this.facts = facts;
    this.#sockets = sockets;
    this.#sender = new Sender(libc, sockets.sender);
    shareDescriptor(this, {
      fd: sockets.receiver,
      hasNews: () => this.#down !== undefined,
      onClose: (closing) => void this.#closing.push(closing),
    });
  }

  send(batch: FrameBatch): Sent {
    const { size, count, bytes } = batch;
    if (size < SMALLEST_FRAME || size > this.facts.mtu + MOST_HEADERS || count * size > bytes.length) {
      throw new RangeError(`no frames: ${count} of ${size} bytes in ${bytes.length}, MTU ${this.facts.mtu}`);
    }
    const firstAt = this.#libc.realtime();
    if (this.#down) return { sent: 0, firstAt, lastAt: firstAt, down: this.#down };
    const { sent, errno } = this.#sender.send(batch);
    const lastAt = this.#libc.realtime();
    if (errno === 0 || errno === EAGAIN || errno === ENOBUFS || errno === ENOMEM || errno === EINTR) {
      return { sent, firstAt, lastAt };
    }
    return { sent, firstAt, lastAt, down: this.#goDown(errno) };
  }

  drain(visit: (frame: HeardFrame) => void): Drained {
    const { frames, receiver } = this.#sockets;
    const heard = frames.drain(visit);
    const told = frames.takeErrno?.() ?? 0;
    if (told !== 0) this.#goDown(told);
    if (heard > 0) return { kind: 'frames', frames: heard };
    if (!this.#down) {
      const errno = socketError(this.#libc, receiver);
      if (errno === 0) return { kind: 'quiet' };
      this.#goDown(errno);
      // The last frames may have come between the two looks.
      return this.drain(visit);
    }
    return { kind: 'down', why: this.#down };
  }

  counters(): LinkCounters {
    if (!this.#closed) this.#readStatistics();
    return { received: this.#packets - this.#dropped, dropped: this.#dropped };
  }

  close(): void {
    if (this.#closed) return;
    this.#readStatistics();
    this.#closed = true;
    this.#down ??= { code: 'EBADF', sentence: 'The link was closed' };
    for (const closing of this.#closing.splice(0)) closing();
    const { receiver, sender, frames } = this.#sockets;
    frames.close();
    this.#sender.close();
    for (const fd of [receiver, sender]) this.#libc.closeBehind(fd);
  }

  /** struct tpacket_stats_v3 { u32 packets (the dropped ones too), drops, freezes; }: reading it sets it to zero. */
  #readStatistics(): void {
    const result = this.#libc.getsockopt(
      this.#sockets.receiver,
      SOL_PACKET,
      PACKET_STATISTICS,
      this.#statistics,
    );
    if (result < 8) return;
    const view = new DataView(this.#statistics.buffer);
    this.#packets += view.getUint32(0, HOST_LITTLE);
    this.#dropped += view.getUint32(4, HOST_LITTLE);
  }

  #goDown(errno: number): LinkDown {
    const { name } = this.facts;
    const sentence =
      errno === ENETDOWN
        ? `The interface ${name} went down`
        : errno === ENXIO || errno === ENODEV
          ? `The interface ${name} was removed`
          : `The interface ${name} takes no more frames (${errnoName(errno)})`;
    return (this.#down ??= { code: errnoName(errno), sentence });
  }
}
