import type { GuardSnapshot } from '../kernel/host.ts';

/** A claim about a guarded address by somebody who may not speak for it, as the kernel remembers it for a day. */
export interface Lie {
  readonly ip: string;
  readonly mac: string;
  /** How often. */
  readonly frames: number;
}

export interface GuardState {
  /** null: nothing is guarded. */
  readonly guard: GuardSnapshot | null;
  /** Why what stands in the place of our guard is not ours; null: it is, or nothing is there. */
  readonly foreign: string | null;
  /** The most frequent first. */
  readonly lies: readonly Lie[];
  /** All frames since it was applied, also of liars that are not remembered. */
  readonly refused: number;
  /** When it was written, in milliseconds since the Unix epoch; null: that is not known. */
  readonly since: number | null;
}

/** What the kernel refuses of lies in the network namespace of the calling thread. */
export interface Guards {
  /** Throws SystemFault (`rights`). */
  read(): GuardState;
}
