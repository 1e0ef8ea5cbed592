import { spawn } from 'node:child_process';
import type { Millis } from '../base/time.ts';
import type { Sending } from '../ports/telling.ts';

export const PROGRAM_LIMIT: Millis = 10_000;
const MERCY: Millis = 1000;
const MOST_WORDS = 500;

/** EX_TEMPFAIL of sysexits.h: what a sendmail ends with when it may be tried again. */
const EX_TEMPFAIL = 75;

export interface Program {
  /** Out of the configuration alone: no word of the wire is ever among them. */
  readonly argv: readonly [string, ...string[]];
  readonly input: string | Uint8Array;
  readonly env: Readonly<Record<string, string>>;
  readonly limit?: Millis;
}

/**
 * Runs it once, without a shell, with a cleared environment, in a process group of its own that is ended as a whole after
 * `limit`. Never throws.
 */
export async function runProgram({ argv, input, env, limit = PROGRAM_LIMIT }: Program): Promise<Sending> {
  const [file, ...args] = argv;
  return await new Promise((resolve) => {
    const child = spawn(file, args, {
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', ...env },
      cwd: '/',
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    });
    let said = '';
    let late = false;
    let mercy: NodeJS.Timeout | undefined;
    const limitTimer = setTimeout(() => {
      late = true;
      end(child.pid, 'SIGTERM');
      mercy = setTimeout(() => end(child.pid, 'SIGKILL'), MERCY);
    }, limit);
    const over = (outcome: Sending): void => {
      clearTimeout(limitTimer);
      clearTimeout(mercy);
      // What it started and left behind goes, too.
      end(child.pid, 'SIGKILL');
      resolve(outcome);
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < MOST_WORDS) said += text.slice(0, MOST_WORDS - said.length);
    });
    // One that does not read its input is no fault of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', (fault) => over({ sent: false, why: `${file}: ${fault.message}`, again: false }));
    child.on('exit', (code, signal) => {
      if (code === 0) return over({ sent: true });
      const words = said.replaceAll(/\s+/g, ' ').trim();
      const how = late
        ? `ran longer than ${limit / 1000} s`
        : signal
          ? `was ended by ${signal}`
          : `ended with ${code}`;
      over({
        sent: false,
        why: `${file} ${how}${words === '' ? '' : `: ${words}`}`,
        again: late || signal !== null || code === EX_TEMPFAIL,
      });
    });
  });
}

function end(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
}
