import { UsageFault } from '../base/fault.ts';
import { formatIpv4, isLoopbackIpv4, isMulticastIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { isMeantAsIpv6 } from '../base/ipv6.ts';
import { formatMac, isMulticastMac, type Mac, parseMac } from '../base/mac.ts';
import { formatPrefix, parsePrefix, type Prefix, prefixOf } from '../base/prefix.ts';
import type { IpRange } from '../base/target-set.ts';
import { hostsOfSubnet, parseTargets } from '../base/targets.ts';
import type { Cidr } from './declaration.ts';
import { ROUTE_TABLES } from '../wire/netlink/numbers.ts';

/** Why a value could not be read, to stand behind the name of its key. */
export type Wrong = { readonly wrong: string; readonly remedy: string };

export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a table';
  return String(value);
}

function wrong(expected: string, value: unknown, remedy: string): Wrong {
  const six = typeof value === 'string' && isMeantAsIpv6(value) ? 'IPv6 has no ARP: ' : '';
  return { wrong: `should be ${expected}, not ${shown(value)}`, remedy: `${six}${remedy}` };
}

export function text(value: unknown): string | Wrong {
  return typeof value === 'string' && value !== '' ? value : wrong('a text', value, 'put it in quotes');
}

export function flag(value: unknown): boolean | Wrong {
  return typeof value === 'boolean' ? value : wrong('true or false', value, 'write it without quotes');
}

export function whole(low: number, high: number): (value: unknown) => number | Wrong {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
      ? value
      : wrong(`a whole number from ${low} to ${high}`, value, 'write it without quotes');
}

export function oneOf<T extends string | number>(...words: readonly T[]): (value: unknown) => T | Wrong {
  return (value) =>
    words.find((word) => word === value) ??
    wrong(`one of ${words.join(', ')}`, value, typeof words[0] === 'number' ? 'no quotes' : 'in quotes');
}

export function linkName(value: unknown): string | Wrong {
  return typeof value === 'string' && isLinkName(value)
    ? value
    : wrong('the name of an interface', value, 'up to 15 letters, as ip link shows it');
}

/**
 * net/core/dev.c dev_valid_name, whose isspace takes the byte 0xa0 for a space too (lib/ctype.c). A name whose bytes are
 * no UTF-8 is read with U+FFFD in their place, and nothing can be said of it.
 */
export function isLinkName(name: string): boolean {
  const bytes = utf8Length(name);
  return bytes > 0 && bytes < 16 && !/^\.\.?$/.test(name) && !NO_LINK_NAME.test(name);
}

const NO_LINK_NAME = /[\0/:\s\ufffd\p{Cs}]/u; // oxlint-disable-line no-control-regex

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** An address a host can have or answer for. */
export function ip(value: unknown): Ipv4 | Wrong {
  const read = typeof value === 'string' ? parseIpv4(value) : undefined;
  if (read === undefined) return wrong('an IPv4 address', value, 'write it as "10.0.0.7"');
  return unusable(read) ?? read;
}

function unusable(address: Ipv4): Wrong | undefined {
  const kind = isMulticastIpv4(address)
    ? 'a multicast address'
    : address >>> 24 === 0
      ? 'no address of a host'
      : address >= 0xf0000000
        ? 'a reserved address'
        : isLoopbackIpv4(address)
          ? 'a loopback address'
          : undefined;
  return kind === undefined
    ? undefined
    : { wrong: `names ${formatIpv4(address)}, which is ${kind}`, remedy: 'name the address of a host' };
}

/** `10.0.0.1/24` */
export function cidr(value: unknown): Cidr | Wrong {
  const [head = '', ...tail] = typeof value === 'string' ? value.split('/') : [];
  const local = parseIpv4(head);
  const prefix = typeof value === 'string' ? parsePrefix(value) : undefined;
  if (local === undefined || prefix === undefined || tail.length !== 1)
    return wrong('an address with the length of its network', value, 'write it as "10.0.0.1/24"');
  return unusable(local) ?? { local, length: prefix.length };
}

