import { chmodSync, readFileSync, rmSync, unwatchFile, watchFile } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { SystemFault, UsageFault } from '../base/fault.ts';
import type { DoorWish, OpenDoor } from '../ports/door.ts';
import { type AppHands, answered, appOver } from './app.ts';
import { builtAssets } from './assets.ts';
import { Cursors } from './cursor.ts';
import { Directory } from './directory.ts';
import { EventStreams } from './event-stream.ts';
import { HostNames } from './hosts.ts';
import { DoneOnce } from './once.ts';
import { Rates } from './rate.ts';
import { LogIns } from './sessions.ts';
import { unfit } from './strict.ts';

/** Opens the socket and the listeners. Throws SystemFault `busy` when another process answers there. */
export const openDoor: OpenDoor = async ({ socket, listen, hosts, tls, behindProxy, ...hands }) => {
  for (const place of listen) mayListen(place, { tls, behindProxy, trustedProxies: hands.trustedProxies });
  const cursors = new Cursors(randomBytes(32));
  const streams = new EventStreams(hands.service);
  const directory = new Directory({ ...hands, store: hands.service.store });
  const pages: string[] = [];
  const shared = {
    ...hands,
    cursors,
    streams,
    directory,
    assets: builtAssets(),
    sessions: new LogIns(),
    rates: new Rates(),
    once: new DoneOnce(),
    pages: () => pages,
  };
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    streams.close();
    await Promise.all(servers.map(closed));
  };
  try {
    await freeSocket(socket);
    const own = serverFor({ ...shared, hosts: null }, null);
    await listening(own, { path: socket });
    servers.push(own);
    chmodSync(socket, 0o660);
    for (const place of listen) {
      const server = serverFor({ ...shared, hosts: new HostNames(hosts) }, tls);
      servers.push(server);
      pages.push(await listening(server, placeOf(place)));
    }
    return { pages, close };
  } catch (fault) {
    await close();
    throw fault;
  }
};

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  maxHeaderSize: 16_384,
  requireHostHeader: false,
} as const;

function serverFor(hands: AppHands, tls: DoorWish['tls']): Server {
  const answer = getRequestListener(appOver(hands).fetch, { overrideGlobalObjects: false });
  const listener: RequestListener = (request, response) => {
    const why = unfit(request);
    if (why) refuse(response, answered(why));
    else void answer(request, response);
  };
  const server = tls === null ? createServer(LIMITS, listener) : secured(tls, listener);
  server.maxHeadersCount = 64;
  server.maxConnections = 512;
  server.maxRequestsPerSocket = 1000;
  return server;
}

/** What is read again is taken when it fits together: until then the one before holds. */
function secured(files: NonNullable<DoorWish['tls']>, listener: RequestListener): Server {
  const server = createSecureServer({ ...LIMITS, ...pairOf(files), minVersion: 'TLSv1.2' }, listener);
  const again = (): void => {
    try {
      server.setSecureContext({ ...pairOf(files), minVersion: 'TLSv1.2' });
    } catch {
      // Half of a new pair: the other half follows.
    }
  };
  for (const file of [files.certificate, files.key])
    watchFile(file, { interval: 5000, persistent: false }, again);
  server.on('close', () => {
    for (const file of [files.certificate, files.key]) unwatchFile(file, again);
  });
  return server;
}

/** Throws SystemFault. */
function pairOf({ certificate, key }: NonNullable<DoorWish['tls']>): {
  readonly cert: Buffer;
  readonly key: Buffer;
} {
  const read = (path: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? '';
      throw new SystemFault('file', `cannot read ${path} (${code})`, {
        operation: 'listen',
        code,
        remedy: 'name the certificate and its key in [web], and let the user of the service read them',
      });
    }
  };
  return { cert: read(certificate), key: read(key) };
}

/** Tokens would cross the network in the clear: throws UsageFault. */
function mayListen(
  place: string,
  { tls, behindProxy, trustedProxies }: Pick<DoorWish, 'tls' | 'behindProxy' | 'trustedProxies'>,
): void {
  const { host } = placeOf(place);
  if (host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)) return;
  if (tls !== null || (behindProxy && trustedProxies.length > 0)) return;
  throw new UsageFault(
    '[web] listen',
    `${place} can be reached from other machines, and what is said there can be read on the way`,
    'name certificate and key, or behind-proxy = true with trusted-proxies, or listen on 127.0.0.1',
  );
}

function refuse(response: ServerResponse, answer: Response): void {
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), connection: 'close' });
  void answer.text().then((text) => response.end(text));
}

/** A socket that nobody answers on is of a process that is gone. */
async function freeSocket(path: string): Promise<void> {
  const alive = await new Promise<boolean>((resolve) => {
    const trial = connect(path);
    trial.once('connect', () => {
      trial.destroy();
      resolve(true);
    });
    trial.once('error', () => resolve(false));
  });
  if (alive)
    throw new SystemFault('busy', `another arpist answers on ${path}`, {
      operation: 'listen',
      remedy: 'end it first, or name another --state',
    });
  rmSync(path, { force: true });
}

async function listening(server: Server, where: ListenPlace): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(faultOf(cause, where)));
    server.listen(where, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') return '';
  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return `${server instanceof SecureServer ? 'https' : 'http'}://${host}:${bound.port}/`;
}

type ListenPlace = { readonly path: string } | { readonly host: string; readonly port: number };

function placeOf(text: string): { readonly host: string; readonly port: number } {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(at + 1)) };
}

function faultOf(cause: unknown, where: ListenPlace): SystemFault {
  const place = 'path' in where ? where.path : `${where.host}:${where.port}`;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const remedy = code === 'EADDRINUSE' ? 'another program has it' : 'see [web] listen and the state folder';
  return new SystemFault('busy', `cannot listen on ${place} (${code})`, {
    operation: 'listen',
    code,
    remedy,
  });
}

/** Streams that go on are ended too. */
async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
