import type { SystemChange } from '../change/change.ts';
import type { Touched } from '../change/touched.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Changer, Outcome } from './neighbours.ts';

/**
 * A part of a host as it was, exactly, in the words of whoever kept it: to be written to a file as JSON and handed back,
 * never to be read. It belongs to the machine, the namespace and the boot it was taken in.
 */
export interface Kept {
  readonly form: string;
}

/** What can be in the way of a change. */
export type Surroundings = Pick<HostSnapshot, 'links' | 'addresses'>;

/** What came of a restoration. */
export interface Restored {
  /** How many requests the kernel was asked for; 0: it was so already. */
  readonly made: number;
  readonly complete: boolean;
  /** What could not be made as it was, one sentence each. */
  readonly left: readonly string[];
}

/** The network namespace of the calling thread, to be changed. */
export interface System extends Changer {
  /** Throws SystemFault. */
  snapshot(): HostSnapshot;
  /** The part of a snapshot that is looked at right before a change: two questions to the kernel. Throws SystemFault. */
  surroundings(): Surroundings;
  /** Throws SystemFault (`rights`) when this process may not change the network. Asks nothing of the kernel's tables. */
  mustMayChange(): void;
  /**
   * Makes changes in order, and stops at the first that is refused: the outcomes are of those that were tried. Of a
   * refused one's followers some may be made already, because the kernel is asked in batches; `restore` undoes those
   * too. Throws SystemFault.
   */
  make(changes: readonly SystemChange[]): readonly Outcome[];
  /** What `restore` needs to bring back whatever changes of these things do. Throws SystemFault. */
  keep(touched: Touched): Kept;
  /**
   * What the host has to be so that all that was ours between `before` and `after` is undone, and what somebody else did
   * up to `now` stays; `left` says what that is, one sentence each.
   */
  merge(before: Kept, after: Kept, now: Kept): { readonly goal: Kept; readonly left: readonly string[] };
  /**
   * Makes what is touched as it was when `goal` was kept, whatever it is now. May be broken off at any point and asked
   * for again. Throws SystemFault.
   */
  restore(goal: Kept): Restored;
}
