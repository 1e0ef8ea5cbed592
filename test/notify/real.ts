import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TargetHands } from '../../src/notify/open-target.ts';
import type { Message } from '../../src/ports/telling.ts';

/** A port of loopback that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it said, on both streams. */
  readonly said: () => string;
  end(): Promise<void>;
}

/** A real program, as long as the test lasts. */
export function startProgram(
  argv: readonly [string, ...string[]],
  { cwd }: { readonly cwd?: string } = {},
): Running {
  const [file, ...args] = argv;
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  // A test that fails ends it, too.
  child.unref();
  process.once('exit', () => child.kill('SIGKILL'));
  const closed = once(child, 'close').catch(() => undefined);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => void (said += String(part)));
    (stream as unknown as { unref?: () => void }).unref?.();
  }
  return {
    child,
    said: () => said,
    async end() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 3000);
      await closed;
      clearTimeout(late);
    },
  };
}

export async function until(
  what: string,
  is: () => boolean | Promise<boolean>,
  more: () => string = () => '',
): Promise<void> {
  for (let tries = 0; !(await is()); tries++) {
    assert.ok(tries < 750, `${what} does not come ${more()}`);
    await pause(20);
  }
}

export async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A fight, with a name in it that would like to steer whoever reads it. */
export const FIGHT: Message = {
  id: 'e-7-12',
  episode: 7,
  state: 'open',
  kind: 'conflict',
  severity: 'critical',
  at: Date.UTC(2026, 1, 3, 4, 5, 6, 789),
  title: 'conflict 10.20.0.50 on eth0',
  text: 'Two hosts claim 10.20.0.50: "küche" and \\x1b[2J.\n  Both asked as it.',
  link: 'https://arpist.example.org/episodes/7',
  record: {
    v: 1,
    type: 'watch',
    ip: '10.20.0.50',
    mac: '02:aa:00:00:00:01',
    interface: 'eth0',
    state: 'open',
    sure: 'proven',
  },
};

/** Of this process, with no secrets but those that stand in the configuration. */
export const HANDS: TargetHands = {
  secretOf: (secret) => ('value' in secret ? secret.value : assert.fail('no such secret')),
  datagrams: () => assert.fail('no datagrams here'),
  site: 'lab',
  host: 'edge-1',
  pid: 4711,
  now: () => Date.now(),
};
