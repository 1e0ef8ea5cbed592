import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, batch, IP, T, told, touch } from '../../test/contracts/store.ts';
import { httpStage } from '../../test/http-stage.ts';
import { UsageFault } from '../base/fault.ts';
import { MEMORY_READS, type MemoryRead } from '../records/memory-reads.ts';
import { MemoryStore } from '../store/memory.ts';
import { memoryOf } from './memory-client.ts';
import { ServiceClient } from './service-client.ts';

const QUESTIONS: Readonly<Record<MemoryRead, readonly unknown[]>> = {
  tenures: [{ ip: IP, from: 0 }, 10],
  blinds: [0, T],
  stations: [null, 10],
  episodes: [{ open: true, kind: 'conflict' }, 10],
  eventsOf: [1],
  eventsAfter: [0, 10],
  evidenceOf: [1],
  holdings: [{ ip: IP }],
  approvals: [],
  mutes: [],
  notes: [],
  audit: [0, 10],
  facts: [],
  check: [],
};

test('every question to a memory has the same answer through the socket, bytes of frames too', async () => {
  const store = new MemoryStore();
  await store.begin(T);
  const frame = { id: 'a-1', slot: 0, at: T, interface: 'eth0', outgoing: false, wireLength: 3 };
  const frames = [{ ...frame, bytes: new Uint8Array([0, 255, 7]) }];
  await store.commit(batch(0, { touches: [touch(0, A)], events: [told('a-1')], frames }));
  await store.order({ order: 'note', note: { whom: { ip: IP }, text: 'printer' } }, 'vera', T);
  const stage = await httpStage(store);
  try {
    const memory = memoryOf(new ServiceClient(stage.socket));
    for (const read of MEMORY_READS) {
      const ours: unknown = await Reflect.apply(store[read], store, QUESTIONS[read]);
      assert.deepEqual(await Reflect.apply(memory[read], memory, QUESTIONS[read]), ours, read);
    }
    const [first] = await store.stations(null, 1);
    assert.deepEqual(await memory.stations(first!, 10), []);
    await assert.rejects(memory.stations(null, 0), UsageFault);
    await assert.rejects(memory.backup('x'), /no file/);
    const overTcp = await fetch(`${stage.page}/memory/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '[]',
    });
    assert.equal(overTcp.status, 404);
  } finally {
    await stage.close();
  }
});
