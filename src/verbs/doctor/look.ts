import type { Millis } from '../../base/time.ts';
import { lookedAtTwice, needsSecondLook } from '../../doctor/second-look.ts';
import type { HostSnapshot } from '../../kernel/host.ts';

/** Between two looks at what only counts upwards. */
export const BETWEEN: Millis = 250;

/** What a look at a host needs. */
export interface LookHands {
  readonly snapshot: () => Promise<HostSnapshot>;
  /** Resolves after so many milliseconds with true, or at once with false when nobody waits any more. */
  readonly pause: (millis: Millis) => Promise<boolean>;
}

/** The host as doctor judges it: twice where once leaves open whether something fills now or filled once. */
export async function look({ snapshot, pause }: LookHands): Promise<HostSnapshot> {
  const first = await snapshot();
  if (!needsSecondLook(first)) return first;
  return (await pause(BETWEEN)) ? lookedAtTwice(first, await snapshot()) : first;
}
