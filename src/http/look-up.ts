import { groupedBy } from '../base/grouped.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { formatMac, type Mac, parseMac } from '../base/mac.ts';
import { lastOf, parsePrefix, type Prefix, prefixOf } from '../base/prefix.ts';
import { WATCH_KINDS } from '../inventory/watch-event.ts';
import { ADDRESS, goneRecord, stationDetailRecord } from '../records/address.ts';
import { episodeRecord } from '../records/episode.ts';
import { findingRecord } from '../records/finding.ts';
import type { JsonRecord } from '../records/kind.ts';
import { knownStationRecord } from '../records/known-station.ts';
import { blocksRecord, type Cell, gridRecord, networkId, networkRecord } from '../records/network.ts';
import { nowRecord } from '../records/now.ts';
import { parseSortOf } from '../records/sort.ts';
import { approvalRecord, auditRecord, muteRecord, remarkRecord } from '../records/standing.ts';
import { tenureRecord } from '../records/tenure.ts';
import { watchSentence } from '../records/watch-sentence.ts';
import { configLineRecord, wordRecord } from '../records/word.ts';
import { countsOf, type KnownAddress, isHere, isNew, networksOf } from './directory.ts';
import type { ApiAsked, Handler, HandlerHands } from './asked.ts';
import { limitOf, type ListAnswer, whereOf } from './lists.ts';
import { needed } from './needed.ts';
import { Refused } from './problem.ts';

const MOST_CHANGED = 20;
const MOST_EPISODES = 50;
const MOST_TENURES = 500;
/** Cells that a grid may have; a network with more is told by its /24s. */
const MOST_CELLS = 1024;
const MOST_FOUND = 50;
const MOST_AUDIT = 1000;

async function now(_: ApiAsked, hands: HandlerHands): Promise<JsonRecord> {
  const { service, directory } = hands;
  const [facts, read, networks] = await Promise.all([service.facts(), directory.read(), networkList(hands)]);
  const { events } = facts.keeping.facts;
  const gateways = new Set(service.counters.holders.map(({ address }) => address));
  return nowRecord(facts, {
    networks,
    anchors: read.entries.filter(({ ip }) => gateways.has(ip)).map(({ record }) => record),
    changed: events === 0 ? [] : await lastEvents(hands),
  });
}

/** The latest first: of the latest episodes what was told of them last. */
async function lastEvents({
  service: { store },
}: HandlerHands): Promise<Parameters<typeof nowRecord>[1]['changed']> {
  const episodes = await store.episodes({}, MOST_CHANGED);
  const events = await Promise.all(episodes.map(({ episode }) => store.eventsOf(episode)));
  return events.flatMap((of) => of.slice(-1)).toSorted((a, b) => b.seq - a.seq);
}

async function networkList({ directory, beside }: HandlerHands): Promise<readonly JsonRecord[]> {
  const read = await directory.read();
  return networksOf(read, beside.networks()).map(({ own, entries }) =>
    networkRecord({ ...own, counts: countsOf(entries, read.at) }),
  );
}

async function network({ params }: ApiAsked, hands: HandlerHands): Promise<JsonRecord> {
  const all = await networkList(hands);
  const found = all.find((one) => one['id'] === params['network'] || one['name'] === params['network']);
  if (!found)
    throw new Refused(
      404,
      `there is no network ${params['network']}`,
      'networks are listed at /api/v1/networks',
    );
  return found;
}

async function grid({ params }: ApiAsked, { directory, beside }: HandlerHands): Promise<JsonRecord> {
  const name = params['network']!;
  const read = await directory.read();
  const all = networksOf(read, beside.networks());
  const named = all.find(({ own }) => networkId(own.cidr) === name || own.name === name)?.own.cidr;
  // A /24 of a larger network is a grid, too.
  const cidr = named ?? parsePrefix(name.replace('-', '/'));
  if (!cidr || cidr.length < 8)
    throw new Refused(404, `there is no network ${name}`, 'networks are listed at /api/v1/networks');
  const inside = read.entries.filter(({ ip }) => prefixOf(ip, cidr.length).network === cidr.network);
  const size = lastOf(cidr) - cidr.network + 1;
  if (size <= MOST_CELLS) {
    const unanswered = read.open.flatMap(({ event }) =>
      event.kind === 'unanswered' && event.ip !== null ? [event.ip] : [],
    );
    return gridRecord(cidr, cellsOf(cidr, { size, inside, now: read.at, unanswered }));
  }
  const blocks = groupedBy(inside, ({ ip }) => prefixOf(ip, 24).network);
  return blocksRecord(
    cidr,
    [...blocks]
      .map(([start, entries]) => ({ cidr: prefixOf(start, 24), counts: countsOf(entries, read.at) }))
      .toSorted((a, b) => a.cidr.network - b.cidr.network),
  );
}

