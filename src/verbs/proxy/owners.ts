import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { virtualOf } from '../../inventory/virtual.ts';
import { STATE } from './book.ts';
import type { OwnerSign } from './events.ts';
import type { ProxyLane } from './lane.ts';

/** Two owners in conflict would be told with every frame. */
const TELL_AGAIN: Millis = 10_000;

const ROLES: ReadonlySet<string> = new Set(['virtual-vrrp', 'virtual-hsrp', 'virtual-glbp', 'virtual-nlb']);

/** What a MAC stands for when it wanders from machine to machine; null for all others. */
export function roleOf(mac: Mac): string | null {
  const found = virtualOf(mac);
  return found && ROLES.has(found.code) ? found.text : null;
}

/** An owner of the address is on the link: nobody answers in its place from now on. */
export function claim(lane: ProxyLane, sign: { ip: Ipv4; mac: Mac; how: OwnerSign }, now: Instant): void {
  const { ip, mac, how } = sign;
  const { book } = lane.bench;
  const known = book.holders.get(ip);
  lane.doubts.delete(ip);
  if (known && known.mac === mac) {
    known.seen = now;
    known.misses = 0;
    known.isOwner = true;
    if (book.stateOf(ip) === STATE.yielded) book.hold(ip, STATE.owned, known);
    return;
  }
  const steppedBack = book.stateOf(ip) === STATE.free;
  if (steppedBack) lane.withdraw(ip, 'owner-lives');
  drop(lane, ip, 'owner-lives');
  book.hold(ip, STATE.owned, { mac, since: now, seen: now, misses: 0, isOwner: how !== 'answers' });
  if (known && now - known.since < TELL_AGAIN) return;
  tellHolder(lane, { ip, mac, how }, steppedBack);
}

/** Left to another proxy. */
export function yieldTo(lane: ProxyLane, ip: Ipv4, holder: { mac: Mac; now: Instant }): void {
  const { mac, now } = holder;
  const { book } = lane.bench;
  const steppedBack = book.stateOf(ip) === STATE.free;
  lane.doubts.delete(ip);
  if (steppedBack) lane.withdraw(ip, 'other-proxy');
  drop(lane, ip, 'other-proxy');
  book.hold(ip, STATE.yielded, { mac, since: now, seen: now, misses: 0, isOwner: false });
  tellHolder(lane, { ip, mac, how: 'proxy' }, steppedBack);
}

export function tellHolder(
  lane: ProxyLane,
  sign: { ip: Ipv4; mac: Mac; how: OwnerSign },
  steppedBack: boolean,
): void {
  const { ip, mac, how } = sign;
  if (!lane.sweep && !lane.gate.passes(lane.now)) return;
  const role = roleOf(mac);
  lane.events.push({ type: 'holder', interface: lane.name, ip, mac, sign: how, role, steppedBack });
}

/** Whoever waited for the check gets no answer. */
function drop(lane: ProxyLane, ip: Ipv4, why: 'owner-lives' | 'other-proxy'): void {
  const check = lane.checks.get(ip);
  if (!check) return;
  lane.checks.delete(ip);
  lane.counts[why] += check.askers.length;
}
