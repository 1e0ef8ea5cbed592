import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import type { LabHost } from './lab.ts';

export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Service {
  readonly child: ChildProcess;
  /** Of the process itself: what stands between is gone once it has begun. */
  readonly pid: number;
  readonly ended: Promise<number | null>;
  err(): string;
  /** What it said on stdout, when that is a pipe. */
  out(): string;
  /** When its log fits. */
  said(pattern: RegExp): Promise<void>;
  stop(signal?: NodeJS.Signals): void;
}

/** The watch as a service on a host of a lab, with a folder of its own. */
export function startService(
  host: LabHost,
  words: readonly string[],
  {
    env = {},
    stdout = 'inherit',
  }: { readonly env?: Readonly<Record<string, string>>; readonly stdout?: 'inherit' | 'pipe' } = {},
): Service {
  const line = [
    'netns',
    'exec',
    host.namespace,
    process.execPath,
    '--no-warnings',
    MAIN,
    'watch',
    '--daemon',
  ];
  const child = spawn('ip', [...line, ...words], {
    stdio: ['ignore', stdout, 'pipe'],
    env: { ...process.env, ARPIST_STATE: '/nonexistent/arpist', ...env },
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => void (out += String(chunk)));
  child.stderr?.on('data', (chunk) => void (err += String(chunk)));
  return {
    child,
    pid: child.pid!,
    ended: once(child, 'close').then(([code]) => code as number | null),
    err: () => err,
    out: () => out,
    async said(pattern) {
      for (let tries = 0; tries < 500 && !pattern.test(err); tries++) {
        assert.equal(child.exitCode, null, `ended without ${pattern}: ${err}`);
        await pause(20);
      }
      assert.match(err, pattern);
    },
    stop: (signal = 'SIGTERM') => void child.kill(signal),
  };
}

/** Runs `body` with a folder that is gone afterwards. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-service-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `mac` asks for `target` as `ip`. */
export function question(mac: string, ip: string, target = '10.77.0.9'): Uint8Array {
  const bytes = new Uint8Array(60);
  const [sha, spa, tpa] = [parseMac(mac)!, parseIpv4(ip)!, parseIpv4(target)!];
  writeArpFrame(bytes, 0, { dst: 0xffffffffffff, src: sha, op: 1, sha, spa, tha: 0, tpa });
  return bytes;
}

/** Equal frames within some milliseconds would be taken for copies of one. */
export async function speak(host: LabHost, nic: string, frames: readonly Uint8Array[]): Promise<void> {
  const link = host.open(nic, { ringBytes: 1 });
  for (const bytes of frames) {
    assert.equal(link.send({ bytes, size: bytes.length, count: 1 }).sent, 1);
    await pause(20);
  }
  link.close();
}

/** Both ask as one address: a conflict beyond doubt. */
export function quarrel(ip = '10.77.0.50'): readonly Uint8Array[] {
  const [a, b] = ['02:aa:00:00:00:01', '02:aa:00:00:00:02'];
  return [a, b, a, b].map((mac) => question(mac, ip));
}
