import { isLoopbackIpv4, isMulticastIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../../base/mac.ts';
import { type Instant, instantOf } from '../../base/time.ts';
import type { Sightings } from '../../inventory/claims.ts';
import { judge } from '../../inventory/judge-claims.ts';
import type { Station } from '../../inventory/station.ts';
import type { HeardPair } from '../../known/differences.ts';
import type { CaptureTime } from '../../wire/capture-time.ts';

/** A pair with what speaks against taking it for what is meant to be; null: nothing. */
export interface HeardWithDoubt extends HeardPair {
  readonly doubt: string | null;
}

/** Verdicts under which nobody knows whose the address is. */
const IN_DOUBT: ReadonlySet<string> = new Set(['conflict', 'own-conflict', 'undecided']);

/** Who has which address at the end of a capture: of an address that moved, the one it moved to. */
export function* heardIn(sightings: Sightings): Generator<HeardWithDoubt> {
  for (const seen of judge(sightings)) {
    const { ip, mac, vlan, verdict, first, last, why } = seen;
    if (!canHave(ip, mac)) continue;
    if (verdict === 'moved' && sightings.bindingsOf(ip, vlan).intervals.at(-1)?.mac !== mac) continue;
    yield {
      ip,
      mac,
      vlan,
      interface: null,
      first: momentOf(first),
      last: momentOf(last),
      verdict,
      doubt: IN_DOUBT.has(verdict) ? doubtOf(verdict, why) : null,
    };
  }
}

/** A station of a scan; undefined for an address that a proxy answers for: nobody has it. */
export function heardFrom({
  ip,
  mac,
  vlan,
  verdict,
  why,
  interface: link,
}: Station): HeardWithDoubt | undefined {
  if (verdict === 'proxy' || !canHave(ip, mac)) return undefined;
  const doubt = IN_DOUBT.has(verdict) ? doubtOf(verdict, why) : null;
  return { ip, mac, vlan, interface: link, first: null, last: null, verdict, doubt };
}

function doubtOf(verdict: string, why: readonly { readonly text: string }[]): string {
  return why[0] === undefined ? verdict : `${verdict}: ${why[0].text}`;
}

function canHave(ip: Ipv4, mac: Mac): boolean {
  return (
    ip >>> 24 !== 0 &&
    ip < 0xf0000000 &&
    !isMulticastIpv4(ip) &&
    !isLoopbackIpv4(ip) &&
    mac !== ZERO_MAC &&
    mac !== BROADCAST_MAC
  );
}

function momentOf(time: CaptureTime | null): Instant | null {
  return time === null ? null : instantOf(time.seconds, time.nanoseconds);
}
