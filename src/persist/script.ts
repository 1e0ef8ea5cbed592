import type { SystemChange } from '../change/change.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import type { PersistFile } from '../ports/journal.ts';
import { callerOf } from './callers.ts';
import { commandAgain } from './commands.ts';
import { baseName, headerLines } from './header.ts';

/** A shell script for whatever starts programs at boot. */
export function scriptFiles(
  changes: readonly SystemChange[],
  file: string,
  config: ConfigFiles,
): { readonly files: readonly PersistFile[]; readonly notes: readonly string[] } {
  const lines = [
    '#!/bin/sh',
    ...headerLines(file, ['Run it as root when the interfaces are up; it may be run again.']),
    ...changes.map(commandAgain),
  ];
  const path = `/etc/arpist/${baseName(file)}.sh`;
  const caller = callerOf(config, path);
  return {
    files: [{ path, text: `${lines.join('\n')}\n`, executable: true }],
    notes: [caller === null ? uncalledWords(path) : `${caller} calls ${path}`],
  };
}

export function uncalledWords(path: string): string {
  return `nothing that arpist knows of calls ${path} at the start: have a unit, rc.local or '@reboot root ${path}' in /etc/cron.d do it`;
}
