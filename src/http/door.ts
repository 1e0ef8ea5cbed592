import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { SystemFault } from '../base/fault.ts';
import type { OpenDoor } from '../ports/door.ts';
import { type AppHands, answered, appOver } from './app.ts';
import { builtAssets } from './assets.ts';
import { Cursors } from './cursor.ts';
import { EventStreams } from './event-stream.ts';
import { HostNames } from './hosts.ts';
import { unfit } from './strict.ts';

/** Opens the socket and the listeners. Throws SystemFault `busy` when another process answers there. */
export const openDoor: OpenDoor = async ({ socket, listen, hosts, ...hands }) => {
  const cursors = new Cursors(randomBytes(32));
  const streams = new EventStreams(hands.service);
  const shared = { ...hands, cursors, streams, assets: builtAssets() };
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    streams.close();
    await Promise.all(servers.map(closed));
  };
  try {
    await freeSocket(socket);
    const own = serverFor({ ...shared, hosts: null });
    await listening(own, { path: socket });
    servers.push(own);
    chmodSync(socket, 0o660);
    const pages: string[] = [];
    for (const place of listen) {
      const server = serverFor({ ...shared, hosts: new HostNames(hosts) });
      servers.push(server);
      pages.push(await listening(server, placeOf(place)));
    }
    return { pages, close };
  } catch (fault) {
    await close();
    throw fault;
  }
};

function serverFor(hands: AppHands): Server {
  const answer = getRequestListener(appOver(hands).fetch, { overrideGlobalObjects: false });
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 2000,
      maxHeaderSize: 16_384,
      requireHostHeader: false,
    },
    (request, response) => {
      const why = unfit(request);
      if (why) refuse(response, answered(why));
      else void answer(request, response);
    },
  );
  server.maxHeadersCount = 64;
  server.maxConnections = 512;
  server.maxRequestsPerSocket = 1000;
  return server;
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
  return `http://${host}:${bound.port}/`;
}

type ListenPlace = { readonly path: string } | { readonly host: string; readonly port: number };

function placeOf(text: string): ListenPlace {
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
