import { renameSync, statSync } from 'node:fs';

/** What SQLite writes beside a file: the log of what is not in it yet, and who reads it. */
const BESIDE = ['', '-wal', '-shm'] as const;

/** Of the file and what belongs to it. */
export function bytesOf(path: string): number {
  return BESIDE.reduce(
    (sum, ending) => sum + (statSync(path + ending, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** With all that belongs to it; returns its new name. Throws as Node does. */
export function moveAside(path: string, at: number): string {
  const day = new Date(at).toISOString().slice(0, 19).replaceAll(':', '');
  const name = freeName(`${path}.damaged-${day}`);
  for (const ending of BESIDE) if (isThere(path + ending)) renameSync(path + ending, name + ending);
  return name;
}

/** The name, or with the first number behind it that is free. */
export function freeName(name: string): string {
  if (!isThere(name)) return name;
  let again = 2;
  while (isThere(`${name}-${again}`)) again++;
  return `${name}-${again}`;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
