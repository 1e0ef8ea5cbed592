import { parseMac, parseMacPrefix } from './mac.ts';

/**
 * Whether a word was meant as an IPv6 address, in any spelling people write: short or whole, in brackets, with a zone, a port,
 * a prefix length, an IPv4 tail, or as the beginning of a range. It need not be a right one. A MAC is none.
 */
export function isMeantAsIpv6(word: string): boolean {
  const bracketed = /^\[([^\]]*)\](:\d+|\/\d+)?$/.exec(word);
  const inside = bracketed?.[1] ?? word;
  const core = inside.replace(/\/\d*$/, '').replace(/%[^/]*$/, '');
  const [address = ''] = core.split('-');
  if (!/^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(address)) return false;
  if (bracketed || address.includes('::') || address.includes('.')) return true;
  const groups = address.split(':').length;
  if (groups === 8) return true;
  // Three groups of four are a MAC as switches write it, with the wrong sign.
  if (/^([0-9a-f]{4}:){2}[0-9a-f]{4}$/i.test(address)) return false;
  return (
    parseMac(address) === undefined && parseMacPrefix(address) === undefined && /[0-9a-f]{3}/i.test(address)
  );
}

/** Why a word is no IPv4 address, in a sentence. */
export function whyNoIpv4(word: string): string {
  return isMeantAsIpv6(word)
    ? `${word} is an IPv6 address, and IPv6 has no ARP`
    : `'${word}' is no IPv4 address`;
}
