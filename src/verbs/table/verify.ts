import { formatIpv4, isMulticastIpv4 } from '../../base/ipv4.ts';
import { isMulticastMac, type Mac } from '../../base/mac.ts';
import { passOn } from '../../base/pass-on.ts';
import type { Signal } from '../../base/signal.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import type { ScanEvent, ScanReport } from '../scan/events.ts';
import type { Station } from '../../inventory/station.ts';
import type { ScanOptions } from '../scan/options.ts';
import { scan } from '../scan/scan.ts';
import type { AskingHands } from '../../asking/hands.ts';
import { type CheckWord, compared, compareEntry, type EntryComparison } from './compare.ts';
import { selfAnswerWords } from '../../kernel/self-answer.ts';
import { ownerOf } from './owner.ts';
import { homeOf, whyNoNeighbour } from './place.ts';
import { ARPHRD_ETHER } from '../../wire/netlink/numbers.ts';

/** An entry, and what the wire says about it. */
export interface Checked extends EntryComparison {
  readonly entry: NeighbourEntry;
  /** Where it was asked for; null: nowhere. */
  readonly link: string | null;
  readonly answers: readonly Station[];
}

export type VerifyEvent =
  | { readonly type: 'asking'; readonly event: ScanEvent }
  | { readonly type: 'checked'; readonly checked: Checked };

export interface VerifyReport {
  readonly entries: number;
  readonly counts: Readonly<Record<CheckWord, number>>;
  readonly sent: number;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly linkLost: string | null;
}

/** As of a scan: packets per second on each interface, tries and patience; `dryRun` asks nothing. */
export type VerifyWishes = Pick<ScanOptions, 'rate' | 'tries' | 'evidence' | 'patience' | 'dryRun'>;

interface Asked {
  readonly entry: NeighbourEntry;
  /** Why it cannot be asked for, or where it is. */
  readonly place: InterfaceFacts | string;
}

/**
 * Asks the wire for each entry, all at once and paced as a scan, and tells how it stands: in the order given, when the
 * last answer is in. It asks as a scan does, so that no table of others is harmed; a host that ignores sender 0.0.0.0
 * is asked as ourselves. Ends with a report also when a link goes down or `signal` fires: what had no answer is
 * `undecided` then. Only opening a link throws (SystemFault).
 */
export async function* verify(
  hands: AskingHands,
  given: { readonly entries: readonly NeighbourEntry[]; readonly wishes: VerifyWishes },
  signal?: Signal,
): AsyncGenerator<VerifyEvent, VerifyReport> {
  const interfaces = hands.host.interfaces();
  const asked = given.entries.map((entry): Asked => ({ entry, place: placeOf(entry, interfaces) }));
  const stations = new Map<string, Map<Mac, Station>>();
  const ended = yield* askAll(hands, { asked, wishes: given.wishes, stations }, signal);
  const counts = noneOf();
  const cut = ended.interrupted ? 'interrupted before an answer came' : ended.linkLost;
  for (const { entry, place } of asked) {
    const checked = checkedOf(entry, place, { stations, cut });
    counts[checked.word]++;
    yield { type: 'checked', checked };
  }
  const { sent, seconds, interrupted, linkLost } = ended;
  return { entries: asked.length, counts, sent, seconds, interrupted, linkLost };
}

function noneOf(): Record<CheckWord, number> {
  const none = { ok: 0, stale: 0, wrong: 0, 'permanent-wrong': 0 };
  return { ...none, duplicate: 0, silent: 0, undecided: 0, unasked: 0 };
}

const NOTHING_ASKED = { sent: 0, seconds: 0, interrupted: false, linkLost: null } as const;

async function* askAll(
  hands: AskingHands,
  task: {
    readonly asked: readonly Asked[];
    readonly wishes: VerifyWishes;
    readonly stations: Map<string, Map<Mac, Station>>;
  },
  signal: Signal | undefined,
): AsyncGenerator<VerifyEvent, Pick<ScanReport, keyof typeof NOTHING_ASKED>> {
  const byPlace = new Map<InterfaceFacts, { first: number; last: number }[]>();
  for (const { entry, place } of task.asked) {
    if (typeof place === 'string') continue;
    const ranges = byPlace.get(place) ?? [];
    ranges.push({ first: entry.ip, last: entry.ip });
    byPlace.set(place, ranges);
  }
  if (byPlace.size === 0) return NOTHING_ASKED;
  const interfaces = [...byPlace].map(([facts, ranges]) => ({
    facts,
    targets: TargetSet.of(ranges),
    vlans: [],
  }));
  return yield* passOn(
    scan(hands, { interfaces, ...task.wishes }, signal),
    (event): readonly VerifyEvent[] => {
      if (event.type !== 'station') return [{ type: 'asking', event }];
      keep(task.stations, event.station);
      return [];
    },
  );
}

function keep(stations: Map<string, Map<Mac, Station>>, station: Station): void {
  const key = `${station.ip} ${station.interface}`;
  const known = stations.get(key);
  if (known) known.set(station.mac, station);
  else stations.set(key, new Map([[station.mac, station]]));
}

function checkedOf(
  entry: NeighbourEntry,
  place: InterfaceFacts | string,
  heard: { readonly stations: ReadonlyMap<string, ReadonlyMap<Mac, Station>>; readonly cut: string | null },
): Checked {
  if (typeof place === 'string')
    return { entry, link: null, answers: [], ...compared('unasked', { code: 'not-asked', text: place }) };
  const answers = [...(heard.stations.get(`${entry.ip} ${place.name}`)?.values() ?? [])];
  if (answers.length === 0 && heard.cut !== null)
    return {
      entry,
      link: place.name,
      answers,
      ...compared('undecided', { code: 'cut-short', text: heard.cut }),
    };
  return { entry, link: place.name, answers, ...compareEntry(entry, answers) };
}

function placeOf(entry: NeighbourEntry, interfaces: readonly InterfaceFacts[]): InterfaceFacts | string {
  const { ip, mac, link } = entry;
  if (isMulticastIpv4(ip) || (mac !== null && isMulticastMac(mac)))
    return 'a group of hosts: its MAC follows from the address, or was made by hand';
  const given = givenBy(entry);
  if (given !== null) return given;
  const facts = link === null ? homeOf(ip, interfaces) : interfaces.find(({ name }) => name === link);
  if (facts === undefined)
    return link === null ? `${formatIpv4(ip)} is in the network of no interface` : `${link} is gone`;
  if (facts.loopback || facts.hardware !== ARPHRD_ETHER) return `there is no ARP on ${facts.name}`;
  if (!facts.up) return `${facts.name} is down`;
  if (!facts.arp) return `${facts.name} has ARP switched off`;
  if (!facts.carrier) return `${facts.name} has no carrier`;
  if (facts.selfAnswer) return `${selfAnswerWords(facts.selfAnswer)}, and says nothing of the wire`;
  return whyNoNeighbour(ip, interfaces) ?? facts;
}

/** Why nobody is to be asked about an entry, whatever the wire would say; null when it was learned, or made by hand. */
function givenBy(entry: NeighbourEntry): string | null {
  const owner = ownerOf(entry);
  const by = owner === null ? '' : `, made by ${owner}`;
  if (entry.flags.includes('extern_learn'))
    return owner === null
      ? 'a control plane made it, and looks after it'
      : `${owner} made it, and looks after it`;
  if (entry.state === 'noarp') return `NOARP: no ARP is meant for it${by}`;
  return null;
}
