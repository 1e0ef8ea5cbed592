import { BROADCAST_MAC } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import type { CrossQuestion } from '../../asking/cross.ts';
import { packetFrame } from '../../asking/packet-frame.ts';
import type { FrameBatch, Sent } from '../../ports/link.ts';
import type { Again } from '../../asking/book.ts';
import { isOwn, sourceFor } from '../../asking/field.ts';
import type { Lane } from './lane.ts';
import type { Form, PassLedger } from '../../asking/ledger.ts';
import { triesFor } from './loss.ts';
import { USUAL_TRIES } from './options.ts';

/** So many positions are looked at in one go, also when none is asked: the rest of the program gets its turn. */
const LOOKED_AT = 65_536;
/** So many known answerers are asked once more, to learn how much gets lost. */
const SAMPLE = 128;

/** Sends what may be sent now and says in `lane.wakeAt` when there is more to do. */
export function askMore(lane: Lane, now: Instant): void {
  if (now < lane.blockedUntil) {
    lane.wakeAt = lane.blockedUntil;
    return;
  }
  const allowed = Math.min(lane.pacer.allowed(now), lane.frames.capacity);
  if (allowed === 0) {
    lane.wakeAt = lane.pacer.nextAt;
    return;
  }
  const left = askCross(lane, now, allowed);
  if (lane.down === undefined && left > 0) askAgain(lane, now, left);
  else lane.wakeAt = lane.pacer.nextAt;
}

function askCross(lane: Lane, now: Instant, allowed: number): number {
  const all = lane.cross.due(now, allowed);
  if (all.length === 0) return allowed;
  const due = all.filter(({ packet }) => packet === null);
  lane.frames.clear();
  for (const question of due) {
    const source = question.form === 'own' ? (sourceFor(question.field, question.ip) ?? 0) : 0;
    lane.frames.add(question.ip, source, { vlan: question.field.vlan, dst: question.mac });
  }
  if (due.length > 0) {
    const sent = transmit(lane, lane.frames.batch(), now);
    for (const question of due.slice(0, sent.sent)) lane.cross.sent(question, now, sent.firstAt);
    if (sent.sent < due.length) return 0;
  }
  return askPackets(lane, now, all) ? allowed - all.length : 0;
}

/** Echoes and the like, one at a time: they are few. False: no more leave now. */
function askPackets(lane: Lane, now: Instant, all: readonly CrossQuestion[]): boolean {
  const { mac } = lane.link.facts;
  for (const question of all) {
    if (question.packet === null) continue;
    const frame = packetFrame({ from: mac, to: question.mac, vlan: question.field.vlan }, question.packet);
    const sent = transmit(lane, frame, now);
    if (sent.sent === 0) return false;
    lane.cross.sent(question, now, sent.firstAt);
    // The filter of a link hears answers alone.
    if (lane.wishes.capture)
      lane.keep(frame.bytes, { at: sent.firstAt, wireLength: frame.size, outgoing: true });
  }
  return true;
}

function askAgain(lane: Lane, now: Instant, allowed: number): void {
  const due = lane.againTodo.slice(0, allowed);
  if (due.length > 0) {
    lane.frames.clear();
    for (const { heard } of due) lane.frames.add(heard.ip, 0, { vlan: heard.field.vlan, dst: BROADCAST_MAC });
    const sent = transmit(lane, lane.frames.batch(), now);
    for (const again of lane.againTodo.splice(0, sent.sent)) {
      again.askedAt = sent.firstAt;
      lane.again.push(again);
      const others = lane.againOf.get(again.heard);
      if (others) others.push(again);
      else lane.againOf.set(again.heard, [again]);
    }
    lane.lastAskAt = now;
    if (sent.sent < due.length) return;
  }
  if (allowed > due.length && lane.phase === 'asking') askWalk(lane, now, allowed - due.length);
  else lane.wakeAt = lane.pacer.nextAt;
}

