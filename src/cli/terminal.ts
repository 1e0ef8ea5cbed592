import { createInterface } from 'node:readline';
import type { TypedLines } from './hands.ts';

/** The lines typed from now on. The process does not wait for them. */
export function listenToTerminal(): TypedLines {
  const reader = createInterface({ input: process.stdin, terminal: false });
  let lines: string[] = [];
  let over = false;
  reader.on('line', (line) => lines.push(line));
  reader.on('close', () => (over = true));
  return {
    heard() {
      const heard = lines;
      lines = [];
      return heard;
    },
    ended: () => over && lines.length === 0,
    close() {
      reader.close();
      process.stdin.unref();
    },
  };
}
