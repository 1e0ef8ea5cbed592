import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Approval, AuditLine, Mute, Remark, Stood } from '../ports/orders.ts';
import { type JsonRecord, recordKind } from './kind.ts';
import { instantText } from './watch.ts';

const EMPTY = {
  ip: null,
  mac: null,
  kind: null,
  interface: null,
  episode: null,
  gateways: false,
  note: '',
  until: null,
} as const;

/** schema/standing.v1.json */
export function approvalRecord({ value, ...stood }: Stood<Approval>): JsonRecord {
  const { ip, mac, note, expires } = value;
  return record('approval', stood, {
    ip: formatIpv4(ip),
    mac: formatMac(mac),
    note,
    until: instantText(expires),
  });
}

/** schema/standing.v1.json */
export function muteRecord({ value, ...stood }: Stood<Mute>): JsonRecord {
  const { ip, mac, until, ...others } = value;
  return record('mute', stood, {
    ...others,
    ip: ip === null ? null : formatIpv4(ip),
    mac: mac === null ? null : formatMac(mac),
    until: instantText(until),
  });
}

/** schema/standing.v1.json */
export function remarkRecord({ value: { whom, text }, ...stood }: Stood<Remark>): JsonRecord {
  const who = 'ip' in whom ? { ip: formatIpv4(whom.ip) } : { mac: formatMac(whom.mac) };
  return record('note', stood, { ...who, note: text });
}

function record(
  what: 'approval' | 'mute' | 'note',
  { id, at, by }: Omit<Stood<unknown>, 'value'>,
  more: JsonRecord,
): JsonRecord {
  return { v: 1, type: 'standing', what, id, at: instantText(at), by, ...EMPTY, ...more };
}

/** What approve, mute and note list. */
export const STANDING = recordKind(['standing'], {
  id: 'number',
  what: 'text',
  ip: 'ip',
  mac: 'mac',
  kind: 'text',
  interface: 'text',
  episode: 'number',
  gateways: 'flag',
  note: 'text',
  until: 'text',
  at: 'text',
  by: 'text',
});

/** schema/audit.v1.json */
export function auditRecord({ seq, at, by, line, text, undo }: AuditLine): JsonRecord {
  return { v: 1, type: 'audit', seq, at: instantText(at), by, line, text, undo };
}

/** What audit lists. */
export const AUDIT = recordKind(['audit'], {
  seq: 'number',
  at: 'text',
  by: 'text',
  line: 'text',
  text: 'text',
  undo: 'text',
});
