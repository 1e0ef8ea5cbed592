import type { Instant } from '../base/time.ts';
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
  readonly vendors: Vendors;
  readonly tokens: TokenKeeper;
  readonly now: () => Instant;
  /** Path of the Unix socket. */
  readonly socket: string;
  /** `address:port` beside it, of loopback; port 0: whichever is free. */
  readonly listen: readonly string[];
  /** Names under which the page may be asked for beside those of this machine. */
  readonly hosts: readonly string[];
}

/** Where a service is asked. */
export interface Door {
  /** Where the page listens, as URLs. */
  readonly pages: readonly string[];
  close(): Promise<void>;
}

/** Throws SystemFault `busy` when another process answers there. */
export type OpenDoor = (wish: DoorWish) => Promise<Door>;
