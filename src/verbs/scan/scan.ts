import type { Mac } from '../../base/mac.ts';
import type { Signal } from '../../base/signal.ts';
import type { Instant } from '../../base/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';
import { newGlance } from '../../wire/glance.ts';
import { namesByMac } from '../../asking/targets/interfaces.ts';
import { type Wires, wiresFor } from '../../asking/wires.ts';
import { afterPass, askMore, lossEvidence } from './asker.ts';
import type { Book } from '../../asking/book.ts';
import { conclude, proxyRanges, tellAll, tellReady } from './conclude.ts';
import { hear } from './ear.ts';
import type { AskingHands } from '../../asking/hands.ts';
import type { ScanEvent, ScanReport } from './events.ts';
import type { Field } from '../../asking/field.ts';
import { hintsOf } from '../../asking/hints.ts';
import { ownTableOf } from '../../asking/own-table.ts';
import { Lane } from './lane.ts';
import { estimateLoss, estimateMissed, type LossEvidence } from './loss.ts';
import { type ScanInterface, type ScanOptions, USUAL_TRIES } from './options.ts';
import { planScan } from './plan.ts';
import { evidenceFor } from '../../asking/evidence.ts';

/** A word on how it goes, so often. */
const PROGRESS_EVERY = 200;
/** Ctrl-C is noticed within this time. */
const LONGEST_NAP = 100;

/**
 * Asks who has the targets and judges who answers. Never claims an address that is not ours: questions carry 0.0.0.0
 * (RFC 5227 2.1.1) or an address of the interface they leave by. Ends with a report also when a link goes down or
 * `signal` fires; only opening a link throws (SystemFault).
 */
export async function* scan(
  hands: AskingHands,
  wishes: ScanOptions,
  signal?: Signal,
): AsyncGenerator<ScanEvent, ScanReport> {
  const startedAt = hands.clock.now();
  const plan = planScan(wishes);
  const lanes: Lane[] = [];
  if (wishes.dryRun) {
    yield plan;
    return reportOf(lanes, { startedAt, now: startedAt, interrupted: false });
  }
  try {
    const ours = namesByMac(hands.host.interfaces());
    const wires = wiresFor(hands, wishes.rate);
    for (const one of wishes.interfaces) lanes.push(openLane(hands, one, { wishes, ours, wires }));
    // Nothing is promised before it is known that it can be done.
    yield plan;
    const stopped = (): boolean => signal?.aborted ?? false;
    yield* run(lanes, hands.clock, { wishes, stopped });
    noticeLostCarrier(lanes, hands.host);
    for (const lane of lanes) {
      if (lane.phase !== 'done') tellAll(lane);
      yield* takeEvents(lane);
    }
    yield* notesOf(lanes);
    return reportOf(lanes, { startedAt, now: hands.clock.now(), interrupted: stopped() });
  } finally {
    for (const lane of lanes) lane.link.close();
  }
}

function openLane(
  hands: AskingHands,
  one: ScanInterface,
  context: {
    readonly wishes: ScanOptions;
    readonly ours: ReadonlyMap<Mac, string>;
    readonly wires: Wires;
  },
): Lane {
  const { wishes, ours, wires } = context;
  const asked = one.targets.size * Math.max(1, one.vlans.length);
  const link = hands.host.openLink(one.facts, {
    outgoing: wishes.capture ?? false,
    hears: 'arp+echo',
  });
  const vlans: readonly (number | null)[] = one.vlans.length > 0 ? one.vlans : [null];
  const fields = vlans.map(
    (vlan, at): Field => ({ link: link.facts, vlan, targets: one.targets, offset: at * one.targets.size }),
  );
  return new Lane(link, fields, {
    rate: wishes.rate,
    pacer: wires.pacerFor(one.facts),
    tries: wishes.tries,
    patience: wishes.patience,
    capture: wishes.capture ?? false,
    start: hands.dice(),
    ours,
    evidence: wishes.evidence ?? evidenceFor(asked, wishes.rate),
    hints: hintsOf(hands.host, link.facts.name),
    dice: hands.dice,
    ownTable: ownTableOf(hands.host, one.facts),
  });
}

async function* run(
  lanes: readonly Lane[],
  clock: Clock,
  context: { readonly wishes: ScanOptions; readonly stopped: () => boolean },
): AsyncGenerator<ScanEvent, void> {
  const scratch = newGlance();
  let progressAt = clock.now() + PROGRESS_EVERY;
  let first = 0;
  while (!context.stopped()) {
    // Lanes of one wire share its rate: who has just sent is the last in the next turn.
    for (const lane of startingAt(lanes, first)) {
      const { sent } = lane;
      listen(lane, scratch);
      if (lane.phase !== 'done') advance(lane, clock.now());
      if (lane.sent > sent) first = lanes.indexOf(lane) + 1;
      for (const event of takeEvents(lane)) {
        yield event;
        if (event.type === 'station' && context.wishes.until?.(event.station.ip, event.station.mac)) return;
      }
    }
    const busy = lanes.filter((lane) => lane.phase !== 'done');
    if (busy.length === 0) return;
    const now = clock.now();
    if (now >= progressAt) {
      yield progressOf(lanes, context.wishes.rate);
      progressAt = now + PROGRESS_EVERY;
    }
    const wakeAt = Math.min(...busy.map((lane) => lane.wakeAt), now + LONGEST_NAP);
    await clock.wait(
      wakeAt,
      busy.map((lane) => lane.link),
    );
  }
}

function startingAt(lanes: readonly Lane[], first: number): readonly Lane[] {
  const at = first % lanes.length;
  return at === 0 ? lanes : [...lanes.slice(at), ...lanes.slice(0, at)];
}

