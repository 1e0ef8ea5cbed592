import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import type { Watchdog } from '../ports/watchdog.ts';
import { startWords } from './single-file.ts';

/**
 * A process of its own, in a session of its own: what ends the terminal does not end it. It is this program once more,
 * `undo ENTRY --unless-confirmed`, on the journal in `folder`.
 */
export function openWatchdog(folder: string): Watchdog {
  return {
    start(entry) {
      const words = [...startWords(), 'undo', entry, '--unless-confirmed'];
      // It stands elsewhere, where the name of a folder may mean another one.
      const env = { ...process.env, ARPIST_STATE: resolve(folder) };
      const child = spawn(process.execPath, words, { cwd: '/', detached: true, stdio: 'ignore', env });
      let ended = false;
      // It ends this process neither by its failure nor by its life; that it could not be started shows in its pid.
      child.on('error', () => {
        ended = true;
      });
      child.on('exit', () => {
        ended = true;
      });
      if (child.pid === undefined)
        throw new SystemFault(
          'unsupported',
          'The process that would take the change back cannot be started: nothing was changed',
          {
            operation: 'start watchdog',
            remedy: 'leave --confirm out, and take it back with: arpist undo',
          },
        );
      child.unref();
      return { ended: () => ended };
    },
  };
}
