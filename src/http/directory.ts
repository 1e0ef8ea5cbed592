import { groupedBy } from '../base/grouped.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import { contains, formatPrefix, type Prefix, prefixOf } from '../base/prefix.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Network, WatchSeverity } from '../inventory/watch-event.ts';
import type { Vicinity, OwnNetwork } from '../ports/vicinity.ts';
import type { Vendors } from '../ports/host.ts';
import type { Store, StoredEpisode, StoredStation } from '../ports/store.ts';
import { addressRecord } from '../records/address.ts';
import type { JsonRecord } from '../records/kind.ts';
import type { NetworkCounts } from '../records/network.ts';

const PAGE = 1000;
const MOST_OPEN = 1000;
/** As old as what is shown may be, where reading it takes long. */
const OLDEST: Millis = 10_000;
/** What is read again at once, because that costs next to nothing. */
const CHEAP: Millis = 20;
const HERE: Millis = 15 * 60_000;
const DAY: Millis = 24 * 60 * 60_000;

/** An address on a network, with everybody who claimed it. */
export interface KnownAddress {
  readonly ip: Ipv4;
  readonly network: Network;
  readonly own: OwnNetwork & { readonly guessed: boolean };
  readonly claimants: readonly StoredStation[];
  readonly holder: StoredStation;
  readonly episodes: readonly StoredEpisode[];
  /** As it was when it was read. */
  readonly record: JsonRecord;
}

interface Read {
  readonly entries: readonly KnownAddress[];
  readonly open: readonly StoredEpisode[];
  readonly at: Instant;
}

export interface DirectoryHands {
  readonly store: Store;
  readonly vendors: Vendors;
  readonly beside: Vicinity;
  readonly now: () => Instant;
}

/**
 * Who is there, in memory, by address: lists are sorted and filtered here. It is read from the store when somebody asks, and
 * again in the background when that takes long, so that asking often costs a twentieth of the time at most.
 */
export class Directory {
  readonly #hands: DirectoryHands;
  #read: Read | null = null;
  #reading: Promise<Read> | null = null;
  #readAt = 0;
  #cost: Millis = 0;

  constructor(hands: DirectoryHands) {
    this.#hands = hands;
  }

