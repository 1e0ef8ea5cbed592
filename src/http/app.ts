import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { STRICT_HEADERS } from './strict.ts';
import type { TokenKeeper } from '../ports/door.ts';
import { API, API_ROUTES, type RouteName } from '../records/api.ts';
import { assetAt, type Assets } from './assets.ts';
import { refuseCrossSite } from './cross-site.ts';
import { MEMORY } from '../records/memory-reads.ts';
import { metricsText } from '../records/metrics.ts';
import { WATCH_EVENT } from '../records/watch.ts';
import type { EventStreams } from './event-stream.ts';
import { whereOf } from './lists.ts';
import { HANDLERS, type HandlerHands } from './handlers.ts';
import type { HostNames } from './hosts.ts';
import { memoryAnswer } from './memory-answers.ts';
import { metricFacts } from './metric-facts.ts';
import { problem, type Problem, problemOf, Refused } from './problem.ts';
import { BY_SOCKET, type Caller, callerOf, permit } from './who.ts';

interface Env {
  readonly Bindings: HttpBindings;
}

const LARGEST_BODY = 65_536;

export interface AppHands extends HandlerHands {
  readonly tokens: TokenKeeper;
  /** null: the socket, where reaching it is the right. */
  readonly hosts: HostNames | null;
  readonly streams: EventStreams;
  /** The page; empty: none was built. */
  readonly assets: Assets;
}

/** Everything that is answered, for one kind of listener. */
export function appOver(hands: AppHands): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(STRICT_HEADERS)) context.header(name, value);
    const host = context.req.header('host') ?? '';
    if (hands.hosts?.knows(host) === false)
      throw new Refused(421, `${host} is no name of this machine`, `put hosts = ["${host}"] into [web]`);
    return await next();
  });
  app.onError((cause) => answered(problemOf(cause)));
  app.notFound(
    ({ req }) =>
      (req.method === 'GET' ? assetAt(hands.assets, req.path) : undefined) ??
      answered(problem(404, `there is no ${req.path} here`)),
  );
  app.get('/healthz', (context) => context.text('ok\n'));
  // Whoever reaches it may read it, as programs that gather numbers expect: no MAC is in it, and no address but gateways.
  app.get('/metrics', async (context) => {
    const facts = { ...(await metricFacts(hands.service)), streams: hands.streams.count };
    const { type, body } = metricsText(facts, context.req.header('accept') ?? '');
    return context.body(body, 200, { 'content-type': type });
  });
  for (const name of Object.keys(API_ROUTES) as RouteName[])
    if (name === 'stream') streamRoute(app, hands);
    else route(app, name, hands);
  if (hands.hosts === null) memoryRoute(app, hands);
  return app;
}

/** For commands beside a service that has no file: whoever reaches the socket reads what it remembers. */
function memoryRoute(app: Hono<Env>, { service }: AppHands): void {
  app.post(`${MEMORY}/:name`, async (context) => {
    const { req } = context;
    return context.json({
      value: await memoryAnswer(service.store, req.param('name'), await bodyOf(req.raw)),
    });
  });
}

/** Who asks, when whoever it is may. Throws Refused. */
function admitted({ req }: Context<Env>, name: RouteName, hands: AppHands): Caller {
  const caller: Caller =
    hands.hosts === null ? BY_SOCKET : callerOf(req.header('authorization'), hands.tokens, hands.now());
  permit(caller, name);
  refuseCrossSite({
    method: API_ROUTES[name].method,
    host: req.header('host') ?? '',
    site: hands.hosts === null ? undefined : req.header('sec-fetch-site'),
    origin: req.header('origin'),
    cookie: false,
  });
  return caller;
}

function streamRoute(app: Hono<Env>, hands: AppHands): void {
  app.get(`${API}${API_ROUTES.stream.path}`, (context) => {
    const { req } = context;
    const caller = admitted(context, 'stream', hands);
    const filter = whereOf(WATCH_EVENT, req.query('where'));
    const after = placeOf(req.header('last-event-id') ?? req.query('after'));
    const { outgoing: response } = context.env;
    const may = (): boolean => {
      try {
        admitted(context, 'stream', hands);
        return true;
      } catch {
        return false;
      }
    };
    hands.streams.open({ response, caller: caller.name, fits: filter?.fits ?? null, may, after });
    return RESPONSE_ALREADY_SENT;
  });
}

/** Of the event that the reader has; null: none. Throws Refused (400). */
function placeOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  if (!/^\d{1,15}$/.test(text)) throw new Refused(400, 'after: the number of an event is wanted');
  return Number(text);
}

function route(app: Hono<Env>, name: Exclude<RouteName, 'stream'>, hands: AppHands): void {
  const { method, path } = API_ROUTES[name];
  app.on(method, `${API}${path}`, async (context) => {
    const { req } = context;
    const caller = admitted(context, name, hands);
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
    headers: {
      ...STRICT_HEADERS,
      'content-type': 'application/problem+json',
      ...(told.status === 503 || told.status === 429 ? { 'retry-after': '5' } : {}),
    },
  });
}
