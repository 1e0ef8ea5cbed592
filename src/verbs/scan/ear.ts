import { BROADCAST_MAC } from '../../base/mac.ts';
import type { Millis } from '../../base/time.ts';
import type { HeardFrame } from '../../ports/link.ts';
import { ETHERTYPE_ARP } from '../../wire/ethernet.ts';
import { type Glance, glance, newGlance } from '../../wire/glance.ts';
import { around } from './around.ts';
import { attribute } from './attribution.ts';
import { type Book, countAnswer, type Heard } from './book.ts';
import type { Field } from './field.ts';
import { proxyEvidence } from './judge.ts';
import type { Lane } from './lane.ts';
import type { Form } from './ledger.ts';
import { differ, formFor, othersOf } from './same-host.ts';

const REPLY = 2;
/** A MAC that answers for more addresses is tested with so many of them. */
const TESTED_OF_ONE_MAC = 16;
/** A network full of twins is not searched for each of them. */
const MOST_ASKED = 8192;

/** Takes in one frame of the lane's link. `scratch` is overwritten. */
export function hear(lane: Lane, frame: HeardFrame, scratch: Glance = newGlance()): void {
  if (lane.wishes.capture) {
    const { at, wireLength, outgoing } = frame;
    const bytes = frame.bytes.slice();
    lane.events.push({ type: 'frame', interface: lane.link.facts.name, at, bytes, wireLength, outgoing });
  }
  if (frame.outgoing || !glance(frame.bytes, scratch)) return;
  if (scratch.etherType !== ETHERTYPE_ARP || scratch.op !== REPLY) return;
  const { mac } = lane.link.facts;
  if (scratch.sha === mac) return;
  const field = lane.fieldOf(scratch.vid, scratch.tags);
  if (field === undefined) return;
  // farpd tells everybody, and names nobody as the target.
  const named = scratch.tha === mac || scratch.tha === BROADCAST_MAC;
  const toUs = scratch.dst === mac || (scratch.dst === BROADCAST_MAC && named);
  const form = toUs ? formOf(lane, scratch.tpa) : undefined;
  if (form === undefined) {
    if (scratch.spa !== scratch.tpa) lane.others++;
    return;
  }
  hearAnswer(lane, scratch, { field, form, at: frame.at });
}

function formOf(lane: Lane, tpa: number): Form | undefined {
  if (tpa === 0) return 'zero';
  return lane.ownAddresses.has(tpa) ? 'own' : undefined;
}

function hearAnswer(
  lane: Lane,
  arp: Glance,
  context: { readonly field: Field; readonly form: Form; readonly at: number },
): void {
  const { field, form, at } = context;
  const position = lane.walk.positionOf(field, arp.spa);
  const question = lane.cross.hear(field, arp.sha, { ip: arp.spa, form });
  if (position < 0) {
    // Asked about only to compare two MACs: it is no station of this scan.
    if (question === undefined) lane.others++;
    return;
  }
  const book = lane.book(field);
  const known = book.find(arp.spa, arp.sha);
  if (known) {
    countAnswer(known, form, arp.dst === BROADCAST_MAC);
    for (const again of lane.again) if (again.heard === known && at >= again.askedAt) again.answered = true;
    return;
  }
  const network = { lossy: (lane.loss ?? 0) > 0, usual: lane.patience.slowest };
  const cause =
    attribute(lane.walk.passes, { position, form, at }, network) ??
    (question && {
      rttMs: Math.max(0, at - question.leftAt),
      tries: question.tries,
      late: false,
      certain: false,
    });
  if (cause === undefined) {
    lane.others++;
    return;
  }
  if (cause.certain) lane.patience.learn(cause.rttMs);
  if (cause.late) lane.late++;
  const heard: Heard = {
    field,
    ip: arp.spa,
    mac: arp.sha,
    rttMs: cause.rttMs,
    tries: cause.tries,
    late: cause.late,
    from: arp.src,
    zero: 0,
    own: 0,
    byBroadcast: false,
    silentToProbe: false,
    told: '',
  };
  countAnswer(heard, form, arp.dst === BROADCAST_MAC);
  if (lane.walk.answered.add(position) && field.targets.has(arp.spa)) lane.heardAddresses++;
  book.add(heard);
  lane.untold.add(heard);
  examine(lane, book, heard);
}

/** Asks what must be known before a verdict: twins for each other's addresses, and who answers no probe for a probe. */
export function examine(lane: Pick<Lane, 'cross' | 'patience'>, book: Book, heard: Heard): void {
  const { field, ip, mac } = heard;
  const rivals = book.answersFor(ip);
  if (heard.zero === 0 && !testedEnough(book, heard)) {
    lane.cross.ask({ field, mac, ip, form: 'zero', patience: patienceFor(lane, heard) });
  }
  if (rivals.length < 2) return;
  const twins = { field, book, cross: lane.cross };
  for (const one of rivals) {
    for (const other of rivals) {
      if (one.mac === other.mac) continue;
      for (const address of othersOf(twins, { mac: one.mac, twin: other.mac }, ip)) {
        const form = formFor(book, one.mac);
        lane.cross.ask({ field, mac: one.mac, ip: address, form, patience: patienceFor(lane, one) });
      }
    }
  }
}

/**
 * Twins that differ in nothing so far are asked by unicast for the addresses around that the scan does not ask for: a
 * scan of one address, or of the addresses that servers share, shall tell one host with two NICs from several hosts.
 */
export function searchAround(lane: Pick<Lane, 'cross' | 'patience'>, book: Book, heard: Heard): void {
  const { field, ip } = heard;
  const twins = { field, book, cross: lane.cross };
  const rivals = book.answersFor(ip).filter((rival) => proxyEvidence(twins, rival) === undefined);
  const known = rivals.some(({ mac }) => rivals.some((rival) => differ(twins, { mac, twin: rival.mac }, ip)));
  if (rivals.length < 2 || known || lane.cross.size > MOST_ASKED) return;
  const addresses = around(field.link, ip).filter((other) => !field.targets.has(other));
  for (const other of addresses) {
    for (const rival of rivals) {
      const form = formFor(book, rival.mac);
      lane.cross.ask({ field, mac: rival.mac, ip: other, form, patience: patienceFor(lane, rival), most: 1 });
    }
  }
}

function testedEnough(book: Book, heard: Heard): boolean {
  return book.answersOf(heard.mac).length > TESTED_OF_ONE_MAC;
}

/** A proxy answers a broadcast late and a question by unicast at once, so its round trips say little. */
function patienceFor(lane: Pick<Lane, 'patience'>, heard: Heard): Millis {
  const usual = heard.zero > 0 ? heard.rttMs * 3 : lane.patience.slowest;
  return Math.min(heard.zero > 0 ? 1500 : 200, Math.max(50, usual));
}
