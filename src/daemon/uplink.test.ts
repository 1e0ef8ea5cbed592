import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as zlib from 'node:zlib';
import { madeEvent } from '../../test/centre/made.ts';
import { whyNoSqlite } from '../../test/sqlite.ts';
import type { Dispatch } from '../inventory/dispatch.ts';
import type { SpoolBatch } from '../ports/spool.ts';
import { PaperCentre } from '../sim/uplink.ts';
import { openStore } from '../store/sqlite/store.ts';
import { UplinkSending } from './uplink.ts';

const T = 1_780_000_000_000;
const LIMITS = { bytes: 2 ** 26, keep: 3_600_000 };
const NETWORK = { interface: 'eth0', vlan: 7, innerVlan: null };
const MIN = 60_000;

function inside({ form, body, dropped }: SpoolBatch): readonly Dispatch[] {
  if (dropped !== null) return [];
  const text = form === 'zstd' ? zlib.zstdDecompressSync(body) : zlib.inflateRawSync(body);
  return JSON.parse(text.toString()) as readonly Dispatch[];
}

async function stage(limits = LIMITS) {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  const path = join(folder, 'arpist.db');
  const store = await openStore(path, 'writer');
  const centre = new PaperCentre();
  const time = { now: T };
  const said: string[] = [];
  const sendingOver = (over: typeof store) =>
    new UplinkSending({
      spool: over,
      uplink: centre.uplink('berlin/core-1'),
      log: { say: (_, text) => void said.push(text) },
      wall: () => time.now,
      pause: async () => undefined,
      dice: () => 0.5,
    });
  await store.openSpool(limits, T);
  await store.begin(T);
  const tell = async (number: number, to = store): Promise<void> =>
    to.commit({ at: time.now, touches: [], events: [madeEvent(number, time.now)], blinds: [] });
  const touch = async (minute: number, mac: number, ip = 1): Promise<void> => {
    time.now = T + minute * MIN;
    const one = {
      network: NETWORK,
      ip,
      mac,
      from: time.now,
      last: time.now,
      frames: 1,
      strength: 'answered' as const,
    };
    await store.commit({ at: time.now, touches: [one], events: [], blinds: [] });
  };
  return { folder, path, store, centre, time, said, sending: sendingOver(store), sendingOver, tell, touch };
}

const events = (batches: readonly SpoolBatch[]): readonly string[] =>
  batches.flatMap(inside).flatMap((one) => (one.k === 'event' ? [one.e.id] : []));

