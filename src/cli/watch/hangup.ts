import { closeSync, constants, openSync } from 'node:fs';
import type { CommandIo } from '../io.ts';

/** HUP means `again`, as for a service; the one that a closed terminal sends with its end means the end. */
export function onHangup(io: Pick<CommandIo, 'onReload'>, again: () => void): void {
  const had = hasTerminal();
  io.onReload?.(() => {
    if (had && !hasTerminal()) return false;
    again();
    return true;
  });
}

/** tty(4): one that was hung up cannot be opened any more. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}
