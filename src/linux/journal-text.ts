import { type JournalLine, readLine } from './journal-line.ts';

export interface NumberedLine {
  /** Its place in the file, from 1. */
  readonly place: number;
  readonly line: JournalLine;
}

export interface Damage {
  /** The line of the file it is in, or before which something is missing. */
  readonly place: number;
  readonly what: string;
  /** The order of all lines is in doubt, not only what stands there. */
  readonly ofAll?: true;
}

/** What of the journal can be read. Fed with whole lines, and may be fed on when the file grew. */
export class JournalText {
  readonly lines: NumberedLine[];
  readonly damage: Damage[];
  #place: number;
  #numbered: boolean;
  #last: number;
  /** Unreadable lines since the last one that was understood. */
  #unread: number;
  readonly #seen: Set<string>;

  /** Begins with what another one knows, and leaves that as it is. */
  constructor(known?: JournalText) {
    this.lines = [...(known?.lines ?? [])];
    this.damage = [...(known?.damage ?? [])];
    this.#place = known?.places ?? 0;
    this.#numbered = known ? known.#numbered : false;
    this.#last = known ? known.#last : 0;
    this.#unread = known ? known.#unread : 0;
    this.#seen = new Set(known ? known.#seen : []);
  }

  /** The number of the last line that has one. */
  get last(): number {
    return this.#last;
  }

  /** The last line is understood. */
  get endsWell(): boolean {
    return this.#unread === 0;
  }

  get places(): number {
    return this.#place;
  }

  /** `bytes` end with a newline. */
  feed(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, from);
      this.take(bytes.subarray(from, end));
      from = end + 1;
    }
  }

  /** Says whether it could be read. */
  take(bytes: Uint8Array): boolean {
    this.#place++;
    if (bytes.length === 0) return true;
    const read = readLine(bytes);
    // Lines of the first form stand at the beginning: behind the others, one without its sum lost it.
    if (read === null || (read.n === null && this.#numbered)) {
      this.#unread++;
      this.#note('cannot be read');
      return false;
    }
    const { line, n, sum } = read;
    if (n === null) this.#keep(line);
    else this.#takeNumbered(line, n, sum);
    return true;
  }

  #takeNumbered(line: JournalLine, n: number, sum: string): void {
    const mark = `${n} ${sum}`;
    // The same line once more says nothing new.
    if (this.#seen.has(mark)) return;
    this.#seen.add(mark);
    const first = !this.#numbered && (this.#place > 1 || line.type === 'shortened');
    if (n <= this.#last)
      this.damage.push({ place: this.#place, what: 'is not where it was written', ofAll: true });
    else if (this.#unread === 0 && !first && n !== this.#last + 1)
      this.#note(`does not follow the one before it: ${n - this.#last - 1} missing`);
    this.#numbered = true;
    this.#last = Math.max(this.#last, n);
    this.#unread = 0;
    this.#keep(line);
  }

  #keep(line: JournalLine): void {
    this.lines.push({ place: this.#place, line });
  }

  #note(what: string): void {
    this.damage.push({ place: this.#place, what });
  }
}

export const NEWLINE = 0x0a;
