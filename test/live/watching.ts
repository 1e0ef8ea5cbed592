import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import type { Ended } from './arpist-in.ts';
import type { LabHost } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Watching {
  readonly ended: Promise<Ended>;
  /** When its words on stderr, or its output, fit. */
  said(pattern: RegExp): Promise<void>;
  stop(signal?: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void;
  /** Nobody reads its output any more, and the pipe fills. */
  stall(): void;
  /** Somebody reads it again. */
  resume(): void;
}

export function watch(host: LabHost, ...words: readonly string[]): Watching {
  const line = ['netns', 'exec', host.namespace, process.execPath, '--no-warnings', MAIN, 'watch', ...words];
  const child = spawn('ip', line, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  // A pipe that nobody reads never closes: once the process has ended, what is left in it is read.
  child.once('exit', () => void child.stdout.resume());
  child.stdout.on('data', (chunk) => void (out += String(chunk)));
  child.stderr.on('data', (chunk) => void (err += String(chunk)));
  return {
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, out, err })),
    async said(pattern) {
      for (let tries = 0; tries < 2500 && !pattern.test(out + err); tries++) {
        assert.equal(child.exitCode, null, `ended without ${pattern}: ${out}${err}`);
        await pause(20);
      }
      assert.match(out + err, pattern);
    },
    stop: (signal = 'SIGINT') => void child.kill(signal),
    stall: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
  };
}

export interface WatchLine {
  readonly type: string;
  readonly kind: string;
  readonly state: string;
  readonly ip: string | null;
  readonly severity: string;
  readonly sure: string;
  readonly why: readonly { readonly code: string; readonly text: string }[];
  readonly [field: string]: unknown;
}

export function records({ out }: Pick<Ended, 'out'>): readonly WatchLine[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WatchLine);
}

export function events(ended: Pick<Ended, 'out'>): readonly WatchLine[] {
  return records(ended).filter(({ type }) => type === 'watch');
}

/** `MAC says IP`: a question for TARGET, or an answer to it. */
export function arp(
  op: 1 | 2,
  who: readonly [mac: string, ip: string],
  whom: readonly [mac: string, ip: string],
): Uint8Array {
  const bytes = new Uint8Array(60);
  const [sha, tha] = [parseMac(who[0])!, parseMac(whom[0])!];
  const all = 0xffffffffffff;
  const [spa, tpa] = [parseIpv4(who[1])!, parseIpv4(whom[1])!];
  writeArpFrame(bytes, 0, {
    dst: op === 1 ? all : tha,
    src: sha,
    op,
    sha,
    spa,
    tha: op === 1 ? 0 : tha,
    tpa,
  });
  return bytes;
}

/** Equal frames within some milliseconds would be taken for copies of one. */
export async function say(host: LabHost, nic: string, ...frames: readonly Uint8Array[]): Promise<void> {
  const link = host.open(nic, { ringBytes: 1 });
  for (const bytes of frames) {
    assert.equal(link.send({ bytes, size: bytes.length, count: 1 }).sent, 1);
    if (frames.length < 100) await pause(20);
  }
  link.close();
}
