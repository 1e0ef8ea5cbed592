import type { Instant } from '../../base/time.ts';
import { foldRanges } from '../../inventory/ranges.ts';
import type { Heard } from './book.ts';
import { examine, searchAround } from './ear.ts';
import type { ProxyRange, Station } from './events.ts';
import { inOneString, type Judgement, judge } from './judge.ts';
import type { Lane } from './lane.ts';

/** Proxied addresses this close become one range: some in between may not have been routed at the moment. */
const FOLD_GAP = 4;

/** Tells the stations that need no more evidence; the others stay untold. */
export function tellReady(lane: Lane): void {
  for (const heard of lane.untold) {
    noteSilence(lane, heard);
    const alone = lane.book(heard.field).answersFor(heard.ip).length === 1;
    if (alone && (heard.zero > 0 || heard.silentToProbe)) tell(lane, heard);
  }
}

/** In the waiting phase: asks what is still to be asked, or ends the lane. */
export function conclude(lane: Lane, now: Instant): void {
  const endAt = lane.lastAskAt + lane.patience.lastWait(lane.silent, lane.walk.wanted);
  const crossAt = lane.cross.nextAt(now);
  if (now < endAt || crossAt !== undefined) {
    lane.wakeAt = now < endAt ? Math.min(endAt, crossAt ?? endAt) : (crossAt ?? endAt);
    return;
  }
  const asked = lane.cross.size;
  for (const book of lane.books.values()) {
    for (const [, list] of book.byAddress()) {
      if (list.length === 1 && list[0]!.zero > 0) continue;
      for (const heard of list) examine(lane, book, heard);
      if (lane.cross.size === asked) searchAround(lane, book, list[0]!);
    }
  }
  if (lane.cross.size > asked) {
    lane.wakeAt = now;
    return;
  }
  tellAll(lane);
  lane.phase = 'done';
}

/** Every station gets its last verdict; those already told with it are not told again. */
export function tellAll(lane: Lane): void {
  for (const book of lane.books.values()) {
    for (const [, list] of book.byAddress()) {
      for (const heard of list) {
        if (list.length === 1 && heard.zero > 0 && heard.told !== '') continue;
        noteSilence(lane, heard);
        tell(lane, heard);
      }
    }
  }
}

/** Asked for a probe's answer in vain: from now on that is known of it. */
export function noteSilence(lane: Pick<Lane, 'cross'>, heard: Heard): void {
  if (heard.silentToProbe || heard.zero > 0) return;
  const asked = { ip: heard.ip, form: 'zero' } as const;
  heard.silentToProbe = lane.cross.resultOf(heard.field, heard.mac, asked) === 'silent';
}

function tell(lane: Lane, heard: Heard): void {
  lane.untold.delete(heard);
  const judgement = judgementOf(lane, heard);
  const words = inOneString(judgement);
  if (heard.told === words) return;
  heard.told = words;
  lane.events.push({ type: 'station', station: stationOf(lane, heard, judgement) });
}

function judgementOf(lane: Lane, heard: Heard): Judgement {
  const twins = { field: heard.field, book: lane.book(heard.field), cross: lane.cross };
  return judge(twins, heard, lane.wishes.ours);
}

function stationOf(lane: Lane, heard: Heard, judgement: Judgement): Station {
  return {
    ip: heard.ip,
    mac: heard.mac,
    interface: lane.link.facts.name,
    vlan: heard.field.vlan,
    rttMs: heard.rttMs,
    tries: heard.tries,
    late: heard.late,
    ...judgement,
  };
}

/** What each proxy of the lane answers for, folded into ranges that leave out addresses with an owner of their own. */
export function proxyRanges(lane: Lane): ProxyRange[] {
  const ranges: ProxyRange[] = [];
  for (const [field, book] of lane.books) {
    const byMac = new Map<number, Heard[]>();
    for (const [, list] of book.byAddress()) {
      for (const heard of list) {
        if (!heard.told.startsWith('proxy ')) continue;
        const known = byMac.get(heard.mac);
        if (known) known.push(heard);
        else byMac.set(heard.mac, [heard]);
      }
    }
    for (const [mac, proxied] of byMac) {
      const owner = book.answersOf(mac).find((heard) => heard.zero > 0)?.ip ?? null;
      const ips = proxied.map((heard) => heard.ip);
      const owned = (ip: number): boolean => book.answersFor(ip).some((heard) => heard.mac !== mac);
      for (const { first, last } of foldRanges(ips, FOLD_GAP, owned)) {
        const count = ips.filter((ip) => ip >= first && ip <= last).length;
        ranges.push({ mac, interface: lane.link.facts.name, vlan: field.vlan, first, last, count, owner });
      }
    }
  }
  return ranges;
}
