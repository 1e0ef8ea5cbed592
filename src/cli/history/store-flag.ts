import { join } from 'node:path';
import { one, text } from '../../terminal/args/flags.ts';
import type { Vendors } from '../../ports/host.ts';
import type { Store } from '../../ports/store.ts';

/** What is remembered, and what vendors are called. */
export interface StoreHands {
  readonly openStore: (path: string) => Promise<Store>;
  readonly vendors: Vendors;
}

/** In the folder of a state. */
export const STORE_FILE = 'arpist.db';

/** Apart from the journal of changes, which is root's. */
export const WATCH_STATE = '/var/lib/arpist/watch';

export const stateFlag = one(
  '--state',
  { value: 'DIR', help: `where the watch remembers (default: ${WATCH_STATE})` },
  text,
);

export function storePath(state: string | undefined): string {
  return join(state ?? WATCH_STATE, STORE_FILE);
}

/** Where the service listens when the service manager starts it. */
export const RUN_SOCKET = '/run/arpist/arpist.sock';
/** In the folder of a state. */
export const SOCKET_FILE = 'arpist.sock';

/** Of the service with that state; the folder of the service manager's is known. */
export function socketPaths(state: string | undefined): readonly string[] {
  const own = join(state ?? WATCH_STATE, SOCKET_FILE);
  return state === undefined || state === WATCH_STATE ? [RUN_SOCKET, own] : [own];
}
