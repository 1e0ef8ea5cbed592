import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { CaptureFrame } from '../wire/capture-frame.ts';
import type { Expected } from './expected.ts';
import type { Touches } from './touches.ts';
import type { Blind, WatchEvent, WatchKind } from './watch-event.ts';

/** How much is kept; what is beyond is counted in `WatchCounts.left`. */
export interface WatchBounds {
  /** (address, MAC) on a network, and as many addresses, and as many MACs */
  readonly stations: number;
  /** open episodes */
  readonly episodes: number;
}

export const WATCH_BOUNDS: WatchBounds = { stations: 1_048_576, episodes: 65_536 };

/** A question by unicast to one MAC, with sender 0.0.0.0: no table remembers it (RFC 5227 2.1.1). */
export interface LoneQuestion {
  /** `interfaceIndex` of the frames that gave rise to it. */
  readonly place: number;
  readonly vlan: number | null;
  readonly mac: Mac;
  readonly ip: Ipv4;
}

/** Where questions may leave now, and whom tables of ours have for an address: it is asked last, so that its answer stands. */
export interface MayAsk {
  readonly isFree: (question: Pick<LoneQuestion, 'place' | 'vlan'>) => boolean;
  readonly known: (place: number, ip: Ipv4) => Mac | undefined;
}

/** What was heard so far. */
export interface WatchCounts {
  readonly frames: number;
  readonly arp: number;
  /** Copies of a frame, by a mirror port or a switch. */
  readonly copies: number;
  /** Frames beside ARP that were understood: adverts, leases. */
  readonly beside: number;
  readonly malformed: number;
  readonly unreadable: number;
  readonly stations: number;
  readonly addresses: number;
  /** Episodes that were opened, by kind. */
  readonly opened: Readonly<Record<WatchKind, number>>;
  readonly openNow: number;
  /** `events`: what was counted alone, because there was too much of it to be told one by one. */
  readonly left: { readonly stations: number; readonly episodes: number; readonly events: number };
  readonly first: Instant | null;
  readonly last: Instant | null;
}

/**
 * Frames in, events out. It knows no clock: time is that of the frames, or what `pass` says. Nothing on the wire makes it
 * throw, and its memory has a bound.
 */
export interface WatchFold {
  /** Nothing of the frame is kept. */
  hear(frame: CaptureFrame): void;
  /** Time passes without a frame: what waits for silence is decided. Earlier than the last frame does nothing. */
  pass(at: Instant): void;
  /** Nothing more comes: open doubts are told as they stand, and episodes that go on as they are. */
  end(): void;
  blind(interval: Blind): void;
  /** From now on every claim is gathered there, whoever is right. */
  remember(touches: Touches): void;
  /** What is meant to be has changed. */
  expect(expected: Expected): void;
  /** What would decide a doubt: at most one question for each network. Only frames that were heard decide it. */
  toAsk(may: MayAsk): readonly LoneQuestion[];
  readonly counts: WatchCounts;
}

/** Called within `hear`, `pass`, `end` and `blind`, in the order in which things became known. */
export type Tell = (event: WatchEvent) => void;

/** `startWatching` is one. */
export type StartWatching = (expected: Expected, tell: Tell, bounds?: WatchBounds) => WatchFold;