  /** Throws SystemFault. */
  async read(): Promise<Read> {
    const age = performance.now() - this.#readAt;
    const last = this.#read;
    if (last === null || this.#cost < CHEAP || age > OLDEST) return await (this.#reading ??= this.#again());
    // Whoever asks gets what is there; that reading it again fails is told to the one who has to wait for it.
    if (age > 20 * this.#cost) void (this.#reading ??= this.#again()).catch(() => undefined);
    return last;
  }

  async #again(): Promise<Read> {
    const began = performance.now();
    try {
      const read = await readAll(this.#hands);
      this.#read = read;
      this.#readAt = performance.now();
      this.#cost = this.#readAt - began;
      return read;
    } finally {
      this.#reading = null;
    }
  }
}

async function readAll({ store, vendors, beside, now }: DirectoryHands): Promise<Read> {
  const at = now();
  const [open, notes, approvals] = await Promise.all([openOnes(store), store.notes(), store.approvals()]);
  const own = beside.networks();
  const noteOf = new Map(
    notes.map(({ value }) => ['ip' in value.whom ? value.whom.ip : `m${value.whom.mac}`, value.text]),
  );
  const pairs = new Set(
    approvals
      .filter(({ value }) => value.expires === null || value.expires > at)
      .map(({ value }) => `${value.ip} ${value.mac}`),
  );
  const troubles = groupedBy(open, ({ event }) => event.ip);
  const groups = new Map<string, StoredStation[]>();
  for await (const one of stationsOf(store)) {
    const { network, ip } = one;
    const key = `${ip} ${network.interface} ${network.vlan ?? ''} ${network.innerVlan ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const entries = [...groups.values()].map((claimants): KnownAddress => {
    const [{ ip, network }] = claimants as [StoredStation];
    const holder = claimants.reduce((a, b) => (outranks(b, a) ? b : a));
    const episodes = (troubles.get(ip) ?? []).filter(({ event }) => isThere(event.network, network));
    const there = ownOf(own, ip);
    const worst = worstOf(episodes);
    const record = addressRecord(
      holder,
      {
        vendor: vendors.vendorOf(holder.mac),
        networkName: there.name,
        macs: claimants.length,
        worst: worst && { kind: worst.event.kind, severity: worst.event.severity, episode: worst.episode },
        note: noteOf.get(ip) ?? noteOf.get(`m${holder.mac}`) ?? null,
        approved: pairs.has(`${ip} ${holder.mac}`),
      },
      at,
    );
    return { ip, network, own: there, claimants, holder, episodes, record };
  });
  return { entries, open, at };
}

async function* stationsOf(store: Store): AsyncGenerator<StoredStation, void> {
  for (let last: StoredStation | null = null; ; ) {
    const page: readonly StoredStation[] = await store.stations(last, PAGE);
    yield* page;
    last = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}

/** Those that somebody should look at before the others. */
async function openOnes(store: Store): Promise<readonly StoredEpisode[]> {
  const found: StoredEpisode[] = [];
  for (const severity of ['critical', 'warning', 'info'] as const)
    found.push(...(await store.episodes({ open: true, severity }, MOST_OPEN - found.length || 1)));
  return found.slice(0, MOST_OPEN);
}

/** Who holds it, else who was heard last. */
function outranks(a: StoredStation, b: StoredStation): boolean {
  return a.holds === b.holds ? a.last > b.last : a.holds;
}

function isThere(told: Network, there: Network): boolean {
  return told.interface === '' || (told.interface === there.interface && told.vlan === there.vlan);
}

const GRAVITY: Readonly<Record<WatchSeverity, number>> = { info: 0, warning: 1, critical: 2 };

export function worstOf(episodes: readonly StoredEpisode[]): StoredEpisode | null {
  return episodes.reduce<StoredEpisode | null>(
    (a, b) => (a === null || GRAVITY[b.event.severity] > GRAVITY[a.event.severity] ? b : a),
    null,
  );
}

/** The narrowest that has it; nobody told of one: its /24. */
function ownOf(own: readonly OwnNetwork[], ip: Ipv4): KnownAddress['own'] {
  let found: OwnNetwork | null = null;
  for (const one of own)
    if (contains(one.cidr, ip) && (found === null || one.cidr.length > found.cidr.length)) found = one;
  if (found) return { ...found, guessed: false };
  const cidr = prefixOf(ip, 24);
  return { cidr, name: formatPrefix(cidr), new: 'tell', guessed: true };
}

export function countsOf(entries: readonly KnownAddress[], now: Instant): NetworkCounts {
  let [here, fresh, troubled] = [0, 0, 0];
  for (const one of entries) {
    if (isHere(one, now)) here += 1;
    if (isNew(one, now)) fresh += 1;
    if (one.episodes.some(({ event }) => event.severity !== 'info')) troubled += 1;
  }
  return { here, known: entries.length, new: fresh, troubled };
}

export function isHere({ claimants }: KnownAddress, now: Instant): boolean {
  return claimants.some(({ last }) => now - last <= HERE);
}

export function isNew({ claimants }: KnownAddress, now: Instant): boolean {
  return claimants.every(({ first }) => now - first <= DAY);
}

/** All that were told of, and those where somebody was heard. */
export function networksOf(
  { entries }: Read,
  own: readonly OwnNetwork[],
): readonly { readonly own: KnownAddress['own']; readonly entries: readonly KnownAddress[] }[] {
  const key = (cidr: Prefix): string => formatPrefix(cidr);
  const groups = new Map(
    own.map((one) => [key(one.cidr), { own: { ...one, guessed: false }, entries: [] as KnownAddress[] }]),
  );
  for (const entry of entries) {
    const at = key(entry.own.cidr);
    const group = groups.get(at);
    if (group) group.entries.push(entry);
    else groups.set(at, { own: entry.own, entries: [entry] });
  }
  return [...groups.values()].toSorted(
    (a, b) => a.own.cidr.network - b.own.cidr.network || a.own.cidr.length - b.own.cidr.length,
  );
}
