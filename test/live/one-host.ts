import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonical } from '../../src/change/canonical.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import { type LabHost, openLab } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface OneHost {
  readonly host: LabHost;
  readonly folder: string;
  /** Before the paths of the system's own configuration. */
  readonly root: string;
  readonly file: (name: string, text: string) => string;
  /** What arpist runs in: its journal and its /etc are in the folder, and nobody came over the network. */
  readonly env: NodeJS.ProcessEnv;
  /** Behind `ip`, and before the words of a command: arpist in the host. */
  readonly words: readonly string[];
  /** All that decides about ARP there, as it can be compared. */
  readonly look: () => unknown;
  /** `before` runs around it, as `unshare -m …`. */
  readonly arpist: (line: string, ...before: readonly string[]) => Told;
}

/** A host with two interfaces in one network, and a neighbour; its journal and its /etc in a folder of their own. `ip`: lines of `ip -batch`. */
export async function withOneHost(
  body: (scene: OneHost) => Promise<void> | void,
  ip: readonly string[] = [],
): Promise<void> {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const host = lab.host('host', {
      nics: [
        { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] },
        { name: 'eth1', mac: '02:00:00:00:00:02', addresses: ['10.77.0.2/24'] },
      ],
      ip,
    });
    lab.host('client', { nics: [{ name: 'eth0', addresses: ['10.77.0.9/24'] }] });
    const root = join(folder, 'root');
    const { SSH_CONNECTION: _, ...rest } = process.env;
    const env = { ...rest, ARPIST_STATE: join(folder, 'state'), ARPIST_ROOT: root };
    const within = ['netns', 'exec', host.namespace];
    const program = [process.execPath, MAIN];
    await body({
      host,
      folder,
      root,
      env,
      words: [...within, ...program],
      look: () => host.inside(() => canonical(readSnapshot())),
      file(name, text) {
        const path = join(folder, name);
        writeFileSync(path, text);
        return path;
      },
      arpist(line, ...before) {
        const words = [...within, ...before, ...program, ...line.split(' ')];
        const done = spawnSync('ip', words, { encoding: 'utf8', env });
        return { code: done.status, out: done.stdout, err: done.stderr };
      },
    });
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
}
