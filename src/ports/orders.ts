import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { WatchKind } from '../inventory/watch-event.ts';

/** An address, or a MAC, wherever it is. */
export type Whom = { readonly ip: Ipv4 } | { readonly mac: Mac };

/** An address and who may have it: another MAC for it is told, this one no more. */
export interface Approval {
  readonly ip: Ipv4;
  readonly mac: Mac;
  /** In words of whoever approved it; '' without. */
  readonly note: string;
  /** null: for ever */
  readonly expires: Instant | null;
}

/** What is not told any more; it is still kept. What is null does not matter; a mute of everything is none. */
export interface Mute {
  readonly kind: WatchKind | null;
  readonly ip: Ipv4 | null;
  readonly mac: Mac | null;
  /** Name of an interface; null: on every one. */
  readonly interface: string | null;
  /** An episode by its number in the store; null: all that fit. */
  readonly episode: number | null;
  /** It covers gateways and virtual addresses too. */
  readonly gateways: boolean;
  /** null: until it is taken back */
  readonly until: Instant | null;
}

/** What somebody wrote beside a station. */
export interface Remark {
  readonly whom: Whom;
  /** '' takes the note away. */
  readonly text: string;
}

/** What a person asks of the memory. Each is written into the audit, with what takes it back. */
export type MemoryOrder =
  | { readonly order: 'approve'; readonly approval: Approval }
  | { readonly order: 'mute'; readonly mute: Mute }
  | { readonly order: 'note'; readonly note: Remark }
  /** Takes back an approval or a mute by its number. */
  | { readonly order: 'revoke'; readonly id: number }
  /** Everything of it goes, also from what is told of others; the audit keeps that something was forgotten, not whom. */
  | { readonly order: 'forget'; readonly whom: Whom };

/** What an order did. */
export interface Ordered {
  /** Of the approval or mute that it made, or took back; null for the others. */
  readonly id: number | null;
  /** One sentence: what is different now. */
  readonly text: string;
  /** The command line that takes it back; null when nothing can. */
  readonly undo: string | null;
}

/** One that stands until it is taken back. */
export interface Stood<T> {
  readonly id: number;
  readonly at: Instant;
  /** Who asked for it: a user's name or that of a token. */
  readonly by: string;
  readonly value: T;
}

/** One line of the audit. */
export interface AuditLine {
  readonly seq: number;
  readonly at: Instant;
  readonly by: string;
  /** The order as a command line. */
  readonly line: string;
  readonly text: string;
  readonly undo: string | null;
}
