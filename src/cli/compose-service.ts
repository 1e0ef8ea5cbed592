import { join } from 'node:path';
import type { ServiceManager } from '../ports/manager.ts';
import type { UplinkConfig } from '../daemon/config.ts';
import type { Uplink } from '../ports/uplink.ts';
import type { Store } from '../ports/store.ts';
import type { DoorHands } from './hands.ts';
import type { CommandIo } from './io.ts';

/** In the folder of a state. */
const TOKEN_FILE = 'tokens.json';

/** What a watch remembers where nothing can be written: until the process ends. */
export async function memoryStore(): Promise<Store> {
  const { MemoryStore } = await import('../store/memory.ts');
  return new MemoryStore();
}

/** Who started this process and looks after it. */
export async function steelManager(env: CommandIo['env']): Promise<ServiceManager> {
  return (await import('../linux/manager.ts')).openManager(env);
}

/** The way to the centre of a configuration. Throws UsageFault, SystemFault for a key that cannot be used. */
export async function steelUplink({ to, key, ca }: UplinkConfig): Promise<Uplink> {
  return (await import('../http/uplink.ts')).openUplink({ to, key, ca, now: Date.now });
}

/** Where a service is asked: its socket and its page, with the tokens of a state folder. */
export async function steelDoor(): Promise<DoorHands> {
  const [{ openDoor }, { Tokens }, { tokenFile }, { packedVendors }, { peerUid }] = await Promise.all([
    import('../http/door.ts'),
    import('../http/tokens.ts'),
    import('../http/token-file.ts'),
    import('../store/vendors.ts'),
    import('../linux/peer.ts'),
  ]);
  return {
    openDoor,
    uidOf: peerUid,
    tokensIn: (folder) => new Tokens(tokenFile(join(folder, TOKEN_FILE))),
    vendors: packedVendors(),
  };
}
