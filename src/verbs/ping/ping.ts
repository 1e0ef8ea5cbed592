import { UsageFault } from '../../base/fault.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import type { Signal } from '../../base/signal.ts';
import type { Instant } from '../../base/time.ts';
import type { Dice } from '../../base/dice.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import type { HeardFrame } from '../../ports/link.ts';
import { newGlance } from '../../wire/glance.ts';
import { namesByMac } from '../../asking/targets/interfaces.ts';
import type { Station } from '../../inventory/station.ts';
import { hintsOf } from '../../asking/hints.ts';
import { judge } from '../../asking/judge.ts';
import type { Judgement } from '../../inventory/judge.ts';
import type { Evidence } from '../../inventory/verdict.ts';
import { ownTableOf } from '../../asking/own-table.ts';
import { type Wires, wiresFor } from '../../asking/wires.ts';
import { advance, tellUnanswered } from './asker.ts';
import { hear } from './ear.ts';
import type { PingEvent, PingReport } from './events.ts';
import type { PingOptions } from './options.ts';
import { PingSession } from './session.ts';

export interface PingHands {
  readonly host: Host;
  readonly clock: Clock;
  /** The rates of the wires, where other questions leave by them too. */
  readonly wires?: Wires;
  /** Left out: hosts are told apart by ARP alone, which may take many more questions. */
  readonly dice?: Dice;
}

/** Ctrl-C is noticed within this time. */
const LONGEST_NAP = 100;
/** The first question leaves this long after the start, at most. */
const TIMER_SLACK = 5;

/**
 * Asks for one address again and again and tells every answer with its round trip, by the kernel's stamps of both
 * frames. Asks by broadcast unless told otherwise: a question by unicast hides a second owner. Never claims an address
 * that is not ours: a foreign `source` without `force` throws UsageFault. Ends with a report also when the link goes
 * down or `signal` fires; else only opening a link throws (SystemFault).
 */
export async function* ping(
  hands: PingHands,
  wishes: PingOptions,
  signal?: Signal,
): AsyncGenerator<PingEvent, PingReport> {
  const { host, clock, dice } = hands;
  const interfaces = host.interfaces();
  refuseForeignSource(interfaces, wishes);
  const ours = namesByMac(interfaces);
  const link = host.openLink(wishes.facts, { outgoing: true, quiet: true, hears: 'arp+echo' });
  try {
    const hints = hintsOf(host, link.facts.name);
    const pacer = wiresFor(hands, wishes.rate).pacerFor(wishes.facts);
    const ownTable = ownTableOf(host, wishes.facts);
    const session = new PingSession(link, wishes, { ours, hints, pacer, ownTable, dice });
    const startedAt = clock.now();
    const source = wishes.source ?? 0;
    yield { type: 'asking', source, interface: link.facts.name };
    const endAt = wishes.deadline === null ? Number.POSITIVE_INFINITY : startedAt + wishes.deadline;
    const stopped = (): boolean => signal?.aborted ?? false;
    yield* run(session, clock, { endAt, stopped });
    tellUnanswered(session);
    tellMore(session, clock.now(), true);
    yield* session.events.splice(0);
    const stations = stationsOf(session, stopped());
    for (const station of stations) yield { type: 'station', station };
    yield* notesOf(session);
    return reportOf(session, { stations, seconds: (clock.now() - startedAt) / 1000, interrupted: stopped() });
  } finally {
    link.close();
  }
}

/** Throws UsageFault: a question with an address of somebody else as its sender would claim it. */
export function refuseForeignSource(
  interfaces: readonly InterfaceFacts[],
  wishes: Pick<PingOptions, 'source' | 'force' | 'vlan'>,
): void {
  const { source, force, vlan } = wishes;
  if (source === null || source === 0 || force) return;
  const owner = interfaces.find(({ addresses }) => addresses.some(({ ip }) => ip === source));
  if (owner === undefined)
    throw new UsageFault(
      'source',
      `${formatIpv4(source)} is no address of this machine, and a question with it would claim it in the tables of others`,
      'leave it out, or add --force',
    );
  if (vlan !== null)
    throw new UsageFault(
      'source',
      `${formatIpv4(source)} is ours on ${owner.name}, but in VLAN ${vlan} it may be somebody else's`,
      'leave it out, or add --force',
    );
}

