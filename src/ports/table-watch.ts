import type { NeighbourEntry } from './neighbours.ts';

/** What the kernel says about one entry of its cache, unasked: as it is now, or as it was when it went. */
export interface TableNotice {
  readonly gone: boolean;
  readonly entry: NeighbourEntry;
}

/** Follows the neighbour table of the network namespace it was opened in. No rights are needed. */
export interface TableWatch {
  /**
   * Hands every notice that waits to `visit`, oldest first; never blocks. `overrun`: more came than could be kept, and
   * some are lost for ever. Linux says nothing about published addresses. Throws SystemFault.
   */
  drain(visit: (notice: TableNotice) => void): 'whole' | 'overrun';
  /** The cache as it is now. Throws SystemFault. */
  entries(): readonly NeighbourEntry[];
  /** The published addresses as they are now. Throws SystemFault. */
  published(): readonly NeighbourEntry[];
  /** Ends after `millis`, or earlier as soon as there is something to drain. */
  wait(millis: number): Promise<void>;
  close(): void;
}
