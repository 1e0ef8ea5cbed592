import { openLibc } from './ffi/libc.ts';

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** struct ucred: pid, uid, gid */
const UCRED = 12;

/** The user of the process at the other end of a Unix socket (unix(7) SO_PEERCRED); null: the descriptor is none. */
export function peerUid(fd: number): number | null {
  const credentials = new Uint8Array(UCRED);
  if (openLibc().getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials) !== UCRED) return null;
  const uid = new DataView(credentials.buffer).getUint32(4, true);
  // Of a socket that has no other end, or one of the network.
  return uid === 0xffffffff ? null : uid;
}
