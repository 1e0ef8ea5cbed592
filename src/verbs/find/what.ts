import { UsageFault } from '../../base/fault.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { isMeantAsIpv6, whyNoIpv4 } from '../../base/ipv6.ts';
import { hasPrefix, type Mac, type MacPrefix, parseMac, parseMacPrefix } from '../../base/mac.ts';
import { TargetSet } from '../../base/target-set.ts';
import { parseTargets } from '../../base/targets.ts';

/** What a person looks for. `mac` beside `text` when a word may be both, as `cafe`. */
export interface What {
  readonly addresses: TargetSet | undefined;
  readonly mac: MacPrefix | undefined;
  /** Part of a vendor or host name, in lower case. */
  readonly text: string | undefined;
}

/** What is known of a station when it is held against the question. */
export interface Candidate {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly vendor: string | null;
  readonly name: string | null;
}

/** Reads an address (or any spelling of several), a MAC, the beginning of one, or a part of a vendor or host name. Throws UsageFault. */
export function parseWhat(word: string): What {
  const text = word.trim();
  if (text === '')
    throw new UsageFault('WHAT', 'there is nothing to look for', 'write a MAC, vendor, name or address');
  const whole = parseMac(text);
  if (isMeantAsIpv6(text))
    throw new UsageFault('WHAT', whyNoIpv4(text), 'write a MAC, vendor, name or IPv4 address');
  if (LOOKS_LIKE_ADDRESS.test(text)) return { ...NOTHING, addresses: addressesIn(text) };
  const mac = whole === undefined ? parseMacPrefix(text) : { bits: 48, value: whole };
  if (mac && (/[\d:*-]/.test(text) || text.length > 9)) return { ...NOTHING, mac };
  return { ...NOTHING, mac, text: text.toLowerCase() };
}

/** Three numbers are as good as four here: `10.0.0` was meant as an address, not as `0010.0000.0000`. */
const LOOKS_LIKE_ADDRESS = /^\d{1,3}(\.[\d,*-]+){2,}([-/:,][\d.,/:-]*)?$/;

const NOTHING: What = { addresses: undefined, mac: undefined, text: undefined };

function addressesIn(text: string): TargetSet {
  return TargetSet.of(
    parseTargets(text, 'WHAT').map((target) => {
      if (target.kind === 'range') return target.range;
      throw new UsageFault(
        'WHAT',
        `${text} is not an IPv4 address`,
        'write an address, a network or a range',
      );
    }),
  );
}

/** Whether it is a part of the name of a host. */
export function fitsName({ text }: What, name: string | null): boolean {
  return text !== undefined && name?.toLowerCase().includes(text) === true;
}

/** `named`: the addresses the text resolves to as a host name. */
export function fitsWhat(what: What, candidate: Candidate, named: readonly Ipv4[] = []): boolean {
  const { addresses, mac, text } = what;
  if (addresses?.has(candidate.ip)) return true;
  if (mac && hasPrefix(candidate.mac, mac)) return true;
  if (text === undefined) return false;
  const { vendor, name, ip } = candidate;
  return vendor?.toLowerCase().includes(text) === true || fitsName(what, name) || named.includes(ip);
}
