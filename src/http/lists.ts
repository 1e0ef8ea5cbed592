import type { Instant } from '../base/time.ts';
import type { Kind, JsonRecord } from '../records/kind.ts';
import { parseWhereOf, type Filter } from '../records/where.ts';
import { Refused } from './problem.ts';

export const USUAL_LIMIT = 100;
export const MOST_LIMIT = 1000;
/** An expression longer than this asks for something else than rows. */
const LONGEST_WHERE = 4096;
/** Rows that one answer looks at before it tells how far it came. */
export const LOOKED_AT = 20_000;

export interface ListAnswer {
  readonly items: readonly JsonRecord[];
  /** null: there are no more */
  readonly next: string | null;
  /** How far was looked when that was not to the end, and nothing or too little was found. */
  readonly searchedBackTo?: string | null;
  /** How many there are in all, where that is known. */
  readonly approxTotal?: number;
}

/** Throws Refused (400). */
export function limitOf(text: string | undefined): number {
  if (text === undefined) return USUAL_LIMIT;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MOST_LIMIT)
    throw new Refused(400, `limit: a number from 1 to ${MOST_LIMIT} is wanted`);
  return limit;
}

/** Throws UsageFault in the words of the command line. */
export function whereOf<R>(kind: Kind<R>, text: string | undefined): Filter<R> | null {
  if (text === undefined || text === '') return null;
  if (text.length > LONGEST_WHERE) throw new Refused(400, `where: longer than ${LONGEST_WHERE} characters`);
  return parseWhereOf(kind.fields, text, 'where');
}

/** Throws Refused (400). */
export function timeOf(name: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Refused(400, `${name}: a time as 2026-11-30T18:00:00Z is wanted`);
  return at;
}
