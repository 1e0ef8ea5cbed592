import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** lib/rt_names.c of iproute2: the administrator's, the distribution's since 6.5, and before. */
const FOLDERS = ['/etc/iproute2', '/usr/share/iproute2', '/usr/lib/iproute2'];

/** Numbers of routing tables that have a name. What cannot be read names none. */
export function readTableNames(folders: readonly string[] = FOLDERS): readonly number[] {
  const files = folders.flatMap((folder) => [
    join(folder, 'rt_tables'),
    ...inside(join(folder, 'rt_tables.d')).filter((file) => file.endsWith('.conf')),
  ]);
  return [...new Set(files.flatMap(numbersIn))].toSorted((a, b) => a - b);
}

function numbersIn(file: string): readonly number[] {
  return textOf(file)
    .split('\n')
    .flatMap((line) => {
      const word = /^\s*(0x[0-9a-f]+|\d+)\s+\S/i.exec(line)?.[1];
      return word === undefined ? [] : [Number(word)];
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function inside(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((file) => join(folder, file));
  } catch {
    return [];
  }
}
