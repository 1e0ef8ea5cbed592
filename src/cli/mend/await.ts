import { printable } from '../../base/printable.ts';
import type { Watching } from '../../ports/watchdog.ts';
import { confirm, undoUnlessConfirmed } from '../../verbs/mend/confirm.ts';
import type { FilesReport } from '../../verbs/mend/write-files.ts';
import type { MendDoor } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { plural } from '../../terminal/text/texts.ts';

const LOOK_AGAIN = 200;
/** How much longer than its time the watchdog may take before this process does its work. */
const GRACE_SECONDS = 5;

/**
 * Waits until somebody keeps the change, here by typing yes or elsewhere with `arpist confirm`, or until it was taken
 * back. The time is held by another process; this one takes the change back itself when that one is gone.
 */
export async function awaitConfirmation(
  door: MendDoor,
  wait: { readonly name: string; readonly seconds: number; readonly watching: Watching | null },
  io: CommandIo,
): Promise<ExitCode> {
  const { name, seconds, watching } = wait;
  const where = door.typed
    ? "type yes and Enter to keep it, or say 'arpist confirm' anywhere"
    : "keep it with 'arpist confirm'";
  io.stderr.write(
    `all is taken back in ${plural(seconds, 'second')} unless it is confirmed: ${printable(where)}\n`,
  );
  const typed = door.typed?.();
  const end = performance.now() + seconds * 1000;
  const late = end + GRACE_SECONDS * 1000;
  try {
    for (;;) {
      if (typed?.heard().some((line) => /^\s*y(es)?\s*$/i.test(line))) {
        const own = confirm(door);
        if (own?.entry.name === name) return tellKept('confirmed', own.files, io);
      }
      const entry = door.history.entries().find((one) => one.name === name);
      if (!entry) return tellLost(door, io);
      if (entry.confirmed) return EXIT.done;
      if (entry.undone) {
        io.stderr.write('it was not confirmed: all is as before\n');
        return EXIT.negative;
      }
      const now = performance.now();
      if (now > late || (now > end && watching?.ended() !== false)) return takeBack(door, name, io);
      if (io.signal.aborted) {
        // Nobody would later.
        if (watching?.ended() === true) return takeBack(door, name, io);
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
}

/** Nobody else does it any more. */
function takeBack(door: MendDoor, name: string, io: CommandIo): ExitCode {
  const report = undoUnlessConfirmed(door, name);
  if (report === null) return EXIT.done;
  const words = report.complete ? 'all is as before' : 'not all of it could be taken back';
  io.stderr.write(`it was not confirmed, and the process that held the time is gone: ${words}\n`);
  for (const sentence of report.left) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  return report.complete ? EXIT.negative : EXIT.partial;
}

function tellLost(door: MendDoor, io: CommandIo): ExitCode {
  const why = door.history.damage().at(-1)?.sentence ?? 'it is gone';
  io.stderr.write(
    `arpist: the journal does not tell of it any more (${printable(why)}): nobody will take it back.\n`,
  );
  return EXIT.partial;
}

/** Says which files are there, and which are not. */
export function tellKept(words: string, { written, unwritten }: FilesReport, io: CommandIo): ExitCode {
  io.stderr.write(`${printable(`${words}${written.map((path) => `; written: ${path}`).join('')}`)}\n`);
  for (const sentence of unwritten) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  return unwritten.length === 0 ? EXIT.done : EXIT.partial;
}
