import { closest } from '../base/closest.ts';
import type { At } from './declaration.ts';
import type { DeclarationFault, LineOf, ValuePath } from './fault.ts';
import { shown, type Wrong } from './leaves.ts';

/** What a value should have been; a function that reads a leaf gives this or the value. */
export type ReadLeaf<T> = (value: unknown) => T | Wrong;

/** What is common to all tables of a file. */
export type Ledger = {
  readonly lineOf: LineOf;
  readonly faults: DeclarationFault[];
  /** What the file is called; left out: a declaration. */
  readonly whole?: string;
};

function isWrong(value: unknown): value is Wrong {
  return typeof value === 'object' && value !== null && 'wrong' in value;
}

/** Reads one table of a declaration; what is wrong is noted with its line, and reading goes on. */
export class TableReader {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #path: ValuePath;
  readonly #ledger: Ledger;
  /** Keys that a slip was taken for: their absence is told by it already. */
  readonly #meant = new Set<string>();

  constructor(value: unknown, path: ValuePath, ledger: Ledger) {
    this.#path = path;
    this.#ledger = ledger;
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#value = isTable ? (value as Record<string, unknown>) : {};
    if (!isTable)
      this.fault(
        null,
        `${this.name} should be a table, not ${shown(value)}`,
        `write [${this.name}] above it`,
      );
  }

  get name(): string {
    return this.#path.filter((part) => typeof part === 'string').join('.');
  }

  get keys(): readonly string[] {
    return Object.keys(this.#value);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#value, key);
  }

  line(key: string | null = null, ...more: ValuePath): number | null {
    return this.#ledger.lineOf(key === null ? this.#path : [...this.#path, key, ...more]);
  }

  fault(key: string | null, sentence: string, remedy: string): void {
    this.#ledger.faults.push({ line: this.line(key), sentence, remedy });
  }

  only(known: readonly string[]): this {
    for (const key of this.keys) {
      if (known.includes(key)) continue;
      const near = closest(key, known);
      if (near !== undefined) this.#meant.add(near);
      const place = this.name === '' ? (this.#ledger.whole ?? 'a declaration') : `[${this.name}]`;
      const remedy = near === undefined ? `it knows ${known.join(', ')}` : `'${near}' is meant, perhaps`;
      this.fault(key, `${place} has no key '${key}'`, remedy);
    }
    return this;
  }

  /** Undefined when it is not there, or wrong, which is noted. */
  read<T>(key: string, as: ReadLeaf<T>): T | undefined {
    return this.has(key) ? this.#leaf(this.#value[key], as, [key]) : undefined;
  }

  at<T>(key: string, as: ReadLeaf<T>): At<T> | undefined {
    const value = this.read(key, as);
    return value === undefined ? undefined : { value, line: this.line(key) };
  }

  /** As `at`, and its absence is a fault. */
  need<T>(key: string, as: ReadLeaf<T>, example: string): At<T> | undefined {
    if (!this.has(key)) this.#lack(key, example);
    return this.at(key, as);
  }

  /** A list, or one thing in place of a list of one. */
  list<T>(key: string, as: ReadLeaf<T>): readonly At<T>[] {
    if (!this.has(key)) return [];
    const value = this.#value[key];
    const many = Array.isArray(value);
    const items: readonly unknown[] = many ? value : [value];
    return items.flatMap((item, index) => {
      const path = many ? [key, index] : [key];
      const read = this.#leaf(item, as, path);
      return read === undefined ? [] : [{ value: read, line: this.#ledger.lineOf([...this.#path, ...path]) }];
    });
  }

  needList<T>(key: string, as: ReadLeaf<T>, example: string): readonly At<T>[] {
    if (!this.has(key)) this.#lack(key, example);
    else if (Array.isArray(this.#value[key]) && this.#value[key].length === 0)
      this.fault(key, `'${key}' is empty`, `write ${key} = ${example}`);
    return this.list(key, as);
  }

  #lack(key: string, example: string): void {
    if (!this.#meant.has(key)) this.fault(null, `[${this.name}] needs '${key}'`, `write ${key} = ${example}`);
  }

  table(key: string): TableReader | undefined {
    return this.has(key) ? new TableReader(this.#value[key], [...this.#path, key], this.#ledger) : undefined;
  }

  isTable(key: string): boolean {
    const value = this.#value[key];
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  /** `[[key]]`; a single `[key]` is taken for a list of one. */
  tables(key: string): readonly TableReader[] {
    if (!this.has(key)) return [];
    const value = this.#value[key];
    if (!Array.isArray(value)) return [new TableReader(value, [...this.#path, key], this.#ledger)];
    return value.map((item, index) => new TableReader(item, [...this.#path, key, index], this.#ledger));
  }

  #leaf<T>(value: unknown, as: ReadLeaf<T>, path: ValuePath): T | undefined {
    const read = as(value);
    if (!isWrong(read)) return read;
    this.#ledger.faults.push({
      line: this.#ledger.lineOf([...this.#path, ...path]),
      sentence: `'${path[0]}' ${read.wrong}`,
      remedy: read.remedy,
    });
    return undefined;
  }
}
