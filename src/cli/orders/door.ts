import type { Vendors } from '../../ports/host.ts';
import type { Store } from '../../ports/store.ts';
import type { TypedLines } from '../hands.ts';
import type { ServiceClient } from '../service-client.ts';

/** How the commands reach what a watch remembers. */
export interface MemoryDoor {
  /** The service that writes it; undefined when none runs. */
  readonly service: (state: string | undefined) => Promise<Pick<ServiceClient, 'post'> | undefined>;
  readonly read: (path: string) => Promise<Store>;
  /** As the one writer, in a folder that has a store. */
  readonly write: (path: string) => Promise<Store>;
  readonly vendors: Vendors;
  /** The name of whoever asks, also behind sudo. */
  readonly user: () => string;
  /** What is typed; null when nobody sits there. */
  readonly typed: (() => TypedLines) | null;
}
