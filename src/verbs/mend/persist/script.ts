import type { SystemChange } from '../../../doctor/change.ts';
import type { PersistFile } from '../../../ports/journal.ts';
import { commandAgain } from './commands.ts';
import { baseName, headerLines } from './header.ts';

/** A shell script for whatever starts programs at boot. */
export function scriptFiles(changes: readonly SystemChange[], file: string): readonly PersistFile[] {
  const lines = [
    '#!/bin/sh',
    ...headerLines(file, ['Run it as root when the interfaces are up; it may be run again.']),
    ...changes.map(commandAgain),
  ];
  return [{ path: `/etc/arpist/${baseName(file)}.sh`, text: `${lines.join('\n')}\n`, executable: true }];
}
