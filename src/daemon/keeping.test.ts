import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';
import type { Store, StoreBatch, StoredEvent } from '../ports/store.ts';
import { type KeptEvent, Keeping, lastSeq } from './keeping.ts';

function batch(...ids: readonly string[]): StoreBatch {
  return { at: 0, touches: [], blinds: [], events: ids.map((id) => ({ id }) as WatchEvent) };
}

/** A store that numbers events, from 11 on, and refuses while it is told to. */
class PaperStore {
  fault: SystemFault | null = null;
  rows: StoredEvent[] = [];
  #seq = 10;

  async commit({ events }: StoreBatch): Promise<void> {
    if (this.fault) throw this.fault;
    for (const event of events)
      this.rows.push({ seq: ++this.#seq, episode: 100 + this.#seq, event: { ...event } });
  }

  async eventsAfter(seq: number, most: number): Promise<readonly StoredEvent[]> {
    return this.rows.filter((one) => one.seq > seq).slice(0, most);
  }
}

function scene(memory: string | null = null) {
  const store = new PaperStore();
  const known: KeptEvent[] = [];
  const turns: string[] = [];
  const written: number[] = [];
  const keeping = new Keeping(
    store as unknown as Store,
    {
      known: (events) => void known.push(...events),
      written: (seq) => void written.push(seq),
      changed: (state, why) => void turns.push(`${state} ${why}`),
    },
    { seq: 10, memory },
  );
  return { store, known, turns, written, keeping };
}

const FULL = new SystemFault('disk-full', 'the disk is full', { operation: 'write', remedy: '' });

test('events are told with their numbers once they are written', async () => {
  const { keeping, known, written, turns } = scene();
  await keeping.commit(batch('a', 'b'));
  await keeping.commit(batch());
  await keeping.commit(batch('c'));
  assert.deepEqual(
    known.map(({ event, seq, episode }) => `${event.id} ${seq} ${episode}`),
    ['a 11 111', 'b 12 112', 'c 13 113'],
  );
  assert.deepEqual(written, [12, 13]);
  assert.deepEqual(turns, []);
  assert.equal(keeping.state, 'writing');
});

test('while nothing can be written they are told all the same, once each, and one word of it', async () => {
  const { store, keeping, known, turns } = scene();
  store.fault = FULL;
  const one = batch('a');
  await assert.rejects(keeping.commit(one));
  // What waits is tried again with what came since.
  const two = { ...one, events: [...one.events, ...batch('b').events] };
  await assert.rejects(keeping.commit(two));
  assert.deepEqual(
    known.map(({ event, seq }) => `${event.id} ${seq}`),
    ['a null', 'b null'],
  );
  assert.deepEqual(turns, ['full the disk is full']);
  assert.equal(keeping.state, 'full');
  store.fault = null;
  await keeping.commit({ ...two, events: [...two.events, ...batch('c').events] });
  assert.deepEqual(
    known.slice(2).map(({ event, seq }) => `${event.id} ${seq}`),
    ['c 13'],
  );
  assert.deepEqual(turns, ['full the disk is full', 'writing null']);
  assert.equal(keeping.seq, 13);
});

test('in memory it stays in memory', async () => {
  const { keeping, turns } = scene('this Node has no SQLite');
  await keeping.commit(batch('a'));
  assert.deepEqual([keeping.state, keeping.why, turns], ['memory', 'this Node has no SQLite', []]);
});

test('the last number is found with few questions, also with gaps', async () => {
  for (const last of [0, 1, 2, 3, 7, 1000, 1_048_577]) {
    let asked = 0;
    const store = {
      eventsAfter: async (seq: number) => {
        asked++;
        return seq < last ? [{ seq: last } as StoredEvent] : [];
      },
    };
    assert.equal(await lastSeq(store), last);
    assert.ok(asked < 50, `${asked} questions`);
  }
});
