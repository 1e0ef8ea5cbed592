import { ENETDOWN, ENOBUFS } from '../../src/linux/ffi/errno.ts';
import {
  HOST_LITTLE,
  int32,
  SOL_PACKET,
  MSG_DONTWAIT,
  SOCK_CLOEXEC,
  SOCK_RAW,
  sockaddrLl,
  sockaddrNl,
  AF_NETLINK,
  AF_PACKET,
} from '../../src/linux/ffi/layouts.ts';
import { type Libc, openLibc } from '../../src/linux/ffi/libc.ts';

const ETH_P_ARP = 0x0806;
/** Straight to the driver: a queue may stay shut for a second after the other end came up. */
const PACKET_QDISC_BYPASS = 20;
const FRAME = 2048;

/** The outer end of one cable: frames go in, ARP comes out. No ring, because frames are few and an answer must be there at once. */
export class Cable {
  readonly #libc: Libc = openLibc();
  readonly #fd: number;
  readonly #buffer = new Uint8Array(FRAME);

  /** In the network namespace of the calling thread. */
  constructor(index: number) {
    this.#fd = this.#libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    const bound = this.#libc.bind(this.#fd, sockaddrLl(ETH_P_ARP, index));
    if (bound < 0) throw new Error(`bind ${index}: errno ${-bound}`);
    this.#libc.setsockopt(this.#fd, SOL_PACKET, PACKET_QDISC_BYPASS, int32(1));
  }

  send(bytes: Uint8Array): void {
    const sent = this.#libc.send(this.#fd, bytes, 0);
    // The other end is down: the frame is lost, as on any cable.
    if (sent < 0 && sent !== -ENETDOWN && sent !== -ENOBUFS) throw new Error(`send: errno ${-sent}`);
  }

  drain(visit: (bytes: Uint8Array) => void): void {
    for (;;) {
      const length = this.#libc.recv(this.#fd, this.#buffer, MSG_DONTWAIT);
      if (length <= 0) return;
      visit(this.#buffer.slice(0, length));
    }
  }

  close(): void {
    this.#libc.close(this.#fd);
  }
}

const AF_INET = 2;
const IPPROTO_RAW = 255;
const SOL_SOCKET = 1;
const SO_BINDTODEVICE = 25;
const IP_HEADER = 20;

/** Sends IP packets with any source from inside a host: the kernel routes them and asks for the next hop. */
export class Mouth {
  readonly #libc: Libc = openLibc();
  readonly #fd: number;

  /** In the network namespace of the calling thread; bound to a link when one is named. */
  constructor(link: string | null) {
    this.#fd = this.#libc.socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
    if (link !== null) {
      const name = Uint8Array.from(`${link}\0`, (letter) => letter.charCodeAt(0));
      this.#libc.setsockopt(this.#fd, SOL_SOCKET, SO_BINDTODEVICE, name);
    }
  }

  /** False when the kernel would not route it. */
  say(source: number, target: number): boolean {
    const packet = new Uint8Array(IP_HEADER + 8);
    const view = new DataView(packet.buffer);
    packet[0] = 0x45;
    view.setUint16(2, packet.length, false);
    packet[8] = 64;
    // An ICMP echo answer with a wrong checksum: nobody answers it, not even this host when it is the target.
    packet[9] = 1;
    view.setUint32(12, source, false);
    view.setUint32(16, target, false);
    const address = new Uint8Array(16);
    const to = new DataView(address.buffer);
    to.setUint16(0, AF_INET, HOST_LITTLE);
    to.setUint32(4, target, false);
    return this.#libc.sendto(this.#fd, packet, address) >= 0;
  }

  close(): void {
    this.#libc.close(this.#fd);
  }
}

const RTMGRP_NEIGH = 4;
const NETLINK_ROUTE = 0;
const SO_RCVBUFFORCE = 33;

/** Hears what the kernel tells about neighbour entries. */
export class NewsOfNeighbours {
  readonly #libc: Libc = openLibc();
  readonly #fd: number;
  readonly #buffer = new Uint8Array(0x10000);

  /** In the network namespace of the calling thread. */
  constructor() {
    this.#fd = this.#libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    this.#libc.setsockopt(this.#fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(0x400000));
    this.#libc.bind(this.#fd, sockaddrNl(RTMGRP_NEIGH));
  }

  drain(visit: (datagram: Uint8Array) => void): void {
    for (;;) {
      const length = this.#libc.recv(this.#fd, this.#buffer, MSG_DONTWAIT);
      if (length <= 0) return;
      visit(this.#buffer.slice(0, length));
    }
  }

  close(): void {
    this.#libc.close(this.#fd);
  }
}
