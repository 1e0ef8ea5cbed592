import type { Millis } from '../base/time.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { placeFor } from '../asking/targets/place-for.ts';
import type { PingEvent, PingReport } from '../verbs/ping/events.ts';
import { PING_INTERVAL, type PingOptions } from '../verbs/ping/options.ts';
import { ping as pingVerb } from '../verbs/ping/ping.ts';
import { namesOf, type On } from './aim.ts';
import type { Hands } from './hands.ts';
import { addressFrom, type AddressLike, given, macFrom, type MacLike, numberFrom } from './text.ts';
import { type Told, told, type Wished } from './told.ts';

/** How one address is asked for. All may be left out. */
export interface PingWishes extends Wished {
  readonly on?: On | undefined;
  /** The VLAN id (1 to 4094) to ask with a tag; left out: without. */
  readonly vlan?: number | undefined;
  /** Ask this MAC alone; left out: everybody, so that a second owner is heard. */
  readonly mac?: MacLike | undefined;
  /** The sender address, which must be ours or 0; left out: 0.0.0.0, and our own while nobody answers. */
  readonly source?: AddressLike | undefined;
  /** Questions at most; left out: 4. Infinity: until told to stop. */
  readonly count?: number | undefined;
  /** From question to question in milliseconds; left out: 1,000. */
  readonly interval?: Millis | undefined;
  /** The whole takes no longer, in milliseconds. */
  readonly deadline?: Millis | undefined;
  /** The wait after the last question in milliseconds; left out: as the answers seen call for. */
  readonly patience?: Millis | undefined;
  /** Yield `frame` events of what is heard and sent. */
  readonly capture?: boolean | undefined;
}

const COUNT = 4;
/** As `arpist who` asks: once more when the first got lost, or the host ignores sender 0.0.0.0. */
const WHO = { count: 2, interval: 400, until: 'answered', examine: true } as const;

/**
 * Asks for one address again and again: a `reply` event for each answer with its round trip in milliseconds by the
 * kernel's stamps, a `station` event with the verdict for each MAC, the `report` last. Throws UsageFault and SystemFault
 * before anything is sent; later nothing throws.
 */
export async function* ping(
  hands: Hands,
  address: AddressLike,
  wishes: PingWishes = {},
): Told<PingEvent, PingReport> {
  const count = numberFrom(wishes.count, 'count', { least: 1, whole: true }) ?? COUNT;
  const interval = numberFrom(wishes.interval, 'interval', { least: 0 }) ?? PING_INTERVAL;
  return yield* asked(hands, address, { wishes, pace: { count, interval, until: 'count', examine: true } });
}

/**
 * Who has this address: one question, a second when nobody answers, and as many for evidence as it takes to tell one
 * host with several MACs from two hosts. The stations with their verdicts are in the report too. Throws as `ping`.
 */
export async function* who(
  hands: Hands,
  address: AddressLike,
  wishes: Omit<PingWishes, 'count' | 'interval'> = {},
): Told<PingEvent, PingReport> {
  return yield* asked(hands, address, { wishes, pace: WHO });
}

type Pace = Pick<PingOptions, 'count' | 'interval' | 'until' | 'examine'>;

async function* asked(
  hands: Hands,
  address: AddressLike,
  { wishes, pace }: { readonly wishes: PingWishes; readonly pace: Pace },
): Told<PingEvent, PingReport> {
  const { host } = hands;
  const target = addressFrom(address, 'address');
  const vlan = numberFrom(wishes.vlan, 'vlan', { least: 1, most: 4094, whole: true }) ?? null;
  const named = namesOf(wishes.on);
  const place = placeFor(target, host.interfaces(), { routing: host.routing, named, tagged: vlan !== null });
  const notes = [...place.notes];
  if (place.owner)
    notes.push(
      `${formatIpv4(target)} is an address of this host itself (${place.owner.name}): whoever answers is another one that uses it`,
    );
  const options: PingOptions = {
    facts: place.facts,
    target,
    vlan,
    unicast: wishes.mac === undefined ? null : macFrom(wishes.mac, 'mac'),
    follow: false,
    source: wishes.source === undefined ? place.source : addressFrom(wishes.source, 'source'),
    force: false,
    deadline: numberFrom(wishes.deadline, 'deadline', { least: 1 }) ?? null,
    ...given('patience', numberFrom(wishes.patience, 'patience', { least: 0 })),
    capture: wishes.capture === true,
    ...pace,
  };
  return yield* told(notes, pingVerb(hands, options, wishes.signal));
}
