import { BROADCAST_MAC, isMulticastMac, type Mac, readMac } from '../../base/mac.ts';
import type { HeardFrame } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { decodeEthernet, ETHERTYPE_ARP, ETHERTYPE_IPV4 } from '../../wire/ethernet.ts';
import { type Glance, glance } from '../../wire/glance.ts';
import { decodeIcmpEcho } from '../../wire/icmp-echo.ts';
import { decodeRefusal } from '../../wire/udp-probe.ts';
import type { Pair } from './peers.ts';
import type { Session } from './session.ts';

/** Takes in one frame of the session's link. `scratch` is overwritten. */
export function hear(session: Session, frame: HeardFrame, scratch: Glance): void {
  const { wishes } = session;
  if (glance(frame.bytes, scratch)) {
    if (scratch.etherType !== ETHERTYPE_ARP || scratch.tags > 1) return;
    if ((scratch.vid <= 0 ? null : scratch.vid) !== wishes.vlan) return;
    if (wishes.frames) keep(session, frame);
    hearArp(session, scratch, frame.at);
  } else if (wishes.verify) hearAnswer(session, frame);
}

function keep(session: Session, { bytes, wireLength, at }: HeardFrame): void {
  session.events.push(session.frameEvent(bytes.slice(), { outgoing: false, at, wireLength }));
}

function hearArp(session: Session, arp: Glance, at: number): void {
  if (session.ours.has(arp.sha)) return;
  const { addresses } = session.wishes;
  if (arp.spa !== 0 && addresses.has(arp.spa)) hearRival(session, arp);
  const peer = session.peerAt.get(arp.spa);
  if (peer === undefined || arp.op > OP_REPLY) return;
  const { mac } = session.link.facts;
  if (arp.op === OP_REPLY && arp.tha === mac) peer.mac ??= arp.sha;
  const pair = session.pairOf(arp.tpa, peer);
  if (pair === undefined) return;
  session.fresh.add(pair);
  if (arp.op === OP_REPLY) pair.told ||= arp.tha === mac;
  // A question by unicast goes where the table says.
  else if (arp.op === OP_REQUEST && arp.dst === mac) {
    pair.prove('asked-us', at);
  } else if (!isMulticastMac(arp.dst)) pair.overhear(arp.dst);
}

function hearRival(session: Session, { spa, sha }: Glance): void {
  const known = session.rivals.get(spa) ?? new Map();
  session.rivals.set(spa, known);
  if (known.has(sha)) return;
  const refused = session.phase === 'look' && !session.wishes.takeover;
  const rival = { ip: spa, mac: sha, refused };
  known.set(sha, rival);
  if (refused) session.refused.add(spa);
  session.events.push({ type: 'rival', rival });
}

/** An answer to an echo or datagram of ours: from whom, to which of our addresses, and to which MAC. */
function hearAnswer(session: Session, frame: HeardFrame): void {
  const answer = answerIn(session, frame);
  if (answer === undefined) return;
  if (session.wishes.frames) keep(session, frame);
  const peer = session.peerAt.get(answer.from);
  if (peer === undefined) return;
  const dst = readMac(frame.bytes, 0);
  const toUs = dst === session.link.facts.mac;
  if (answer.to === peer.own && toUs) peer.ownTrials.answer();
  const pair = session.pairOf(answer.to, peer);
  if (pair === undefined) return;
  session.fresh.add(pair);
  if (toUs) believe(pair, answer.by, frame.at);
  else if (dst !== BROADCAST_MAC && !session.ours.has(dst)) pair.overhear(dst);
}

/** A frame that came in on another NIC of ours, which has this MAC: what the peer sends there is not sent to the link. */
export function hearBeside(session: Session, frame: HeardFrame, mac: Mac): void {
  if (frame.bytes.length < 14 || readMac(frame.bytes, 0) !== mac) return;
  const answer = answerIn(session, frame);
  const peer = answer && session.peerAt.get(answer.from);
  if (answer === undefined || peer === undefined) return;
  if (answer.to === peer.own) peer.ownTrials.answer();
  const pair = session.pairOf(answer.to, peer);
  if (pair === undefined) return;
  session.fresh.add(pair);
  pair.overhear(mac, true);
}

function believe(pair: Pair, by: 'echo-answered' | 'datagram-refused', at: number): void {
  pair.trials.answer();
  pair.prove(by, at);
}

interface Answer {
  readonly from: number;
  readonly to: number;
  readonly by: 'echo-answered' | 'datagram-refused';
}

function answerIn({ wishes, id }: Session, { bytes }: HeardFrame): Answer | undefined {
  const ethernet = decodeEthernet(bytes);
  if (!ethernet.ok || ethernet.value.etherType !== ETHERTYPE_IPV4) return undefined;
  const { tags, payloadAt } = ethernet.value;
  if (tags.length > 1 || (tags[0]?.vid || null) !== wishes.vlan) return undefined;
  const packet = bytes.subarray(payloadAt);
  const echo = decodeIcmpEcho(packet);
  if (echo.ok && echo.value) {
    const { kind, src, dst } = echo.value;
    return kind === 'reply' && echo.value.id === id ? { from: src, to: dst, by: 'echo-answered' } : undefined;
  }
  const refusal = decodeRefusal(packet);
  if (!refusal.ok || refusal.value === undefined) return undefined;
  const { refused, to } = refusal.value;
  if (refused.srcPort !== (id | 0x8000) || refused.src !== to) return undefined;
  return { from: refused.dst, to, by: 'datagram-refused' };
}
