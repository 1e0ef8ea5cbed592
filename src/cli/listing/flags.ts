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
    format: formatFlag(kind, words.format, 'fields as in --where'),
    where: whereFlag(kind.fields, words),
  } as const;
}

/**
 * What every command takes that changes something and lists what came of it: the form alone, because --where would be
 * read as what to change.
 */
export function outcomeFlags<R>(kind: Kind<R>, { json, format }: Pick<ListWords, 'json' | 'format'>) {
  return { ...formFlags(json), format: formatFlag(kind, format, 'its fields: see below') } as const;
}

function formatFlag<R>({ fields }: Kind<R>, example: string, more: string) {
  return one(
    '-F --format',
    { value: 'TEXT', help: `a line of your own: '${example}'; ${more}` },
    (text, where): ((row: R) => string) => parseFormatOf(fields, text, where),
  );
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

/** The same for what lists only what came of it. */
export function outcomeNote<R>({ fields }: Pick<Kind<R>, 'fields'>): string {
  return `Fields for --format: ${Object.keys(fields).join(' ')}.`;
}

/** For the notes of a command. */
export function fieldNote<R>({ fields }: Pick<Kind<R>, 'fields'>, more = '', sorts = true): string {
  return noteFor(sorts ? '--where, --sort and --format' : '--where and --format', fields, more);
}

/** The same for what chooses by fields and lists something else. */
export function whereNote<R>({ fields }: Pick<Kind<R>, 'fields'>, more = ''): string {
  return noteFor('--where', fields, more);
}

function noteFor<R>(flags: string, fields: Fields<R>, more: string): string {
  return `Fields for ${flags}: ${Object.keys(fields).join(' ')}${more === '' ? '' : `; ${more}`}. ${OPERATORS}`;
}

export interface FormValues<R> {
  readonly json: boolean;
  readonly csv: boolean;
  readonly format: ((row: R) => string) | undefined;
  /** Left out: all of it is told. */
  readonly where?: readonly Filter<R>[];
  readonly sort?: OrderOf<R> | undefined;
}
