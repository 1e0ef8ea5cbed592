import type { Role, TokenKeeper } from '../ports/door.ts';
import { API_ROUTES } from '../records/api.ts';
import { Refused } from './problem.ts';
import type { LogIns } from './sessions.ts';

/** Who asks. */
export interface Caller {
  /** As it stands in the audit. */
  readonly name: string;
  readonly role: Role;
  /** The id of the session that the cookie named; null: known by something else. */
  readonly session: string | null;
  /** Of the token that is behind it; null: none. */
  readonly token: number | null;
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Whoever reaches the socket may work with it; root, and the user of the service, may do all of it. */
export function bySocket(uid: number | null): Caller {
  const mighty = uid !== null && (uid === 0 || uid === process.getuid?.());
  return { name: 'socket', role: mighty ? 'admin' : 'operator', session: null, token: null };
}

export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

export interface Known {
  readonly tokens: TokenKeeper;
  readonly sessions: LogIns;
  readonly now: number;
  /** It counts as use of the session. */
  readonly use: boolean;
}

/** `__Host-` binds it to this host and to TLS, where there is TLS. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-arpist' : 'arpist';
}

/** Throws Refused (401) for whoever is not known. */
export function callerOf(
  { authorization, cookie }: Credentials,
  { tokens, sessions, now, use }: Known,
  secure = false,
): Caller {
  const token = /^Bearer ([\w-]{1,200})$/i.exec(authorization ?? '')?.[1];
  const entry = token === undefined ? undefined : tokens.whose(token, now);
  if (entry) return { name: `token ${entry.name}`, role: entry.role, session: null, token: entry.id };
  const id = authorization === undefined ? cookieOf(cookie, cookieName(secure)) : undefined;
  const session = id === undefined ? undefined : use ? sessions.whose(id, now) : sessions.peek(id, now);
  if (id !== undefined && session) return { ...session, session: id };
  throw new Refused(
    401,
    token === undefined ? 'a token or a log-in is wanted' : 'this token is not known here, or has ended',
    'sudo arpist token makes one: send it as Authorization: Bearer arp_…',
  );
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined && /^[\w-]{20,64}$/.test(value)) return value;
  }
  return undefined;
}

/** Throws Refused (403) for whoever may not. */
export function permit(caller: Caller, route: keyof typeof API_ROUTES): void {
  const { role } = API_ROUTES[route];
  if (role !== 'anybody' && RANK[caller.role] < RANK[role])
    throw new Refused(403, `${caller.name} is ${caller.role}, and this is for ${role}`);
}

/** Throws Refused (403): nobody gives away more than he has. */
export function permitGiving(caller: Caller, role: Role): void {
  if (RANK[role] > RANK[caller.role])
    throw new Refused(403, `${caller.name} is ${caller.role}, and cannot make an ${role}`);
}
