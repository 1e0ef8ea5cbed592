import { BROADCAST_MAC } from '../../base/mac.ts';
import type { HeardFrame } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ETHERTYPE_ARP } from '../../wire/ethernet.ts';
import { type Glance, glance } from '../../wire/glance.ts';
import { type BookEntry, firstAnswer, MOST_KEPT } from '../../asking/book.ts';
import type { Form } from '../../asking/ledger.ts';
import type { PingSession } from './session.ts';

/** Takes in one frame of the session's link. `scratch` is overwritten. False: it is no ARP, and no answer to a packet of ours. */
export function hear(session: PingSession, frame: HeardFrame, scratch: Glance): boolean {
  if (!glance(frame.bytes, scratch)) return !frame.outgoing && session.examination.hearPacket(frame.bytes);
  hearArp(session, frame, scratch);
  return true;
}

function hearArp(session: PingSession, frame: HeardFrame, scratch: Glance): void {
  if (scratch.etherType !== ETHERTYPE_ARP) return;
  if (scratch.tags > 1 || (scratch.vid <= 0 ? null : scratch.vid) !== session.field.vlan) return;
  session.frameLength = frame.wireLength;
  if (frame.outgoing) hearOwn(session, scratch, frame.at);
  else if (scratch.op === OP_REPLY && scratch.sha !== session.link.facts.mac)
    hearReply(session, scratch, frame.at);
}

function hearOwn(session: PingSession, arp: Glance, at: number): void {
  if (arp.op !== OP_REQUEST || arp.tpa !== session.wishes.target) return;
  if (arp.sha !== session.link.facts.mac) return;
  const form = formOf(session, arp.spa);
  if (form) session.questions.stamp(form, at);
}

function formOf(session: PingSession, spa: number): Form | undefined {
  if (spa === 0) return 'zero';
  return spa === session.own ? 'own' : undefined;
}

function hearReply(session: PingSession, arp: Glance, at: number): void {
  const { mac } = session.link.facts;
  // farpd tells everybody, and names nobody as the target.
  const named = arp.tha === mac || arp.tha === BROADCAST_MAC;
  const toUs = arp.dst === mac || (arp.dst === BROADCAST_MAC && named);
  const form = toUs ? formOf(session, arp.tpa) : undefined;
  if (arp.spa !== session.wishes.target) {
    if (form) hearElsewhere(session, arp, form);
  } else if (form) hearAnswer(session, arp, { form, at });
  else if (arp.spa !== arp.tpa) hearOther(session, arp);
}

function hearOther(session: PingSession, arp: Glance): void {
  session.others++;
  if (session.gate.passes(session.now)) session.events.push({ type: 'other', mac: arp.sha, to: arp.tpa });
}

/** An answer about another address: one the examination asked for. */
function hearElsewhere(session: PingSession, arp: Glance, form: Form): void {
  const { examination, field, book } = session;
  const question = examination.cross.hear(field, arp.sha, { ip: arp.spa, form });
  if (!question) return;
  const known = book.find(arp.spa, arp.sha);
  const byBroadcast = arp.dst === BROADCAST_MAC;
  if (known) book.count(known, form, byBroadcast);
  else book.add(heardOf(session, arp, { form, rttMs: 0, late: false }));
}

function hearAnswer(session: PingSession, arp: Glance, { form, at }: { form: Form; at: number }): void {
  // The first answer is the only one, also when a second waits in the same ring.
  if (session.wishes.until === 'first' && session.replies > 0) return;
  const { questions, examination, field, book, patience } = session;
  const byBroadcast = arp.dst === BROADCAST_MAC;
  const asked = examination.cross.hear(field, arp.sha, { ip: arp.spa, form });
  if (asked) {
    if (book.find(arp.spa, arp.sha)) session.count(arp.sha, form, byBroadcast);
    else {
      const heard = heardOf(session, arp, { form, rttMs: Math.max(0, at - asked.leftAt), late: false });
      if (book.add(heard)) examination.heard(heard);
    }
    return;
  }
  if (book.answersFor(arp.spa).length >= MOST_KEPT && !book.find(arp.spa, arp.sha)) {
    // Nobody has so many: they are counted, and nothing is kept of them.
    book.add(heardOf(session, arp, { form, rttMs: 0, late: false }));
    session.replies++;
    session.gate.keepBack(session.now);
    return;
  }
  const cause = questions.causeOf(arp.sha, form, at);
  if (cause === undefined) {
    hearOther(session, arp);
    return;
  }
  const { question, rttMs, certain, repeated } = cause;
  const late = question !== questions.last;
  session.replies++;
  if (repeated) session.repeated++;
  else {
    if (late) session.late++;
    patience.learn(rttMs);
    session.lastAnswerer = arp.sha;
    if (question.answeredBy.size === 1) {
      session.answered++;
      session.rtts.add(rttMs);
    }
  }
  if (book.find(arp.spa, arp.sha)) session.count(arp.sha, form, byBroadcast);
  else {
    const heard = heardOf(session, arp, { form, rttMs, late });
    if (book.add(heard)) examination.heard(heard);
  }
  const how = question.unicast ? 'unicast' : 'broadcast';
  const { number } = question;
  const told = {
    mac: arp.sha,
    question: number,
    rttMs,
    late,
    certain,
    repeated,
    form,
    asked: how,
    byBroadcast,
    length: session.frameLength,
    at,
  } as const;
  if (!repeated || session.gate.passes(session.now)) session.events.push({ type: 'reply', reply: told });
}

function heardOf(
  { field, questions }: PingSession,
  arp: Glance,
  how: { readonly form: Form; readonly rttMs: number; readonly late: boolean },
): BookEntry {
  return firstAnswer(arp, { field, tries: questions.asked, ...how });
}
