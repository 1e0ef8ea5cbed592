import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needs } from '../programs.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Why nothing can be guarded here, for `skip`; false when it can. */
export const whyNoGuard: string | false = whyNoLab || needs('nft') || whyNoFamily();

function whyNoFamily(): string | false {
  const made = spawnSync('unshare', ['--net', 'nft', 'table arp arpist-try { }'], { encoding: 'utf8' });
  return made.status === 0 ? false : 'needs a kernel with nf_tables for ARP';
}

export interface GuardHost {
  readonly namespace: string;
  readonly ip: string;
  readonly mac: string;
  readonly host: LabHost;
  readonly run: (...words: readonly string[]) => SpawnSyncReturns<string>;
  readonly arpist: (...words: readonly string[]) => SpawnSyncReturns<string>;
}

export interface GuardScene {
  readonly host: GuardHost;
  readonly gateway: GuardHost;
  readonly liar: GuardHost;
  readonly path: (name: string) => string;
}

/** A host with a default gateway, and somebody on the same segment who lies; journals in a folder of their own. */
export async function guardScene(body: (scene: GuardScene) => Promise<void> | void): Promise<void> {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  const member = (name: string, last: number): GuardHost => {
    const ip = `10.77.0.${last}`;
    const mac = `02:00:00:00:00:${last.toString(16).padStart(2, '0')}`;
    const ways = last === 254 ? [] : ['route add default via 10.77.0.254'];
    const host = lab.host(name, { nics: [{ name: 'eth0', mac, addresses: [`${ip}/24`] }], ip: ways });
    const { SSH_CONNECTION: _, ...rest } = process.env;
    const env = { ...rest, ARPIST_STATE: join(folder, name), ARPIST_ROOT: join(folder, `${name}-root`) };
    const run = (...words: readonly string[]): SpawnSyncReturns<string> =>
      spawnSync('ip', ['netns', 'exec', host.namespace, ...words], { encoding: 'utf8', env });
    return {
      namespace: host.namespace,
      ip,
      mac,
      host,
      run,
      arpist: (...words) => run(process.execPath, ...process.execArgv, MAIN, ...words),
    };
  };
  try {
    await body({
      gateway: member('gateway', 254),
      host: member('host', 10),
      liar: member('liar', 102),
      path: (name) => join(folder, name),
    });
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
}
