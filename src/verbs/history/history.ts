import type { Ipv4 } from '../../base/ipv4.ts';
import type { Instant } from '../../base/time.ts';
import { type Held, heldAt, type Tenure } from '../../inventory/tenure.ts';
import type { Network } from '../../inventory/watch-event.ts';
import type { Whom } from '../../ports/orders.ts';
import type { Store, StoredStation } from '../../ports/store.ts';

export interface HistoryOptions {
  readonly from?: Instant;
  readonly until?: Instant;
  /** The latest so many. */
  readonly most?: number;
}

/** As many as people read, and a store hands out in a moment. */
export const MOST_TENURES_TOLD = 10_000;

export interface TenureHistory {
  readonly tenures: readonly Tenure[];
  /** There are more before these. */
  readonly cut: boolean;
}

/** Who had an address, or which addresses a MAC had, oldest first. */
export async function historyOf(
  store: Store,
  whose: Whom,
  options: HistoryOptions = {},
): Promise<TenureHistory> {
  const { most = MOST_TENURES_TOLD, ...times } = options;
  const found = await store.tenures({ ...whose, ...times }, most + 1);
  return { tenures: found.slice(-most), cut: found.length > most };
}

/** Who had an address at a moment, on one of the networks that know it. */
export interface HeldThere {
  readonly network: Network | null;
  readonly held: Held;
}

/** By network; one without a network where nobody was ever heard for it. */
export async function whoHad(store: Store, ip: Ipv4, at: Instant): Promise<readonly HeldThere[]> {
  const { tenures } = await historyOf(store, { ip }, { most: 1_000_000 });
  const blinds = await store.blinds(at, at);
  const networks = new Map<string, Tenure[]>();
  for (const one of tenures) {
    const key = JSON.stringify([one.network.interface, one.network.vlan, one.network.innerVlan]);
    networks.set(key, [...(networks.get(key) ?? []), one]);
  }
  if (networks.size === 0) return [{ network: null, held: heldAt(at, [], blinds) }];
  return [...networks.values()].map((some) => {
    const { network } = some[0]!;
    const there = blinds.filter((blind) => blind.interface === '' || blind.interface === network.interface);
    return { network, held: heldAt(at, some, there) };
  });
}

/** Asked for at once: large enough that a store of 50,000 takes a dozen questions. */
const PAGE = 4096;

/** Every station of a store, by address, MAC and network. */
export async function* everyStation(store: Store): AsyncGenerator<StoredStation, void> {
  let last: StoredStation | null = null;
  for (;;) {
    const page: readonly StoredStation[] = await store.stations(last, PAGE);
    yield* page;
    last = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}
