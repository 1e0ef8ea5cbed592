import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API_ROUTES } from '../records/api.ts';
import { MemoryStore } from '../store/memory.ts';
import { A, B, batch, evidence, IP, T, told, touch } from '../../test/contracts/store.ts';
import { httpStage, type HttpStage } from '../../test/http-stage.ts';
import { faultsOf, schemaNamed } from '../../test/records/schema.ts';

type Json = Readonly<Record<string, unknown>>;
type Rows = readonly Json[];

const NOW = T + 60 * 60_000;

async function on(
  body: (stage: HttpStage, get: (path: string) => Promise<Json>) => Promise<void>,
): Promise<void> {
  const store = new MemoryStore();
  await store.begin(T);
  await store.commit(
    batch(1, {
      touches: [
        touch(0, A),
        touch(0, B),
        touch(50, A, { ip: IP + 1 }),
        touch(-9000, A, { ip: IP + 2 }),
        touch(0, A, { ip: 0xc0a80101 }),
      ],
      events: [
        told('conflict-1'),
        told('unanswered-1', { kind: 'unanswered', severity: 'info', ip: IP + 9 }),
      ],
      frames: [evidence('conflict-1', 0), evidence('conflict-1', 1)],
    }),
  );
  await store.order({ order: 'approve', approval: { ip: IP, mac: A, note: '', expires: null } }, 'vera', T);
  await store.order({ order: 'note', note: { whom: { ip: IP + 1 }, text: 'the NAS' } }, 'vera', T);
  const stage = await httpStage(store, { now: () => NOW });
  const token = stage.tokens.make({ name: 'wall', role: 'viewer', expires: null }, 0);
  const get = async (path: string): Promise<Json> => {
    const answer = await fetch(`${stage.page}api/v1${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { ...((await answer.json()) as Json), http: answer.status };
  };
  try {
    await body(stage, get);
  } finally {
    await stage.close();
  }
}

/** Fields of records within a record: those stand in a schema of their own. */
const WITHIN = /^\$\.\w+\[\d+\]: \S+ is in no schema$/;

/** Where each route with a place in its path is asked for. */
const PLACES: Readonly<Record<string, string>> = {
  ':episode': '1',
  ':ip': '10.20.0.50',
  ':mac': '00:1b:21:00:00:50',
  ':network': 'Office',
  ':word': 'conflict',
};

test('every read answers what its schema promises', async () => {
  await on(async (_, get) => {
    for (const { method, path, answers, role } of Object.values(API_ROUTES)) {
      if (role !== 'viewer') continue;
      if (method !== 'GET' || /stream|held|search|pcapng/.test(path)) continue;
      const { http, ...answer } = await get(path.replace(/:\w+/, (name) => PLACES[name]!));
      assert.equal(http, 200, path);
      const rows = (answer['items'] as Rows | undefined) ?? [answer];
      for (const row of rows) {
        const { seq, episode, ...event } = row;
        const record = answers === 'watch' ? event : row;
        assert.deepEqual(
          faultsOf(record, schemaNamed(`${answers}.v1`)).filter((fault) => !WITHIN.test(fault)),
          [],
          `${path} ${String(seq ?? episode)}`,
        );
      }
    }
  });
});

test('now: who needs somebody, the networks, and what changed in one sentence each', async () => {
  await on(async (_, get) => {
    const now = await get('/now');
    const [office, stray] = now['networks'] as Rows;
    assert.deepEqual(
      [office!['name'], office!['known'], office!['here'], office!['troubled'], office!['guessed']],
      ['Office', 3, 1, 1, false],
    );
    assert.deepEqual([stray!['id'], stray!['guessed']], ['192.168.1.0-24', true]);
    const texts = (now['changed'] as Rows).map((one) => one['text']);
    assert.deepEqual(
      [texts.length, texts.every((text) => typeof text === 'string' && text !== '')],
      [2, true],
    );
  });
});

test('addresses: one row each, sorted and filtered in the words of the command line, page by page', async () => {
  await on(async (_, get) => {
    const all = (await get('/addresses'))['items'] as Rows;
    assert.deepEqual(
      all.map((one) => [one['ip'], one['state'], one['macs'], one['network'], one['note']]),
      [
        ['10.20.0.50', 'conflict', 2, 'Office', null],
        ['10.20.0.51', 'ok', 1, 'Office', 'the NAS'],
        ['10.20.0.52', 'ok', 1, 'Office', null],
        ['192.168.1.1', 'ok', 1, '192.168.1.0/24', null],
      ],
    );
    const sorted = (await get('/addresses?sort=-silent'))['items'] as Rows;
    assert.equal(sorted[0]!['ip'], '10.20.0.52');
    const ips: unknown[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: Json = await get(
        `/addresses?limit=1&sort=-ip&where=network%3DOffice${next === '' ? '' : `&cursor=${next}`}`,
      );
      assert.equal(page['approxTotal'], 3);
      ips.push((page['items'] as Rows)[0]!['ip']);
      next = page['next'] as string | null;
    }
    assert.deepEqual(ips, ['10.20.0.52', '10.20.0.51', '10.20.0.50']);
    assert.equal((await get('/addresses?sort=colour'))['http'], 422);
    assert.equal((await get('/addresses?where=colour%3D1'))['http'], 422);
  });
});

test('a grid has a letter for each address; a large network tells of its /24s', async () => {
  await on(async (_, get) => {
    const { cells, cidr } = await get('/networks/10.20.0.0-24/grid');
    assert.deepEqual(
      [cidr, String(cells).length, String(cells).slice(49, 61)],
      ['10.20.0.0/24', 256, '.cnk......u.'.slice(0, 12)],
    );
    const { blocks } = await get('/networks/10.0.0.0-8/grid');
    assert.deepEqual(
      (blocks as Rows).map((one) => [one['cidr'], one['known'], one['troubled']]),
      [['10.20.0.0/24', 3, 1]],
    );
    for (const name of ['nowhere', '0.0.0.0-0', '10.20.0.0-33'])
      assert.equal((await get(`/networks/${name}/grid`))['http'], 404);
  });
});

test('an address and a station with all that is known of them, and a capture of what was proven', async () => {
  await on(async ({ page, tokens }, get) => {
    const address = await get('/addresses/10.20.0.50');
    const sizes = ['claimants', 'tenures', 'episodes', 'approvals', 'notes'].map(
      (key) => (address[key] as Rows).length,
    );
    assert.deepEqual(sizes, [2, 2, 1, 1, 0]);
    const station = await get('/stations/00:1b:21:00:00:50');
    assert.equal((station['addresses'] as Rows).length, 4);
    assert.equal((await get('/addresses/10.9.9.9'))['http'], 404);
    assert.equal((await get('/addresses/x'))['http'], 400);
    const token = tokens.make({ name: 'x', role: 'viewer', expires: null }, 0);
    const capture = await fetch(`${page}api/v1/episodes/e-1/evidence.pcapng`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.deepEqual(
      [
        capture.headers.get('content-type'),
        (await capture.arrayBuffer()).byteLength,
        capture.headers.get('content-disposition'),
      ],
      ['application/x-pcapng', 2, 'attachment; filename="e-1.pcapng"'],
    );
    assert.equal((await get('/episodes/e-2/evidence.pcapng'))['http'], 404);
    assert.equal((await fetch(`${page}api/v1/episodes/e-1/evidence.pcapng`)).status, 401);
  });
});

test('search finds by address, MAC, vendor and note, and asks who had one at a moment', async () => {
  await on(async (_, get) => {
    const found = async (words: string): Promise<readonly unknown[]> =>
      ((await get(`/search?q=${encodeURIComponent(words)}`))['items'] as Rows).map((one) => one['ip']);
    assert.deepEqual(await found('nas'), ['10.20.0.51']);
    assert.deepEqual(await found('3C-5A-B4'), ['10.20.0.50']);
    assert.deepEqual(await found('192.168.0.0/16'), ['192.168.1.1']);
    assert.deepEqual(await found('10.20.0.5'), ['10.20.0.50', '10.20.0.51', '10.20.0.52']);
    const moment = await get(`/search?q=${encodeURIComponent('10.20.0.50 someday')}`);
    assert.deepEqual([moment['http'], /someday/.test(String(moment['detail']))], [422, true]);
    assert.equal((await get('/search?q='))['http'], 400);
  });
});
