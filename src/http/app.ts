import { createHash } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { STRICT_HEADERS } from './strict.ts';
import type { Prefix } from '../base/prefix.ts';
import type { TokenKeeper } from '../ports/door.ts';
import { API, API_ROUTES, type RouteName } from '../records/api.ts';
import { assetAt, type Assets } from './assets.ts';
import { refuseCrossSite } from './cross-site.ts';
import { MEMORY } from '../records/memory-reads.ts';
import { metricsText } from '../records/metrics.ts';
import { watchSentence } from '../records/watch-sentence.ts';
import { WATCH_EVENT } from '../records/watch.ts';
import type { EventStreams } from './event-stream.ts';
import { whereOf } from './lists.ts';
import type { ApiAsked, HandlerHands } from './asked.ts';
import { episodeNamed, HANDLERS } from './handlers.ts';
import type { HostNames } from './hosts.ts';
import { memoryAnswer } from './memory-answers.ts';
import { metricFacts } from './metric-facts.ts';
import { problem, type Problem, problemOf, Refused } from './problem.ts';
import { type FarEnd, peerOf } from './peer.ts';
import { type Rates, READS, WRITES } from './rate.ts';
import { logIn, logOut, makeToken, offerCode, revokeToken, whoAmI } from './log-in.ts';
import type { DoneOnce } from './once.ts';
import type { LogIns } from './sessions.ts';
import { tokenRecord } from '../records/token.ts';
import { bySocket, type Caller, callerOf, permit } from './who.ts';

type Answered = Exclude<RouteName, 'stream' | 'evidence'>;

interface Env {
  readonly Bindings: HttpBindings;
}

const LARGEST_BODY = 65_536;

export interface AppHands extends HandlerHands {
  readonly tokens: TokenKeeper;
  readonly sessions: LogIns;
  readonly rates: Rates;
  readonly once: DoneOnce;
  readonly uidOf: (fd: number) => number | null;
  readonly trustedProxies: readonly Prefix[];
  /** Where the page is, once it listens. */
  readonly pages: () => readonly string[];
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
    else if (name === 'evidence') evidenceRoute(app, hands);
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
function admitted(context: Context<Env>, name: RouteName, hands: AppHands): Caller {
  const caller = known(context, name, { hands, use: true });
  const { method } = API_ROUTES[name];
  if (hands.hosts !== null) {
    const who = caller.session ?? caller.name;
    if (method === 'GET') hands.rates.take(`read ${who}`, READS, hands.now());
    else hands.rates.take(`write ${who}`, WRITES, hands.now());
  }
  ofThisSite(context, name, { hands, cookie: caller.session !== null });
  return caller;
}

function known(
  context: Context<Env>,
  name: RouteName,
  { hands, use }: { readonly hands: AppHands; readonly use: boolean },
): Caller {
  const { req } = context;
  const caller: Caller =
    hands.hosts === null
      ? bySocket(hands.uidOf(descriptorOf(context.env.incoming)))
      : callerOf(
          { authorization: req.header('authorization'), cookie: req.header('cookie') },
          { ...hands, now: hands.now(), use },
          peer(context, hands).secure,
        );
  permit(caller, name);
  return caller;
}

/** Throws Refused (403) for a change that a page of another site asks for. */
function ofThisSite(
  { req }: Context<Env>,
  name: RouteName,
  { hands, cookie }: { readonly hands: AppHands; readonly cookie: boolean },
): void {
  refuseCrossSite({
    method: API_ROUTES[name].method,
    host: req.header('host') ?? '',
    site: hands.hosts === null ? undefined : req.header('sec-fetch-site'),
    origin: req.header('origin'),
    cookie,
  });
}

/** Node names it nowhere else. */
function descriptorOf({ socket }: HttpBindings['incoming']): number {
  return (socket as { _handle?: { fd?: number } })._handle?.fd ?? -1;
}

function peer({ env: { incoming } }: Context<Env>, { trustedProxies }: AppHands): FarEnd {
  return peerOf(incoming, trustedProxies);
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
        known(context, 'stream', { hands, use: false });
        return true;
      } catch {
        return false;
      }
    };
    hands.streams.open({ response, caller: caller.name, fits: filter?.fits ?? null, may, after });
    return RESPONSE_ALREADY_SENT;
  });
}

