import type { TokenEntry } from '../ports/door.ts';
import { type JsonRecord, recordKind } from './kind.ts';

/** schema/token.v1.json; `token` itself stands there once, when it is made. */
export function tokenRecord(
  { id, name, role, made, expires }: TokenEntry,
  token: string | null = null,
): JsonRecord {
  return {
    v: 1,
    type: 'token',
    id,
    name,
    role,
    made: new Date(made).toISOString(),
    expires: expires === null ? null : new Date(expires).toISOString(),
    token,
  };
}

/** What token lists. */
export const TOKEN = recordKind(['token'], {
  id: 'number',
  name: 'text',
  role: 'text',
  made: 'text',
  expires: 'text',
});
