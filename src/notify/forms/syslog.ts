import type { WatchSeverity } from '../../inventory/watch-event.ts';
import type { Message } from '../../ports/telling.ts';

/** RFC 5424 6.2.1: daemon. */
const DAEMON = 3;
const SEVERITY: Readonly<Record<WatchSeverity, number>> = { info: 6, warning: 4, critical: 2 };

export interface SyslogFrom {
  readonly host: string;
  readonly pid: number;
  /** IANA's private enterprise number behind the name of the structured data (RFC 5424 7.2.2). */
  readonly enterprise: number;
}

/** The number that RFC 5612 keeps for documentation: until there is one of our own. */
export const DOCUMENTATION_ENTERPRISE = 32_473;

/** RFC 5424, one message without a byte order mark (it would survive in front of the text). */
export function syslogLine(
  { kind, severity, at, title, text, episode, record }: Message,
  from: SyslogFrom,
): string {
  const { host, pid, enterprise } = from;
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
  const words = `${title}: ${text}`.replaceAll(/\s*\n\s*/g, ' ');
  return `<${DAEMON * 8 + SEVERITY[severity]}>1 ${when} ${printUsAscii(host, 255)} arpist ${pid} ${kind} [arpist@${enterprise} ${elements}] ${words}`;
}

/** RFC 6587 3.4.1: over TCP and TLS the length goes before. */
export function octetCounted(line: string): string {
  return `${Buffer.byteLength(line)} ${line}`;
}

/** Of the daemon's old socket (RFC 3164), for what must be called arpwatch: OSSEC and fail2ban go by that name. */
export function plainSyslogLine(
  severity: WatchSeverity,
  words: string,
  { tag, pid }: { readonly tag: string; readonly pid: number },
): string {
  return `<${DAEMON * 8 + SEVERITY[severity]}>${tag}[${pid}]: ${words}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** RFC 5424 6.3.3 */
function escaped(value: string): string {
  return value.replaceAll(/["\\\]]/g, String.raw`\$&`);
}

function printUsAscii(text: string, most: number): string {
  return text.replaceAll(/[^\u0021-\u007e]/g, '?').slice(0, most) || '-';
}
