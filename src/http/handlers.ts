import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { WATCH_KINDS, WATCH_SEVERITIES } from '../inventory/watch-event.ts';
import type { MemoryOrder } from '../ports/orders.ts';
import type { Service } from '../ports/service.ts';
import type { EpisodeQuery, StoredEpisode, StoredStation } from '../ports/store.ts';
import type { RouteName } from '../records/api.ts';
import { EPISODE, episodeRecord } from '../records/episode.ts';
import type { JsonRecord } from '../records/kind.ts';
import { KNOWN_STATION, knownStationRecord } from '../records/known-station.ts';
import { notifyTestRecord, orderedRecord } from '../records/order.ts';
import { statusRecord } from '../records/status.ts';
import { tenureRecord } from '../records/tenure.ts';
import { watchSentence } from '../records/watch-sentence.ts';
import { watchRecord } from '../records/watch.ts';
import type { Cursors } from './cursor.ts';
import { limitOf, type ListAnswer, LOOKED_AT, timeOf, whereOf } from './lists.ts';
import type { ApiAsked, Handler, HandlerHands } from './asked.ts';
import { LOOK_UPS } from './look-up.ts';
import { needed } from './needed.ts';
import { orderOf } from './order-body.ts';
import { Refused } from './problem.ts';

const PAGE = 1000;

/** Answered where cookies are known. */
type AccessRoute = 'logIn' | 'logOut' | 'whoAmI' | 'offerCode' | 'tokens' | 'makeToken' | 'revokeToken';

export const HANDLERS: Readonly<Record<Exclude<RouteName, 'stream' | 'evidence' | AccessRoute>, Handler>> = {
  ...LOOK_UPS,
  status: async (_, { service }) => statusRecord(await service.facts()),
  episodes,
  episode,
  stations,
  events,
  holders,
  order,
  notifyTest: async ({ params }, { service }) => {
    const why = await service.notifyTest(params['name']!);
    return notifyTestRecord(params['name']!, why);
  },
};

async function order({ body, caller }: ApiAsked, { service }: HandlerHands): Promise<JsonRecord> {
  const wanted: MemoryOrder = orderOf(body);
  return orderedRecord(wanted.order, await service.order(wanted, caller.name));
}

function queryOf({ query }: ApiAsked): EpisodeQuery {
  const { open, kind, severity, ip, mac } = query;
  return {
    ...(open === undefined ? {} : { open: flag('open', open) }),
    ...(kind === undefined ? {} : { kind: oneOf('kind', kind, WATCH_KINDS) }),
    ...(severity === undefined ? {} : { severity: oneOf('severity', severity, WATCH_SEVERITIES) }),
    ...(ip === undefined ? {} : { ip: needed('ip', 'an IPv4 address', parseIpv4(ip)) }),
    ...(mac === undefined ? {} : { mac: needed('mac', 'a MAC address', parseMac(mac)) }),
  };
}

async function episodes(asked: ApiAsked, { service, cursors }: HandlerHands): Promise<ListAnswer> {
  const limit = limitOf(asked.query['limit']);
  const filter = whereOf(EPISODE, asked.query['where']);
  const query = queryOf(asked);
  let before = startOf<number>(cursors, 'episodes', asked);
  const items: JsonRecord[] = [];
  for (let looked = 0; looked < LOOKED_AT; ) {
    const page: readonly StoredEpisode[] = await service.store.episodes(
      before === undefined ? query : { ...query, before },
      PAGE,
    );
    for (const one of page) {
      before = one.episode;
      if (filter && !filter.fits(one)) continue;
      items.push({ ...episodeRecord(one), text: watchSentence(one.event) });
      if (items.length === limit) return { items, next: cursors.write('episodes', before) };
    }
    if (page.length < PAGE) return { items, next: null };
    looked += page.length;
  }
  return { items, next: cursors.write('episodes', before), searchedBackTo: `episode ${before}` };
}

/** `1907` or `e-1907`. Throws Refused (404). */
export async function episodeNamed(store: Service['store'], name: string): Promise<StoredEpisode> {
  const number = Number(/^(?:e-)?([1-9]\d{0,14})$/.exec(name)?.[1] ?? 0);
  const [one] = await store.episodes({ before: number + 1 }, 1);
  if (one?.episode !== number) throw new Refused(404, `there is no episode ${name}`);
  return one;
}

async function episode({ params }: ApiAsked, { service: { store } }: HandlerHands): Promise<JsonRecord> {
  const one = await episodeNamed(store, params['episode']!);
  const [events, frames] = await Promise.all([store.eventsOf(one.episode), store.evidenceOf(one.episode)]);
  return {
    ...episodeRecord(one),
    text: watchSentence(one.event),
    kept: frames.length,
    events: events.map(({ seq, event }) => ({ seq, ...watchRecord(event), text: watchSentence(event) })),
  };
}

async function stations(asked: ApiAsked, hands: HandlerHands): Promise<ListAnswer> {
  const { service, cursors, vendors, now } = hands;
  const limit = limitOf(asked.query['limit']);
  const filter = whereOf(KNOWN_STATION, asked.query['where']);
  let after: StoredStation | null = startOf<StoredStation>(cursors, 'stations', asked) ?? null;
  const items: JsonRecord[] = [];
  for (let looked = 0; looked < LOOKED_AT; ) {
    const page: readonly StoredStation[] = await service.store.stations(after, PAGE);
    for (const one of page) {
      after = one;
      const record = knownStationRecord(one, { vendor: vendors.vendorOf(one.mac), now: now() });
      if (filter && !filter.fits(record)) continue;
      items.push(record);
      if (items.length === limit) return { items, next: cursors.write('stations', after) };
    }
    if (page.length < PAGE) return { items, next: null };
    looked += page.length;
  }
  return { items, next: cursors.write('stations', after) };
}

async function events({ query }: ApiAsked, { service }: HandlerHands): Promise<ListAnswer> {
  const limit = limitOf(query['limit']);
  const after = query['after'] ?? '0';
  if (!/^\d{1,15}$/.test(after)) throw new Refused(400, 'after: the number of an event is wanted');
  const page = await service.store.eventsAfter(Number(after), limit);
  return {
    items: page.map(({ seq, episode: number, event }) => ({ seq, episode: number, ...watchRecord(event) })),
    next: page.length < limit ? null : String(page.at(-1)!.seq),
  };
}

async function holders({ params, query }: ApiAsked, { service, vendors }: HandlerHands): Promise<ListAnswer> {
  const ip = needed('address', 'an IPv4 address', parseIpv4(params['ip']!));
  const from = timeOf('from', query['from']);
  const until = timeOf('to', query['to']);
  const tenures = await service.store.tenures(
    { ip, ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) },
    limitOf(query['limit']),
  );
  return { items: tenures.map((one) => tenureRecord(one, vendors)), next: null };
}

function startOf<T>(cursors: Cursors, list: string, { query }: ApiAsked): T | undefined {
  const { cursor } = query;
  return cursor === undefined ? undefined : (cursors.read(list, cursor) as T);
}

function flag(name: string, text: string): boolean {
  return oneOf(name, text, ['yes', 'no', 'true', 'false']).match(/yes|true/) !== null;
}

function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  return needed(name, `one of ${words.join(', ')}`, found);
}
