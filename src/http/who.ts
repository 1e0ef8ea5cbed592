import type { Role, TokenKeeper } from '../ports/door.ts';
import { API_ROUTES } from '../records/api.ts';
import { Refused } from './problem.ts';

/** Who asks. */
export interface Caller {
  /** As it stands in the audit. */
  readonly name: string;
  readonly role: Role;
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Whoever reaches the socket may work with it. */
export const BY_SOCKET: Caller = { name: 'socket', role: 'operator' };

/** Throws Refused (401) for whoever is not known. */
export function callerOf(authorization: string | undefined, tokens: TokenKeeper, now: number): Caller {
  const token = /^Bearer ([\w-]{1,200})$/i.exec(authorization ?? '')?.[1];
  const entry = token === undefined ? undefined : tokens.whose(token, now);
  if (entry) return { name: `token ${entry.name}`, role: entry.role };
  throw new Refused(
    401,
    token === undefined ? 'a token is wanted' : 'this token is not known here, or has ended',
    'sudo arpist token makes one: send it as Authorization: Bearer arp_…',
  );
}

/** Throws Refused (403) for whoever may not. */
export function permit(caller: Caller, route: keyof typeof API_ROUTES): void {
  const { role } = API_ROUTES[route];
  if (RANK[caller.role] < RANK[role])
    throw new Refused(403, `${caller.name} is ${caller.role}, and this is for ${role}`);
}
