import { BROADCAST_MAC, type Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import { sendPass } from './passes.ts';
import { LOOK_WAIT, LOOKS, SECOND_LOOK } from './plan.ts';
import { askPeers, heat } from './questions.ts';
import { type Peer, SECOND_WAIT } from './peers.ts';
import type { AnnounceSession } from './session.ts';

/** One step: says what is due, and when there is more to do. */
export function advance(session: AnnounceSession, now: Instant): Instant {
  if (session.down) session.phase = 'done';
  if (session.phase === 'done') return now;
  if (now < session.blockedUntil) return session.blockedUntil;
  meetPeers(session, now);
  const before = session.phase;
  const wakeAt = STEPS[session.phase](session, now);
  // The next phase begins at once.
  if (session.phase !== before) return advance(session, now);
  if (now < session.blockedUntil) return session.blockedUntil;
  return Math.min(wakeAt, askPeers(session, now));
}

const STEPS = { look, rounds, rest };

function look(session: AnnounceSession, now: Instant): Instant {
  const { wishes, peers, frames, pairs } = session;
  const asked = wishes.check ? wishes.addresses.size : 0;
  if (asked === 0 && !wishes.before) {
    beginRounds(session, now);
    return now;
  }
  if (session.pass < LOOKS) {
    if (session.cursor === 0) {
      if (now < session.nextRoundAt) return session.nextRoundAt;
      session.nextRoundAt = now + SECOND_LOOK;
    }
    const write = (at: number): void => {
      const peer = peers[at - asked];
      if (at < asked) frames.ask(wishes.addresses.at(at), 0);
      // Also when somebody said it already, unasked: he need not be the only one.
      else if (peer !== undefined && !peer.named && (session.pass === 0 || peer.mac === null))
        frames.ask(peer.ip, session.pass === 0 ? 0 : (peer.own ?? 0));
    };
    const goOnAt = sendPass(session, { items: asked + peers.length, write }, now);
    if (goOnAt !== null) return goOnAt;
    if (session.pass === LOOKS) session.phaseEndsAt = now + LOOK_WAIT;
  }
  const { phaseEndsAt } = session;
  const nothingToAsk = asked === 0 && (peers.length === 0 || pairs.every((pair) => pair.settled(now)));
  if (nothingToAsk || (phaseEndsAt !== null && now >= phaseEndsAt)) {
    turnPages(session, now);
    return now;
  }
  return phaseEndsAt ?? session.nextRoundAt;
}

/** Whose MAC became known is asked where he sends. */
function meetPeers(session: AnnounceSession, now: Instant): void {
  const fresh = session.peers.filter(({ mac, met }) => mac !== null && !met);
  if (fresh.length === 0) return;
  for (const peer of fresh) peer.met = true;
  for (const pair of session.pairs) if (fresh.includes(pair.peer)) heat(session, pair, now);
}

/** What was found until now is how it was before. */
function turnPages(session: AnnounceSession, now: Instant): void {
  const { wishes, refused } = session;
  // Nothing will be said: what was found is the last word.
  if (wishes.count === 0) {
    session.phase = 'done';
    return;
  }
  for (const pair of session.pairs) {
    if (refused.has(pair.ip)) continue;
    const proof = session.proofOf(pair, now);
    if (wishes.before) session.events.push({ type: 'before', proof });
    pair.turnPage(wishes.before ? proof.belief : null);
  }
  beginRounds(session, now);
}

function beginRounds(session: AnnounceSession, now: Instant): void {
  const { wishes, refused } = session;
  session.hot.clear();
  session.phase = refused.size === wishes.addresses.size ? 'done' : 'rounds';
  session.pass = 0;
  session.cursor = 0;
  session.nextRoundAt = now;
}

function rounds(session: AnnounceSession, now: Instant): Instant {
  const { wishes, peers, frames, refused, pairs } = session;
  if (now < session.nextRoundAt) return session.nextRoundAt;
  const { forms } = wishes;
  const each = forms.length + peers.length;
  session.announcedSince ??= now;
  if (session.cursor === 0) session.roundBegan = now;
  const write = (at: number): void => {
    const nth = Math.floor(at / each);
    const ip = wishes.addresses.at(nth);
    if (refused.has(ip)) return;
    const form = forms[at % each];
    if (form !== undefined) {
      frames.announce(ip, form);
      return;
    }
    const who = (at % each) - forms.length;
    const peer = peers[who]!;
    // Whoever was not looked for is asked for by all who claim to be him.
    const unsought = session.rounds === 0 && nth === 0 && !peer.named && !wishes.check && !wishes.before;
    frames.ask(peer.ip, ip, unsought ? BROADCAST_MAC : macToTell(peer));
    const pair = pairs[nth * peers.length + who];
    if (pair) heat(session, pair, now);
  };
  const goOnAt = sendPass(session, { items: wishes.addresses.size * each, write }, now);
  if (goOnAt !== null) return goOnAt;
  session.rounds++;
  session.events.push({ type: 'round', number: session.rounds, frames: session.told });
  session.nextRoundAt = Math.max(now, session.roundBegan + wishes.interval);
  if (session.pass >= wishes.count) session.phase = 'rest';
  return session.nextRoundAt;
}

function macToTell({ mac, contested }: Peer): Mac {
  return mac === null || contested ? BROADCAST_MAC : mac;
}

/** Those who do not believe it are told again, until they do or patience is over. */
function rest(session: AnnounceSession, now: Instant): Instant {
  const { wishes, pairs, frames, refused } = session;
  const refreshAt = wishes.refresh === null ? null : session.roundBegan + wishes.refresh;
  if (refreshAt !== null && now >= refreshAt) {
    session.phase = 'rounds';
    session.pass = wishes.count - 1;
    session.cursor = 0;
    session.nextRoundAt = now;
    return now;
  }
  const open = pairs.filter((pair) => !refused.has(pair.ip) && !pair.decided(now));
  // Until then somebody else may answer what was answered last.
  const quietAt = session.answeredAt + SECOND_WAIT;
  const over = now >= (session.announcedSince ?? now) + wishes.patience;
  if (refreshAt === null && (over || (open.length === 0 && session.hot.size === 0))) {
    if (now < quietAt) return quietAt;
    session.phase = 'done';
    return now;
  }
  const endAt = refreshAt ?? (session.announcedSince ?? now) + wishes.patience;
  if (over || open.length === 0) return session.hot.size > 0 ? now + 1 : endAt;
  if (now < session.nextRoundAt) return Math.min(session.nextRoundAt, endAt);
  const write = (at: number): void => {
    const pair = open[at]!;
    frames.ask(pair.peer.ip, pair.ip, macToTell(pair.peer));
    heat(session, pair, now);
  };
  const goOnAt = sendPass(session, { items: open.length, write }, now);
  if (goOnAt !== null) return goOnAt;
  session.nextRoundAt = now + wishes.interval;
  return Math.min(session.nextRoundAt, endAt);
}
