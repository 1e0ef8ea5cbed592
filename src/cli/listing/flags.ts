import type { Fields } from '../../records/fields.ts';
import { parseFormatOf } from '../../records/format.ts';
import type { Kind } from '../../records/kind.ts';
import { type OrderOf, parseSortOf } from '../../records/sort.ts';
import { type Filter, parseWhereOf } from '../../records/where.ts';
import { many, one, toggle } from '../../terminal/args/flags.ts';

export interface ListWords {
  /** Which schemas the JSON follows, and what comes last. */
  readonly json: string;
  /** What --where chooses among: stations, entries … */
  readonly rows: string;
  /** Conditions to copy. */
  readonly where: string;
  /** Of --format: a line to copy. */
  readonly format: string;
}

/** What every command takes that lists something: the form, and which of it. */
export function listFlags<R>(kind: Kind<R>, words: ListWords) {
  return {
    ...formFlags(words.json),
    format: one(
      '-F --format',
      { value: 'TEXT', help: `a line of your own: '${words.format}'; fields as in --where` },
      (text, where): ((row: R) => string) => parseFormatOf(kind.fields, text, where),
    ),
    where: whereFlag(kind.fields, words),
  } as const;
}

export function formFlags(json: string) {
  return {
    json: toggle('--json', { help: json }),
    csv: toggle('--csv', { help: 'CSV with a header line (RFC 4180)' }),
  } as const;
}

export function whereFlag<R>(fields: Fields<R>, { rows, where }: Pick<ListWords, 'rows' | 'where'>) {
  return many('--where', { value: 'EXPR', help: `only ${rows} that fit: ${where}` }, (text, flag) => [
    parseWhereOf(fields, text, flag),
  ]);
}

/** For a list that ends. */
export function sortFlag<R>({ fields }: Pick<Kind<R>, 'fields'>, example: string) {
  return one(
    '--sort',
    { value: 'FIELDS', help: `held to the end and sorted: ${example}` },
    (text, flag): OrderOf<R> => parseSortOf(fields, text, flag),
  );
}

const OPERATORS = '--where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more.';

/** For the notes of a command. */
export function fieldNote<R>({ fields }: Pick<Kind<R>, 'fields'>, more = '', sorts = true): string {
  const flags = sorts ? '--where, --sort and --format' : '--where and --format';
  return `Fields for ${flags}: ${Object.keys(fields).join(' ')}${more === '' ? '' : `; ${more}`}. ${OPERATORS}`;
}

export interface FormValues<R> {
  readonly json: boolean;
  readonly csv: boolean;
  readonly format: ((row: R) => string) | undefined;
  readonly where: readonly Filter<R>[];
  readonly sort?: OrderOf<R> | undefined;
}
