import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SystemFault } from '../../base/fault.ts';
import { A, B, batch, GUESTS, IP, KEPT, OFFICE, T, told, touch } from '../../../test/contracts/store.ts';
import { whyNoSqlite } from '../../../test/sqlite.ts';
import { MemoryStore } from '../memory.ts';
import { openDatabase } from './database.ts';
import { MIGRATIONS } from './schema.ts';
import type { Store } from '../../ports/store.ts';
import { openStore } from './store.ts';

const skip = whyNoSqlite;
const ALL = 1_000_000;
const KEEP = { ...KEPT, events: 3_600_000, tenures: 36_000_000, anonymiseAfter: 20_000_000 };

/** Each store hides with a key of its own: of a hidden MAC the vendor is the same. */
function comparable(row: object): string {
  const vendor = (mac: number): number => (mac === A || mac === B ? mac : Math.floor(mac / 2 ** 24));
  const sorted = Object.fromEntries(
    Object.entries({ ...row, episode: 0 }).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return JSON.stringify(sorted, (name, value: unknown) => {
    if (name === 'mac') return typeof value === 'number' ? vendor(value) : value;
    return name === 'macs' ? (value as number[]).map(vendor) : value;
  });
}

async function inFolder(deed: (path: string, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    await deed(join(folder, 'arpist.db'), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isFault =
  (kind: string, words: RegExp) =>
  (fault: unknown): boolean => {
    assert.ok(fault instanceof SystemFault, String(fault));
    assert.equal(fault.kind, kind);
    assert.match(fault.message, words);
    assert.notEqual(fault.remedy, '');
    return true;
  };

test('a store has one writer, and any number of readers beside it', { skip }, () =>
  inFolder(async (path) => {
    const store = await openStore(path, 'writer');
    await store.commit(batch(0, { touches: [touch(0, A)] }));
    await assert.rejects(openStore(path, 'writer'), isFault('busy', /another process writes/));
    const reader = await openStore(path, 'reader');
    assert.equal((await reader.stations(null, 9)).length, 1);
    await store.commit(batch(1, { touches: [touch(1, B)] }));
    assert.equal((await reader.stations(null, 9)).length, 2);
    await assert.rejects(reader.commit(batch(2, {})), isFault('file', /opened to read/));
    await reader.close();
    await store.close();
    await (await openStore(path, 'writer')).close();
  }),
);

test('no store, no folder, no store inside, a cut one, a newer one: each is said', { skip }, () =>
  inFolder(async (path, folder) => {
    await assert.rejects(openStore(path, 'reader'), isFault('file', /there is no store/));
    await assert.rejects(
      openStore(join(folder, 'no', 'x.db'), 'writer'),
      isFault('file', /cannot be opened/),
    );
    writeFileSync(path, 'this is a letter, and no store at all, however long it goes on'.repeat(99));
    await assert.rejects(openStore(path, 'writer'), isFault('damaged', /no store/));
    await assert.rejects(openStore(path, 'reader'), isFault('damaged', /no store/));
    rmSync(path);
    const store = await openStore(path, 'writer');
    const touches = Array.from({ length: 5000 }, (_, at) => touch(0, A, { ip: IP + at }));
    await store.commit(batch(0, { touches }));
    await store.close();
    truncateSync(path, 40_000);
    await assert.rejects(
      openStore(path, 'reader').then((cut) => cut.stations(null, ALL)),
      isFault('damaged', /damaged/),
    );
    rmSync(path);
    const newer = await openDatabase(path, 'writer');
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    await assert.rejects(openStore(path, 'writer'), isFault('damaged', /a newer arpist .*schema 99/));
    await assert.rejects(openStore(path, 'reader'), isFault('damaged', /a newer arpist/));
  }),
);

test('a commit that fails is not there at all, and the next one is', { skip }, () =>
  inFolder(async (path) => {
    const store = await openStore(path, 'writer');
    await store.begin(T);
    const broken = { ...told('b-1'), severity: null } as never;
    await assert.rejects(
      store.commit(batch(0, { touches: [touch(0, A, { network: GUESTS })], events: [told('a-1'), broken] })),
    );
    assert.deepEqual(await store.stations(null, ALL), []);
    assert.deepEqual(await store.eventsAfter(0, ALL), []);
    await store.commit(batch(1, { touches: [touch(1, A, { network: GUESTS })], events: [told('a-1')] }));
    assert.deepEqual(
      (await store.stations(null, ALL)).map(({ network }) => network),
      [GUESTS],
    );
    assert.equal((await store.episodes({}, ALL)).length, 1);
    await store.close();
  }),
);

test('a store of every earlier schema is led forward, and kept beside as it was', { skip }, () =>
  inFolder(async (path, folder) => {
    for (let schema = 1; schema < MIGRATIONS.length; schema++) {
      const old = await openDatabase(path, 'writer');
      for (const text of MIGRATIONS.slice(0, schema)) old.exec(text);
      old.exec(`PRAGMA user_version = ${schema}`);
      old.close();
      await (await openStore(path, 'writer')).close();
      assert.ok(readdirSync(folder).includes(`arpist.db.schema-${schema}`));
      rmSync(path);
    }
    const fresh = await openStore(path, 'writer');
    assert.equal((await fresh.facts()).schema, MIGRATIONS.length);
    await fresh.close();
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('arpist.db.schema')).length,
      MIGRATIONS.length - 1,
    );
  }),
);

test('memory and file answer alike, whatever comes (2,000 random commits)', { skip }, () =>
  inFolder(async (path) => {
    const [memory, file] = [new MemoryStore(), await openStore(path, 'writer')];
    let state = 20_261_130;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 0x100000000) * limit);
    };
    let minute = 0;
    for (let turn = 0; turn < 2000; turn++) {
      minute += below(4) === 0 ? below(40) : below(60) / 60;
      const touches = Array.from({ length: below(4) }, () =>
        touch(minute, below(2) === 0 ? A : B, {
          ip: IP + below(3),
          network: below(2) === 0 ? OFFICE : GUESTS,
          last: T + minute * 60_000 + below(900),
          strength: (['asked-as', 'announced', 'answered'] as const)[below(3)]!,
        }),
      );
      const events = Array.from({ length: below(2) }, () => {
        const episode = below(9);
        return told(`conflict-${episode}`, {
          state: (['open', 'update', 'close'] as const)[below(3)]!,
          ip: IP + (episode % 3),
          at: T + minute * 60_000,
        });
      });
      const now = T + minute * 60_000;
      for (const store of [memory, file] as readonly Store[]) {
        if (turn % 500 === 0) await store.begin(now);
        await store.commit({ at: now, touches, events, blinds: [] });
        if (turn % 400 === 399) await store.prune(KEEP, now);
        if (turn === 1500) await store.order({ order: 'forget', whom: { ip: IP + 1 } }, 'eve', now);
      }
    }
    for (const ask of [
      (store: Store) => store.tenures({}, ALL),
      (store: Store) => store.stations(null, ALL),
      (store: Store) => store.episodes({}, ALL),
      async (store: Store) => (await store.eventsAfter(0, ALL)).map(({ event }) => event),
    ]) {
      const [one, other] = [await ask(memory), await ask(file)];
      assert.ok(one.length > 1);
      assert.deepEqual(one.map(comparable).toSorted(), other.map(comparable).toSorted());
    }
    await file.close();
  }),
);

const VICTIM = `
  import { openStore } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)};
  import { A, batch, touch, told } from ${JSON.stringify(new URL('../../../test/contracts/store.ts', import.meta.url).href)};
  const store = await openStore(process.argv[1], 'writer');
  await store.begin(0);
  const { events } = await store.facts();
  for (let at = events; ; at++) {
    await store.commit(batch(at / 60, { touches: [touch(at / 60, A)], events: [told('n-' + at)] }));
    process.stdout.write(at + '\\n');
  }`;

test('killed at random moments, what was promised is there, and nothing twice', { skip }, () =>
  inFolder(async (path) => {
    const from = fileURLToPath(new URL('../../..', import.meta.url));
    for (let run = 0; run < 20; run++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', VICTIM, path], {
        cwd: from,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.split('\n').length > 20 + run * 13) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const promised = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
      const store = await openStore(path, 'writer');
      assert.deepEqual(await store.check(), []);
      const ids = (await store.eventsAfter(0, ALL))
        .filter(({ event }) => event.state === 'open')
        .map(({ event }) => event.id);
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(ids.includes(`n-${promised}`), `n-${promised} was promised`);
      await store.close();
    }
  }),
);