test('a sensor forgets only what the centre has, and works on while it is away', {
  skip: whyNoSqlite,
}, async () => {
  const { folder, store, centre, said, sending, tell } = await stage();
  await tell(0);
  centre.away = 'nobody answers';
  const waits: number[] = [];
  for (let turn = 0; turn < 12; turn++) {
    waits.push(await sending.turn());
    await tell(turn + 1);
  }
  assert.deepEqual(waits.slice(0, 4), [75, 150, 300, 600], 'longer each time');
  assert.equal(waits.at(-1), 22_500, 'and no longer than half a minute');
  assert.deepEqual(said, ['nobody answers: it is kept here, and tried again'], 'told once');
  assert.equal(sending.facts.spool?.confirmed, 0);
  centre.away = null;
  assert.equal(await sending.turn(), 1000);
  assert.equal(sending.facts.why, null);
  assert.equal(sending.facts.spool?.confirmed, 13);
  const { taken } = [...centre.runs.values()][0]!;
  assert.deepEqual(
    events(taken),
    Array.from({ length: 13 }, (_, at) => `conflict-${at + 1}`),
  );
  const asked = centre.asked;
  await sending.turn();
  assert.equal(centre.asked, asked, 'nothing waits, and no heartbeat is due');
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a heartbeat finds what was lost behind it, and a centre that went back gets it again', {
  skip: whyNoSqlite,
}, async () => {
  const { folder, store, centre, time, sending, tell } = await stage();
  for (let at = 0; at < 5; at++) await tell(at);
  await sending.turn();
  const [run] = [...centre.runs.keys()];
  centre.goBack(run!, 2);
  time.now += 31_000;
  assert.equal(await sending.turn(), 0, 'there is more to send');
  assert.equal(sending.facts.rewinds, 1);
  await sending.turn();
  assert.deepEqual(
    events(centre.runs.get(run!)!.taken),
    [1, 2, 3, 4, 5].map((at) => `conflict-${at}`),
  );
  // Longer ago than anything is kept: another run, and the hole is told.
  time.now += 2 * LIMITS.keep;
  await tell(5);
  await sending.turn();
  centre.goBack(run!, 1);
  time.now += 31_000;
  await sending.turn();
  await sending.turn();
  const [, other] = [...centre.runs.values()];
  assert.equal(other?.taken[0]?.dropped, '4 lost');
  assert.deepEqual(events(other!.taken), ['conflict-6'], 'the one that is kept');
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a store from the past, and one brought back from a backup, begin another run and name the old numbers', {
  skip: whyNoSqlite,
}, async () => {
  const { folder, path, store, centre, sending, sendingOver, tell } = await stage();
  await tell(0);
  await store.backup(join(folder, 'backup.db'));
  await store.close();
  copyFileSync(path, join(folder, 'copy.db'));
  const on = await openStore(path, 'writer');
  await on.openSpool(LIMITS, T);
  const going = sendingOver(on);
  await tell(1, on);
  await tell(2, on);
  await going.turn();
  await on.close();
  void sending;
  const copied = await openStore(join(folder, 'copy.db'), 'writer');
  await copied.openSpool(LIMITS, T);
  await tell(7, copied);
  const again = sendingOver(copied);
  await again.turn();
  await again.turn();
  assert.equal(centre.runs.size, 2, 'the centre knew more than the copy');
  const [first, second] = [...centre.runs.keys()];
  const { taken } = centre.runs.get(second!)!;
  assert.deepEqual(
    taken.map(({ was }) => was),
    [
      { run: first, from: 1 },
      { run: first, from: 2 },
    ],
  );
  await copied.close();
  const restored = await openStore(join(folder, 'backup.db'), 'writer');
  const facts = await restored.openSpool(LIMITS, T);
  assert.ok(facts.run !== first && facts.run !== second);
  assert.deepEqual(
    (await restored.spooled(0, 10)).batches.map(({ was }) => was),
    [{ run: first, from: 1 }],
  );
  await restored.close();
  rmSync(folder, { recursive: true });
});

test('a binding is told when it begins, when another follows, and at most once in five minutes', {
  skip: whyNoSqlite,
}, async () => {
  const { folder, store, touch } = await stage();
  for (let minute = 0; minute < 20; minute++) await touch(minute, 0x020000000001);
  await touch(60, 0x020000000001);
  const { batches } = await store.spooled(0, 100);
  const told = batches
    .flatMap(inside)
    .flatMap((one) => (one.k === 'bind' ? [[(one.from - T) / MIN, (one.last - T) / MIN]] : []));
  assert.ok(told.length >= 6 && told.length <= 7, `${told.length}`);
  assert.deepEqual(told[0], [0, 0]);
  assert.deepEqual(
    told.slice(-2),
    [
      [0, 19],
      [60, 60],
    ],
    'the end of the first exactly, then the second',
  );
  await store.close();
  rmSync(folder, { recursive: true });
});

test('when the spool is full, who is still there goes first, episodes last, and the numbers have no hole', {
  skip: whyNoSqlite,
}, async () => {
  const { folder, store, centre, said, sending, tell, touch } = await stage({ bytes: 6000, keep: 0 });
  await sending.turn();
  for (let at = 0; at < 40; at++) {
    await touch(at * 5, 0x020000000001);
    await touch(at * 5 + 2, 0x020000000002 + at, 2 + at);
    if (at % 8 === 0) await tell(at);
  }
  const { facts, batches } = await store.spooled(0, 1000);
  assert.ok(facts.bytes <= 6000 && facts.dropped > 0, `${facts.bytes}`);
  assert.deepEqual(events(batches).length, 5, 'every episode is there');
  let next = 1;
  for (const { from, to } of batches) {
    assert.equal(from, next);
    next = to + 1;
  }
  const gone = batches.flatMap(({ dropped }) => (dropped === null ? [] : [dropped.replace(/\d+ /, '')]));
  const there = batches
    .filter(({ dropped }) => dropped === null)
    .flatMap(inside)
    .filter(({ k }) => k === 'bind');
  assert.ok(gone.includes('seen') && there.length > 0);
  while ((await sending.turn()) === 0);
  assert.equal([...centre.runs.values()][0]!.mark, facts.last);
  assert.ok(
    said.some((text) => text.startsWith('the spool is full')),
    said.join(),
  );
  await store.close();
  rmSync(folder, { recursive: true });
});
