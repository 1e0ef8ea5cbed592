import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { UsageFault } from '../base/fault.ts';
import type { Datagrams } from '../ports/datagrams.ts';
import type { TargetConfig } from '../ports/targets.ts';
import type { Message, MessageSender, Sending } from '../ports/telling.ts';
import {
  arpwatchSyslogLine,
  facilityNumber,
  localSyslogLine,
  octetCounted,
  type SyslogFrom,
  syslogLine,
} from './forms/syslog.ts';
import { StreamLine } from './stream-line.ts';

/** RFC 5426 3.2: larger ones may be cut by whoever receives them. */
const LARGEST_DATAGRAM = 2048;
const LARGEST_LINE = 8192;

/** Where syslog listens: a path, or `udp://`, `tcp://`, `tls://` with host and port. Throws UsageFault. */
export function openSyslogSender(
  { name, to, style, facility }: TargetConfig & { readonly type: 'syslog' },
  { from, datagrams }: { readonly from: SyslogFrom; readonly datagrams: Datagrams },
): MessageSender {
  const number = facilityNumber(facility);
  if (number === undefined)
    throw new UsageFault(`facility of ${name}`, `'${facility}' is no facility of syslog`, 'daemon, local0 …');
  const arpwatch = style === 'arpwatch';
  const lineOf = (message: Message, most: number): string =>
    cut(
      arpwatch
        ? arpwatchSyslogLine(message, { ...from, facility: number, rfc: true })
        : syslogLine(message, { ...from, facility: number }),
      most,
    );
  if (to.startsWith('/')) {
    const local = (message: Message): string =>
      arpwatch
        ? arpwatchSyslogLine(message, { ...from, facility: number, rfc: false })
        : localSyslogLine(message, { ...from, facility: number });
    return localSender(to, (message) => cut(local(message), LARGEST_LINE), datagrams);
  }
  const { protocol, hostname, port } = addressOf(to, name);
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  if (protocol === 'udp:') return udpSender({ host, port }, (message) => lineOf(message, LARGEST_DATAGRAM));
  const stream = new StreamLine({ host, port, tls: protocol === 'tls:' });
  return {
    send: async (message) => await stream.write(octetCounted(lineOf(message, LARGEST_LINE))),
    close: () => stream.close(),
  };
}

function addressOf(to: string, name: string): { protocol: string; hostname: string; port: number } {
  const parts = /^(udp|tcp|tls):\/\/(\[[0-9a-fA-F:.]+\]|[^:/@[\]]+)(?::(\d{1,5}))?\/?$/.exec(to);
  const port = Number(parts?.[3] ?? (parts?.[1] === 'tls' ? 6514 : 514));
  if (!parts || port < 1 || port > 65_535)
    throw new UsageFault(
      `to of ${name}`,
      `'${to}' is nowhere syslog could listen`,
      '/dev/log, udp://host:514, tcp://host:514, tls://host:6514',
    );
  return { protocol: `${parts[1]}:`, hostname: parts[2]!, port };
}

function localSender(
  path: string,
  lineOf: (message: Message) => string,
  datagrams: Datagrams,
): MessageSender {
  return {
    send: async (message) => outcomeOf(path, datagrams.send(path, Buffer.from(lineOf(message)))),
    close: () => datagrams.close(),
  };
}

/** What a socket of this machine said. */
export function outcomeOf(path: string, error: string | null): Sending {
  if (error === null) return { sent: true };
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'nobody listens there',
    ECONNREFUSED: 'nobody listens there',
    EAGAIN: 'whoever listens there does not keep up',
    EACCES: 'it may not be written to',
    EMSGSIZE: 'the message is too large for it',
  };
  const why = `${path}: ${words[error] ?? error}`;
  return { sent: false, why, again: error !== 'EMSGSIZE' };
}

function udpSender(
  { host, port }: { readonly host: string; readonly port: number },
  lineOf: (message: Message) => string,
): MessageSender {
  return {
    send: async (message) =>
      await new Promise<Sending>((resolve) => {
        const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
        const over = (fault: Error | null): void => {
          socket.close();
          resolve(
            fault ? { sent: false, why: `${host}:${port}: ${fault.message}`, again: true } : { sent: true },
          );
        };
        socket.once('error', over);
        socket.send(Buffer.from(lineOf(message)), port, host, over);
      }),
    close: () => undefined,
  };
}

/** Whole characters of UTF-8. */
function cut(line: string, most: number): string {
  const bytes = Buffer.from(line);
  if (bytes.length <= most) return line;
  let end = most - 3;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return `${bytes.toString('utf8', 0, end)}…`;
}
