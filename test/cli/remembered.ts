import type { StoreHands } from '../../src/cli/history/store-flag.ts';
import type { Network } from '../../src/inventory/watch-event.ts';
import { MemoryStore } from '../../src/store/memory.ts';
import { T, touch } from '../contracts/store.ts';
import { VENDORS } from './stations.ts';

const ETH0: Network = { interface: 'eth0', vlan: null, innerVlan: null };

/** A store with so many stations, the first of which lost its address to another, and one that has two addresses. */
export async function rememberedStations(count: number): Promise<StoreHands> {
  const store = new MemoryStore();
  await store.begin(T);
  const touches = Array.from({ length: count }, (_, at) =>
    touch(at % 600, 0x001b21000000 + at, { network: ETH0, ip: 0x0a4d0032 + at }),
  );
  touches.push(touch(700, 0x3c5ab4000050, { network: ETH0, ip: 0x0a4d0032 }));
  touches.push(touch(701, 0x001b21000001, { network: { ...ETH0, vlan: 20 }, ip: 0x0a4d4032 }));
  await store.commit({ at: T, touches, events: [], blinds: [] });
  return { openStore: async () => store, vendors: VENDORS };
}
