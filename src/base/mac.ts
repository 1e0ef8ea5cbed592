/** A MAC address as a number below 2^48: a map key without allocation. */
export type Mac = number;

export const ZERO_MAC: Mac = 0;
/** ff:ff:ff:ff:ff:ff, to everybody. */
export const BROADCAST_MAC: Mac = 0xffffffffffff;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `02:00:5e:10:00:01`: lower case, colons, leading zeros. The one way a MAC is printed, but for files of other programs. */
export function formatMac(mac: Mac): string {
  const high = Math.floor(mac / 0x1000000);
  const low = mac % 0x1000000;
  return `${HEX[high >>> 16]}:${HEX[(high >>> 8) & 255]}:${HEX[high & 255]}:${HEX[low >>> 16]}:${HEX[(low >>> 8) & 255]}:${HEX[low & 255]}`;
}

/** `2:0:5e:10:0:1`: without leading zeros, as ether_ntoa(3) and arpwatch write one. */
export function formatShortMac(mac: Mac): string {
  return formatMac(mac).replaceAll(/\b0/g, '');
}

const SEPARATED =
  /^([0-9a-f]{1,2})([:-])([0-9a-f]{1,2})\2([0-9a-f]{1,2})\2([0-9a-f]{1,2})\2([0-9a-f]{1,2})\2([0-9a-f]{1,2})$/i;
const CISCO = /^([0-9a-f]{1,4})\.([0-9a-f]{1,4})\.([0-9a-f]{1,4})$/i;
const PLAIN = /^[0-9a-f]{12}$/i;

/** Reads every spelling people paste: `0:1b:21:a:b:c`, `00-1B-21-0A-0B-0C`, `001b.210a.0b0c`, `001b210a0b0c`. */
export function parseMac(text: string): Mac | undefined {
  const trimmed = text.trim();
  if (PLAIN.test(trimmed)) return Number.parseInt(trimmed, 16);
  const cisco = CISCO.exec(trimmed);
  if (cisco)
    return Number.parseInt(
      cisco
        .slice(1)
        .map((part) => part.padStart(4, '0'))
        .join(''),
      16,
    );
  const separated = SEPARATED.exec(trimmed);
  if (!separated) return undefined;
  const bytes = [separated[1], ...separated.slice(3)];
  return Number.parseInt(bytes.map((byte) => (byte ?? '').padStart(2, '0')).join(''), 16);
}

/** The first `bits` bits of a MAC (1 to 48), for example an IEEE assignment of 24, 28 or 36 bits. */
export type MacPrefix = { readonly bits: number; readonly value: number };

/** Reads `b8:27:eb`, `B8-27-EB`, `b827.eb`, `b827eb`, `70:b3:d5:7d:b`, `b8:27:eb:*`, and a whole MAC; one hex digit is four bits. */
export function parseMacPrefix(text: string): MacPrefix | undefined {
  const whole = parseMac(text);
  if (whole !== undefined) return { bits: 48, value: whole };
  const body = text
    .trim()
    .replace(/([:.-]?\*)+$/, '')
    .replace(/[:.-]$/, '');
  const groups = body.split(/[:-]/);
  const single = groups.length === 1;
  if (!single && groups.some((group) => !/^[0-9a-f]{1,2}$/i.test(group))) return undefined;
  const digits = single
    ? body.replaceAll('.', '')
    : groups.map((group, at) => (at === groups.length - 1 ? group : group.padStart(2, '0'))).join('');
  if (!/^[0-9a-f]{1,12}$/i.test(digits) || (single && digits.length < 4)) return undefined;
  return { bits: digits.length * 4, value: Number.parseInt(digits, 16) };
}

export function hasPrefix(mac: Mac, prefix: MacPrefix): boolean {
  return Math.floor(mac / 2 ** (48 - prefix.bits)) === prefix.value;
}

/** IEEE 802: the group bit. A sender address must not have it. */
export function isMulticastMac(mac: Mac): boolean {
  return (Math.floor(mac / 2 ** 40) & 1) === 1;
}

/** IEEE 802: the U/L bit; the address was made up on the spot, so no vendor can be told from it. */
export function isLocallyAdministered(mac: Mac): boolean {
  return (Math.floor(mac / 2 ** 40) & 2) === 2;
}

export function readMac(bytes: Uint8Array, at: number): Mac {
  const b = bytes as { readonly [index: number]: number };
  return (
    ((b[at]! << 16) | (b[at + 1]! << 8) | b[at + 2]!) * 0x1000000 +
    ((b[at + 3]! << 16) | (b[at + 4]! << 8) | b[at + 5]!)
  );
}

export function writeMac(bytes: Uint8Array, at: number, mac: Mac): void {
  const high = Math.floor(mac / 0x1000000);
  const low = mac % 0x1000000;
  bytes[at] = high >>> 16;
  bytes[at + 1] = high >>> 8;
  bytes[at + 2] = high;
  bytes[at + 3] = low >>> 16;
  bytes[at + 4] = low >>> 8;
  bytes[at + 5] = low;
}