/** `10.0.0.0/8`, `default`, or a bare address for a /32. */
export function destination(value: unknown): Prefix | Wrong {
  if (value === 'default') return prefixOf(0, 0);
  const asked = typeof value === 'string' ? value : '';
  const host = parseIpv4(asked);
  if (host !== undefined) return prefixOf(host, 32);
  const prefix = parsePrefix(asked);
  if (!prefix) return wrong('a network', value, 'write it as "10.0.0.0/8", "10.0.0.7" or "default"');
  const start = parseIpv4(asked.split('/')[0]!);
  return start === prefix.network
    ? prefix
    : {
        wrong: `is ${asked}, which is an address in a network`,
        remedy: `write "${formatIpv4(prefix.network)}/${prefix.length}"`,
      };
}

/** The address of a NIC; IEEE 802 keeps the group bit of a sender clear. */
export function mac(value: unknown): Mac | Wrong {
  const read = typeof value === 'string' ? parseMac(value) : undefined;
  if (read === undefined || read === 0)
    return wrong('a MAC address', value, 'write it as "02:00:00:00:00:01"');
  if (!isMulticastMac(read)) return read;
  const mended = read - 2 ** 40;
  const local = (Math.floor(mended / 2 ** 40) & 2) === 0 ? mended + 2 ** 41 : mended;
  return {
    wrong: `is ${formatMac(read)}, a multicast MAC (the lowest bit of its first byte is set): no NIC may have it`,
    remedy: `${formatMac(local)} is a locally administered one`,
  };
}

/** `10.0.0.7`, `10.0.0.10-10.0.0.99`, `10.0.0.10-99`; of a network its hosts. More than `most` in one word are a slip. */
export function addressesUpTo(most: number): (value: unknown) => IpRange | Wrong {
  return (value) => {
    const prefix = typeof value === 'string' ? parsePrefix(value) : undefined;
    const range = prefix ? hostsOfSubnet(prefix) : spanOf(value);
    if (!range) return backwards(value) ?? wrong('an address or a range', value, RANGE);
    const [start = ''] = prefix ? String(value).split('/') : [];
    if (prefix && parseIpv4(start) !== prefix.network)
      return {
        wrong: `names ${shown(value)}, which is an address in a network`,
        remedy: `write "${start}" for the address alone, or "${formatPrefix(prefix)}" for all in the network`,
      };
    const many = range.last - range.first + 1;
    if (many > most) return { wrong: `names ${many} addresses`, remedy: `at most ${most} are taken at once` };
    return unusable(range.first) ?? unusable(range.last) ?? range;
  };
}

export const addresses = addressesUpTo(65_536);

const RANGE = 'write it as "10.0.0.10-10.0.0.99"';

function backwards(value: unknown): Wrong | undefined {
  const [first = '', last = ''] = typeof value === 'string' ? value.split('-') : [];
  const [low, high] = [parseIpv4(last), parseIpv4(first)];
  if (low === undefined || high === undefined || low > high) return undefined;
  return { wrong: `names a range that runs backwards: ${shown(value)}`, remedy: `write "${last}-${first}"` };
}

function spanOf(word: unknown): IpRange | undefined {
  if (typeof word !== 'string') return undefined;
  try {
    const [target, ...others] = parseTargets(word);
    return target?.kind === 'range' && others.length === 0 ? target.range : undefined;
  } catch (cause) {
    if (cause instanceof UsageFault) return undefined;
    throw cause;
  }
}

/** 802.1Q-2018 9.6: 0 says that there is no VLAN, 4095 is reserved. */
export function vlanIds(value: unknown): readonly number[] | Wrong {
  const parts = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '',
  );
  if (!parts) return wrong('a VLAN id or a range of them', value, 'write 1234 or "100-124"');
  const first = Number(parts[1]);
  const last = Number(parts[2] ?? parts[1]);
  const bad = [first, last].find((id) => id < 1 || id > 4094);
  if (bad !== undefined)
    return {
      wrong: `names VLAN ${bad}: ids are 1 to 4094${bad === 4095 ? ', 4095 is reserved' : ''}`,
      remedy: 'write the id the switch uses',
    };
  if (last < first) return wrong('a range from low to high', value, `write "${last}-${first}"`);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** `main`, `local`, `default`, or a number. */
export function routeTable(value: unknown): number | Wrong {
  const names = ROUTE_TABLES;
  if (typeof value === 'string' && Object.hasOwn(names, value)) return names[value]!;
  const number = whole(1, 0xffffffff)(value);
  return typeof number === 'number' ? number : wrong('a routing table', value, 'write "main" or a number');
}