function listen(lane: Lane, scratch: ReturnType<typeof newGlance>): void {
  if (lane.down) return;
  const drained = lane.link.drain((frame) => hear(lane, frame, scratch));
  if (drained.kind === 'down') lane.down = drained.why;
}

/** One step of the lane's life: ask, settle, wait, conclude. */
export function advance(lane: Lane, now: Instant): void {
  if (lane.down) {
    tellAll(lane);
    lane.phase = 'done';
    return;
  }
  tellReady(lane);
  if (lane.phase === 'settling') afterPass(lane, now);
  if (lane.phase === 'waiting') conclude(lane, now);
  if (lane.phase === 'done') return;
  const planned = lane.wakeAt;
  const crossAt = lane.cross.nextAt(now);
  const busy =
    lane.phase === 'asking' || lane.againTodo.length > 0 || (crossAt !== undefined && crossAt <= now);
  if (busy) askMore(lane, now);
  else lane.wakeAt = Math.min(planned, crossAt ?? planned);
}

/** A pulled cable is not told to a packet socket: the kernel swallows what is sent, and nobody answers any more. */
function noticeLostCarrier(lanes: readonly Lane[], host: Host): void {
  const interfaces = host.interfaces();
  for (const lane of lanes) {
    const { name, index } = lane.link.facts;
    const now = interfaces.find((one) => one.index === index);
    if (lane.down || now?.carrier) continue;
    lane.down = { code: 'ENOLINK', sentence: `${name} lost its carrier (the cable, or the switch)` };
  }
}

function* takeEvents(lane: Lane): Generator<ScanEvent> {
  yield* lane.events.splice(0);
}

function progressOf(lanes: readonly Lane[], rate: number): ScanEvent {
  let [sent, left, answered, pass] = [0, 0, 0, 0];
  for (const { walk, wishes, heardAddresses, sent: laneSent } of lanes) {
    const tries = Math.max(walk.passes.length, wishes.tries ?? USUAL_TRIES);
    const progress = walk.passes.at(-1)?.progress ?? 0;
    sent += laneSent;
    answered += heardAddresses;
    pass = Math.max(pass, walk.passes.length);
    left += walk.size - progress + (tries - walk.passes.length) * (walk.size - heardAddresses);
  }
  const wires = new Set(lanes.map(({ pacer }) => pacer)).size;
  const secondsLeft = Number.isFinite(rate) ? left / wires / rate : 0;
  return { type: 'progress', sent, toSend: sent + left, answered, pass, secondsLeft };
}

function* notesOf(lanes: readonly Lane[]): Generator<ScanEvent> {
  for (const lane of lanes) {
    const { name } = lane.link.facts;
    if (lane.down) {
      yield { type: 'note', code: 'link-lost', text: `${lane.down.sentence}: the scan is partial` };
    }
    const { dropped } = lane.link.counters();
    if (dropped > 0) {
      const text = `${name}: the kernel dropped ${dropped} frames before they could be read; answers may be missing`;
      yield { type: 'note', code: 'drops', text };
    }
    for (const book of lane.books.values()) {
      const words = leftOutWords(book);
      if (words !== undefined) yield { type: 'note', code: 'bound', text: `${name}: ${words}` };
    }
    if (lane.untold > 0) {
      const text = `${name}: it ended early, and ${lane.untold} more that answered are not told one by one`;
      yield { type: 'note', code: 'bound', text };
    }
    if (lane.ownAddresses.size === 0) {
      const text = `${name} has no IPv4 address: only questions with sender 0.0.0.0 were sent, and hosts that ignore those stay unseen`;
      yield { type: 'note', code: 'zero-sender-only', text };
    }
  }
}

/** What strangers make us remember has a bound, and what was left out is said. */
function leftOutWords({ leftOut, uncounted }: Book): string | undefined {
  if (leftOut === 0 && uncounted === 0) return undefined;
  const more = uncounted === 0 ? '' : `, and ${uncounted} answers not even that`;
  return `more MACs answered than are kept of one address or in all: ${leftOut} of them are counted only${more}`;
}

function reportOf(
  lanes: readonly Lane[],
  context: { readonly startedAt: Instant; readonly now: Instant; readonly interrupted: boolean },
): ScanReport {
  const total: { -readonly [K in keyof LossEvidence]: number } = {
    again: 0,
    recaptured: 0,
    heard: 0,
    tries: 99,
  };
  let stations = 0;
  let missed: number | null = null;
  for (const lane of lanes) {
    const evidence = lossEvidence(lane);
    total.again += evidence.again;
    total.recaptured += evidence.recaptured;
    const one = estimateMissed(evidence);
    if (one !== null) missed = (missed ?? 0) + one;
    for (const book of lane.books.values()) stations += book.stations;
  }
  const sum = (pick: (lane: Lane) => number): number => lanes.reduce((all, lane) => all + pick(lane), 0);
  const lost = lanes.find((lane) => lane.down);
  return {
    asked: sum((lane) => Math.min(lane.walk.wanted, lane.walk.passes[0]?.progress ?? 0)),
    answered: sum((lane) => lane.heardAddresses),
    stations,
    sent: sum((lane) => lane.sent),
    evidence: sum((lane) => lane.cross.sentPackets),
    lossEstimate: estimateLoss(total),
    missedEstimate: missed,
    seconds: (context.now - context.startedAt) / 1000,
    interrupted: context.interrupted,
    linkLost: lost?.down?.sentence ?? null,
    drops: sum((lane) => lane.link.counters().dropped),
    late: sum((lane) => lane.late),
    others: sum((lane) => lane.others),
    ranges: lanes.flatMap(proxyRanges),
  };
}
