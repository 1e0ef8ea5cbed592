import { UsageFault } from '../../base/fault.ts';
import { jsonText } from '../../base/printable.ts';
import { csvHead, csvLine } from '../../records/csv.ts';
import type { JsonRecord, Kind } from '../../records/kind.ts';
import type { Filter } from '../../records/where.ts';
import type { CommandIo } from '../io.ts';
import type { FormValues } from './flags.ts';

export interface WholeList<R> {
  /** With the end of the line. */
  readonly line: (row: R) => string;
  readonly table?: (rows: readonly R[]) => readonly string[];
}

/** Rows on stdout in the form that was asked for; with --sort they wait for the end. */
export class Listing<R> {
  /** How many fitted. */
  count = 0;
  readonly #out: CommandIo['stdout'];
  readonly #isTerminal: boolean;
  readonly #values: FormValues<R>;
  readonly #where: readonly Filter<R>[];
  readonly #textOf: ((row: R) => string) | null;
  readonly #held: { readonly row: R; readonly people: (row: R) => string }[] = [];
  #head: string;

  /** Throws UsageFault for two forms at once. */
  constructor({ stdout, env }: Pick<CommandIo, 'stdout' | 'env'>, kind: Kind<R>, values: FormValues<R>) {
    mustBeOneForm(values);
    this.#isTerminal = stdout.isTTY && env['TERM'] !== 'dumb';
    this.#out = stdout;
    this.#values = values;
    this.#where = values.where ?? [];
    const { json, csv, format } = values;
    this.#head = csv ? csvHead(kind) : '';
    if (json) this.#textOf = (row) => `${jsonText(kind.recordOf(row))}\n`;
    else if (csv) this.#textOf = (row) => csvLine(kind, row);
    else this.#textOf = format ? (row) => `${format(row)}\n` : null;
  }

  /** No form for programs was asked for. */
  get forPeople(): boolean {
    return this.#textOf === null;
  }

  /** Whether the row fits; `people` makes its text, with the ends of its lines, for whoever asked for no form. */
  row(row: R, people: (row: R) => string): boolean {
    if (!this.#where.every(({ fits }) => fits(row))) return false;
    this.count++;
    if (this.#values.sort) this.#held.push({ row, people });
    else this.#write(row, people);
    return true;
  }

  /** A list that is known whole: people who sit at a terminal get one table of what fits. Returns that. */
  all(rows: Iterable<R>, people: WholeList<R>): readonly R[] {
    const { sort } = this.#values;
    const fitting = [...rows].filter((row) => this.#where.every(({ fits }) => fits(row)));
    const shown = sort ? fitting.toSorted(sort) : fitting;
    this.count += shown.length;
    if (people.table && this.forPeople && this.#isTerminal)
      this.#out.write(
        people
          .table(shown)
          .map((line) => `${line}\n`)
          .join(''),
      );
    else for (const row of shown) this.#write(row, people.line);
    this.#begin();
    return shown;
  }

  /** What is no row, a summary first of all: JSON alone has a place for it. */
  record(record: JsonRecord): void {
    if (this.#values.json) this.#out.write(`${jsonText(record)}\n`);
  }

  /** What was held back, and the head of a list without rows. */
  end(): void {
    const { sort } = this.#values;
    if (sort) this.#held.sort((a, b) => sort(a.row, b.row));
    for (const { row, people } of this.#held.splice(0)) this.#write(row, people);
    this.#begin();
  }

  #write(row: R, people: (row: R) => string): void {
    this.#begin();
    this.#out.write((this.#textOf ?? people)(row));
  }

  #begin(): void {
    if (this.#head !== '') this.#out.write(this.#head);
    this.#head = '';
  }
}

/** Throws UsageFault. */
export function mustBeOneForm(values: {
  readonly json: boolean;
  readonly csv: boolean;
  readonly format?: unknown;
}): void {
  const { json, csv, format } = values;
  const forms = [json ? '--json' : '', csv ? '--csv' : '', format === undefined ? '' : '--format'].filter(
    Boolean,
  );
  if (forms.length > 1)
    throw new UsageFault('', `${forms.join(' and ')} contradict each other`, 'keep one of them');
}
