import type { WatchSeverity } from '../../inventory/watch-event.ts';
import type { Message } from '../../ports/telling.ts';
import { MESSAGE_IDS } from './message-ids.ts';

const PRIORITY: Readonly<Record<WatchSeverity, number>> = { info: 6, warning: 4, critical: 2 };

/**
 * The native datagram of systemd-journald (systemd: docs/JOURNAL_NATIVE_PROTOCOL.md): a field a line, and one with a newline
 * as name, newline, length (64 bits, little endian), value. It is small: a datagram takes it whole.
 */
export function journalDatagram({ severity, kind, title, text, episode, record }: Message): Buffer {
  const fields: readonly (readonly [name: string, value: string])[] = [
    ['MESSAGE', `${title}: ${text}`],
    ['PRIORITY', String(PRIORITY[severity])],
    ['MESSAGE_ID', MESSAGE_IDS[kind]],
    ['SYSLOG_IDENTIFIER', 'arpist'],
    ['ARPIST_KIND', kind],
    ['ARPIST_SEVERITY', severity],
    ['ARPIST_EPISODE', episode === null ? '' : String(episode)],
    ['ARPIST_ADDRESS', plain(record['ip'])],
    ['ARPIST_MAC', plain(record['mac'])],
    ['ARPIST_NETWORK', plain(record['interface'])],
  ];
  return Buffer.concat(fields.filter(([, value]) => value !== '').map(([name, value]) => field(name, value)));
}

function field(name: string, value: string): Buffer {
  if (!value.includes('\n')) return Buffer.from(`${name}=${value}\n`);
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')]);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
