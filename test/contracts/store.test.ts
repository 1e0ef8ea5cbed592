import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from '../../src/store/memory.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { openStoreThread } from '../../src/store/sqlite/thread.ts';
import { whyNoSqlite } from '../sqlite.ts';
import { storeContract } from './store.ts';

storeContract({
  name: 'memory',
  skip: false,
  async open() {
    const store = new MemoryStore();
    return { store, again: async () => store, close: async () => undefined };
  },
});

storeContract({
  name: 'SQLite',
  skip: whyNoSqlite,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
    const path = join(folder, 'arpist.db');
    let store = await openStore(path, 'writer');
    return {
      store,
      async again() {
        await store.close();
        store = await openStore(path, 'writer');
        return store;
      },
      async close() {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
});

storeContract({
  name: 'SQLite in a thread of its own',
  skip: whyNoSqlite,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
    const path = join(folder, 'arpist.db');
    let store = await openStoreThread(path, () => undefined);
    return {
      store,
      async again() {
        await store.close();
        store = await openStoreThread(path, () => undefined);
        return store;
      },
      async close() {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
});
