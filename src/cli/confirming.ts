import type { JournalEntry } from '../ports/journal.ts';
import { confirm } from '../verbs/mend/confirm.ts';
import type { MendDoor } from './compose.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { plural } from './render/texts.ts';

const LOOK_AGAIN = 200;
/** How much longer than its time the watchdog may take. */
const GRACE_SECONDS = 30;

/**
 * Waits until somebody keeps the change, here by typing yes or elsewhere with `arpist confirm`, or until it was taken
 * back. The time is held by another process: this one only looks on.
 */
export async function awaitConfirmation(
  door: MendDoor,
  wait: { readonly name: string; readonly seconds: number },
  io: CommandIo,
): Promise<ExitCode> {
  const { name, seconds } = wait;
  const where = door.typed
    ? "type yes and Enter to keep it, or say 'arpist confirm' anywhere"
    : "keep it with 'arpist confirm'";
  io.stderr.write(`all is taken back in ${plural(seconds, 'second')} unless it is confirmed: ${where}\n`);
  const typed = door.typed?.();
  const end = performance.now() + (seconds + GRACE_SECONDS) * 1000;
  try {
    while (performance.now() < end) {
      if (typed?.heard().some((line) => /^\s*y(es)?\s*$/i.test(line))) confirm(door);
      const entry = door.history.entries().find((one) => one.name === name);
      if (entry?.confirmed) return kept(entry, io);
      if (entry?.undone) {
        io.stderr.write('it was not confirmed: all is as before\n');
        return EXIT.negative;
      }
      if (io.signal.aborted) {
        io.stderr.write(
          `not confirmed yet: arpist undo takes it back now, and the time goes on without us\n`,
        );
        return EXIT.interrupted;
      }
      await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN));
    }
  } finally {
    typed?.close();
  }
  io.stderr.write(
    'arpist: nobody took it back, though it was not confirmed; take it back with: sudo arpist undo.\n',
  );
  return EXIT.partial;
}

function kept({ files = [] }: JournalEntry, io: CommandIo): ExitCode {
  io.stderr.write(`confirmed${files.map(({ path }) => `; written: ${path}`).join('')}\n`);
  return EXIT.done;
}