function cellsOf(
  cidr: Prefix,
  {
    size,
    inside,
    now: at,
    unanswered,
  }: {
    readonly size: number;
    readonly inside: readonly KnownAddress[];
    readonly now: number;
    readonly unanswered: readonly Ipv4[];
  },
): string {
  const cells: Cell[] = Array.from({ length: size }, () => '.');
  for (const ip of unanswered) if (ip - cidr.network in cells) cells[ip - cidr.network] = 'u';
  for (const entry of inside) cells[entry.ip - cidr.network] = cellOf(entry, at);
  return cells.join('');
}

function cellOf(entry: KnownAddress, at: number): Cell {
  const severities = entry.episodes.map(({ event }) => event.severity);
  if (severities.includes('critical')) return 'c';
  if (severities.includes('warning')) return 'w';
  if (isNew(entry, at)) return 'n';
  return isHere(entry, at) ? 'h' : 'k';
}

/** Everything that sorts and filters, in the order of its addresses unless told. */
async function addresses(asked: ApiAsked, { directory, cursors }: HandlerHands): Promise<ListAnswer> {
  const { query } = asked;
  const limit = limitOf(query['limit']);
  const filter = whereOf(ADDRESS, query['where']);
  const sort = query['sort'] ? parseSortOf(ADDRESS.fields, query['sort'], 'sort') : null;
  const { entries } = await directory.read();
  const fitting = filter ? entries.filter(({ record }) => filter.fits(record)) : entries;
  const rows = sort ? fitting.toSorted((a, b) => sort(a.record, b.record)) : fitting;
  const after = query['cursor'] === undefined ? null : (cursors.read('addresses', query['cursor']) as string);
  const begin = after === null ? 0 : rows.findIndex((one) => keyOf(one) === after) + 1;
  const page = rows.slice(begin, begin + limit);
  const more = begin + limit < rows.length;
  return {
    items: page.map(({ record }) => record),
    next: more ? cursors.write('addresses', keyOf(page.at(-1)!)) : null,
    approxTotal: rows.length,
  };
}

function keyOf({ ip, network: { interface: link, vlan, innerVlan } }: KnownAddress): string {
  return `${ip} ${link} ${vlan ?? ''} ${innerVlan ?? ''}`;
}

async function address({ params, query }: ApiAsked, hands: HandlerHands): Promise<JsonRecord> {
  const { service, directory, vendors } = hands;
  const ip = needed('address', 'an IPv4 address', parseIpv4(params['ip']!));
  const { entries, at } = await directory.read();
  const here = entries.filter((one) => one.ip === ip);
  const entry = here.find(({ network: { interface: link } }) => link === query['interface']) ?? here[0];
  const more = await aboutWhom({ ip }, hands);
  if (!entry && more.tenures.length === 0 && more.episodes.length === 0)
    throw new Refused(404, `nothing is remembered of ${formatIpv4(ip)}`);
  const claimants = here.flatMap((one) => one.claimants);
  return {
    ...(entry?.record ?? goneRecord(ip)),
    claimants: claimants.map((one) =>
      knownStationRecord(one, { vendor: vendors.vendorOf(one.mac), now: at }),
    ),
    ...more,
    findings: (await findings(hands)).filter((one) =>
      (one['addresses'] as readonly string[]).includes(formatIpv4(ip)),
    ),
    ...(await standing({ ip }, service.store)),
  };
}

async function station({ params }: ApiAsked, hands: HandlerHands): Promise<JsonRecord> {
  const { service, directory, vendors } = hands;
  const mac = needed('station', 'a MAC address', parseMac(params['mac']!));
  const { entries } = await directory.read();
  const own = entries.filter(({ claimants }) => claimants.some((one) => one.mac === mac));
  const more = await aboutWhom({ mac }, hands);
  if (own.length === 0 && more.tenures.length === 0 && more.episodes.length === 0)
    throw new Refused(404, `nothing is remembered of ${formatMac(mac)}`);
  return stationDetailRecord(mac, vendors.vendorOf(mac), {
    addresses: own.map(({ record }) => record),
    ...more,
    ...(await standing({ mac }, service.store)),
  });
}

type Who = { readonly ip: Ipv4 } | { readonly mac: Mac };

async function aboutWhom(
  whom: Who,
  { service: { store }, vendors }: HandlerHands,
): Promise<{ readonly tenures: readonly JsonRecord[]; readonly episodes: readonly JsonRecord[] }> {
  const [tenures, episodes] = await Promise.all([
    store.tenures(whom, MOST_TENURES),
    store.episodes(whom, MOST_EPISODES),
  ]);
  return {
    tenures: tenures.map((one) => tenureRecord(one, vendors)),
    episodes: episodes.map((one) => ({ ...episodeRecord(one), text: watchSentence(one.event) })),
  };
}

