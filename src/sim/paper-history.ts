import { SystemFault } from '../base/fault.ts';
import type { History, Intent, JournalDamage, JournalEntry, Release } from '../ports/journal.ts';
import type { Kept } from '../ports/system.ts';

/** A journal in memory. `room`: how many lines the disk takes. */
export class PaperHistory implements History {
  #entries: readonly JournalEntry[] = [];
  readonly #damage: JournalDamage[] = [];
  #locked = false;
  #room: number;

  constructor(room = Number.POSITIVE_INFINITY) {
    this.#room = room;
  }

  begin(intent: Intent): string {
    this.#write();
    const name = `entry-${this.#entries.length + 1}`;
    const blank = {
      line: this.#entries.length + 1,
      outcome: null,
      confirmed: false,
      undone: false,
      undoing: null,
      here: true,
      past: false,
    };
    this.#entries = [...this.#entries, { ...intent, ...blank, name, at: 1_800_000_000_000 }];
    return name;
  }

  end(
    name: string,
    refused: readonly number[],
    states?: { readonly before: Kept; readonly after: Kept },
  ): void {
    const outcome = { at: 1_800_000_000_000, refused, after: states?.after ?? null };
    this.#change(name, (entry) =>
      states && entry.by === 'state' ? { ...entry, outcome, before: states.before } : { ...entry, outcome },
    );
  }

  undoing(name: string, goal: Kept): void {
    this.#change(name, (entry) => ({ ...entry, undoing: goal }));
  }

  mark(name: string, as: 'confirmed' | 'undone'): void {
    this.#change(name, (entry) => ({ ...entry, [as]: true }));
  }

  entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  damage(): readonly JournalDamage[] {
    return this.#damage;
  }

  dropped(): number {
    return 0;
  }

  /** As if a line of the file behind `line` could not be read. */
  spoil(line: number): void {
    this.#damage.push({ line, sentence: `line ${line} cannot be read`, past: false });
  }

  lock(): Release {
    if (this.#locked)
      throw new SystemFault(
        'busy',
        'Another arpist is changing this machine (process 1): nothing was changed',
        {
          operation: 'lock',
          remedy: 'try again when it has ended',
        },
      );
    this.#locked = true;
    let held = true;
    return {
      release: () => {
        if (held) this.#locked = false;
        held = false;
      },
    };
  }

  #change(name: string, more: (entry: JournalEntry) => JournalEntry): void {
    this.#write();
    this.#entries = this.#entries.map((entry) => (entry.name === name ? more(entry) : entry));
  }

  #write(): void {
    if (this.#room-- > 0) return;
    throw new SystemFault('disk-full', 'The journal cannot be written (ENOSPC)', {
      operation: 'write journal',
      remedy: 'make room there',
    });
  }
}
