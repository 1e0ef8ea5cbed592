import { SystemFault } from '../base/fault.ts';
import { EAGAIN, EINTR, errnoName } from './ffi/errno.ts';
import { AF_NETLINK, MSG_DONTWAIT, MSG_TRUNC, SOCK_CLOEXEC, SOCK_RAW, sockaddrNl } from './ffi/layouts.ts';
import type { Libc } from './ffi/libc.ts';

const NETLINK_ROUTE = 0;

/** Tells whether the kernel reported a change since the last question. */
export interface ChangeWatch {
  changed(): boolean;
  close(): void;
}

/** `groups` are bits of RTMGRP, in the network namespace of the calling thread. Throws SystemFault. */
export function openChangeWatch(libc: Libc, groups: number): ChangeWatch {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  const bound = fd < 0 ? fd : libc.bind(fd, sockaddrNl(groups));
  if (bound < 0) {
    if (fd >= 0) libc.close(fd);
    throw new SystemFault('unsupported', `The kernel does not tell about changes: ${errnoName(-bound)}`, {
      operation: 'netlink bind',
      code: errnoName(-bound),
      remedy: 'A sandbox or container may forbid AF_NETLINK sockets: allow them, or run outside of it.',
    });
  }
  const scrap = new Uint8Array(16);
  return {
    changed() {
      let changed = false;
      for (;;) {
        const length = libc.recv(fd, scrap, MSG_DONTWAIT | MSG_TRUNC);
        if (length === -EAGAIN) return changed;
        // ENOBUFS: more changes than the socket could hold are changes, too.
        if (length !== -EINTR) changed = true;
      }
    },
    close: () => void libc.close(fd),
  };
}
