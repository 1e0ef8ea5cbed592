import type { Datagrams } from '../ports/datagrams.ts';
import { EAGAIN, errnoName } from './ffi/errno.ts';
import { AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK, sockaddrUn } from './ffi/layouts.ts';
import { openLibc } from './ffi/libc.ts';

/** Node has no datagram sockets of the family unix. */
export function openDatagrams(): Datagrams {
  const libc = openLibc();
  let fd = -EAGAIN;
  return {
    send(path, bytes) {
      if (fd < 0) fd = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      if (fd < 0) return errnoName(-fd);
      const address = sockaddrUn(path);
      if (address === undefined) return 'ENAMETOOLONG';
      const result = libc.sendto(fd, bytes, address);
      return result < 0 ? errnoName(-result) : null;
    },
    close() {
      if (fd >= 0) libc.close(fd);
      fd = -EAGAIN;
    },
  };
}
