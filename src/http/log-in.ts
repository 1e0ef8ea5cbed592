import { setCookie, deleteCookie } from 'hono/cookie';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { Instant } from '../base/time.ts';
import type { TokenKeeper } from '../ports/door.ts';
import type { JsonRecord } from '../records/kind.ts';
import { loginCodeRecord, sessionRecord } from '../records/session.ts';
import { tokenRecord } from '../records/token.ts';
import { Refused } from './problem.ts';
import { ALL_LOGINS, LOGINS, type Rates } from './rate.ts';
import type { Person, LogIns } from './sessions.ts';
import { type Caller, cookieName, permitGiving } from './who.ts';

export interface LogInHands {
  readonly tokens: TokenKeeper;
  readonly sessions: LogIns;
  readonly rates: Rates;
  readonly now: () => Instant;
}

const COMING = v.union([
  v.strictObject({ code: v.pipe(v.string(), v.maxLength(200)) }),
  v.strictObject({ token: v.pipe(v.string(), v.maxLength(200)) }),
]);

/** Somebody comes in with a code or a token, and gets a cookie. Throws Refused (401, 422, 429). */
export function logIn(
  context: Context,
  { body, from, secure }: { readonly body: unknown; readonly from: string; readonly secure: boolean },
  { tokens, sessions, rates, now }: LogInHands,
): JsonRecord {
  rates.take(`log-in ${from}`, LOGINS, now());
  rates.take('log-in', ALL_LOGINS, now());
  const read = v.safeParse(COMING, body);
  if (!read.success) throw new Refused(422, 'a code or a token is wanted', 'as in {"token":"arp_…"}');
  const { output } = read;
  const person =
    'code' in output ? sessions.redeem(output.code, now()) : personOf(tokens, output.token, now());
  if (!person)
    throw new Refused(
      401,
      'code' in output
        ? 'this code is used up, or older than two minutes'
        : 'this token is not known here, or has ended',
      'code' in output ? 'sudo arpist token --login prints another link' : 'sudo arpist token makes one',
    );
  const id = sessions.begin(person, now());
  // Lax would send it along from a link of another site, and nothing here needs that.
  setCookie(context, cookieName(secure), id, { path: '/', httpOnly: true, sameSite: 'Strict', secure });
  return sessionRecord({ ...person, ends: sessions.peek(id, now())!.ends });
}

function personOf(tokens: TokenKeeper, token: string, now: Instant): Person | undefined {
  const entry = tokens.whose(token, now);
  return entry && { name: `token ${entry.name}`, role: entry.role, token: entry.id };
}

export function logOut(context: Context, caller: Caller, { sessions }: LogInHands): JsonRecord {
  if (caller.session !== null) sessions.end(caller.session);
  for (const secure of [true, false]) deleteCookie(context, cookieName(secure), { path: '/', secure });
  return sessionRecord({ ...caller, ends: null });
}

export function whoAmI(caller: Caller, { sessions, now }: LogInHands): JsonRecord {
  const session = caller.session === null ? undefined : sessions.peek(caller.session, now());
  return sessionRecord({ ...caller, ends: session?.ends ?? null });
}

/** A code for whoever asks, with his rights: the page is opened with it. */
export function offerCode(
  caller: Caller,
  { sessions, now }: LogInHands,
  pages: readonly string[],
): JsonRecord {
  const { code, ends } = sessions.offer(caller, now());
  return loginCodeRecord({ code, ends, pages });
}

const WISH = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[^\p{C}]{1,64}$/u, 'a name of 1 to 64 characters')),
  role: v.picklist(['viewer', 'operator', 'admin']),
  expires: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.transform((text) => Date.parse(text)),
        v.number(),
        v.finite('not a time as 2026-11-30T18:00:00Z'),
      ),
    ),
    null,
  ),
});

export function makeToken(caller: Caller, body: unknown, { tokens, now }: LogInHands): JsonRecord {
  const read = v.safeParse(WISH, body);
  if (!read.success) {
    const [issue] = read.issues;
    throw new Refused(422, `${v.getDotPath(issue) ?? 'the token'}: ${issue.message}`);
  }
  permitGiving(caller, read.output.role);
  const token = tokens.make(read.output, now());
  return tokenRecord(tokens.list().at(-1)!, token);
}

/** With it every session ends that began with it. Throws Refused (404). */
export function revokeToken(name: string, { tokens, sessions }: LogInHands): JsonRecord {
  const id = /^[1-9]\d{0,14}$/.test(name) ? Number(name) : 0;
  const entry = tokens.list().find((one) => one.id === id);
  if (!entry || !tokens.revoke(id)) throw new Refused(404, `there is no token ${name}`);
  sessions.endOf(id);
  return tokenRecord(entry);
}
