import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../../base/mac.ts';
import type { Signal } from '../../base/signal.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../../wire/arp-frame.ts';
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
}

export interface Told {
  readonly number: number;
  readonly mac: Mac;
}

export interface UnsolicitedReport {
  readonly told: number;
  readonly linkLost: string | null;
}

/** By which a moment may be missed and still be the same. */
const TIMER_SLACK = 5;
/** Ctrl-C is noticed within this time. */
const LONGEST_NAP = 100;

/**
 * Tells everybody on a link again and again which MAC an address of ours has, and asks nobody (arping -U and -A). Throws
 * UsageFault for an address that is not ours, SystemFault when the link cannot be opened.
 */
export async function* unsolicited(
  { host, clock }: PingHands,
  wishes: UnsolicitedOptions,
  signal?: Signal,
): AsyncGenerator<Told, UnsolicitedReport> {
  const { facts, ip, target, form, count, interval, deadline } = wishes;
  if (!host.interfaces().some(({ addresses }) => addresses.some((own) => own.ip === ip)))
    throw new UsageFault(
      'target',
      `${formatIpv4(ip)} is no address of this machine, and telling it would take it from its owner`,
      'arpist announce --force does so all the same',
    );
  const link = host.openLink(facts, { quiet: true });
  try {
    const { mac } = link.facts;
    const bytes = new Uint8Array(ARP_FRAME_SIZE);
    const op = form === 'request' ? OP_REQUEST : OP_REPLY;
    const tha = form === 'request' ? BROADCAST_MAC : mac;
    writeArpFrame(bytes, 0, { dst: BROADCAST_MAC, src: mac, op, sha: mac, spa: ip, tha, tpa: target });
    const startedAt = clock.now();
    const endAt = deadline === null ? Number.POSITIVE_INFINITY : startedAt + deadline;
    let told = 0;
    let nextAt: Instant = startedAt;
    for (;;) {
      const now = clock.now();
      const atEnd = wishes.tellAtDeadline === true && nextAt <= endAt + TIMER_SLACK;
      const over = told >= count || (now >= endAt && !atEnd);
      if (over || (signal?.aborted ?? false)) return { told, linkLost: null };
      if (now < nextAt) {
        await clock.wait(Math.min(nextAt, atEnd ? nextAt : endAt, now + LONGEST_NAP));
        continue;
      }
      const sent = link.send({ bytes, size: bytes.length, count: 1 });
      if (sent.down) return { told, linkLost: `${facts.name}: ${sent.down.sentence}` };
      if (sent.sent === 0) {
        await clock.wait(now + 1);
        continue;
      }
      nextAt = now + interval;
      yield { number: ++told, mac };
    }
  } finally {
    link.close();
  }
}
