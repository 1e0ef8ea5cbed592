import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { FEW_PROXIED, isCrowd } from '../../inventory/proxy.ts';
import { STATE } from './book.ts';
import type { RivalTurn } from './events.ts';
import type { OwnerDoubt, ProxyLane } from './lane.ts';
import type { ProxyRival } from './rival.ts';
import { claim, tellHolder, yieldTo } from './owners.ts';

/** The answer to a probe would have come by then. */
const DOUBT: Millis = 300;
/** The same for the further questions. */
const DOUBT_MORE: Millis = 800;
const FURTHER = 8;
/** The other one has found us by then if it looks at all. */
const GRACE: Millis = 10_000;
/** Questions to a rival in one step, and a step is 20 ms or more apart. */
const AT_ONCE = 8;
const STEP: Millis = 20;
const MOST_RIVALS = 64;
/** What is beyond is heard of again. */
const MOST_DOUBTS = 1024;
const MOST_CONTESTED = 1024;
/** So many of our addresses are looked at for further questions to a rival. */
const MOST_LOOKED_AT = 4096;

/** Somebody answered for an address, and not to a probe: an owner that ignores probes, or another proxy. */
export function hearOther(lane: ProxyLane, heard: { ip: Ipv4; mac: Mac }, now: Instant): void {
  const { ip, mac } = heard;
  const { book } = lane.bench;
  const state = book.stateOf(ip);
  const holder = book.holders.get(ip);
  if (holder) {
    if (holder.mac !== mac) return;
    holder.seen = now;
    holder.misses = 0;
    const proxy = lane.rivals.get(mac);
    if (proxy) {
      proxy.seen = now;
      proxy.misses = 0;
    }
  } else if (state !== STATE.free) {
    // Whoever was there before us keeps it, whatever it is.
    holdFirst(lane, heard, now);
  } else {
    const rival = lane.rivals.get(mac);
    if (rival && rival.verdict !== 'unknown') rule(lane, { rival, ip }, now);
    else if (lane.doubts.size < MOST_DOUBTS && !lane.doubts.has(ip))
      lane.doubts.set(ip, { mac, decideAt: now + DOUBT, askedMore: false });
  }
}

function holdFirst(lane: ProxyLane, { ip, mac }: { ip: Ipv4; mac: Mac }, now: Instant): void {
  const check = lane.checks.get(ip);
  if (check) {
    lane.checks.delete(ip);
    lane.counts['owner-lives'] += check.askers.length;
    tellHolder(lane, { ip, mac, how: 'answers' }, false);
  }
  lane.bench.book.hold(ip, STATE.owned, { mac, since: now, seen: now, misses: 0, isOwner: false });
}

/** After the walk at the start: who held addresses and answered no probe, a proxy by their number or an owner. */
export function tellFirst(lane: ProxyLane): void {
  const { book } = lane.bench;
  const silent = new Map<Mac, Ipv4[]>();
  for (const [ip, holder] of book.holders) {
    if (holder.isOwner || book.stateOf(ip) !== STATE.owned) continue;
    const found = silent.get(holder.mac);
    if (found) found.push(ip);
    else silent.set(holder.mac, [ip]);
  }
  for (const [mac, ips] of silent) {
    const isProxy = isCrowd(ips.length, FEW_PROXIED);
    for (const ip of ips) {
      if (isProxy) book.hold(ip, STATE.yielded, book.holders.get(ip)!);
      tellHolder(lane, { ip, mac, how: isProxy ? 'proxy' : 'answers' }, false);
    }
    if (!isProxy) continue;
    const rival = rivalOf(lane, mac);
    if (rival) {
      rival.verdict = 'we-yield';
      // It may have begun to answer in the middle of our walk.
      rival.asking = book.settled();
    }
    tellRival(lane, mac, { turn: 'first', addresses: ips.length });
  }
}

/** Decides the doubts whose time has come, and has rivals asked what is left to ask; returns when there is more. */
export function advanceRivals(lane: ProxyLane, now: Instant): Instant {
  let wakeAt = Number.POSITIVE_INFINITY;
  for (const [ip, doubt] of lane.doubts) {
    if (now >= doubt.decideAt) {
      if (!lane.mayAsk(now)) {
        wakeAt = Math.min(wakeAt, lane.pacer.nextAt);
        break;
      }
      decide(lane, { ip, doubt }, now);
    } else wakeAt = Math.min(wakeAt, doubt.decideAt);
  }
  for (const rival of lane.rivals.values()) wakeAt = Math.min(wakeAt, advanceRival(lane, rival, now));
  lane.flushQuestions();
  return wakeAt;
}

