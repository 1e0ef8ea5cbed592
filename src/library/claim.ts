import type { Millis } from '../base/time.ts';
import { claim as claimVerb } from '../verbs/claim/claim.ts';
import type { ClaimEvent, ClaimReport } from '../verbs/claim/events.ts';
import { type ClaimOptions, FAST_TIMING } from '../verbs/claim/options.ts';
import { nearestPlace, placesFor } from '../verbs/claim/places.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { TargetSet } from '../base/target-set.ts';
import { type On, takeWishes } from './aim.ts';
import type { CheckWishes } from './check.ts';
import type { Hands } from './hands.ts';
import { addressFrom, type AddressLike, given, numberFrom } from './text.ts';
import { type Told, told } from './told.ts';

/** How an address is taken and held. All may be left out. */
export interface ClaimWishes extends Omit<CheckWishes, 'targets' | 'except'> {
  /** Left out: where this host itself would ask for the address. */
  readonly on?: On | undefined;
  /** RFC 5227 2.4; left out: `once` in 10 s. */
  readonly defence?: ClaimOptions['defence'] | undefined;
  /** Given back after so many milliseconds; left out: when `signal` fires. */
  readonly hold?: Millis | undefined;
}

/**
 * Takes an address on the wire by RFC 5227: probes, announces, then answers for it and defends it until `signal` fires, `hold`
 * is over or it is lost (`claim` events). The interface gets no address. Throws UsageFault and SystemFault before anything is
 * sent; later nothing throws.
 */
export async function* claim(
  hands: Hands,
  address: AddressLike,
  aim: ClaimWishes = {},
): Told<ClaimEvent, ClaimReport> {
  const wanted = addressFrom(address, 'address');
  const vlan = numberFrom(aim.vlan, 'vlan', { least: 1, most: 4094, whole: true }) ?? null;
  const targets = TargetSet.of([{ first: wanted, last: wanted }]);
  const { all, wishes } = takeWishes(hands.host, { targets, on: aim.on, tagged: vlan !== null });
  const { interfaces, reach, notes } = placesFor(all, wishes);
  const { facts, ip, more } = nearestPlace(formatIpv4(wanted), interfaces, reach);
  const options: ClaimOptions = {
    facts,
    ip,
    vlan,
    defence: aim.defence ?? 'once',
    hold: numberFrom(aim.hold, 'hold', { least: 0 }) ?? null,
    ...(aim.fast === true ? { timing: FAST_TIMING } : {}),
    ...given('rate', numberFrom(aim.rate, 'rate', { least: 1 })),
    capture: aim.capture === true,
    dryRun: aim.dryRun === true,
  };
  return yield* told([...notes, ...more], claimVerb(hands, options, aim.signal));
}
