import { openLibc } from './ffi/libc.ts';
import { type Netlink, openNetlink } from './netlink-socket.ts';

/** One talk with rtnetlink, in the network namespace of the calling thread; the socket is closed at its end. Throws SystemFault. */
export function talk<T>(body: (netlink: Netlink) => T): T {
  const netlink = openNetlink(openLibc());
  try {
    return body(netlink);
  } finally {
    netlink.close();
  }
}
