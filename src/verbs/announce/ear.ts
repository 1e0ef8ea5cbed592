import { isMulticastMac, type Mac, readMac } from '../../base/mac.ts';
import type { HeardFrame } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { decodeEthernet, ETHERTYPE_ARP, ETHERTYPE_IPV4 } from '../../wire/ethernet.ts';
import { type Glance, glance } from '../../wire/glance.ts';
import { decodeIcmpEcho } from '../../wire/icmp-echo.ts';
import { isRole } from '../../inventory/virtual.ts';
import { decodeRefusal } from '../../wire/udp-probe.ts';
import type { PeerQuestion } from './asked.ts';
import type { PeerPair } from './peers.ts';
import type { AnnounceSession } from './session.ts';

/** Takes in one frame of the session's link. `scratch` is overwritten. */
export function hear(session: AnnounceSession, frame: HeardFrame, scratch: Glance): void {
  const { wishes } = session;
  if (glance(frame.bytes, scratch)) {
    if (scratch.etherType !== ETHERTYPE_ARP || scratch.tags > 1) return;
    if ((scratch.vid <= 0 ? null : scratch.vid) !== wishes.vlan) return;
    if (wishes.frames) keep(session, frame);
    hearArp(session, scratch);
  } else if (wishes.verify) hearAnswer(session, frame);
}

function keep(session: AnnounceSession, { bytes, wireLength, at }: HeardFrame): void {
  session.events.push(session.frameEvent(bytes.slice(), { outgoing: false, at, wireLength }));
}

function hearArp(session: AnnounceSession, arp: Glance): void {
  if (session.ours.has(arp.sha)) return;
  const { addresses } = session.wishes;
  if (arp.spa !== 0 && addresses.has(arp.spa)) hearRival(session, arp);
  const peer = session.peerAt.get(arp.spa);
  if (peer === undefined || arp.op > OP_REPLY) return;
  const { mac } = session.link.facts;
  const toUs = arp.op === OP_REPLY && arp.tha === mac;
  if (toUs && !isMulticastMac(arp.sha) && arp.sha !== 0) {
    const { contested } = peer;
    peer.claim(arp.sha);
    if (peer.contested && !contested)
      for (const pair of session.pairs) if (pair.peer === peer) session.fresh.add(pair);
  }
  const pair = session.pairOf(arp.tpa, peer);
  // Whoever else says it has not seen the peer's table.
  if (pair === undefined || arp.sha !== peer.mac || arp.src !== peer.mac) return;
  session.fresh.add(pair);
  if (arp.op === OP_REPLY) pair.told ||= toUs;
  // A question by unicast goes where the table says.
  if (arp.op === OP_REQUEST && !isMulticastMac(arp.dst)) pair.hint = { to: arp.dst, us: arp.dst === mac };
}

/** More machines that say they have one address are one that makes them up; the first ones are told of. */
const MOST_RIVALS = 16;

function hearRival(session: AnnounceSession, { spa, sha }: Glance): void {
  const known = session.rivals.get(spa) ?? new Map();
  session.rivals.set(spa, known);
  if (known.has(sha) || known.size >= MOST_RIVALS) return;
  const refused = session.phase === 'look' && !session.wishes.takeover;
  const rival = { ip: spa, mac: sha, refused };
  known.set(sha, rival);
  if (refused) session.refused.add(spa);
  session.events.push({ type: 'rival', rival });
}

/** An answer to an echo or datagram of ours: by whom, to which of our addresses, and to which MAC. */
function hearAnswer(session: AnnounceSession, frame: HeardFrame): void {
  const question = questionIn(session, frame);
  if (question === undefined) return;
  if (session.wishes.frames) keep(session, frame);
  const dst = readMac(frame.bytes, 0);
  const toUs = dst === session.link.facts.mac;
  if (!toUs && (isMulticastMac(dst) || session.ours.has(dst))) return;
  const pair = answerTo(session, { question, src: readMac(frame.bytes, 6), toUs });
  if (pair === undefined) return;
  if (!toUs) pair.overhear(dst);
  else {
    session.answeredAt = session.now;
    pair.trials.answer();
    pair.prove(question.by, frame.at, session.now);
  }
}

/** A frame that came in on another NIC of ours, which has this MAC: what the peer sends there is not sent to the link. */
export function hearBeside(session: AnnounceSession, frame: HeardFrame, mac: Mac): void {
  if (frame.bytes.length < 14 || readMac(frame.bytes, 0) !== mac) return;
  const question = questionIn(session, frame);
  if (question === undefined) return;
  answerTo(session, { question, src: readMac(frame.bytes, 6), toUs: true })?.overhear(mac, true);
}

/** The pair of which the answer shows something; undefined: it shows nothing, or what it shows is noted. */
function answerTo(
  session: AnnounceSession,
  answer: { readonly question: PeerQuestion; readonly src: Mac; readonly toUs: boolean },
): PeerPair | undefined {
  const { question, src, toUs } = answer;
  const { peer, answers } = question;
  const isFirst = answers.length === 0;
  if (answers.length < 2) answers.push(src);
  if (question.src === peer.own && isFirst && toUs && isHis(src, question.to)) peer.ownTrials.answer();
  const pair = session.pairOf(question.src, peer);
  if (pair === undefined || question.after !== (session.phase !== 'look')) return undefined;
  session.fresh.add(pair);
  if (isFirst && isHis(src, question.to)) return pair;
  if (isFirst) pair.foreign = src;
  else pair.doubted = true;
  session.answeredAt = session.now;
  return undefined;
}

/**
 * Whoever has a role may send from the MAC of its card: keepalived does unless its links are made otherwise, and NLB hides
 * the cluster's MAC on purpose. Only what was sent to the MAC of the role could be answered so.
 */
function isHis(src: Mac, asked: Mac): boolean {
  return src === asked || (isRole(asked) && !isMulticastMac(src));
}

/** The question of ours that the frame answers: as it was asked, and untouched. */
function questionIn(session: AnnounceSession, { bytes }: HeardFrame): PeerQuestion | undefined {
  const ethernet = decodeEthernet(bytes);
  if (!ethernet.ok || ethernet.value.etherType !== ETHERTYPE_IPV4) return undefined;
  const { tags, payloadAt } = ethernet.value;
  if (tags.length > 1 || (tags[0]?.vid || null) !== session.wishes.vlan) return undefined;
  const packet = bytes.subarray(payloadAt);
  const { asked } = session;
  const echo = decodeIcmpEcho(packet);
  if (echo.ok && echo.value) {
    if (echo.value.kind !== 'reply') return undefined;
    const question = asked.echoed(echo.value);
    if (question === undefined && echo.value.id === asked.id && session.peerAt.has(echo.value.src))
      session.forged++;
    return question;
  }
  const refusal = decodeRefusal(packet);
  return refusal.ok && refusal.value ? asked.refused(refusal.value) : undefined;
}
