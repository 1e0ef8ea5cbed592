import { passOn } from '../base/pass-on.ts';
import type { FindReport } from '../verbs/find/find.ts';
import { find as findVerb } from '../verbs/find/find.ts';
import { parseWhat } from '../verbs/find/what.ts';
import type { ScanEvent } from '../verbs/scan/events.ts';
import type { Targets } from './aim.ts';
import { asWishes } from './aim.ts';
import type { OwnHands } from './hands.ts';
import { scanFor, type ScanWishes } from './scan.ts';
import { addressFrom, type AddressLike } from './text.ts';
import { type Told, told } from './told.ts';

/** Where something is looked for, and how. All may be left out. */
export interface FindWishes extends Omit<ScanWishes, 'until'> {
  /** End at the first that is found. */
  readonly first?: boolean | undefined;
  /** Addresses that fit too: those the word resolves to where it is the name of a host. */
  readonly named?: readonly AddressLike[] | undefined;
}

/**
 * Where is it: `what` is a MAC or its beginning in any spelling, a part of a vendor's name, or an address, network or range.
 * A scan of which only the stations that fit are told; the `report` last says how many were `found`. Throws as `scan`.
 */
export async function* find(
  hands: Omit<OwnHands, 'openView'>,
  what: string,
  aim?: Targets | FindWishes,
): Told<ScanEvent, FindReport> {
  const wishes = asWishes<FindWishes>(aim);
  const wanted = parseWhat(what);
  const targets = wishes.targets ?? (wanted.addresses ? what : undefined);
  const { options, notes } = scanFor(hands.host, { ...wishes, targets });
  const named = (wishes.named ?? []).map((one) => addressFrom(one, 'named'));
  const asked = { scan: options, what: wanted, named, first: wishes.first === true };
  const events = passOn(findVerb(hands, asked, wishes.signal), (event): readonly ScanEvent[] => {
    if (event.type !== 'station') return [event];
    const { type, station, found } = event;
    return found ? [{ type, station }] : [];
  });
  return yield* told(notes, events);
}
