import { UsageFault } from '../base/fault.ts';
import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { whyNoIpv4 } from '../base/ipv6.ts';
import { BROADCAST_MAC, type Mac, parseMac } from '../base/mac.ts';

/** An IPv4 address as a person writes it, `'10.0.0.5'`, or as the unsigned 32-bit number that events carry. */
export type AddressLike = string | Ipv4;

/** A MAC in any spelling people paste (`'b8:27:eb:00:00:01'`, `'B8-27-EB-0-0-1'`, `'b827.eb00.0001'`), or as a number below 2^48. */
export type MacLike = string | Mac;

/** The address as a number. Throws UsageFault for what is none; `where` names the place in the caller's words. */
export function addressFrom(word: AddressLike, where: string): Ipv4 {
  const ip = typeof word === 'string' ? parseIpv4(word) : word;
  if (ip !== undefined && Number.isInteger(ip) && ip >= 0 && ip <= 0xffffffff) return ip;
  throw new UsageFault(
    where,
    typeof word === 'string' ? whyNoIpv4(word) : `${String(word)} is not an IPv4 address`,
    "write it as '10.0.0.7', or as an unsigned number of 32 bits",
  );
}

/** The MAC as a number. Throws UsageFault for what is none. */
export function macFrom(word: MacLike, where: string): Mac {
  const mac = typeof word === 'string' ? parseMac(word) : word;
  if (mac !== undefined && Number.isInteger(mac) && mac >= 0 && mac <= BROADCAST_MAC) return mac;
  throw new UsageFault(
    where,
    `'${String(word)}' is not a MAC address`,
    "write it as '02:00:5e:10:00:01', or as a number below 2^48",
  );
}

/** `value` if it lies within the bounds; undefined stays undefined. Throws UsageFault, for NaN and text too. */
export function numberFrom(
  value: number | undefined,
  where: string,
  bounds: { readonly least: number; readonly most?: number; readonly whole?: boolean },
): number | undefined {
  const { least, most = Number.POSITIVE_INFINITY, whole = false } = bounds;
  if (value === undefined) return undefined;
  const fits = typeof value === 'number' && value >= least && value <= most;
  if (fits && (!whole || Number.isInteger(value) || value === Number.POSITIVE_INFINITY)) return value;
  const upTo = most === Number.POSITIVE_INFINITY ? ' or more' : ` to ${most}`;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageFault(where, `${where} is ${String(value)}`, `give ${kind}, ${least}${upTo}`);
}

/** `{ [name]: value }`, or nothing at all: an optional field is left out, never undefined. */
export function given<K extends string, V>(name: K, value: V | undefined): { readonly [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in K]?: V });
}
