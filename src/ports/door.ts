import type { Prefix } from '../base/prefix.ts';
import type { Instant } from '../base/time.ts';
import type { Vicinity } from './vicinity.ts';
import type { Vendors } from './host.ts';
import type { Service } from './service.ts';

/** Who may ask for it; whoever may more may less too. */
export type Role = 'viewer' | 'operator' | 'admin';

/** What is kept of a token: never itself. */
export interface TokenEntry {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  /** SHA-256, hex */
  readonly hash: string;
  readonly made: Instant;
  /** null: for ever */
  readonly expires: Instant | null;
}

/** Who may come in over the network. Its methods throw SystemFault when what is kept cannot be read or written. */
export interface TokenKeeper {
  list(): readonly TokenEntry[];
  /** The token itself, which is nowhere else from now on. */
  make(wish: Pick<TokenEntry, 'name' | 'role' | 'expires'>, now: Instant): string;
  /** false: there is none of that number. */
  revoke(id: number): boolean;
  whose(token: string, now: Instant): TokenEntry | undefined;
}

export interface DoorWish {
  readonly service: Service;
  readonly beside: Vicinity;
  readonly vendors: Vendors;
  readonly tokens: TokenKeeper;
  readonly now: () => Instant;
  /** Path of the Unix socket. */
  readonly socket: string;
  /** User of the process at the other end of a socket, by its descriptor; null: nobody can say. */
  readonly uidOf: (fd: number) => number | null;
  /** `address:port` beside it; port 0: whichever is free. Other than loopback it needs `tls` or `behindProxy`. */
  readonly listen: readonly string[];
  /** Names under which the page may be asked for beside those of this machine. */
  readonly hosts: readonly string[];
  /** Files in PEM; read again when they change. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  /** Servers that answer browsers in place of this one; what others say in X-Forwarded-For is not believed. */
  readonly behindProxy: boolean;
  readonly trustedProxies: readonly Prefix[];
}

/** Where a service is asked. */
export interface Door {
  /** Where the page listens, as URLs. */
  readonly pages: readonly string[];
  close(): Promise<void>;
}

/** Throws UsageFault for a place that may not be listened on, SystemFault `busy` when another process answers there. */
export type OpenDoor = (wish: DoorWish) => Promise<Door>;