function askWalk(lane: Lane, now: Instant, allowed: number): void {
  const { walk, frames } = lane;
  const pass = walk.passes.at(-1) ?? walk.startPass('zero');
  const before = walk.passes.at(-2);
  const ripe = now + lane.skew - lane.patience.beforeAgain;
  frames.clear();
  const positions: number[] = [];
  let position = pass.progress;
  const end = Math.min(walk.size, position + LOOKED_AT);
  let unripe: Instant | undefined;
  for (; position < end && frames.count < allowed; position++) {
    const stop = walk.stopAt(position);
    if (!walk.wants(position, stop, pass.number)) continue;
    const earlier = before?.askedAt(position);
    if (earlier !== undefined && earlier > ripe) {
      unripe = now + earlier - ripe;
      break;
    }
    const source = pass.form === 'own' ? (sourceFor(stop.field, stop.ip) ?? 0) : 0;
    frames.add(stop.ip, source, { vlan: stop.field.vlan, dst: BROADCAST_MAC });
    positions.push(position);
  }
  noteSent(lane, pass, { positions, upTo: position, now });
  lane.wakeAt = unripe ?? (lane.pacer.nextAt > now ? lane.pacer.nextAt : now);
  if (pass.progress >= walk.size) lane.phase = 'settling';
}

function noteSent(
  lane: Lane,
  pass: PassLedger,
  asked: { readonly positions: readonly number[]; readonly upTo: number; readonly now: Instant },
): void {
  const { positions, upTo, now } = asked;
  if (positions.length === 0) {
    pass.progress = upTo;
    return;
  }
  const sent = transmit(lane, lane.frames.batch(), now);
  if (sent.sent > 0) {
    pass.note(positions[0]!, positions[sent.sent - 1]!, sent.firstAt, sent.lastAt);
    lane.lastAskAt = now;
  }
  pass.progress = sent.sent === positions.length ? upTo : positions[sent.sent]!;
}

/** A full queue is no fault: what did not leave is offered again a moment later. */
function transmit(lane: Lane, batch: FrameBatch, now: Instant): Sent {
  const sent = lane.link.send(batch);
  lane.sent += sent.sent;
  lane.pacer.left(sent.sent);
  if (sent.sent > 0) lane.skew = sent.lastAt - now;
  if (sent.down) lane.down = sent.down;
  else if (sent.sent < batch.count) lane.blockedUntil = now + 1;
  return sent;
}

/** After a pass: asks the silent ones again when there is a reason, else waits for the last answers. */
export function afterPass(lane: Lane, now: Instant): void {
  const ripeAt = lane.lastAskAt + lane.patience.beforeAgain;
  const first = lane.walk.passes.length === 1;
  const restAt = first && lane.pacer.allowed(now) !== Number.POSITIVE_INFINITY ? lane.lastAskAt : ripeAt;
  if (now < restAt || lane.againTodo.length > 0) {
    lane.wakeAt = Math.max(now, restAt);
    return;
  }
  if (nextForm(lane) === undefined || !lane.silent) {
    lane.phase = 'waiting';
    return;
  }
  lane.walk.startPass(nextForm(lane)!);
  lane.againTodo.push(...sampleAgain(lane));
  lane.phase = 'asking';
  lane.wakeAt = now;
}

/** The sender of the next pass; undefined when the silent ones have been asked often enough. */
function nextForm(lane: Lane): Form | undefined {
  const { passes } = lane.walk;
  const tries = lane.wishes.tries ?? Math.max(USUAL_TRIES, triesFor(lossEvidence(lane)));
  if (passes.length >= tries) return undefined;
  const source = lane.walk.fields.some((field) => sourceFor(field, field.targets.at(0)) !== null);
  return source && passes.length % 2 === 1 ? 'own' : 'zero';
}

export function lossEvidence(lane: Lane): {
  again: number;
  recaptured: number;
  heard: number;
  tries: number;
} {
  const linkNow = lane.lastAskAt + lane.skew + lane.patience.beforeAgain;
  let again = 0;
  let recaptured = 0;
  for (const { heard, askedAt, answered } of lane.again) {
    if (!answered && linkNow - askedAt < heard.rttMs * 2) continue;
    again++;
    if (answered) recaptured++;
  }
  lane.loss = again === 0 ? null : (again - recaptured) / again;
  return { again, recaptured, heard: lane.heardAddresses, tries: lane.walk.passes.length };
}

/** Known answerers, evenly chosen; few of them are asked in several passes. */
function sampleAgain(lane: Lane): Again[] {
  if (lane.again.length >= SAMPLE) return [];
  const known = [...lane.books.values()]
    .flatMap((book) => [...book.byAddress()].map(([, list]) => list[0]!))
    .filter((heard) => heard.zero > 0 && !isOwn(heard.field, heard.ip));
  const step = Math.max(1, known.length / SAMPLE);
  const sample: Again[] = [];
  for (let at = 0; at < known.length && sample.length < SAMPLE; at += step) {
    sample.push({ heard: known[Math.floor(at)]!, askedAt: 0, answered: false });
  }
  return sample;
}
