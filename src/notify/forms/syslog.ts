import { printable } from '../../base/printable.ts';
import type { WatchSeverity } from '../../inventory/watch-event.ts';
import type { Message } from '../../ports/telling.ts';

/** RFC 5424 6.2.1: daemon. */
const DAEMON = 3;
const SEVERITY: Readonly<Record<WatchSeverity, number>> = { info: 6, warning: 4, critical: 2 };
const NOTICE = 5;
const INFO = 6;

/** RFC 5424 6.2.1, by the names of syslog(3). */
const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
] as const;

/** `daemon`, `local0` … `local7`; undefined for what is none. */
export function facilityNumber(name: string): number | undefined {
  const local = /^local([0-7])$/.exec(name);
  if (local) return 16 + Number(local[1]);
  const at = (FACILITIES as readonly string[]).indexOf(name);
  return at < 0 ? undefined : at;
}

export interface SyslogFrom {
  readonly host: string;
  readonly pid: number;
  /** IANA's private enterprise number behind the name of the structured data (RFC 5424 7.2.2). */
  readonly enterprise: number;
  /** As a number; left out: daemon. */
  readonly facility?: number;
}

/** The number that RFC 5612 keeps for documentation: until there is one of our own. */
export const DOCUMENTATION_ENTERPRISE = 32_473;

/** RFC 5424, one message without a byte order mark (it would survive in front of the text). */
export function syslogLine(message: Message, from: SyslogFrom): string {
  const { kind, severity, at, episode, record } = message;
  const { host, pid, enterprise, facility = DAEMON } = from;
  const data = [
    ['severity', severity],
    ['episode', episode === null ? '' : String(episode)],
    ...(['ip', 'mac', 'vlan', 'interface', 'state', 'sure'] as const).map((name) => [
      name,
      plain(record[name]),
    ]),
  ].filter(([, value]) => value !== '');
  const elements = data.map(([name, value]) => `${name}="${escaped(value!)}"`).join(' ');
  const when = new Date(at).toISOString();
  return `<${facility * 8 + SEVERITY[severity]}>1 ${when} ${printUsAscii(host, 255)} arpist ${pid} ${kind} [arpist@${enterprise} ${elements}] ${words(message)}`;
}

/** As syslog(3) writes it to the socket of this machine: what listens there parses that, and no RFC 5424. */
export function localSyslogLine(message: Message, { pid, facility = DAEMON }: SyslogFrom): string {
  const { severity, at } = message;
  return `<${facility * 8 + SEVERITY[severity]}>${stamp(at)} arpist[${pid}]: ${words(message)}`;
}

/** A line of arpwatch under its name: OSSEC, fail2ban and logcheck go by that. What is no line of it goes under ours. */
export function arpwatchSyslogLine(
  message: Message,
  { rfc, ...from }: SyslogFrom & { readonly rfc: boolean },
): string {
  if (message.kind !== 'arpwatch') return rfc ? syslogLine(message, from) : localSyslogLine(message, from);
  const { pid, host, facility = DAEMON } = from;
  // report.c writes what is mailed as a notice, arpwatch.c what is not as information.
  const priority = facility * 8 + (message.record['mailed'] === true ? NOTICE : INFO);
  const line = message.text;
  return rfc
    ? `<${priority}>1 ${new Date(message.at).toISOString()} ${printUsAscii(host, 255)} arpwatch ${pid} - - ${line}`
    : `<${priority}>${stamp(message.at)} arpwatch[${pid}]: ${line}`;
}

/** RFC 6587 3.4.1: over TCP and TLS the length goes before. */
export function octetCounted(line: string): string {
  return `${Buffer.byteLength(line)} ${line}`;
}

/** In one line; nothing steers whoever reads the log. */
function words({ title, text }: Message): string {
  return `${title}: ${text}`.replaceAll(/\s*\n\s*/g, ' ');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3164 4.1.2: local time, the day filled with a space. */
function stamp(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = String(date.getDate()).padStart(2);
  return `${MONTHS[date.getMonth()]} ${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** RFC 5424 6.3.3; what would break the line is an escape before that. */
function escaped(value: string): string {
  return printable(value).replaceAll(/["\\\]]/g, String.raw`\$&`);
}

function printUsAscii(text: string, most: number): string {
  return text.replaceAll(/[^\u0021-\u007e]/g, '?').slice(0, most) || '-';
}
