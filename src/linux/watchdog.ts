import { spawn } from 'node:child_process';
import type { Watchdog } from '../ports/watchdog.ts';

/**
 * A process of its own, in a session of its own: what ends the terminal does not end it. It is this program once more,
 * `undo ENTRY --unless-confirmed`.
 */
export function openWatchdog(): Watchdog {
  return {
    start(entry) {
      const [, program = ''] = process.argv;
      const words = [...process.execArgv, program, 'undo', entry, '--unless-confirmed'];
      const child = spawn(process.execPath, words, { cwd: '/', detached: true, stdio: 'ignore' });
      // It ends this process neither by its failure nor by its life; that it could not be started shows in its pid.
      child.on('error', () => undefined);
      if (child.pid === undefined) throw new Error('the process that would take it back cannot be started');
      child.unref();
    },
  };
}
