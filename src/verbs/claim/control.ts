import { type Dice } from '../../base/dice.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import { contains, prefixOf, subnetOf } from '../../base/prefix.ts';
import type { Signal } from '../../base/signal.ts';
import type { Millis } from '../../base/time.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Link } from '../../ports/link.ts';
import { OP_REPLY } from '../../wire/arp.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { hostsOfSubnet } from '../../base/targets.ts';
import type { AskingHands } from '../../asking/hands.ts';
import { wiresFor } from '../../asking/wires.ts';
import { answersForAll as answeredForAll, CONTROLS } from '../../inventory/proxy.ts';
import type { ClaimEvidence } from './events.ts';
import { Outbox } from './outbox.ts';

export interface Suspect {
  readonly facts: InterfaceFacts;
  readonly vlan: number | null;
  /** The address it answered for. */
  readonly ip: Ipv4;
  readonly mac: Mac;
  /** The sender of the questions it answers: 0.0.0.0, or our own. */
  readonly sender: Ipv4;
  /** Told how many packets left, when it is over. */
  readonly onSent?: (packets: number) => void;
}

/** Asked by unicast a proxy answers at once (net/ipv4/arp.c arp_process delays broadcasts alone). */
const PATIENCE: Millis = 150;
const TRIES = 2;
/** Packets it takes at most. */
export const MOST_CONTROLS = CONTROLS * TRIES;
const RING_BYTES = 256 * 1024;

/**
 * Whether a MAC that answers for an address also answers for others picked by chance, which nobody is known to have:
 * then its answer proves no ownership. It alone is asked. Undefined when it does not, or when there are too few to ask.
 */
export async function answersForAll(
  hands: AskingHands,
  suspect: Suspect,
  signal: Signal,
): Promise<ClaimEvidence | undefined> {
  const controls = pick(hands.dice, suspect);
  if (controls.length < CONTROLS) {
    suspect.onSent?.(0);
    return undefined;
  }
  const link = hands.host.openLink(suspect.facts, { ringBytes: RING_BYTES });
  try {
    const { answered, sent } = await askAll(link, hands, { suspect, controls, signal });
    suspect.onSent?.(sent);
    if (answered.size < CONTROLS) return undefined;
    return answeredForAll(suspect.mac, controls);
  } finally {
    link.close();
  }
}

async function askAll(
  link: Link,
  hands: AskingHands,
  asking: { readonly suspect: Suspect; readonly controls: readonly Ipv4[]; readonly signal: Signal },
): Promise<{ readonly answered: ReadonlySet<Ipv4>; readonly sent: number }> {
  const { suspect, controls, signal } = asking;
  const { clock } = hands;
  const { facts, vlan, mac, sender } = suspect;
  const outbox = new Outbox(link.facts.mac, vlan, wiresFor(hands).pacerFor(facts));
  const answered = new Set<Ipv4>();
  const arp = newGlance();
  for (let nth = 0; nth < TRIES && answered.size < controls.length; nth++) {
    for (const ip of controls) if (!answered.has(ip)) outbox.ask(ip, sender, mac);
    let until = Number.POSITIVE_INFINITY;
    for (let now = clock.now(); now < until && answered.size < controls.length; now = clock.now()) {
      const waiting = outbox.size;
      if (signal.aborted || outbox.flush(link, now)) return { answered, sent: outbox.sent };
      if (waiting > 0 && outbox.size === 0) until = now + PATIENCE;
      await clock.wait(Math.min(until, outbox.size > 0 ? outbox.blockedUntil : until), [link]);
      const drained = link.drain(({ bytes }) => {
        if (!glance(bytes, arp) || arp.op !== OP_REPLY || arp.sha !== mac) return;
        const sameTag = (arp.vid <= 0 ? null : arp.vid) === vlan && arp.tags < 2;
        if (sameTag && arp.tpa === sender && controls.includes(arp.spa)) answered.add(arp.spa);
      });
      if (drained.kind === 'down') return { answered, sent: outbox.sent };
    }
  }
  return { answered, sent: outbox.sent };
}

/** Hosts of the subnet of the target (of a /24 at most), none of them ours. */
function pick(dice: Dice, { facts, ip }: Suspect): readonly Ipv4[] {
  const near = facts.addresses.find((one) => one.prefixLength < 32 && contains(subnetOf(one), ip));
  const { first, last } = hostsOfSubnet(prefixOf(ip, Math.max(24, near?.prefixLength ?? 24)));
  const left: Ipv4[] = [];
  for (let one = first; one <= last; one++)
    if (one !== ip && !facts.addresses.some((own) => own.ip === one)) left.push(one);
  const picked: Ipv4[] = [];
  while (picked.length < CONTROLS && left.length > 0)
    picked.push(...left.splice(Math.floor(dice() * left.length), 1));
  return picked;
}