function decide(lane: ProxyLane, { ip, doubt }: { ip: Ipv4; doubt: OwnerDoubt }, now: Instant): void {
  if (!lane.isFree(ip)) {
    lane.doubts.delete(ip);
    return;
  }
  const rival = rivalOf(lane, doubt.mac);
  if (rival && rival.verdict !== 'unknown') {
    lane.doubts.delete(ip);
    rule(lane, { rival, ip }, now);
    return;
  }
  rival?.unprobed.add(ip);
  if (rival && isCrowd(rival.unprobed.size, FEW_PROXIED)) {
    lane.doubts.delete(ip);
    declare(lane, rival, now);
  } else if (rival && !doubt.askedMore) {
    doubt.askedMore = true;
    doubt.decideAt = now + DOUBT_MORE;
    let further = FURTHER;
    let looked = 0;
    for (const other of lane.bench.book.settled()) {
      if (++looked > MOST_LOOKED_AT) break;
      if (other === ip || !lane.isFree(other)) continue;
      lane.ask(other, doubt.mac);
      if (--further === 0) break;
    }
  } else claim(lane, { ip, mac: doubt.mac, how: 'answers' }, now);
}

/** It is a proxy: the lower MAC goes on, which both can tell without a word. */
function declare(lane: ProxyLane, rival: ProxyRival, now: Instant): void {
  if (rival.verdict === 'unknown') {
    rival.verdict = lane.bench.macs.told < rival.mac ? 'we-keep' : 'we-yield';
    rival.asking = lane.bench.book.settled();
    tellRival(lane, rival.mac, { turn: rival.verdict, addresses: rival.unprobed.size });
  }
  for (const ip of rival.unprobed) if (lane.isFree(ip)) rule(lane, { rival, ip }, now);
  rival.unprobed.clear();
}

function rule(lane: ProxyLane, { rival, ip }: { rival: ProxyRival; ip: Ipv4 }, now: Instant): void {
  const { mac, contested } = rival;
  if (rival.verdict === 'we-yield') {
    yieldTo(lane, ip, { mac, now });
    return;
  }
  const since = contested.get(ip);
  if (since === undefined) {
    if (contested.size >= MOST_CONTESTED) return;
    contested.set(ip, now);
    if (rival.graceAt === Number.POSITIVE_INFINITY) rival.graceAt = now + GRACE;
  } else if (now - since >= GRACE) {
    // It does not follow the rule, so it will not stop: two answers are worse than the other's.
    rival.verdict = 'we-yield';
    rival.asking = lane.bench.book.settled();
    tellRival(lane, mac, { turn: 'stays', addresses: contested.size });
    yieldTo(lane, ip, { mac, now });
  }
}

function advanceRival(lane: ProxyLane, rival: ProxyRival, now: Instant): Instant {
  if (now >= rival.graceAt) {
    rival.graceAt = Number.POSITIVE_INFINITY;
    rival.closeAt = now + DOUBT_MORE;
    for (const ip of [...rival.contested.keys()].slice(0, FURTHER)) lane.ask(ip, rival.mac);
  }
  if (now >= rival.closeAt) {
    rival.closeAt = Number.POSITIVE_INFINITY;
    if (rival.verdict === 'we-keep')
      tellRival(lane, rival.mac, { turn: 'gone', addresses: rival.contested.size });
    rival.contested.clear();
  }
  const next = Math.min(rival.graceAt, rival.closeAt);
  if (!rival.asking) return next;
  let looked = 0;
  for (let asked = 0; asked < AT_ONCE && looked < MOST_LOOKED_AT; looked++) {
    if (!lane.mayAsk(now)) return Math.min(next, lane.pacer.nextAt);
    const step = rival.asking.next();
    if (step.done === true) {
      rival.asking = undefined;
      return next;
    }
    if (!lane.isFree(step.value)) continue;
    lane.ask(step.value, rival.mac);
    asked++;
  }
  return Math.min(next, now + STEP);
}

function rivalOf(lane: ProxyLane, mac: Mac): ProxyRival | undefined {
  const known = lane.rivals.get(mac);
  if (known || lane.rivals.size >= MOST_RIVALS) return known;
  const never = Number.POSITIVE_INFINITY;
  const rival: ProxyRival = {
    mac,
    unprobed: new Set(),
    seen: lane.now,
    misses: 0,
    verdict: 'unknown',
    contested: new Map(),
    graceAt: never,
    closeAt: never,
    asking: undefined,
  };
  lane.rivals.set(mac, rival);
  return rival;
}

function tellRival(lane: ProxyLane, mac: Mac, said: { turn: RivalTurn; addresses: number }): void {
  lane.events.push({ type: 'rival', interface: lane.name, mac, ...said });
}
