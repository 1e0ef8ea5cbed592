import type { Instant } from '../../base/time.ts';
import type { AnnounceSession } from './session.ts';

/** Calls of a step; between two steps the link is listened to. */
const BATCHES = 4;

/** `items` things to say, of which `write` says one: a frame in `session.frames`, or nothing. */
export interface Pass {
  readonly items: number;
  readonly write: (at: number) => void;
}

/** Sends what the pace allows. The pass is done when it returns null; else the moment to go on. */
export function sendPass(session: AnnounceSession, { items, write }: Pass, now: Instant): Instant | null {
  const { frames, pacer } = session;
  const places: number[] = [];
  for (let batches = 0; session.cursor < items; batches++) {
    if (batches === BATCHES) return now;
    const allowed = Math.min(pacer.allowed(now), frames.capacity);
    if (allowed === 0) return pacer.nextAt;
    frames.clear();
    places.length = 0;
    let at = session.cursor;
    for (; at < items && frames.count < allowed; at++) {
      places[frames.count] = at;
      write(at);
    }
    if (frames.count === 0) {
      session.cursor = at;
      break;
    }
    const { count } = frames;
    const { sent, firstAt, down } = session.transmit(frames.batch(), now);
    if (session.phase !== 'look' && sent > 0) {
      session.announcedAt ??= firstAt;
      session.told += sent;
    }
    session.cursor = sent < count ? places[sent]! : at;
    if (down) return now;
    if (sent < count) return session.blockedUntil;
  }
  session.pass++;
  session.cursor = 0;
  return null;
}
