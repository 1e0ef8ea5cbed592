import type { Message } from '../../ports/telling.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const UNKNOWN = '<unknown>';

/** Subject and text as arpwatch 2.1a15 mails them (its report.c): whoever filters them goes on doing so. */
export function arpwatchLetter({ record }: Message): { readonly subject: string; readonly text: string } {
  const place = textOf(record, 'interface', '');
  const ip = textOf(record, 'ip', '');
  const old = textOf(record, 'old', '');
  const at = secondsOf(record, 'seconds');
  const before = secondsOf(record, 'before');
  const rows: (readonly [name: string, value: string])[] = [
    ['hostname', textOf(record, 'hostname', UNKNOWN)],
    ['ip address', ip],
    ['interface', place],
    ['ethernet address', textOf(record, 'mac', '')],
    ['ethernet vendor', textOf(record, 'vendor', UNKNOWN)],
    ...(old === ''
      ? []
      : [
          ['old ethernet address', old] as const,
          ['old ethernet vendor', textOf(record, 'oldVendor', UNKNOWN)] as const,
        ]),
    ['timestamp', at === null ? UNKNOWN : dateWords(at)],
    ...(before === null || at === null
      ? []
      : [['previous timestamp', dateWords(before)] as const, ['delta', deltaWords(at - before)] as const]),
  ];
  return {
    subject: `${textOf(record, 'what', '')} (${ip}) ${place}`.trimEnd(),
    text: rows.map(([name, value]) => `${name.padStart(20)}: ${value}\n`).join(''),
  };
}

/** report.c fmtdate, by the clock of the machine. */
function dateWords(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = -date.getTimezoneOffset();
  const sign = zone < 0 ? '-' : '+';
  const offset = `${sign}${two(Math.floor(Math.abs(zone) / 60))}${two(Math.abs(zone) % 60)}`;
  const day = `${DAYS[date.getDay()]}, ${MONTHS[date.getMonth()]} ${date.getDate()}, ${date.getFullYear()}`;
  return `${day} ${date.getHours()}:${two(date.getMinutes())}:${two(date.getSeconds())} ${offset}`;
}

/** report.c fmtdelta */
function deltaWords(seconds: number): string {
  const span = Math.abs(seconds);
  const [unit, name] =
    span < 60
      ? ([1, 'second'] as const)
      : span < 3600
        ? ([60, 'minute'] as const)
        : span < 86_400
          ? ([3600, 'hour'] as const)
          : ([86_400, 'day'] as const);
  const count = Math.floor(span / unit) * (seconds < 0 ? -1 : 1);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

function textOf(record: Message['record'], name: string, otherwise: string): string {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function secondsOf(record: Message['record'], name: string): number | null {
  const value = record[name];
  return typeof value === 'number' ? value : null;
}