function evidenceRoute(app: Hono<Env>, hands: AppHands): void {
  app.get(`${API}${API_ROUTES.evidence.path}`, async (context) => {
    admitted(context, 'evidence', hands);
    const { store } = hands.service;
    const one = await episodeNamed(store, context.req.param('episode')!);
    const frames = await store.evidenceOf(one.episode);
    if (frames.length === 0) throw new Refused(404, `of episode e-${one.episode} no frame is kept`);
    const bytes = hands.beside.capture(frames, `e-${one.episode} ${watchSentence(one.event)}`);
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': 'application/x-pcapng',
      'content-disposition': `attachment; filename="e-${one.episode}.pcapng"`,
    });
  });
}

/** Of the event that the reader has; null: none. Throws Refused (400). */
function placeOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  if (!/^\d{1,15}$/.test(text)) throw new Refused(400, 'after: the number of an event is wanted');
  return Number(text);
}

function route(app: Hono<Env>, name: Answered, hands: AppHands): void {
  const { method, path } = API_ROUTES[name];
  app.on(method, `${API}${path}`, async (context) => {
    const { req } = context;
    const body = async (): Promise<unknown> => (method === 'POST' ? await bodyOf(req.raw) : undefined);
    if (name === 'logIn') {
      // A page of another site may not log a browser in as somebody else, either.
      ofThisSite(context, name, { hands, cookie: false });
      const { address, secure } = peer(context, hands);
      return context.json(logIn(context, { body: await body(), from: address, secure }, hands));
    }
    const caller = admitted(context, name, hands);
    if (name === 'logOut') return context.json(logOut(context, caller, hands));
    const asked: ApiAsked = {
      caller,
      params: req.param() as Readonly<Record<string, string>>,
      query: req.query(),
      body: await body(),
    };
    const deed = async (): Promise<unknown> => await answerOf(name, asked, hands);
    const key = req.header('idempotency-key');
    if (method === 'GET' || key === undefined) return told(context, await deed());
    if (!/^[\x21-\x7e]{1,128}$/.test(key))
      throw new Refused(400, 'Idempotency-Key: 1 to 128 letters without spaces are wanted');
    const once = { key: `${caller.name} ${name} ${key}`, body: asked.body, now: hands.now() };
    return told(context, await hands.once.do(once, deed));
  });
}

async function answerOf(
  name: Exclude<Answered, 'logIn' | 'logOut'>,
  asked: ApiAsked,
  hands: AppHands,
): Promise<unknown> {
  switch (name) {
    case 'whoAmI':
      return whoAmI(asked.caller, hands);
    case 'offerCode':
      return offerCode(asked.caller, hands, hands.pages());
    case 'tokens':
      return { items: hands.tokens.list().map((one) => tokenRecord(one)), next: null };
    case 'makeToken':
      return makeToken(asked.caller, asked.body, hands);
    case 'revokeToken':
      return revokeToken(asked.params['id']!, hands);
    default:
      return await HANDLERS[name](asked, hands);
  }
}

/** With a mark of what it says: whoever has the same is told that it is the same. */
function told(context: Context<Env>, answer: unknown): Response {
  const text = JSON.stringify(answer);
  if (context.req.method !== 'GET') return context.body(text, 200, JSON_TYPE);
  const mark = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  const had = context.req
    .header('if-none-match')
    ?.split(',')
    .map((one) => one.trim().replace(/^W\//, ''));
  if (had?.includes(mark)) return context.body(null, 304, { etag: mark });
  return context.body(text, 200, { ...JSON_TYPE, etag: mark });
}

const JSON_TYPE = { 'content-type': 'application/json' } as const;

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
