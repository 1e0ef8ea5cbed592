import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';

/** An address that is to go to another MAC, or may, in a time that somebody said beforehand. */
export interface Expectation {
  readonly ip: Ipv4;
  /** null: whoever takes it */
  readonly mac: Mac | null;
  /** In milliseconds since the epoch. */
  readonly from: Instant;
  readonly until: Instant;
  /** The command that said it, without the program's name. */
  readonly by: string;
}

export interface ExpectedNow {
  /** Those that have not ended, in the order in which they were noted. */
  readonly all: readonly Expectation[];
  /** Lines that cannot be read. */
  readonly bad: readonly number[];
}

/** What is expected on this machine, for whoever watches it. */
export interface Expectations {
  /** On the disk when it returns. Throws SystemFault. */
  note(these: readonly Expectation[], now: Instant): void;
  /** How many were expected and are no more. Throws SystemFault. */
  forget(ips: readonly Ipv4[], now: Instant): number;
  /** Throws SystemFault. */
  at(now: Instant): ExpectedNow;
  /** Another text when something was noted or forgotten since. Never throws. */
  stamp(): string;
}
