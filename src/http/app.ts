import { Hono } from 'hono';
import type { TokenKeeper } from '../ports/door.ts';
import { API, API_ROUTES, type RouteName } from '../records/api.ts';
import { refuseCrossSite } from './cross-site.ts';
import { HANDLERS, type HandlerHands } from './handlers.ts';
import type { HostNames } from './hosts.ts';
import { problem, type Problem, problemOf, Refused } from './problem.ts';
import { BY_SOCKET, type Caller, callerOf, permit } from './who.ts';

const LARGEST_BODY = 65_536;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
} as const;

export interface AppHands extends HandlerHands {
  readonly tokens: TokenKeeper;
  /** null: the socket, where reaching it is the right. */
  readonly hosts: HostNames | null;
}

/** Everything that is answered, for one kind of listener. */
export function appOver(hands: AppHands): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    const host = context.req.header('host') ?? '';
    if (hands.hosts?.knows(host) === false)
      throw new Refused(421, `${host} is no name of this machine`, `put hosts = ["${host}"] into [web]`);
    return await next();
  });
  app.onError((cause) => answered(problemOf(cause)));
  app.notFound((context) => answered(problem(404, `there is no ${context.req.path} here`)));
  app.get('/healthz', (context) => context.text('ok\n'));
  for (const name of Object.keys(API_ROUTES) as RouteName[]) route(app, name, hands);
  return app;
}

function route(app: Hono, name: RouteName, hands: AppHands): void {
  const { method, path } = API_ROUTES[name];
  app.on(method, `${API}${path}`, async (context) => {
    const { req } = context;
    const caller: Caller =
      hands.hosts === null ? BY_SOCKET : callerOf(req.header('authorization'), hands.tokens, hands.now());
    permit(caller, name);
    refuseCrossSite({
      method,
      host: req.header('host') ?? '',
      site: hands.hosts === null ? undefined : req.header('sec-fetch-site'),
      origin: req.header('origin'),
      cookie: false,
    });
    const asked = {
      caller,
      params: req.param() as Readonly<Record<string, string>>,
      query: req.query(),
      body: method === 'POST' ? await bodyOf(req.raw) : undefined,
    };
    return context.json(await HANDLERS[name](asked, hands));
  });
}

/** Throws Refused for what is no JSON, or too much of it. */
async function bodyOf(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refused(415, 'the body has to be application/json');
  if (request.headers.has('content-encoding')) throw new Refused(415, 'a compressed body is not read here');
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > LARGEST_BODY) throw new Refused(413, `a body of more than ${LARGEST_BODY} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw new Refused(400, 'the body is not JSON');
  }
}

export function answered(told: Problem): Response {
  return new Response(JSON.stringify(told), {
    status: told.status,
    headers: { ...HEADERS, 'content-type': 'application/problem+json' },
  });
}