async function standing(whom: Who, store: HandlerHands['service']['store']): Promise<JsonRecord> {
  const [approvals, mutes, notes] = await Promise.all([store.approvals(), store.mutes(), store.notes()]);
  const fits = (value: { readonly ip?: Ipv4 | null; readonly mac?: Mac | null }): boolean =>
    'ip' in whom ? value.ip === whom.ip : value.mac === whom.mac;
  return {
    approvals: approvals.filter(({ value }) => fits(value)).map(approvalRecord),
    mutes: mutes.filter(({ value }) => fits(value)).map(muteRecord),
    notes: notes.filter(({ value }) => fits(value.whom)).map(remarkRecord),
  };
}

async function findings({ beside }: HandlerHands): Promise<readonly JsonRecord[]> {
  return (await beside.findings()).map(findingRecord);
}

/** Whatever the words may mean: an address or its beginning, a MAC or its beginning, a vendor, a note, a moment. */
async function search({ query }: ApiAsked, hands: HandlerHands): Promise<ListAnswer> {
  const words = (query['q'] ?? '').trim().toLowerCase();
  if (words === '' || words.length > 200)
    throw new Refused(400, 'q: words of 1 to 200 characters are wanted');
  const [first = '', ...rest] = words.split(/\s+/);
  const ip = parseIpv4(first);
  if (ip !== undefined && rest.length > 0) return whole(await hands.beside.heldAt(ip, rest.join(' ')));
  const cidr = parsePrefix(words);
  const hex = words.replaceAll(/[-.]/g, ':');
  const { entries } = await hands.directory.read();
  const fits = ({ record, claimants, ip: own }: KnownAddress): boolean => {
    if (cidr) return prefixOf(own, cidr.length).network === cidr.network;
    const texts = [record['ip'], record['vendor'], record['note'], record['network'], record['state']];
    return (
      texts.some((text) => typeof text === 'string' && text.toLowerCase().includes(words)) ||
      claimants.some(({ mac }) => formatMac(mac).includes(hex))
    );
  };
  const found = entries.filter(fits);
  const exact = found.toSorted((a, b) => Number(b.ip === ip) - Number(a.ip === ip));
  return {
    items: exact.slice(0, MOST_FOUND).map(({ record }) => record),
    next: null,
    approxTotal: found.length,
  };
}

async function held({ params, query }: ApiAsked, { beside }: HandlerHands): Promise<ListAnswer> {
  const ip = needed('address', 'an IPv4 address', parseIpv4(params['ip']!));
  const { at = '' } = query;
  if (at === '' || at.length > 100)
    throw new Refused(400, 'at: a moment is wanted', 'as in ?at=tuesday 14:05');
  return whole(await beside.heldAt(ip, at));
}

async function audit({ query }: ApiAsked, { service: { store } }: HandlerHands): Promise<ListAnswer> {
  const limit = limitOf(query['limit']);
  const after = needed(
    'after',
    'the number of a line',
    /^\d{1,15}$/.test(query['after'] ?? '0') ? Number(query['after'] ?? 0) : undefined,
  );
  const lines = await store.audit(after, Math.min(limit, MOST_AUDIT));
  return { items: lines.map(auditRecord), next: lines.length < limit ? null : String(lines.at(-1)!.seq) };
}

async function word({ params }: ApiAsked): Promise<JsonRecord> {
  const kind = WATCH_KINDS.find((one) => one === params['word']);
  if (!kind) throw new Refused(404, `there is no kind ${params['word']}`, WATCH_KINDS.join(', '));
  return wordRecord(kind);
}

function whole(items: readonly JsonRecord[]): ListAnswer {
  return { items, next: null };
}

/** What the page shows, and changes nothing. */
export const LOOK_UPS = {
  now,
  addresses,
  address,
  held,
  station,
  networks: async (_, hands) => whole(await networkList(hands)),
  network,
  grid,
  approvals: async (_, { service }) => whole((await service.store.approvals()).map(approvalRecord)),
  mutes: async (_, { service }) => whole((await service.store.mutes()).map(muteRecord)),
  notes: async (_, { service }) => whole((await service.store.notes()).map(remarkRecord)),
  audit,
  config: async (_, { beside }) => whole(beside.config().map(configLineRecord)),
  findings: async (_, hands) => whole(await findings(hands)),
  words: async () => whole(WATCH_KINDS.map(wordRecord)),
  word,
  search,
} as const satisfies Readonly<Record<string, Handler>>;
