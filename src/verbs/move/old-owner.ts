import { between, type Dice } from '../../base/dice.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Link } from '../../ports/link.ts';
import { ETHERTYPE_ARP } from '../../wire/ethernet.ts';
import { type Glance, glance, newGlance } from '../../wire/glance.ts';
import { ArpFrames } from '../announce/frames.ts';

/** RFC 5227 2.1.1 asks three times; its waits of seconds are for an address nobody is in a hurry for. */
export const PROBES = 3;
const BETWEEN: readonly [Millis, Millis] = [150, 250];
const LAST_WAIT: Millis = 250;
/** While an owner is waited for: by unicast so often, and everybody once in so many. */
export const WATCH: Millis = 30;
const WATCHES_PER_BROADCAST = 20;
/** So many in a row without an answer: it is gone. */
export const GONE = 3;
const LONGEST_NAP: Millis = 100;
/** Of owners that are told apart; more are one machine that makes them up. */
const MOST_MACS = 16;

/** Who answers for an address, as it is asked for again and again. Moments are the link's. */
export class OldOwner {
  readonly macs = new Set<Mac>();
  lastAnswerAt: Instant | null = null;
  firstSilenceAt: Instant | null = null;
  linkLost: string | null = null;
  /** Questions that left. */
  sent = 0;
  readonly #link: Link;
  readonly #ip: Ipv4;
  readonly #hands: { readonly clock: Clock; readonly dice: Dice };
  readonly #ours: ReadonlySet<Mac>;
  readonly #frames: ArpFrames;
  readonly #scratch: Glance = newGlance();

  constructor(
    link: Link,
    ip: Ipv4,
    known: {
      readonly hands: { readonly clock: Clock; readonly dice: Dice };
      readonly ours: ReadonlySet<Mac>;
    },
  ) {
    this.#link = link;
    this.#ip = ip;
    this.#hands = known.hands;
    this.#ours = known.ours;
    this.#frames = new ArpFrames(link.facts.mac, null, 1);
  }

  /** Three probes; ends at the first answer. */
  async look(stopped: () => boolean): Promise<void> {
    const { clock, dice } = this.#hands;
    for (let probe = 0; probe < PROBES && !stopped() && this.#hopeless(); probe++) {
      this.#ask(BROADCAST_MAC);
      const wait = probe + 1 < PROBES ? between(dice, ...BETWEEN) : LAST_WAIT;
      await this.#listen(clock.now() + wait, () => stopped() || this.macs.size > 0);
    }
  }

  /** True when it fell silent before `until`; the verb's clock. */
  async waitForSilence(until: Instant, stopped: () => boolean): Promise<boolean> {
    const { clock } = this.#hands;
    let unanswered = 0;
    for (let nth = 0; unanswered < GONE; nth++) {
      if (stopped() || clock.now() >= until || this.linkLost !== null) return false;
      const heardAt = this.lastAnswerAt;
      // Towards the end everybody is asked: another one may have taken it over.
      const alone = this.macs.size === 1 && unanswered === 0 && nth % WATCHES_PER_BROADCAST !== 0;
      const askedAt = this.#ask(alone ? [...this.macs][0]! : BROADCAST_MAC);
      await this.#listen(clock.now() + WATCH, stopped);
      if (this.lastAnswerAt !== heardAt) {
        unanswered = 0;
        this.firstSilenceAt = null;
      } else {
        unanswered++;
        this.firstSilenceAt ??= askedAt;
      }
    }
    return true;
  }

  #hopeless(): boolean {
    return this.macs.size === 0 && this.linkLost === null;
  }

  #ask(dst: Mac): Instant {
    this.#frames.clear();
    this.#frames.ask(this.#ip, 0, dst);
    const sent = this.#link.send(this.#frames.batch());
    this.sent += sent.sent;
    if (sent.down) this.linkLost = `${this.#link.facts.name}: ${sent.down.sentence}`;
    if (this.macs.size === 0) this.firstSilenceAt ??= sent.firstAt;
    return sent.firstAt;
  }

  async #listen(until: Instant, enough: () => boolean): Promise<void> {
    const { clock } = this.#hands;
    for (;;) {
      const drained = this.#link.drain(({ bytes, at }) => this.#hear(bytes, at));
      if (drained.kind === 'down') this.linkLost = `${this.#link.facts.name}: ${drained.why.sentence}`;
      const now = clock.now();
      if (now >= until || enough() || this.linkLost !== null) return;
      await clock.wait(Math.min(until, now + LONGEST_NAP), [this.#link]);
    }
  }

  #hear(bytes: Uint8Array, at: Instant): void {
    const arp = this.#scratch;
    if (!glance(bytes, arp) || arp.etherType !== ETHERTYPE_ARP || arp.tags > 1 || arp.vid > 0) return;
    if (arp.spa !== this.#ip || this.#ours.has(arp.sha)) return;
    if (this.macs.size < MOST_MACS) this.macs.add(arp.sha);
    this.lastAnswerAt = at;
    this.firstSilenceAt = null;
  }
}
