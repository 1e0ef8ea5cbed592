/** Sockets of this machine that take datagrams by a path (unix(7), SOCK_DGRAM): /dev/log, journald. */
export interface Datagrams {
  /** One datagram, now: it never waits. Null: it was taken; else the name of the error: `ENOENT`, `EAGAIN`, `EMSGSIZE`. */
  send(path: string, bytes: Uint8Array): string | null;
  close(): void;
}
