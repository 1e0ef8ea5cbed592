import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabHost } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** More than any command of these tests takes, and less than a test may. */
const LONGEST_MS = 60_000;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs arpist on a host of a lab, by its words, with a journal of its own. */
export function arpistIn(place: LabHost, line: string, input = ''): Ended {
  const state = mkdtempSync(join(tmpdir(), 'arpist-in-'));
  try {
    const words = ['netns', 'exec', place.namespace, process.execPath, MAIN];
    const { status, stdout, stderr } = spawnSync('ip', [...words, ...line.split(' ').filter(Boolean)], {
      encoding: 'utf8',
      input,
      timeout: LONGEST_MS,
      env: { ...process.env, ARPIST_STATE: state },
    });
    return { code: status, out: stdout, err: stderr };
  } finally {
    rmSync(state, { recursive: true });
  }
}
