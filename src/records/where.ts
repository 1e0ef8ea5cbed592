import { UsageFault } from '../base/fault.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import { hasPrefix, parseMac, parseMacPrefix } from '../base/mac.ts';
import { TargetSet } from '../base/target-set.ts';
import { parseMillis, TIME_UNITS } from '../base/time.ts';
import { parseTargets } from '../base/targets.ts';
import { type RecordField, type FieldKind, FIELDS, type Fields, fieldOf } from './fields.ts';
import type { Row } from './station.ts';

export interface Filter<R = Row> {
  readonly fits: (record: R) => boolean;
  /** Asks for something that may change until the end: rows are judged when the last word on them is known. */
  readonly needsLastWord: boolean;
}

type Operator = '=' | '!=' | '~' | '!~' | '^=' | '<' | '<=' | '>' | '>=';

interface Condition<R> {
  readonly field: RecordField<R>;
  readonly operator: Operator;
  readonly value: string;
  readonly where: string;
}

const CONDITION = /^([A-Za-z]+)\s*(?:(!=|!~|\^=|<=|>=|[=~<>])\s*(.*))?$/s;
const EXAMPLES =
  "write FIELD=VALUE, as in vendor~espressif, ip=10.0.0.0/24, mac^=b8:27:eb, rtt>100, 'verdict=conflict or late'";
const NUMERIC: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>='];
const TEXTUAL: readonly Operator[] = ['=', '!=', '~', '!~', '^='];
const OPERATORS: Readonly<Record<FieldKind, readonly Operator[]>> = {
  ip: [...NUMERIC, '~', '!~', '^='],
  mac: TEXTUAL,
  text: TEXTUAL,
  number: NUMERIC,
  flag: ['=', '!='],
};

/**
 * Reads `vendor~espressif and ip=10.0.0.0/24 or verdict=conflict`: `and` binds more than `or`, values with ` and ` in
 * them are quoted, text is compared without case. Throws UsageFault.
 */
export function parseWhere(text: string, where: string): Filter {
  return parseWhereOf(FIELDS, text, where);
}

/** The same over records with other fields. */
export function parseWhereOf<R>(fields: Fields<R>, text: string, where: string): Filter<R> {
  let needsLastWord = false;
  const anyOf = splitAt(text, /\s+or\s+|\s*\|\|\s*/iy).map((part) =>
    splitAt(part, /\s+and\s+|\s*&&\s*/iy).map((condition) => {
      const parsed = parseCondition(fields, condition.trim(), where);
      needsLastWord ||= /^(verdict|why|macs)/i.test(condition.trim());
      return testOf(parsed);
    }),
  );
  return { fits: (row) => anyOf.some((all) => all.every((test) => test(row))), needsLastWord };
}

const SPACE = /\s/;

/** Splits where `separator` (sticky) matches outside of quotes. */
function splitAt(text: string, separator: RegExp): readonly string[] {
  const parts: string[] = [];
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
      continue;
    }
    if (character === '"' || character === "'") quote = character;
    // A run of spaces is looked at once, from its beginning.
    if (at > from && SPACE.test(character) && SPACE.test(text[at - 1]!)) continue;
    separator.lastIndex = at;
    const found = separator.exec(text);
    if (!found) continue;
    parts.push(text.slice(from, at));
    from = at + found[0].length;
    at = from - 1;
  }
  return [...parts, text.slice(from)];
}

function parseCondition<R>(fields: Fields<R>, text: string, where: string): Condition<R> {
  const parts = CONDITION.exec(text);
  if (!parts) throw new UsageFault(where, `'${text}' is no condition`, EXAMPLES);
  const [, name = '', operator, rest = ''] = parts;
  const field = fieldOf(fields, name, where);
  if (operator === undefined && field.kind === 'flag') return { field, operator: '=', value: 'yes', where };
  if (operator === undefined) throw new UsageFault(where, `'${text}' compares with nothing`, EXAMPLES);
  if (!OPERATORS[field.kind].includes(operator as Operator))
    throw new UsageFault(
      where,
      `${name} cannot be compared with ${operator}`,
      `it takes ${OPERATORS[field.kind].join(' ')}`,
    );
  const quoted = /^(["'])(.*)\1$/s.exec(rest.trim());
  return { field, operator: operator as Operator, value: quoted?.[2] ?? rest.trim(), where };
}

function testOf<R>(condition: Condition<R>): (record: R) => boolean {
  const { field, operator, value, where } = condition;
  if (operator === '~' || operator === '!~' || (operator === '^=' && field.kind !== 'mac')) {
    const wanted = value.toLowerCase();
    const begins = operator === '^=';
    return (row) => {
      const text = field.text(row).toLowerCase();
      return begins ? text.startsWith(wanted) : text.includes(wanted) === (operator === '~');
    };
  }
  if (field.kind === 'mac') return macTest(condition);
  if (field.kind === 'ip' && (operator === '=' || operator === '!=')) {
    const set = TargetSet.of(
      parseTargets(value, where).map((target) => {
        if (target.kind === 'range') return target.range;
        throw new UsageFault(where, `'${value}' is no address or network`, EXAMPLES);
      }),
    );
    return (row) => {
      const ip = field.value(row);
      return (typeof ip === 'number' && set.has(ip)) === (operator === '=');
    };
  }
  if (field.kind === 'text') {
    const wanted = value.toLowerCase();
    return (row) => (field.text(row).toLowerCase() === wanted) === (operator === '=');
  }
  if (field.kind === 'flag') {
    const wanted = flagValue(value, where) === (operator === '=');
    return (row) => field.value(row) === wanted;
  }
  return numberTest(condition);
}

function macTest<R>({ field, operator, value, where }: Condition<R>): (record: R) => boolean {
  const prefix = operator === '^=' ? parseMacPrefix(value) : undefined;
  if (prefix)
    return (row) => {
      const found = field.value(row);
      return typeof found === 'number' && hasPrefix(found, prefix);
    };
  const mac = operator === '^=' ? undefined : parseMac(value);
  if (mac === undefined)
    throw new UsageFault(
      where,
      `'${value}' is no MAC address${operator === '^=' ? ' prefix' : ''}`,
      'write mac=b8:27:eb:01:02:03 or mac^=b8:27:eb',
    );
  return (row) => (field.value(row) === mac) === (operator === '=');
}

function flagValue(value: string, where: string): boolean {
  if (/^(yes|true|1)$/i.test(value)) return true;
  if (/^(no|false|0)$/i.test(value)) return false;
  throw new UsageFault(where, `'${value}' is neither yes nor no`, 'write late=yes, or late alone');
}

function numberOf<R>({ time }: RecordField<R>, value: string): number | undefined {
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  const span = time === undefined ? undefined : parseMillis(value, time);
  return time === undefined || span === undefined ? undefined : span / TIME_UNITS[time];
}

function numberTest<R>({ field, operator, value, where }: Condition<R>): (record: R) => boolean {
  const none = /^(none|null|)$/i.test(value) && (operator === '=' || operator === '!=');
  if (none) return (row) => (field.value(row) === null) === (operator === '=');
  const wanted = field.kind === 'ip' ? parseIpv4(value) : numberOf(field, value);
  if (wanted === undefined) throw new UsageFault(where, `'${value}' cannot be compared with`, EXAMPLES);
  const test = COMPARE[operator];
  return (row) => {
    const found = field.value(row);
    return typeof found === 'number' ? test(found, wanted) : operator === '!=';
  };
}

const COMPARE: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '~': () => false,
  '!~': () => false,
  '^=': () => false,
};
