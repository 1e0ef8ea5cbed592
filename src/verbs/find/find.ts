import { passOn } from '../../base/pass-on.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Signal } from '../../base/signal.ts';
import type { AskingHands } from '../../asking/hands.ts';
import { stationKey } from '../../inventory/station.ts';
import type { Vendors } from '../../ports/host.ts';
import type { ScanEvent, ScanReport } from '../scan/events.ts';
import type { ScanOptions } from '../scan/options.ts';
import { scan } from '../scan/scan.ts';
import { fitsWhat, type What } from './what.ts';

/** What a search asks the network with, and knows makers by. */
export type FindHands = AskingHands & { readonly vendors: Vendors };

export interface FindOptions {
  readonly scan: ScanOptions;
  readonly what: What;
  /** The addresses that the word resolves to as the name of a host. */
  readonly named: readonly Ipv4[];
  /** End at the first that is found, and find no other. */
  readonly first: boolean;
}

/** `found`: it is what is looked for. The others are told too: one may share the address of what is found. */
export type FindEvent =
  | Exclude<ScanEvent, { readonly type: 'station' }>
  | (Extract<ScanEvent, { readonly type: 'station' }> & { readonly found: boolean });

export interface FindReport extends ScanReport {
  /** Pairs of address and MAC that are what is looked for. */
  readonly found: number;
}

/** A scan for something: by MAC, vendor, address, or the addresses of a name. Throws as `scan` does, before anything is sent. */
export async function* find(
  hands: FindHands,
  { scan: asked, what, named, first }: FindOptions,
  signal?: Signal,
): AsyncGenerator<FindEvent, FindReport> {
  const fits = (ip: Ipv4, mac: Mac): boolean =>
    fitsWhat(what, { ip, mac, vendor: hands.vendors.vendorOf(mac), name: null }, named);
  const found = new Set<string>();
  const report = yield* passOn(
    scan(hands, first ? { ...asked, until: fits } : asked, signal),
    (event): readonly FindEvent[] => {
      if (event.type !== 'station') return [event];
      const key = stationKey(event.station);
      const isIt =
        found.has(key) || ((!first || found.size === 0) && fits(event.station.ip, event.station.mac));
      if (isIt) found.add(key);
      return [{ ...event, found: isIt }];
    },
  );
  return { ...report, found: found.size };
}
