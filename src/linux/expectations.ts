import { closeSync, fstatSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { formatMac, parseMac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { Expectation, Expectations, ExpectedNow } from '../ports/expectations.ts';
import { makeStateFolder, mustBeTrusted, openStateFile } from './state-folder.ts';
import { takeLock } from './lock.ts';
import { writeWhole } from './write-whole.ts';

/** What lies behind is not read, and that is told as a bad line: nobody expects so much. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST = 65_536;

/**
 * `expected` in `folder`: JSON Lines `{"v":1,"ip","mac","from","until","by"}`, written whole or not at all under the lock of the
 * journal; what has ended goes with the next writing.
 */
export function openExpectations(folder: string): Expectations {
  const path = join(folder, 'expected');
  const at = (now: Instant): ExpectedNow => withFaults(path, 'read', () => look(folder, path, now));
  const replace = (all: readonly Expectation[]): void =>
    withFaults(path, 'written', () => writeWhole(path, Buffer.from(all.map(lineOf).join('')), 0o644));
  const locked = <T>(body: () => T): T => {
    withFaults(path, 'written', () => makeStateFolder(folder));
    const lock = takeLock(folder, true);
    try {
      return body();
    } finally {
      lock.release();
    }
  };
  return {
    at,
    stamp: () => {
      const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
      return facts === undefined ? '' : `${facts.ino} ${facts.size} ${facts.mtimeNs}`;
    },
    note: (these, now) => locked(() => replace([...at(now).all, ...these].slice(-MOST))),
    forget: (ips, now) =>
      locked(() => {
        const { all } = at(now);
        const kept = all.filter(({ ip }) => !ips.includes(ip));
        if (kept.length < all.length) replace(kept);
        return all.length - kept.length;
      }),
  };
}

function look(folder: string, path: string, now: Instant): ExpectedNow {
  mustBeTrusted(folder);
  let descriptor: number;
  try {
    descriptor = openStateFile(path, 'read');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { all: [], bad: [] };
    throw cause;
  }
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
    const read = readSync(descriptor, bytes, 0, bytes.length, 0);
    const lines = bytes.toString('utf8', 0, read).split('\n');
    const all: Expectation[] = [];
    const bad: number[] = [];
    for (const [index, line] of lines.entries()) {
      if (line === '') continue;
      const one = expectationOf(line);
      if (one === undefined) bad.push(index + 1);
      else if (one.until > now) all.push(one);
    }
    if (size > MOST_BYTES) bad.push(lines.length + 1);
    return { all, bad };
  } finally {
    closeSync(descriptor);
  }
}

function lineOf({ ip, mac, from, until, by }: Expectation): string {
  const record = { v: 1, ip: formatIpv4(ip), mac: mac === null ? null : formatMac(mac), from, until, by };
  return `${JSON.stringify(record)}\n`;
}

function expectationOf(line: string): Expectation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { ip, mac, from, until, by } = value as Readonly<Record<string, unknown>>;
  const address = typeof ip === 'string' ? parseIpv4(ip) : undefined;
  const hardware = mac === null ? null : typeof mac === 'string' ? parseMac(mac) : undefined;
  if (address === undefined || hardware === undefined) return undefined;
  if (typeof from !== 'number' || typeof until !== 'number' || typeof by !== 'string') return undefined;
  return { ip: address, mac: hardware, from, until, by };
}

function withFaults<T>(path: string, what: 'read' | 'written', body: () => T): T {
  try {
    return body();
  } catch (cause) {
    if (cause instanceof SystemFault) throw cause;
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const kind = code === 'EACCES' || code === 'EPERM' ? 'rights' : code === 'ENOSPC' ? 'disk-full' : 'file';
    throw new SystemFault(kind, `${path} cannot be ${what} (${code || message})`, {
      operation: what === 'read' ? 'read what is expected' : 'note what is expected',
      code,
      facts: { file: path },
      remedy:
        kind === 'rights'
          ? 'run it with sudo, or name a folder of your own with ARPIST_STATE'
          : 'make room there, or name another folder with ARPIST_STATE',
    });
  }
}