async function* run(
  session: PingSession,
  clock: Clock,
  until: { readonly endAt: Instant; readonly stopped: () => boolean },
): AsyncGenerator<PingEvent, void> {
  const scratch = newGlance();
  while (!until.stopped()) {
    session.now = clock.now();
    const drained = session.link.drain((frame) => {
      const isMeant = hear(session, frame, scratch);
      if (session.wishes.capture === true && isMeant) keepFrame(session, frame);
    });
    if (drained.kind === 'down') session.down = drained.why;
    const before = clock.now();
    const last = session.wishes.askAtDeadline === true && session.nextAskAt <= until.endAt + TIMER_SLACK;
    const at = before >= until.endAt && last ? Math.max(before, session.nextAskAt) : before;
    const wakeAt = before < until.endAt || last ? advance(session, at) : before;
    tellMore(session, before, false);
    yield* session.events.splice(0);
    const now = clock.now();
    if (session.phase === 'done' || now >= until.endAt) return;
    await clock.wait(Math.min(wakeAt, until.endAt, now + LONGEST_NAP), [session.link]);
  }
}

function tellMore({ gate, events }: PingSession, now: Instant, atEnd: boolean): void {
  const replies = gate.take(now, atEnd);
  if (replies > 0) events.push({ type: 'more', replies });
}

function keepFrame(session: PingSession, { bytes, at, wireLength, outgoing }: HeardFrame): void {
  session.keep(bytes.slice(), { at, wireLength, outgoing });
}

function stationsOf(session: PingSession, stopped: boolean): readonly Station[] {
  const { book, field, wishes, ours, ownTable, link, examination } = session;
  const ended = session.phase === 'done' && !session.down;
  const twins = { ...examination.twins, ownTable, cut: wishes.examine && (stopped || !ended) };
  return book.answersFor(wishes.target).map((heard) => ({
    ip: heard.ip,
    mac: heard.mac,
    interface: link.facts.name,
    vlan: field.vlan,
    rttMs: heard.rttMs,
    tries: heard.tries,
    late: heard.late,
    macs: book.macsFor(heard.ip),
    ...withReach(judge(twins, heard, ours), heard.own === 0 && examination.isProbesOnly(heard.mac)),
  }));
}

function withReach(judgement: Judgement, probesOnly: boolean): Judgement {
  return probesOnly ? { ...judgement, why: [...judgement.why, PROBES_ONLY] } : judgement;
}

const PROBES_ONLY: Evidence = {
  code: 'probes-only',
  text: 'answers questions with sender 0.0.0.0 alone, and none with our address as sender: nothing we send to the address arrives (arp_filter, rp_filter or a firewall there)',
};

function* notesOf({ link, down }: PingSession): Generator<PingEvent> {
  const { name } = link.facts;
  if (down) yield { type: 'note', code: 'link-lost', text: `${name}: ${down.sentence}` };
  const { dropped } = link.counters();
  if (dropped === 0) return;
  const text = `${name}: the kernel dropped ${dropped} frames before they could be read; answers may be missing`;
  yield { type: 'note', code: 'drops', text };
}

function reportOf(
  session: PingSession,
  end: Pick<PingReport, 'stations' | 'seconds' | 'interrupted'>,
): PingReport {
  const { questions, unicast, answered, replies, late, repeated, others, rtts, link, down } = session;
  const answerers = session.book.answersFor(session.wishes.target);
  const deaf = answerers.length > 0 && answerers.every(({ zero }) => zero === 0);
  return {
    asked: questions.asked,
    unanswerable: deaf ? session.probes : 0,
    sent: session.sent,
    unicast,
    answered,
    replies,
    late,
    repeated,
    others,
    rtt: rtts.spread,
    ...end,
    linkLost: down ? `${link.facts.name}: ${down.sentence}` : null,
    drops: link.counters().dropped,
  };
}
