import { BROADCAST_MAC } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import type { CrossQuestion } from '../../asking/cross.ts';
import { packetFrame } from '../../asking/packet-frame.ts';
import type { PingSession } from './session.ts';

const MOST_MET = 8;

/** One step: asks what is due, and says when there is more to do. */
export function advance(session: PingSession, now: Instant): Instant {
  const { wishes } = session;
  if (session.down || (wishes.until === 'first' && session.replies > 0)) session.phase = 'done';
  if (session.phase === 'done') return now;
  if (now < session.blockedUntil) return session.blockedUntil;
  if (session.phase === 'asking') askNext(session, now);
  if (wishes.until !== 'first' && wishes.examine) askMore(session, now);
  const nextAt = examinationAt(session, now);
  if (session.phase === 'asking') {
    const askAt = Math.max(session.nextAskAt, session.pacer.nextAt);
    return Math.min(askAt, nextAt ?? askAt);
  }
  const endAt = lastAnswerAt(session, now);
  if (now < endAt) return Math.min(endAt, nextAt ?? endAt);
  if (nextAt === undefined && !(wishes.examine && (meetOthers(session) || askAsOurselves(session))))
    session.phase = 'done';
  return nextAt ?? now;
}

/** True when somebody is asked who was heard before and answered nothing here: two that answer in turns, or one at a time. */
function meetOthers({ wishes, book, own, examination }: PingSession): boolean {
  const unheard = (wishes.known ?? []).filter((mac) => !book.find(wishes.target, mac));
  let asked = false;
  for (const mac of unheard.slice(0, MOST_MET)) if (examination.meet(mac, own !== null)) asked = true;
  return asked;
}

/** An answer to a probe says who has it, and not that we would be answered (net/ipv4/arp.c arp_process: arp_filter and rp_filter). */
function askAsOurselves({ wishes, book, own, examination }: PingSession): boolean {
  const [alone, ...others] = book.answersFor(wishes.target);
  if (wishes.reach !== true || own === null || alone === undefined || others.length > 0) return false;
  return alone.zero > 0 && alone.own === 0 && examination.askAsOurselves(alone.mac);
}

function askNext(session: PingSession, now: Instant): void {
  const { wishes, questions, frames } = session;
  const answered = wishes.until === 'answered' && session.replies > 0;
  if (answered || questions.asked >= wishes.count) {
    session.phase = 'waiting';
    return;
  }
  if (session.firstAskAt !== undefined && now < session.nextAskAt) return;
  if (session.pacer.allowed(now) === 0) return;
  tellUnanswered(session);
  const { form, destination } = session;
  frames.clear();
  frames.add(wishes.target, form === 'own' ? (session.own ?? 0) : 0, { vlan: wishes.vlan, dst: destination });
  const sent = session.transmit(now);
  if (sent.sent === 0) return;
  const unicast = destination !== BROADCAST_MAC;
  questions.add({ form, unicast, between: [sent.firstAt, sent.lastAt] });
  if (unicast) session.unicast++;
  if (form === 'zero') session.probes++;
  session.firstAskAt ??= now;
  session.lastAskAt = now;
  // From moment to moment as planned, so that late timers do not add up; after a long sleep it starts anew.
  const planned = (session.nextAskAt === 0 ? now : session.nextAskAt) + wishes.interval;
  session.nextAskAt = planned < now ? now + wishes.interval : planned;
  if (questions.asked >= wishes.count) session.phase = 'waiting';
}

/** The last question goes unanswered, as far as is known now. */
export function tellUnanswered(session: PingSession): void {
  const { last } = session.questions;
  if (last === undefined || last.answeredBy.size > 0 || session.toldUnanswered === last.number) return;
  session.toldUnanswered = last.number;
  session.events.push({ type: 'unanswered', question: last.number });
}

/** The questions of the examination; each goes to one MAC, and none before the pace allows it. */
function askMore(session: PingSession, now: Instant): void {
  const { examination, frames, field, pacer } = session;
  examination.consider();
  const allowed = Math.min(pacer.allowed(now), frames.capacity);
  const questions = allowed > 0 && !session.down ? examination.questions(now, allowed) : [];
  const asking = questions.filter(({ packet }) => packet === null);
  if (asking.length > 0) {
    frames.clear();
    for (const { ip, mac, form } of asking) {
      const source = form === 'own' ? (session.own ?? 0) : 0;
      frames.add(ip, source, { vlan: field.vlan, dst: mac });
    }
    const sent = session.transmit(now);
    for (const question of asking.slice(0, sent.sent)) examination.cross.sent(question, now, sent.firstAt);
    if (sent.sent < asking.length) return;
  }
  for (const question of questions)
    if (question.packet !== null && !askPacket(session, question, now)) return;
}

/** An echo or the like, one at a time: they are few. False: it did not leave. */
function askPacket(session: PingSession, question: CrossQuestion, now: Instant): boolean {
  const { link, field, examination, wishes } = session;
  const between = { from: link.facts.mac, to: question.mac, vlan: field.vlan };
  const frame = packetFrame(between, question.packet ?? new Uint8Array(0));
  const sent = session.transmit(now, frame);
  if (sent.sent === 0) return false;
  examination.cross.sent(question, now, sent.firstAt);
  // The filter of a link hears answers alone.
  if (wishes.capture === true)
    session.keep(frame.bytes, { at: sent.firstAt, wireLength: frame.size, outgoing: true });
  return true;
}

/** When the examination goes on, at the pace allowed. */
function examinationAt({ wishes, examination, pacer }: PingSession, now: Instant): Instant | undefined {
  const nextAt = wishes.examine ? examination.nextAt(now) : undefined;
  return nextAt === undefined ? undefined : Math.max(nextAt, pacer.nextAt);
}

/** When the last possible answer to the last question is in: at once when everybody known has answered it, and nobody new can come. */
function lastAnswerAt(session: PingSession, now: Instant): Instant {
  const { questions, book, patience, wishes } = session;
  const { last } = questions;
  const known = book.answersFor(wishes.target);
  // Somebody answers for others, perhaps, and who does so takes its time.
  if (wishes.examine && known.some(({ zero }) => zero === 0))
    return session.lastAskAt + patience.lastWait(false, 1, true);
  if (last && known.length > 0 && known.every(({ mac }) => last.answeredBy.has(mac))) {
    if (last.unicast) return now;
    return (session.firstAskAt ?? now) + patience.lastWait(false, 1);
  }
  return session.lastAskAt + patience.lastWait(known.length === 0, 1);
}
