import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../../base/mac.ts';
import type { Signal } from '../../base/signal.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { framingFlaw } from '../../kernel/hearing.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { HeardFrame, Link } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../../wire/arp-frame.ts';
import { type Glance, glance, newGlance } from '../../wire/glance.ts';
import type { PingReply } from './events.ts';
import type { PingHands } from './ping.ts';

export interface UnsolicitedOptions {
  readonly facts: InterfaceFacts;
  /** Told to everybody as ours: it must be an address of this machine. */
  readonly ip: Ipv4;
  /** The target address of the frame: the same, unless a tool's own habit wants another. */
  readonly target: Ipv4;
  readonly form: 'request' | 'reply';
  readonly count: number;
  readonly interval: Millis;
  readonly deadline: Millis | null;
  /** One that is due just when the time is over still leaves: arping of iputils. */
  readonly tellAtDeadline?: boolean;
  /** What TARGET answers is heard, and waited for an interval after the last: arping of iputils. */
  readonly answers?: {
    /** From the first answer on only who answered is told. */
    readonly follow: boolean;
    /** So many end it; Infinity: none do. */
    readonly enough: number;
  };
}

export type UnsolicitedEvent =
  | { readonly type: 'told'; readonly number: number; readonly mac: Mac }
  | { readonly type: 'reply'; readonly reply: UnsolicitedReply };

export type UnsolicitedReply = Pick<PingReply, 'mac' | 'rttMs' | 'byBroadcast'>;

export interface UnsolicitedReport {
  readonly told: number;
  /** Of these to one machine. */
  readonly unicast: number;
  readonly replies: number;
  readonly linkLost: string | null;
}

/** By which a moment may be missed and still be the same. */
const TIMER_SLACK = 5;
/** Ctrl-C is noticed within this time. */
const LONGEST_NAP = 100;

/**
 * Tells everybody on a link again and again which MAC an address of ours has (arping -U and -A), and asks nobody; whoever
 * answers all the same is heard where `answers` says so. Throws UsageFault for an address that is not ours,
 * SystemFault when the link cannot be opened.
 */
export async function* unsolicited(
  { host, clock }: PingHands,
  wishes: UnsolicitedOptions,
  signal?: Signal,
): AsyncGenerator<UnsolicitedEvent, UnsolicitedReport> {
  const { facts, ip, count, interval, deadline, answers } = wishes;
  refuseForeignTarget(host.interfaces(), ip);
  const link = host.openLink(facts, { quiet: true });
  try {
    const telling = new Telling(link, wishes);
    const startedAt = clock.now();
    const endAt = deadline === null ? Number.POSITIVE_INFINITY : startedAt + deadline;
    let nextAt: Instant = startedAt;
    for (;;) {
      if (answers !== undefined) {
        telling.listen();
        for (const reply of telling.heard.splice(0)) yield { type: 'reply', reply };
      }
      const now = clock.now();
      const done = telling.told >= count && (answers === undefined || now >= nextAt);
      const atEnd = wishes.tellAtDeadline === true && telling.told < count && nextAt <= endAt + TIMER_SLACK;
      const enough = answers !== undefined && telling.replies >= answers.enough;
      const over = done || enough || telling.down !== null || (now >= endAt && !atEnd);
      if (over || (signal?.aborted ?? false)) return telling.report();
      if (now < nextAt) {
        const until = Math.min(nextAt, atEnd ? nextAt : endAt, now + LONGEST_NAP);
        await clock.wait(until, answers === undefined ? [] : [link]);
        continue;
      }
      if (telling.say()) {
        // In step with the start, so that a busy machine does not lose the last one before the deadline.
        nextAt = nextAt + interval > now ? nextAt + interval : now + interval;
        yield { type: 'told', number: telling.told, mac: link.facts.mac };
        // Just when the time is over: nobody waits for its answer.
        if (now >= endAt - TIMER_SLACK) return telling.report();
      } else if (telling.down === null) await clock.wait(now + 1);
    }
  } finally {
    link.close();
  }
}

export function refuseForeignTarget(interfaces: readonly InterfaceFacts[], ip: Ipv4): void {
  if (interfaces.some(({ addresses }) => addresses.some((own) => own.ip === ip))) return;
  throw new UsageFault(
    'target',
    `${formatIpv4(ip)} is no address of this machine, and telling it would take it from its owner`,
    'arpist announce --force does so all the same',
  );
}

class Telling {
  told = 0;
  replies = 0;
  down: string | null = null;
  readonly heard: UnsolicitedReply[] = [];
  readonly #link: Link;
  readonly #wishes: UnsolicitedOptions;
  readonly #bytes = new Uint8Array(ARP_FRAME_SIZE);
  readonly #scratch: Glance = newGlance();
  #unicast = 0;
  #to: Mac = BROADCAST_MAC;
  #saidAt: Instant = 0;

  constructor(link: Link, wishes: UnsolicitedOptions) {
    this.#link = link;
    this.#wishes = wishes;
  }

  /** False when it did not leave. */
  say(): boolean {
    const { ip, target, form } = this.#wishes;
    const { mac } = this.#link.facts;
    const dst = this.#to;
    const op = form === 'request' ? OP_REQUEST : OP_REPLY;
    const tha = form === 'request' ? dst : mac;
    const bytes = this.#bytes;
    writeArpFrame(bytes, 0, { dst, src: mac, op, sha: mac, spa: ip, tha, tpa: target });
    const sent = this.#link.send({ bytes, size: bytes.length, count: 1 });
    if (sent.down) this.down = `${this.#link.facts.name}: ${sent.down.sentence}`;
    if (sent.sent === 0) return false;
    this.told++;
    if (dst !== BROADCAST_MAC) this.#unicast++;
    this.#saidAt = sent.firstAt;
    return true;
  }

  listen(): void {
    const drained = this.#link.drain((frame) => this.#hear(frame));
    if (drained.kind === 'down') this.down = `${this.#link.facts.name}: ${drained.why.sentence}`;
  }

  /** As recv_pack of iputils arping.c takes it: from TARGET, to the address and the MAC that were told. */
  #hear({ bytes, at }: HeardFrame): void {
    const arp = this.#scratch;
    const { ip, target, answers } = this.#wishes;
    if (!glance(bytes, arp) || framingFlaw(arp, bytes, null) !== null || arp.op !== OP_REPLY) return;
    if (arp.spa !== target || arp.tpa !== ip || arp.tha !== this.#link.facts.mac) return;
    if (answers === undefined || this.replies >= answers.enough) return;
    this.replies++;
    const byBroadcast = arp.dst === BROADCAST_MAC;
    const rttMs = Math.max(0, at - this.#saidAt);
    this.heard.push({ mac: arp.sha, rttMs, byBroadcast });
    if (answers.follow) this.#to = arp.sha;
  }

  report(): UnsolicitedReport {
    const { told, replies, down } = this;
    return { told, unicast: this.#unicast, replies, linkLost: down };
  }
}
