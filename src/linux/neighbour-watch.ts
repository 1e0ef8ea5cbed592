import { SystemFault } from '../base/fault.ts';
import type { TableNotice, TableWatch } from '../ports/table-watch.ts';
import { linkCodec, RTM_NEWLINK } from '../wire/netlink/link.ts';
import { MessageCursor } from '../wire/netlink/message.ts';
import { NTF_PROXY, RTM_DELNEIGH, RTM_NEWNEIGH } from '../wire/netlink/neighbour.ts';
import { glanceNeighbour, newNeighbourGlance } from '../wire/netlink/neighbour-glance.ts';
import { RTMGRP } from '../wire/netlink/rtnetlink.ts';
import { openWatcher } from './clock.ts';
import type { Descriptor } from './descriptors.ts';
import { EAGAIN, EINTR, ENOBUFS, errnoName } from './ffi/errno.ts';
import {
  AF_NETLINK,
  int32,
  MSG_DONTWAIT,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_SOCKET,
  sockaddrNl,
} from './ffi/layouts.ts';
import type { Libc } from './ffi/libc.ts';
import { openLibc } from './ffi/libc.ts';
import { linkNames } from './link-names.ts';
import { type Netlink, openNetlink } from './netlink-socket.ts';
import { entryOf, readEntries } from './snapshot-neighbours.ts';

const NETLINK_ROUTE = 0;
/** Some ten thousand notices; taken only while they wait. Without CAP_NET_ADMIN net.core.rmem_max is the most. */
const RECEIVE_BUFFER = 16 * 1024 * 1024;
/** A notice is far smaller; the kernel sends each in a datagram of its own. */
const DATAGRAM = 0x4000;

/** In the network namespace of the calling thread. `receiveBuffer` in bytes. Throws SystemFault. */
export function openNeighbourWatch(receiveBuffer: number = RECEIVE_BUFFER): TableWatch {
  const libc = openLibc();
  const netlink = openNetlink(libc);
  try {
    const fd = openNoticeSocket(libc, receiveBuffer);
    return new NeighbourWatch(libc, fd, netlink);
  } catch (fault) {
    netlink.close();
    throw fault;
  }
}

function openNoticeSocket(libc: Libc, receiveBuffer: number): number {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) throw watchFault('socket', -fd);
  if (libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(receiveBuffer)) < 0)
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int32(receiveBuffer));
  const bound = libc.bind(fd, sockaddrNl(RTMGRP.neighbour | RTMGRP.link));
  if (bound >= 0) return fd;
  libc.close(fd);
  throw watchFault('bind', -bound);
}

class NeighbourWatch implements TableWatch {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #netlink: Netlink;
  readonly #buffer = new Uint8Array(DATAGRAM);
  readonly #message = new MessageCursor(this.#buffer);
  readonly #glance = newNeighbourGlance();
  readonly #names: Map<number, string>;
  readonly #descriptor: Descriptor;
  #closing: (() => void)[] = [];
  #closed = false;

  constructor(libc: Libc, fd: number, netlink: Netlink) {
    this.#libc = libc;
    this.#fd = fd;
    this.#netlink = netlink;
    this.#names = new Map(linkNames(netlink));
    this.#descriptor = {
      fd,
      hasNews: () => this.#closed,
      onClose: (closing) => void this.#closing.push(closing),
    };
  }

  drain(visit: (notice: TableNotice) => void): 'whole' | 'overrun' {
    let overrun = false;
    for (;;) {
      const length = this.#libc.recv(this.#fd, this.#buffer, MSG_DONTWAIT);
      if (length === -EAGAIN) return overrun ? 'overrun' : 'whole';
      if (length === -EINTR) continue;
      if (length === -ENOBUFS) overrun = true;
      else if (length < 0) throw watchFault('receive', -length);
      else this.#read(length, visit);
    }
  }

  #read(length: number, visit: (notice: TableNotice) => void): void {
    const message = this.#message;
    message.begin(length);
    while (message.next()) {
      const { type, at, end } = message;
      if (type === RTM_NEWLINK) this.#learnName(this.#buffer.subarray(at, end));
      if (type !== RTM_NEWNEIGH && type !== RTM_DELNEIGH) continue;
      if (!glanceNeighbour(message, this.#glance) || (this.#glance.flags & NTF_PROXY) !== 0) continue;
      visit({ gone: type === RTM_DELNEIGH, entry: entryOf(this.#glance, this.#names) });
    }
  }

  #learnName(payload: Uint8Array): void {
    const decoded = linkCodec.decode(payload);
    if (decoded.ok && decoded.value.name !== undefined)
      this.#names.set(decoded.value.index, decoded.value.name);
  }

  entries(): ReturnType<TableWatch['entries']> {
    for (const [index, name] of linkNames(this.#netlink)) this.#names.set(index, name);
    return readEntries(this.#netlink, this.#names);
  }

  published(): ReturnType<TableWatch['published']> {
    return readEntries(this.#netlink, this.#names, NTF_PROXY);
  }

  wait(millis: number): Promise<void> {
    return new Promise((resolve) => {
      let unwatch = (): void => {};
      const end = (): void => {
        clearTimeout(timer);
        unwatch();
        resolve();
      };
      const timer = setTimeout(end, millis);
      unwatch = openWatcher().watch([this.#descriptor], end);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const closing of this.#closing.splice(0)) closing();
    this.#libc.close(this.#fd);
    this.#netlink.close();
  }
}

function watchFault(operation: string, errno: number): SystemFault {
  return new SystemFault('unsupported', `The kernel does not tell about changes: ${errnoName(errno)}`, {
    operation: `netlink ${operation}`,
    code: errnoName(errno),
    remedy: 'a sandbox or container may forbid AF_NETLINK sockets: allow them, or run outside of it',
  });
}
