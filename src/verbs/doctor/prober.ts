import { between, type Dice } from '../../base/dice.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../../base/mac.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Signal } from '../../base/signal.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Link, LinkDown } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../../wire/arp-frame.ts';
import { ETHERTYPE_ARP } from '../../wire/ethernet.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import type { Pacer } from '../../asking/pacer.ts';
import type { Probe } from './questions.ts';

/** A probe and the MACs that answered it. */
export interface Probed {
  readonly probe: Probe;
  readonly macs: ReadonlySet<Mac>;
}

/** A probe, and by what it is put. */
export interface Puttable {
  readonly probe: Probe;
  readonly link: Link;
  /** That of the wire: links that share it wait for each other. */
  readonly pacer: Pacer;
}

interface Asking extends Puttable {
  readonly macs: Set<Mac>;
  asked: number;
  nextAt: Instant;
}

/** RFC 5227 1.1 asks three times as well. */
export const TRIES = 3;
const BETWEEN_TRIES: Millis = 300;
const LAST_WAIT: Millis = 500;
/** For a proxy of Linux, which waits up to 0.8 s (net/ipv4/arp.c arp_process, proxy_delay). */
const PROXY_WAIT: Millis = 1000;
const LONGEST_NAP: Millis = 100;
/** Of answerers that are told apart; more are one machine that makes them up. */
const MOST_MACS = 16;

/**
 * Puts every question three times, first with sender 0.0.0.0, which no table remembers and no proxy answers; one that
 * stays unanswered and has an own address for it, with that one from then on. Ends early when `signal` fires.
 */
export async function ask(
  probes: readonly Puttable[],
  hands: { readonly clock: Clock; readonly dice: Dice },
  signal?: Signal,
): Promise<{
  readonly probed: readonly Probed[];
  readonly lost: ReadonlyMap<Link, LinkDown>;
  readonly sent: number;
}> {
  const { clock, dice } = hands;
  const start = clock.now();
  const asking = probes.map(
    (one): Asking => ({ ...one, macs: new Set(), asked: 0, nextAt: start + between(dice, 0, 20) }),
  );
  let sent = 0;
  const ears = earsOf(asking);
  const lost = new Map<Link, LinkDown>();
  const end = (): Instant => Math.max(start, ...asking.map(endOf));
  while (!(signal?.aborted ?? false)) {
    const now = clock.now();
    for (const [link, ear] of ears) {
      const down = lost.has(link) ? undefined : listen(link, ear);
      if (down) lost.set(link, down);
    }
    for (const one of asking) {
      if (lost.has(one.link)) one.asked = TRIES;
      else if (one.asked < TRIES && one.nextAt <= now) sent += put(one, now);
    }
    const due = asking
      .filter(({ asked }) => asked < TRIES)
      .map(({ nextAt, pacer }) => Math.max(nextAt, pacer.nextAt));
    const until = due.length > 0 ? Math.min(...due) : end();
    if (due.length === 0 && now >= until) break;
    // A dead link would wake us at once, again and again.
    const alive = [...ears.keys()].filter((link) => !lost.has(link));
    await clock.wait(Math.min(until, now + LONGEST_NAP), alive);
  }
  return { probed: asking.map(({ probe, macs }) => ({ probe, macs })), lost, sent };
}

function endOf({ nextAt, probe, macs }: Asking): Instant {
  const wait = macs.size === 0 && probe.own !== null ? PROXY_WAIT : LAST_WAIT;
  return nextAt + wait - BETWEEN_TRIES;
}

type Ear = ReadonlyMap<Ipv4, readonly Asking[]>;

function earsOf(asking: readonly Asking[]): ReadonlyMap<Link, Ear> {
  const ears = new Map<Link, Map<Ipv4, Asking[]>>();
  for (const one of asking) {
    const ear = ears.get(one.link) ?? new Map<Ipv4, Asking[]>();
    ears.set(one.link, ear);
    ear.set(one.probe.ip, [...(ear.get(one.probe.ip) ?? []), one]);
  }
  return ears;
}

function listen(link: Link, ear: Ear): LinkDown | undefined {
  const heard = newGlance();
  const drained = link.drain((frame) => {
    if (frame.outgoing || !glance(frame.bytes, heard)) return;
    if (heard.etherType !== ETHERTYPE_ARP || heard.op !== OP_REPLY || heard.tags > 0) return;
    if (heard.sha === link.facts.mac || heard.tha !== link.facts.mac) return;
    for (const one of ear.get(heard.spa) ?? []) if (one.macs.size < MOST_MACS) one.macs.add(heard.sha);
  });
  return drained.kind === 'down' ? drained.why : undefined;
}

/** How many left: when the rate or a full queue lets none, it is put later. */
function put(one: Asking, now: Instant): number {
  const { probe, link, pacer } = one;
  if (pacer.allowed(now) === 0) return 0;
  const { mac } = link.facts;
  const bytes = new Uint8Array(ARP_FRAME_SIZE);
  // Our own address only where it is true, and only to those that were silent until now.
  const silent = one.asked > 0 && one.macs.size === 0;
  const spa = silent && probe.own !== null ? probe.own : 0;
  writeArpFrame(bytes, 0, {
    dst: BROADCAST_MAC,
    src: mac,
    op: OP_REQUEST,
    sha: mac,
    spa,
    tha: ZERO_MAC,
    tpa: probe.ip,
  });
  const { sent } = link.send({ bytes, size: ARP_FRAME_SIZE, count: 1 });
  pacer.left(1);
  if (sent === 0) {
    one.nextAt = now + 1;
    return 0;
  }
  one.asked++;
  one.nextAt = now + BETWEEN_TRIES;
  return sent;
}
