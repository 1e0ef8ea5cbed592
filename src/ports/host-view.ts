import type { HostSnapshot } from '../kernel/host.ts';

/** This machine as the model sees it, for verbs that run long. */
export interface HostView {
  /** As it is now. Throws SystemFault. */
  snapshot(): HostSnapshot;
  /** Links, addresses, routes or rules changed since it was last asked. Never blocks and never throws. */
  changed(): boolean;
  /** Nothing is followed any more. */
  close(): void;
}
