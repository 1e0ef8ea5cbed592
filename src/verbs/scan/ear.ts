import { BROADCAST_MAC } from '../../base/mac.ts';
import type { HeardFrame } from '../../ports/link.ts';
import { ETHERTYPE_ARP } from '../../wire/ethernet.ts';
import { type Glance, glance, newGlance } from '../../wire/glance.ts';
import { attribute } from '../../asking/attribution.ts';
import { firstAnswer } from '../../asking/book.ts';
import type { Field } from '../../asking/field.ts';
import type { Lane } from './lane.ts';
import type { Form } from '../../asking/ledger.ts';
import { OP_REPLY } from '../../wire/arp.ts';

/** Takes in one frame of the lane's link. `scratch` is overwritten. */
export function hear(lane: Lane, frame: HeardFrame, scratch: Glance = newGlance()): void {
  const isArp = glance(frame.bytes, scratch);
  if (!isArp && (frame.outgoing || !lane.hearPacket(frame.bytes))) return;
  if (lane.wishes.capture) {
    const { at, wireLength, outgoing } = frame;
    lane.keep(frame.bytes.slice(), { at, wireLength, outgoing });
  }
  if (frame.outgoing || !isArp) return;
  if (scratch.etherType !== ETHERTYPE_ARP || scratch.op !== OP_REPLY) return;
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
    const first = known.zero === 0 && form === 'zero';
    book.count(known, form, arp.dst === BROADCAST_MAC);
    if (first) lane.fresh.push(known);
    for (const again of lane.againOf.get(known) ?? []) if (at >= again.askedAt) again.answered = true;
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
  const heard = firstAnswer(arp, { field, form, rttMs: cause.rttMs, tries: cause.tries, late: cause.late });
  if (lane.walk.answered.add(position) && field.targets.has(arp.spa)) lane.heardAddresses++;
  if (!book.add(heard)) return;
  lane.fresh.push(heard);
  lane.inquiry(field).heard(heard);
}
