import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { BROADCAST_MAC, formatMac, type Mac } from '../../src/base/mac.ts';
import { canonical } from '../../src/change/canonical.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import type { Link } from '../../src/ports/link.ts';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';
import { type Lab, type LabHost, openLab } from './lab.ts';
import { tableFulls } from './neighbour-limits.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);

interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A host that is mended by a file, as a person does it: with the command, in its namespace. */
export interface Patient {
  readonly arpist: (line: string) => Told;
  readonly file: (text: string) => string;
  readonly look: () => unknown;
}

/** Runs with a lab of its own and a folder for files and the journal; the neighbour table must not have been full. */
export async function withLab(
  body: (lab: Lab, patient: (host: LabHost) => Patient) => Promise<void>,
): Promise<void> {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  const before = tableFulls();
  const { SSH_CONNECTION: _, ...outer } = process.env;
  const env = { ...outer, ARPIST_STATE: join(folder, 'state'), ARPIST_ROOT: join(folder, 'root') };
  try {
    await body(lab, (host) => ({
      arpist(line) {
        const words = ['netns', 'exec', host.namespace, process.execPath, MAIN, ...line.split(' ')];
        const done = spawnSync('ip', words, { encoding: 'utf8', env });
        return { code: done.status, out: done.stdout, err: done.stderr };
      },
      file(text) {
        const path = join(folder, 'it.toml');
        writeFileSync(path, text);
        return path;
      },
      look: () => host.inside(() => canonical(readSnapshot())),
    }));
    assert.equal(tableFulls(), before, 'the neighbour table was full: the run says nothing');
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
}

/** All of them 0: conf/all of a new namespace is taken over from the machine. */
export function asLinuxComes(nics: readonly string[]): Record<string, number> {
  const names = [
    'arp_ignore',
    'arp_announce',
    'arp_filter',
    'rp_filter',
    'arp_accept',
    'drop_gratuitous_arp',
    'route_localnet',
    'forwarding',
    'proxy_arp',
    'send_redirects',
    'ignore_routes_with_linkdown',
  ];
  return Object.fromEntries(
    names.flatMap((name) =>
      ['all', 'default', 'lo', ...nics].map((link) => [`net.ipv4.conf.${link}.${name}`, 0]),
    ),
  );
}

export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, millis));
}

/** Which MACs answer a who-has that the first address of the link asks, as any host asks. */
export async function answersTo(ear: Link, target: string): Promise<readonly string[]> {
  const { mac, addresses } = ear.facts;
  const frame = new Uint8Array(42);
  const spa = addresses[0]!.ip;
  writeArpFrame(frame, 0, { dst: BROADCAST_MAC, src: mac, op: 1, sha: mac, spa, tha: 0, tpa: ip(target) });
  const macs = new Set<Mac>();
  const heard = newGlance();
  ear.drain(() => undefined);
  for (let tries = 0; tries < 2; tries++) {
    ear.send({ bytes: frame, size: frame.length, count: 1 });
    await pause(150);
    ear.drain(({ bytes, outgoing }) => {
      if (!outgoing && glance(bytes, heard) && heard.op === 2 && heard.spa === ip(target))
        macs.add(heard.sha);
    });
  }
  return [...macs].map(formatMac).toSorted();
}

/** What our own scan of the segment says: the exit code, and the MACs of each address. */
export function scanned(
  { arpist }: Patient,
  targets: readonly string[],
): { readonly code: number | null; readonly macs: Readonly<Record<string, readonly string[]>> } {
  const { code, out } = arpist(`scan ${targets.join(' ')} --json -I eth0`);
  const macs: Record<string, string[]> = {};
  for (const line of out.trim().split('\n')) {
    const record = JSON.parse(line) as { type: string; ip: string; mac: string };
    if (record.type === 'station') (macs[record.ip] ??= []).push(record.mac);
  }
  for (const of of Object.values(macs)) of.sort();
  return { code, macs };
}

const ECHO_REPLY = 0;

/** Real pings from a host, and the MACs that the replies of the target carry where the ear (`arp+echo`) hears them. */
export async function pinged(
  from: LabHost,
  ear: Link,
  asked: string | { readonly target: string; readonly as: string },
): Promise<{ readonly answered: boolean; readonly by: readonly string[] }> {
  const { target, as } = typeof asked === 'string' ? { target: asked, as: null } : asked;
  ear.drain(() => undefined);
  const source = as === null ? [] : ['-I', as];
  const words = [
    'netns',
    'exec',
    from.namespace,
    'ping',
    '-c',
    '3',
    '-i',
    '0.2',
    '-W',
    '1',
    ...source,
    target,
  ];
  const done = spawnSync('ip', words, { encoding: 'utf8' });
  await pause(100);
  const macs = new Set<string>();
  ear.drain(({ bytes, outgoing }) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (outgoing || view.getUint16(12) !== 0x0800 || view.getUint8(23) !== 1) return;
    if (view.getUint8(34) !== ECHO_REPLY || view.getUint32(26) !== ip(target)) return;
    macs.add(formatMac(view.getUint16(6) * 2 ** 32 + view.getUint32(8)));
  });
  return { answered: / 3 received/.test(done.stdout), by: [...macs].toSorted() };
}
