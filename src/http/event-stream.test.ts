import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { seededDice } from '../base/dice.ts';
import { MemoryStore } from '../store/memory.ts';
import { batch, T, told } from '../../test/contracts/store.ts';
import { httpStage, type HttpStage } from '../../test/http-stage.ts';

const KILLS = 1000;

async function on(
  body: (stage: HttpStage, store: MemoryStore, grow: (many?: number) => Promise<number>) => Promise<void>,
): Promise<void> {
  const store = new MemoryStore();
  await store.begin(T);
  const stage = await httpStage(store);
  let made = 0;
  const grow = async (many = 1): Promise<number> => {
    const events = Array.from({ length: many }, () =>
      told(`scan-${++made}`, { kind: made % 3 === 0 ? 'conflict' : 'scan', state: 'close' }),
    );
    await store.commit(batch(1, { events }));
    stage.tellEvents(made);
    return many;
  };
  try {
    await body(stage, store, grow);
  } finally {
    await stage.close();
  }
}

interface Open {
  readonly answer: IncomingMessage;
  readonly end: () => void;
}

/** A stream over the socket; `take` is handed each whole event, `ended` is called when the stream is cut. */
async function open(
  socketPath: string,
  path: string,
  take: (event: Readonly<Record<string, string>>) => void,
): Promise<Open> {
  return await new Promise((resolve, reject) => {
    const asking = get({ socketPath, path: `/api/v1/events/stream${path}` }, (answer) => {
      let held = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => {
        const parts = (held + text).split('\n\n');
        held = parts.pop()!;
        for (const part of parts)
          take(
            Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string])),
          );
      });
      answer.on('error', () => undefined);
      resolve({ answer, end: () => asking.destroy() });
    });
    asking.on('error', reject);
  });
}

/** Waits until it is so; the test's own limit ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

test(`a stream that is cut ${KILLS} times tells everything, in its order, once`, async () => {
  await on(async ({ socket }, store, grow) => {
    const dice = seededDice(11);
    const seen: number[] = [];
    const kinds: string[] = [];
    await grow(3);
    let growing = true;
    let grown = 3;
    const growth = (async () => {
      while (growing) {
        // Never so far ahead that it would be told of a gap.
        if (grown < seen.length + 30) grown += await grow(1 + Math.floor(dice() * 3));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let kill = 0; kill < KILLS; kill++) {
      const wanted = seen.length + Math.floor(dice() * 4);
      let over = false;
      const { end } = await open(socket, `?after=${seen.at(-1) ?? 0}`, (event) => {
        if (over || event['id'] === undefined) return;
        seen.push(Number(event['id']));
        kinds.push((JSON.parse(event['data']!) as { readonly id: string }).id);
        if (seen.length >= wanted) over = true;
      });
      await until(() => seen.length >= wanted);
      over = true;
      end();
    }
    growing = false;
    await growth;
    const all = await store.eventsAfter(0, 1_000_000);
    assert.ok(seen.length > KILLS, `only ${seen.length} events were told`);
    assert.deepEqual(
      seen,
      all.slice(0, seen.length).map(({ seq }) => seq),
    );
    assert.deepEqual(
      kinds,
      all.slice(0, seen.length).map(({ event }) => event.id),
    );
  });
});

test('from now on, what fits alone, and all readers the same', async () => {
  await on(async ({ socket }, _, grow) => {
    await grow(5);
    const all: string[] = [];
    const conflicts: string[] = [];
    const into = (list: string[]) => (event: Readonly<Record<string, string>>) => {
      if (event['id'] !== undefined) list.push(event['id']);
      else if (event['retry'] === undefined) assert.fail(JSON.stringify(event));
    };
    const [one, other] = [
      await open(socket, '?after=5', into(all)),
      await open(socket, '?after=3&where=kind%3Dconflict', into(conflicts)),
    ];
    await grow(4);
    await until(() => all.length === 4 && conflicts.length === 2);
    await grow(3);
    await until(() => all.length === 7 && conflicts.length === 3);
    assert.deepEqual(
      [all, conflicts],
      [
        ['6', '7', '8', '9', '10', '11', '12'],
        ['6', '9', '12'],
      ],
    );
    one.end();
    other.end();
  });
});

test('who was away for long is told of the gap, and goes on behind it', async () => {
  await on(async ({ socket }, _, grow) => {
    await grow(6000);
    const told: Readonly<Record<string, string>>[] = [];
    const { end } = await open(socket, '?after=0', (event) => told.push(event));
    await until(() => told.some(({ event }) => event === 'gap'));
    assert.deepEqual(JSON.parse(told.find(({ event }) => event === 'gap')!['data']!), { from: 1, to: 6000 });
    await grow();
    await until(() => told.at(-1)?.['id'] === '6001');
    assert.equal(told.filter(({ id }) => id !== undefined).length, 1);
    end();
  });
});

test('a reader that takes nothing is cut, and the others have all of it', async () => {
  await on(async ({ socket }, _, grow) => {
    let taken = 0;
    const slow = await open(socket, '?after=0', ({ id }) => {
      if (id !== undefined) taken++;
    });
    let cut = false;
    slow.answer.on('close', () => {
      cut = true;
    });
    slow.answer.pause();
    let count = 0;
    const { end } = await open(socket, '?after=0', ({ id }) => {
      if (id !== undefined) count++;
    });
    let grown = 0;
    while (grown < 10_000) {
      grown += await grow(500);
      await until(() => count === grown);
    }
    // What lies in the system's buffers is read before the cut is seen.
    slow.answer.resume();
    await until(() => cut || taken === grown);
    assert.ok(cut && taken < grown, 'it was never cut');
    assert.equal(count, grown);
    end();
  });
});

test('no more streams than there may be, of all and of one', async () => {
  await on(async ({ socket, page, tokens }) => {
    const ends: (() => void)[] = [];
    for (let at = 0; at < 4; at++) ends.push((await open(socket, '', () => undefined)).end);
    const { answer } = await open(socket, '', () => undefined);
    assert.equal(answer.statusCode, 503);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    answer.destroy();
    const token = tokens.make({ name: 'x', role: 'viewer', expires: null }, 0);
    const other = await fetch(`${page}api/v1/events/stream`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(other.status, 200);
    tokens.revoke(1);
    // Whoever may not any more is cut within a second.
    await assert.rejects(async () => {
      for await (const part of other.body!) assert.ok(part.length > 0);
      throw new Error('it was ended');
    });
    for (const end of ends) end();
  });
});
