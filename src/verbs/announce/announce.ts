import type { Dice } from '../../base/dice.ts';
import type { Signal } from '../../base/signal.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';
import type { Link } from '../../ports/link.ts';
import { newGlance } from '../../wire/glance.ts';
import { hear, hearBeside } from './ear.ts';
import type { AnnounceEvent, AnnounceReport } from './events.ts';
import { advance } from './mouth.ts';
import type { AnnounceOptions } from './options.ts';
import { planAnnouncement } from './plan.ts';
import { refuseForeign } from './refusals.ts';
import { AnnounceSession } from './session.ts';
import { openSiblings } from './siblings.ts';

export interface AnnounceHands {
  readonly host: Host;
  readonly clock: Clock;
  readonly dice: Dice;
}

/** Ctrl-C is noticed within this time. */
const LONGEST_NAP: Millis = 100;
/** Every rival may answer for thousands of addresses, and every peer for each of them. */
const RING_BYTES = 4 * 1024 * 1024;
const MANY = 64;

/**
 * Tells everybody, and each of `via` by name, that addresses are here; then proves it: what a peer answers to the announced
 * address must arrive at our NIC. Throws UsageFault for an address that is not ours (without `force`) or that no host
 * can have; leaves alone what somebody else still answers for (without `takeover`). Ends with a report also when the
 * link goes down or `signal` fires; else only opening a link throws (SystemFault).
 */
export async function* announce(
  hands: AnnounceHands,
  wishes: AnnounceOptions,
  signal?: Signal,
): AsyncGenerator<AnnounceEvent, AnnounceReport> {
  const { host, clock, dice } = hands;
  const interfaces = host.interfaces();
  refuseForeign(interfaces, wishes);
  const few = wishes.addresses.size * Math.max(1, wishes.via.length) <= MANY;
  const room = few ? { quiet: true } : { ringBytes: RING_BYTES, prompt: wishes.verify };
  const link = host.openLink(wishes.facts, { ...room, hears: wishes.verify ? 'arp+echo' : 'arp' });
  const siblings = openSiblings(host, wishes, interfaces);
  try {
    const session = new AnnounceSession(link, wishes, {
      ours: new Set(interfaces.map(({ mac }) => mac)),
      dice,
    });
    const startedAt = clock.now();
    const { name, mac } = link.facts;
    const { size } = wishes.addresses;
    const peers = wishes.via.map(({ ip }) => ip);
    yield { type: 'plan', interface: name, mac, addresses: size, peers, plan: planAnnouncement(wishes) };
    yield* run({ session, siblings }, clock, () => signal?.aborted ?? false);
    yield* tellBeliefs(session, clock.now(), true);
    yield* notesOf(session);
    return reportOf(session, clock.now(), { startedAt, interrupted: signal?.aborted ?? false });
  } finally {
    for (const each of [link, ...siblings]) each.close();
  }
}

async function* run(
  { session, siblings }: { readonly session: AnnounceSession; readonly siblings: readonly Link[] },
  clock: Clock,
  stopped: () => boolean,
): AsyncGenerator<AnnounceEvent, void> {
  const scratch = newGlance();
  while (!stopped()) {
    session.now = clock.now();
    const drained = session.link.drain((frame) => hear(session, frame, scratch));
    if (drained.kind === 'down') session.down = drained.why;
    for (const sibling of siblings) sibling.drain((frame) => hearBeside(session, frame, sibling.facts.mac));
    const wakeAt = advance(session, clock.now());
    yield* session.events.splice(0);
    const now = clock.now();
    yield* tellBeliefs(session, now, false);
    if (session.phase === 'done') return;
    if (wakeAt > now || drained.kind === 'quiet')
      await clock.wait(Math.min(wakeAt, now + LONGEST_NAP), [session.link, ...siblings]);
  }
}

/** Beliefs that became known or changed; at the end also that one stayed unknown. */
function* tellBeliefs(session: AnnounceSession, now: Instant, last: boolean): Generator<AnnounceEvent> {
  if (session.announcedAt === null && !last) return;
  for (const pair of last ? session.pairs : session.changed(now)) {
    if (session.refused.has(pair.ip)) continue;
    const proof = session.proofOf(pair, now);
    if (proof.belief === pair.toldBelief || (proof.belief === 'unknown' && !last)) continue;
    pair.toldBelief = proof.belief;
    yield { type: 'proof', proof };
  }
}

function* notesOf({ link, down, forged }: AnnounceSession): Generator<AnnounceEvent> {
  const { name } = link.facts;
  if (down) yield { type: 'note', code: 'link-lost', text: `${name}: ${down.sentence}` };
  if (forged > 0)
    yield {
      type: 'note',
      code: 'forged',
      text: `${name}: answers as from a peer that repeat no question of ours: ${forged}; none was believed`,
    };
  const { dropped } = link.counters();
  if (dropped === 0) return;
  const text = `${name}: the kernel dropped ${dropped} frames before they could be read; answers may be missing`;
  yield { type: 'note', code: 'drops', text };
}

function reportOf(
  session: AnnounceSession,
  now: Instant,
  how: { readonly startedAt: Instant; readonly interrupted: boolean },
): AnnounceReport {
  const { wishes, refused, pairs, link, down, rivals } = session;
  return {
    announced: session.rounds > 0 ? wishes.addresses.size - refused.size : 0,
    refused: refused.size,
    rounds: session.rounds,
    frames: session.told,
    sent: session.sent,
    rivals: [...rivals.values()].flatMap((macs) => [...macs.values()]),
    proofs: pairs.filter(({ ip }) => !refused.has(ip)).map((pair) => session.proofOf(pair, now)),
    announcedAt: session.announcedAt,
    seconds: (now - how.startedAt) / 1000,
    interrupted: how.interrupted,
    linkLost: down ? `${link.facts.name}: ${down.sentence}` : null,
    drops: link.counters().dropped,
  };
}
