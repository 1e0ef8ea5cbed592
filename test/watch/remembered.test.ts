import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { NOTHING_EXPECTED } from '../../src/inventory/expected.ts';
import { MemoryStore } from '../../src/store/memory.ts';
import { historyOf, whoHad } from '../../src/verbs/history/history.ts';
import { replay } from '../../src/verbs/watch/replay.ts';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function remembered(scenario: string, size = 65_536): Promise<MemoryStore> {
  const bytes = readFileSync(new URL(`scenarios/${scenario}.pcapng`, import.meta.url));
  const store = new MemoryStore();
  await store.begin(0);
  const told: string[] = [];
  for await (const { events } of replay(pieces(bytes, size), { expected: NOTHING_EXPECTED, store }))
    told.push(...events.map(({ id, state }) => `${id} ${state}`));
  const kept = await store.eventsAfter(0, 1_000_000);
  assert.deepEqual(
    kept.map(({ event }) => `${event.id} ${event.state}`),
    told,
  );
  return store;
}

const VIP = parseIpv4('10.77.0.200')!;

test('a failover is remembered: who had the address before, who after, and nobody in between', async () => {
  const store = await remembered('keepalived-crash');
  const { tenures } = await historyOf(store, { ip: VIP });
  assert.deepEqual(
    tenures.map(({ mac }) => formatMac(mac)),
    ['00:25:90:04:b2:fe', '00:25:90:4f:de:e9'],
  );
  const [first, second] = tenures;
  const between = (first!.last + second!.from) / 2;
  const [then] = await whoHad(store, VIP, first!.from + 1);
  assert.deepEqual(then!.held.sure === 'heard' && then!.held.by, [first]);
  const [gap] = await whoHad(store, VIP, between);
  assert.deepEqual(gap!.held, { sure: 'unknown', before: first, after: second });
});

test('two that use one address had it both', async () => {
  const store = await remembered('conflict-plain');
  const ip = parseIpv4('10.77.0.60')!;
  const { tenures } = await historyOf(store, { ip });
  assert.equal(new Set(tenures.map(({ mac }) => mac)).size, 2);
  const last = Math.min(...tenures.map((one) => one.last));
  const [both] = await whoHad(store, ip, last);
  assert.equal(both!.held.sure === 'heard' && both!.held.by.length, 2);
});

test('what is remembered does not depend on how the capture was cut', async () => {
  for (const scenario of ['vlan-same-addresses', 'spoof-in-noise']) {
    const whole = await remembered(scenario);
    const cut = await remembered(scenario, 777);
    assert.deepEqual(await cut.stations(null, 1_000_000), await whole.stations(null, 1_000_000));
    assert.deepEqual(await cut.tenures({}, 1_000_000), await whole.tenures({}, 1_000_000));
  }
});

test('a conflict keeps the frames that prove it', async () => {
  const store = await remembered('conflict-plain');
  const [conflict] = await store.episodes({ kind: 'conflict' }, 1);
  const frames = await store.evidenceOf(conflict!.episode);
  assert.ok(frames.length > 1, String(frames.length));
  const senders = new Set(frames.map(({ bytes }) => Buffer.from(bytes).toString('hex', 22, 28)));
  assert.ok(senders.size > 1);
});
