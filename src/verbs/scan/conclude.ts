import type { Instant } from '../../base/time.ts';
import { foldRanges } from '../../inventory/ranges.ts';
import type { BookEntry } from '../../asking/book.ts';
import type { ProxyRange, Station } from '../../inventory/station.ts';
import { isProxy, judge } from '../../asking/judge.ts';
import { isSame, type Judgement } from '../../inventory/judge.ts';
import type { Lane } from './lane.ts';

/** Proxied addresses this close become one range: some in between may not have been routed at the moment. */
const FOLD_GAP = 4;

/** Stations looked at, and told, in one go: the rest of the program gets its turn. */
const AT_ONCE = 1024;
/** Stations told when it ends early, beside those told before. */
const MOST_AT_THE_END = 16_384;

/** Tells the stations that need no more evidence; the others stay untold. */
export function tellReady(lane: Lane): void {
  for (const question of lane.cross.takeSettled())
    for (const heard of lane.inquiry(question.field).settled(question)) lane.fresh.push(heard);
  const some = lane.fresh.length <= AT_ONCE ? lane.fresh : lane.fresh.splice(0, AT_ONCE);
  if (some === lane.fresh) lane.fresh = [];
  for (const heard of some) {
    const book = lane.book(heard.field);
    const alone = book.answersFor(heard.ip).length === 1;
    if (alone && (heard.zero > 0 || heard.silentToProbe || isProxy(book, heard))) tell(lane, heard);
  }
}

/** In the waiting phase: asks what is still to be asked, or ends the lane. */
export function conclude(lane: Lane, now: Instant): void {
  if (lane.telling === undefined && !isKnown(lane, now)) return;
  lane.telling ??= tellRest(lane);
  for (let told = 0; told < AT_ONCE; told++) {
    if (lane.telling.next().done === true) {
      lane.phase = 'done';
      return;
    }
  }
  lane.wakeAt = now;
}

/** Everything that can be is known by now; else `wakeAt` says when to look again. */
function isKnown(lane: Lane, now: Instant): boolean {
  let busy = lane.fresh.length > 0;
  for (const inquiry of lane.inquiries) if (inquiry.ask()) busy = true;
  const suspects = [...lane.books.values()].some((book) => book.hasSuspects);
  const endAt = lane.lastAskAt + lane.patience.lastWait(lane.silent, lane.walk.wanted, suspects);
  const crossAt = lane.cross.nextAt(now);
  if (lane.cross.hasSettled) busy = true;
  if (!busy && now >= endAt && crossAt === undefined) return true;
  lane.wakeAt = busy ? now : Math.min(crossAt ?? endAt, now < endAt ? endAt : (crossAt ?? endAt));
  return false;
}

/**
 * It ends early: every station gets its last verdict at once, and what is not known by now is undecided. Whoever ends it
 * does not wait for long, so there is a bound.
 */
export function tellAll(lane: Lane): void {
  lane.cut = true;
  const telling = tellRest(lane);
  const most = lane.events.length + MOST_AT_THE_END;
  while (lane.events.length < most) if (telling.next().done === true) return;
  for (const book of lane.books.values())
    for (const [, list] of book.byAddress())
      for (const { told } of list) if (told === undefined) lane.untold++;
}

/** Those already told with their last verdict are not told again. */
function* tellRest(lane: Lane): Generator<void> {
  for (const book of lane.books.values()) {
    for (const [, list] of book.byAddress()) {
      for (const heard of list) {
        if (list.length > 1 || heard.zero === 0 || heard.told === undefined) tell(lane, heard);
        yield;
      }
    }
  }
}

function tell(lane: Lane, heard: BookEntry): void {
  const { cut } = lane;
  const { ours, ownTable } = lane.wishes;
  const judgement = judge({ ...lane.inquiry(heard.field).twins, cut, ownTable }, heard, ours);
  if (heard.told && isSame(heard.told, judgement)) return;
  heard.told = judgement;
  lane.events.push({ type: 'station', station: stationOf(lane, heard, judgement) });
}

function stationOf(lane: Lane, heard: BookEntry, judgement: Judgement): Station {
  return {
    ip: heard.ip,
    mac: heard.mac,
    interface: lane.link.facts.name,
    vlan: heard.field.vlan,
    rttMs: heard.rttMs,
    tries: heard.tries,
    late: heard.late,
    macs: lane.book(heard.field).macsFor(heard.ip),
    ...judgement,
  };
}

/** What each proxy of the lane answers for, folded into ranges that leave out addresses with an owner of their own. */
export function proxyRanges(lane: Lane): ProxyRange[] {
  const ranges: ProxyRange[] = [];
  for (const [field, book] of lane.books) {
    const byMac = new Map<number, BookEntry[]>();
    for (const [, list] of book.byAddress()) {
      for (const heard of list) {
        if (heard.told?.verdict !== 'proxy') continue;
        const known = byMac.get(heard.mac);
        if (known) known.push(heard);
        else byMac.set(heard.mac, [heard]);
      }
    }
    for (const [mac, proxied] of byMac) {
      const owner = book.standingOf(mac).owner?.ip ?? null;
      const ips = proxied.map((heard) => heard.ip).toSorted((a, b) => a - b);
      const owned = (ip: number): boolean => book.answersFor(ip).some((heard) => heard.mac !== mac);
      let at = 0;
      for (const { first, last } of foldRanges(ips, FOLD_GAP, owned)) {
        const from = at;
        while (at < ips.length && ips[at]! <= last) at++;
        const count = at - from;
        ranges.push({ mac, interface: lane.link.facts.name, vlan: field.vlan, first, last, count, owner });
      }
    }
  }
  return ranges;
}
