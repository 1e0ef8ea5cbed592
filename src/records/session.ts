import type { Instant } from '../base/time.ts';
import type { Role } from '../ports/door.ts';
import type { JsonRecord } from './kind.ts';

/** schema/session.v1.json; `ends` null: it is no session, and lasts as long as what it is known by. */
export function sessionRecord({
  name,
  role,
  ends,
}: {
  readonly name: string;
  readonly role: Role;
  readonly ends: Instant | null;
}): JsonRecord {
  return { v: 1, type: 'session', name, role, ends: ends === null ? null : new Date(ends).toISOString() };
}

/** schema/login-code.v1.json; the code stands behind the # of a link, which no server and no log is told. */
export function loginCodeRecord({
  code,
  ends,
  pages,
}: {
  readonly code: string;
  readonly ends: Instant;
  readonly pages: readonly string[];
}): JsonRecord {
  return {
    v: 1,
    type: 'login-code',
    code,
    ends: new Date(ends).toISOString(),
    links: pages.map((page) => `${page}#code=${code}`),
  };
}
