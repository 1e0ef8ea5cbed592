import { UsageFault } from '../base/fault.ts';
import type { Millis } from '../base/time.ts';
import {
  ANNOUNCE_INTERVAL,
  ANNOUNCE_RATE,
  DEFAULT_COUNT,
  DEFAULT_PATIENCE,
} from '../verbs/announce/options.ts';
import { refuseImpossible } from '../verbs/announce/refusals.ts';
import type { MoveEvent, MoveReport } from '../verbs/move/events.ts';
import { homeForMove } from '../verbs/move/home.ts';
import { move as moveVerb } from '../verbs/move/move.ts';
import { type AnnounceWishes, viaFor } from './announce.ts';
import type { Hands } from './hands.ts';
import type { Mender } from './machine.ts';
import { addressFrom, numberFrom } from './text.ts';
import { type Told, told } from './told.ts';

/** How an address is brought here. All may be left out. */
export interface MoveWishes
  extends Pick<
    AnnounceWishes,
    'on' | 'via' | 'takeover' | 'count' | 'interval' | 'rate' | 'patience' | 'capture' | 'signal'
  > {
  /** So many milliseconds the old owner may go on answering before it is given up; left out: 0. */
  readonly wait?: Millis | undefined;
  /** Leave the address here also when a peer is shown to send elsewhere. */
  readonly keep?: boolean | undefined;
  /** What the journal calls it; left out: `a program`. */
  readonly command?: string | undefined;
}

/**
 * Brings an address (`'10.0.0.50'`, or `'10.0.0.50/24'`) to this machine: makes sure that nobody answers for it any more, adds it,
 * announces it and has each of `via` prove that it sends to us. Taken back when a peer is shown to send elsewhere, when
 * `signal` fires, and when nobody reads the events any more. Throws UsageFault and SystemFault before the first change.
 */
export async function* move(
  machine: Hands & Mender,
  address: string,
  wishes: MoveWishes = {},
): Told<MoveEvent, MoveReport> {
  const { host } = machine;
  const [text = '', length, ...more] = address.split('/');
  if (more.length > 0)
    throw new UsageFault('address', `'${address}' is not one address`, "write '10.0.0.50/24'");
  const ip = addressFrom(text, 'address');
  refuseImpossible([{ first: ip, last: ip }]);
  const wanted = length === undefined ? null : numberFrom(Number(length), 'address', LENGTHS)!;
  const context = { interfaces: host.interfaces(), routing: host.routing };
  const { facts, prefixLength } = homeForMove({ address: ip, wanted, where: 'address' }, wishes.on, context);
  const via = viaFor(wishes.via, facts, host).filter((peer) => peer.ip !== ip);
  const least = via.length > 0 ? 0 : 1;
  const options = {
    command: wishes.command ?? 'a program',
    facts,
    address: ip,
    prefixLength,
    via,
    wait: numberFrom(wishes.wait, 'wait', { least: 0 }) ?? 0,
    keep: wishes.keep === true,
    takeover: wishes.takeover === true,
    count: numberFrom(wishes.count, 'count', { least, whole: true }) ?? DEFAULT_COUNT,
    interval: numberFrom(wishes.interval, 'interval', { least: 1 }) ?? ANNOUNCE_INTERVAL,
    rate: numberFrom(wishes.rate, 'rate', { least: 1 }) ?? ANNOUNCE_RATE,
    patience: numberFrom(wishes.patience, 'patience', { least: 0 }) ?? DEFAULT_PATIENCE,
    frames: wishes.capture === true,
  };
  return yield* told([], moveVerb(machine, options, wishes.signal));
}

const LENGTHS = { least: 0, most: 32, whole: true } as const;
