import { formatMac } from '../../base/mac.ts';
import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { isObject, jsonList, wordOf } from './json.ts';

/** htype of DHCP (RFC 2131 2), the first byte of an identifier too (RFC 2132 9.14). */
const HTYPE_ETHERNET = 1;

/**
 * Leases of systemd-networkd's DHCP server: its own file (/var/lib/systemd/network/dhcp-server-lease/) or the `DHCPServer`
 * of `networkctl --json=short status LINK` (sd-dhcp-server-lease.c dhcp_server_lease_append_json). Older releases tell no
 * hardware address: then it is that of the client's identifier, where this is one of Ethernet. Never throws.
 */
export function parseNetworkdLeases(text: string): HearsayFile {
  const book = new HearsayBook();
  const whole = jsonList(text)?.entries[0]?.value;
  const inside = isObject(whole?.['DHCPServer']) ? JSON.stringify(whole['DHCPServer']) : text;
  const list = jsonList(inside, ['Leases']);
  if (list === undefined) book.bad(1, 'there is no list of Leases');
  for (const { value, line } of list?.entries ?? []) {
    const ip = bytesOf(value['Address'], 4)?.join('.') ?? '';
    const mac = macOf(value);
    if (ip === '') book.bad(line, 'the lease has no address');
    else if (mac === null) book.pass();
    else book.take(line, { ip, mac }, { name: wordOf(value['Hostname']) });
  }
  return book.all;
}

function macOf(lease: Readonly<Record<string, unknown>>): string | null {
  if ((lease['HardwareAddressType'] ?? HTYPE_ETHERNET) === HTYPE_ETHERNET) {
    const bytes = bytesOf(lease['HardwareAddress'], 6);
    if (bytes !== null) return macText(bytes);
  }
  const id = bytesOf(lease['ClientId'], 7);
  return id !== null && id[0] === HTYPE_ETHERNET ? macText(id.slice(1)) : null;
}

function macText(bytes: readonly number[]): string {
  return formatMac(bytes.reduce((sum, byte) => sum * 256 + byte, 0));
}

function bytesOf(value: unknown, count: number): readonly number[] | null {
  if (!Array.isArray(value) || value.length !== count) return null;
  return value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
    ? (value as number[])
    : null;
}

/** The file of a lease that networkd itself got (/run/systemd/netif/leases/): what this machine has, and no neighbour. */
export function isNetworkdClientLease(text: string): boolean {
  return text.startsWith('# This is private data. Do not parse.') && /^ADDRESS=/m.test(text);
}
