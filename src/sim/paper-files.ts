import { SystemFault } from '../base/fault.ts';
import type { OwnFiles, TakenBack } from '../ports/files.ts';
import type { PersistFile } from '../ports/journal.ts';

/** A disk in memory. `theirs`: paths that stand there, and arpist did not write; `full`: nothing can be written. */
export class PaperFiles implements OwnFiles {
  readonly written = new Map<string, string>();
  readonly #theirs: ReadonlySet<string>;
  full = false;

  constructor(theirs: readonly string[] = []) {
    this.#theirs = new Set(theirs);
  }

  hindrance({ path }: PersistFile): string | null {
    return this.#theirs.has(path) ? `${path} is there already, and arpist did not write it` : null;
  }

  before(file: PersistFile): PersistFile {
    const was = this.written.get(file.path);
    return was === undefined ? file : { ...file, was };
  }

  write({ path, text }: PersistFile): void {
    if (this.full)
      throw new SystemFault('disk-full', `${path} cannot be written (ENOSPC)`, {
        operation: 'write',
        remedy: 'make room there',
      });
    this.written.set(path, text);
  }

  takeBack({ path, text, was, gone }: PersistFile): TakenBack {
    const there = this.written.get(path);
    if (gone) {
      if (there !== undefined) return there === was ? 'done' : 'changed';
      this.written.set(path, was ?? '');
      return 'done';
    }
    if (there === undefined) return 'gone';
    if (there !== text) return there === was ? 'done' : 'changed';
    if (was === undefined) this.written.delete(path);
    else this.written.set(path, was);
    return 'done';
  }

  remove(path: string): void {
    this.written.delete(path);
  }
}
