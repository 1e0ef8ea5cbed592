import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { type Mac, parseMac } from '../base/mac.ts';
import type { LinkAddress } from '../ports/link.ts';

// Scripts of the paper world are written by us: a wrong address in one is a mistake and throws, other than input does.

/** As it is written in a script: text, or the number it stands for. */
export type Written = string | number;

export function ipOf(text: Written): Ipv4 {
  if (typeof text === 'number') return text;
  const ip = parseIpv4(text);
  if (ip === undefined) throw new Error(`${text} is not an IPv4 address`);
  return ip;
}

export function macOf(text: Written): Mac {
  if (typeof text === 'number') return text;
  const mac = parseMac(text);
  if (mac === undefined) throw new Error(`${text} is not a MAC address`);
  return mac;
}

/** `10.77.0.1/24`; without a length it is a /32. */
export function linkAddress(text: string): LinkAddress {
  const [address = '', length = '32'] = text.split('/');
  if (!/^\d+$/.test(length) || Number(length) > 32) throw new Error(`${text} has no prefix length`);
  return { ip: ipOf(address), prefixLength: Number(length) };
}
