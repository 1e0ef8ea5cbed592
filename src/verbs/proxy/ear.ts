import { BROADCAST_MAC } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import { framingFlaw } from '../../kernel/hearing.ts';
import type { HeardFrame } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ETHERTYPE_ARP } from '../../wire/ethernet.ts';
import { type Glance, glance } from '../../wire/glance.ts';
import { holdForCheck } from './checks.ts';
import { judgeRequest } from './judge.ts';
import type { ProxyLane } from './lane.ts';
import { claim } from './owners.ts';
import { hearOther } from './rivals.ts';

const MOST_PROBERS = 1024;

/** Takes in one frame of the lane's link. `scratch` is overwritten. */
export function hear(lane: ProxyLane, frame: HeardFrame, sense: { scratch: Glance; now: Instant }): void {
  const { scratch: arp, now } = sense;
  lane.now = now;
  if (frame.outgoing || !glance(frame.bytes, arp) || arp.etherType !== ETHERTYPE_ARP) return;
  if (lane.ours.has(arp.sha)) return;
  const isQuestion = arp.op === OP_REQUEST;
  const flaw = framingFlaw(arp, frame.bytes, null);
  if (flaw !== null) {
    if (isQuestion) lane.counts[flaw === 'foreign-vlan' ? 'tagged' : 'not-arp']++;
    return;
  }
  if (isQuestion) hearQuestion(lane, arp, now);
  else if (arp.op === OP_REPLY) hearReply(lane, arp, now);
}

function hearQuestion(lane: ProxyLane, arp: Glance, now: Instant): void {
  const { tpa, spa, sha } = arp;
  const reason = judgeRequest(arp, lane.bench, now);
  if (reason === 'answered') {
    if (lane.wishes.delay === 0) lane.reply(tpa, sha, spa);
    else lane.answer(tpa, { mac: sha, ip: spa }, now);
  } else if (reason !== 'checking' || !mayWait(lane, arp, now)) lane.counts[reason]++;
  if (reason === 'owner-lives' || reason === 'other-proxy') lane.want(tpa);
  if (reason === 'probe' && lane.sweep && lane.probers.size < MOST_PROBERS) lane.probers.add(sha);
  // Whoever speaks with an address owns it: ARP is not forwarded, and no proxy asks as those it answers for.
  if (spa !== 0 && lane.isOurs(spa)) claim(lane, { ip: spa, mac: sha, how: 'spoke' }, now);
}

function mayWait(lane: ProxyLane, { tpa, spa, sha }: Glance, now: Instant): boolean {
  if (lane.probers.has(sha)) return false;
  return holdForCheck(lane, tpa, { asker: { mac: sha, ip: spa }, now });
}

function hearReply(lane: ProxyLane, arp: Glance, now: Instant): void {
  const { spa: ip, sha: mac, dst, tpa } = arp;
  if (mac === 0 || mac === BROADCAST_MAC || !lane.isOurs(ip)) return;
  const toUs = dst === lane.bench.macs.nic;
  if (ip === tpa) claim(lane, { ip, mac, how: 'spoke' }, now);
  else if (toUs && tpa === 0) claim(lane, { ip, mac, how: 'answered-probe' }, now);
  else hearOther(lane, { ip, mac }, now);
}
