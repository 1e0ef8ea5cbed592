import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { needs } from '../programs.ts';

const SCRIPT = fileURLToPath(new URL('run-in-vm.sh', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Why nothing can be run in user-mode Linux here, for `skip`; false when it can. */
export const whyNoVm: string | false = findObstacle();

function findObstacle(): string | false {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs Linux on x86-64';
  if (!existsSync('/usr/bin/apt-get')) return 'needs Debian, whose user-mode-linux it runs';
  // The guest sees the programs of the machine.
  const missing = needs('ip', 'sysctl');
  if (missing !== false) return missing;
  const prepared = spawnSync('bash', [SCRIPT, '--prepare'], { encoding: 'utf8' });
  if (prepared.status === 0) return false;
  return `user-mode-linux could not be fetched: ${prepared.stderr.trim().split('\n').at(-1) ?? ''}`;
}

export interface GuestRun {
  readonly arguments?: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
}

/** Runs a file of this repository as root in a machine of its own, and gives the JSON of the last line it printed. */
export async function runGuest<T>(file: string, run: GuestRun = {}): Promise<T> {
  const printed = await runInVm([process.execPath, file, ...(run.arguments ?? [])], run.timeout);
  return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '') as T;
}

/** What a program printed in a machine of its own; its error output is in the fault when it failed. */
export function runInVm(command: readonly string[], timeout = 120): Promise<string> {
  const words = [SCRIPT, '--timeout', String(timeout), '--', ...command];
  return new Promise((resolve, reject) => {
    execFile('bash', words, { cwd: ROOT, maxBuffer: MOST_OUTPUT }, (fault, stdout, stderr) => {
      if (fault) reject(new Error(`${command.join(' ')}: exit ${fault.code}\n${stderr}${stdout}`));
      else resolve(stdout);
    });
  });
}
