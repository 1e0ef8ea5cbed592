import type { Instant } from '../base/time.ts';
import type { Vicinity } from '../ports/vicinity.ts';
import type { Vendors } from '../ports/host.ts';
import type { Service } from '../ports/service.ts';
import type { JsonRecord } from '../records/kind.ts';
import type { Cursors } from './cursor.ts';
import type { Directory } from './directory.ts';
import type { ListAnswer } from './lists.ts';
import type { Caller } from './who.ts';

/** What a handler is given of a request. */
export interface ApiAsked {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined for a GET. */
  readonly body: unknown;
}

export interface HandlerHands {
  readonly service: Service;
  readonly vendors: Vendors;
  readonly cursors: Cursors;
  readonly beside: Vicinity;
  readonly directory: Directory;
  readonly now: () => Instant;
}

export type Handler = (asked: ApiAsked, hands: HandlerHands) => Promise<JsonRecord | ListAnswer>;
