import type { Ipv4 } from '../../base/ipv4.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { packetFrame } from '../../asking/packet-frame.ts';
import { FIRST_GAP, LONGEST_GAP } from './gaps.ts';
import { asksIn, LOOK_TIME } from './plan.ts';
import { ANSWER_WAIT, type PeerPair, type Peer, type Trials } from './peers.ts';
import type { AnnounceSession } from './session.ts';

/** So many echoes without an answer, and datagrams are sent beside them. */
const SILENT = 2;
/** Our own address is asked with at most so often, however many addresses are proven. */
const OWN_GAP: Millis = 10;

/** The pair is asked now, and until it answers, as often as was told before (plan.ts). */
export function heat(session: AnnounceSession, pair: PeerPair, now: Instant): void {
  pair.dueAt = now;
  pair.gap = FIRST_GAP;
  pair.askedBefore = pair.trials.asked;
  pair.asksLeft = asksIn(session.phase === 'look' ? LOOK_TIME : session.wishes.interval);
  session.hot.add(pair);
}

/** Asks every pair whose time has come, and says when the next one is due. */
export function askPeers(session: AnnounceSession, now: Instant): Instant {
  let nextAt = Number.POSITIVE_INFINITY;
  for (const pair of session.hot) {
    if (session.down || now < session.blockedUntil) return session.blockedUntil;
    if (pair.answered || session.refused.has(pair.ip)) {
      session.hot.delete(pair);
      continue;
    }
    const dueAt = pair.dueAt ?? now;
    if (now >= dueAt && session.pacer.allowed(now) === 0) return Math.min(nextAt, session.pacer.nextAt);
    if (now >= dueAt) askPair(session, pair, now);
    // By then it can be judged.
    const judgedAt = pair.trials.askedAt + ANSWER_WAIT;
    nextAt = Math.min(nextAt, pair.dueAt ?? now, now < judgedAt ? judgedAt : nextAt);
  }
  return nextAt;
}

function askPair(session: AnnounceSession, pair: PeerPair, now: Instant): void {
  const { peer } = pair;
  if (peer.mac !== null) pair.asksLeft--;
  pair.dueAt = pair.asksLeft > 0 ? now + pair.gap : Number.POSITIVE_INFINITY;
  pair.gap = Math.min(LONGEST_GAP, pair.gap * 2);
  if (peer.mac === null) return;
  const { own, ownTrials } = peer;
  if (pair.trials.unanswered >= SILENT && (own === null || ownTrials.answered === 0)) peer.datagrams = true;
  const asksOwn = own !== null && now >= ownTrials.askedAt + OWN_GAP;
  ask(session, { peer, src: pair.ip, trials: pair.trials }, now);
  if (asksOwn) ask(session, { peer, src: own, trials: ownTrials }, now);
}

/** One question, in both kinds to a peer that answered no echo. */
function ask(
  session: AnnounceSession,
  { peer, src, trials }: { readonly peer: Peer; readonly src: Ipv4; readonly trials: Trials },
  now: Instant,
): void {
  const { link, wishes, asked } = session;
  const ends = { from: link.facts.mac, to: peer.mac ?? 0, vlan: wishes.vlan };
  const wanted = { peer, src, to: ends.to, after: session.phase !== 'look' };
  const sent = session.transmit(packetFrame(ends, asked.echo(wanted)), now);
  if (peer.datagrams) session.transmit(packetFrame(ends, asked.datagram(wanted)), now);
  if (sent.sent > 0) trials.ask(now);
}
