import { readFileSync, readlinkSync } from 'node:fs';
import { SOL_SOCKET } from './ffi/layouts.ts';
import { openLibc } from './ffi/libc.ts';

/** Where a change was made. The number of a namespace comes again when one is gone, its cookie does not. */
export interface Home {
  /** `net:[4026531840]` */
  readonly namespace: string | null;
  /** Drawn by the kernel at each start. */
  readonly boot: string | null;
  /** SO_NETNS_COOKIE, since Linux 5.14 */
  readonly cookie: string | null;
}

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SO_NETNS_COOKIE = 71;

export function readHome(): Home {
  return { namespace: namespaceName(), boot: bootName(), cookie: namespaceCookie() };
}

export function isSameHome(a: Home, b: Home): boolean {
  if (a.boot !== b.boot) return false;
  if (a.cookie !== null && typeof b.cookie === 'string') return a.cookie === b.cookie;
  return a.namespace !== null && a.namespace === b.namespace;
}

function namespaceName(): string | null {
  try {
    return readlinkSync('/proc/thread-self/ns/net');
  } catch {
    return null;
  }
}

function bootName(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null;
  }
}

function namespaceCookie(): string | null {
  const libc = openLibc();
  const socket = libc.socket(AF_UNIX, SOCK_DGRAM, 0);
  if (socket < 0) return null;
  const value = new Uint8Array(8);
  const length = libc.getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, value);
  libc.close(socket);
  return length === 8 ? Buffer.from(value).toString('hex') : null;
}
