import { SystemFault } from '../base/fault.ts';
import { standingOf, type TakenBack, takingBack } from '../change/own-file.ts';
import type { OwnFiles } from '../ports/files.ts';
import type { PersistFile } from '../ports/journal.ts';

/** A disk in memory. `theirs`: paths that stand there, and arpist did not write; `full`: nothing can be written. */
export class PaperFiles implements OwnFiles {
  /** What stands on the disk, whoever wrote it. */
  readonly written = new Map<string, string>();
  full = false;

  constructor(theirs: readonly string[] = []) {
    for (const path of theirs) this.written.set(path, 'theirs\n');
  }

  hindrance({ path }: PersistFile): string | null {
    return this.#there(path) === 'foreign' ? `${path} is there already, and arpist did not write it` : null;
  }

  before(file: PersistFile): PersistFile {
    const there = this.#there(file.path);
    return typeof there === 'string' ? file : { ...file, was: there.text };
  }

  write(file: PersistFile): void {
    this.#mustBeOurs(file.path);
    if (this.full)
      throw new SystemFault('disk-full', `${file.path} cannot be written (ENOSPC)`, {
        operation: 'write',
        remedy: 'make room there',
      });
    this.written.set(file.path, file.text);
  }

  takeBack(file: PersistFile): TakenBack {
    const { became, put } = takingBack(file, this.#there(file.path));
    if (put === null) this.written.delete(file.path);
    else if (put !== undefined) this.written.set(file.path, put);
    return became;
  }

  remove(path: string): void {
    this.#mustBeOurs(path);
    this.written.delete(path);
  }

  #there(path: string): ReturnType<typeof standingOf> {
    return standingOf(this.written.get(path) ?? null);
  }

  #mustBeOurs(path: string): void {
    if (this.#there(path) !== 'foreign') return;
    throw new SystemFault('file', `${path} is there already, and arpist did not write it`, {
      operation: 'write',
      facts: { file: path },
      remedy: 'move it away first, or leave --persist out',
    });
  }
}
