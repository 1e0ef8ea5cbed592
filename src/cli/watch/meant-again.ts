import { statSync } from 'node:fs';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import type { CommandIo } from '../io.ts';
import { nameOfPath } from '../toml.ts';
import { type MeantByFiles, type MeantFiles, meantByFiles } from './meant-files.ts';

/** How often it is looked whether files are others by now. */
const LOOK_EVERY = 2000;

/** How it goes with the files: `text` is a sentence without its full stop. */
export type SayOfFiles = (level: 'info' | 'warning', text: string) => void;

/** Files of what is meant to be, read again as soon as they have changed. */
export class MeantAgain {
  readonly #io: Pick<CommandIo, 'openInput'>;
  /** Who hears of it may change. */
  say: SayOfFiles;
  #files: MeantFiles = { known: [], leases: [] };
  #found: MeantByFiles = { pairs: [], leases: [], had: [] };
  #stamp = '';
  #lookAt = 0;
  #reading = false;
  #asked = false;
  #stirred = false;

  constructor(io: Pick<CommandIo, 'openInput'>, say: SayOfFiles) {
    this.#io = io;
    this.say = say;
  }

  get found(): MeantByFiles {
    return this.#found;
  }

  /** They are read before they hold: that is when the returned function is called. Throws UsageFault, SystemFault. */
  async read({ known, leases }: MeantFiles): Promise<() => void> {
    const files = { known, leases };
    const stamp = stampOf(files);
    const found = await meantByFiles(files, {
      openInput: this.#io.openInput.bind(this.#io),
      stderr: this.#notes(),
    });
    return () => {
      this.#files = files;
      this.#found = found;
      this.#stamp = stamp;
      this.#stirred = true;
    };
  }

  get isEmpty(): boolean {
    return this.#files.known.length + this.#files.leases.length === 0;
  }

  /** Somebody wants them read, whether they look changed or not. */
  ask(): void {
    this.#asked = true;
    this.#lookAt = 0;
  }

  /** Something was read since it was last asked. Never throws. */
  get changed(): boolean {
    const now = performance.now();
    if (now >= this.#lookAt && !this.#reading) {
      this.#lookAt = now + LOOK_EVERY;
      if (this.#asked || stampOf(this.#files) !== this.#stamp) void this.#again();
      this.#asked = false;
    }
    const stirred = this.#stirred;
    this.#stirred = false;
    return stirred;
  }

  /** A file that is written while it is read, or is wrong: what it said before holds, and the next change is looked at. */
  async #again(): Promise<void> {
    this.#reading = true;
    const stamp = stampOf(this.#files);
    try {
      const once = [...this.#files.known, ...this.#files.leases].find((path) => !isThereStill(path));
      if (once !== undefined)
        throw new UsageFault(nameOfPath(once), 'it is gone, or was a pipe, and cannot be read again', '');
      (await this.read(this.#files))();
      this.say('info', 'files of what is meant to be were read again');
    } catch (fault) {
      if (!(fault instanceof UsageFault) && !(fault instanceof SystemFault)) throw fault;
      const where = fault instanceof UsageFault && fault.where !== '' ? `${fault.where}: ` : '';
      this.say('warning', `${where}${fault.message}: what was read before holds`);
      this.#stamp = stamp;
    } finally {
      this.#reading = false;
    }
  }

  /** Lines of leases that cannot be read are told where everything is. */
  #notes(): CommandIo['stderr'] {
    return {
      write: (text) => this.say('warning', text.replace(/^arpist: /, '').replace(/\.?\n$/, '')),
      drained: () => Promise.resolve(),
      isTTY: false,
      colour: false,
      columns: 80,
      rows: 24,
    };
  }
}

/** What came by a pipe came once. */
function isThereStill(path: string): boolean {
  return path !== '-' && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function stampOf({ known, leases }: MeantFiles): string {
  return [...known, ...leases]
    .map((path) => {
      const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
      return facts?.isFile() !== true ? '-' : `${facts.ino} ${facts.size} ${facts.mtimeNs}`;
    })
    .join();
}
