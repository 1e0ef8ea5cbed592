import { SystemFault } from '../../base/fault.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import { type Millis, TIME_UNITS } from '../../base/time.ts';
import type { Expectations } from '../../ports/expectations.ts';
import type { CommandIo } from '../io.ts';

/** Told again and again to a peer that does not believe it, a move is over by then. */
const AFTERWARDS: Millis = 10 * TIME_UNITS.min;
/** What goes on until it is ended: for so long it is known to. */
export const UNENDED: Millis = 30 * TIME_UNITS.d;
/** Of more addresses than this the first ones. */
export const MOST_NOTED = 1024;

export interface OwnMove {
  readonly ips: readonly Ipv4[];
  readonly mac: Mac;
  /** As typed, without the program's name. */
  readonly command: string;
  /** For so long it goes on; left out: it is over at once. */
  readonly lasts?: Millis;
}

/**
 * What this machine is about to announce is no attack to whoever watches from here. Without the right to write it down it
 * is done all the same.
 */
export async function noteOwnMove(
  open: (() => Promise<Expectations>) | undefined,
  { ips, mac, command, lasts = 0 }: OwnMove,
  io: Pick<CommandIo, 'now'>,
): Promise<void> {
  if (open === undefined) return;
  const now = io.now();
  try {
    const expectations = await open();
    expectations.note(
      ips
        .slice(0, MOST_NOTED)
        .map((ip) => ({ ip, mac, from: now, until: now + lasts + AFTERWARDS, by: command })),
      now,
    );
  } catch (cause) {
    if (!(cause instanceof SystemFault)) throw cause;
  }
}
