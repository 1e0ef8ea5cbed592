import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { VENDORS } from '../../../test/cli/stations.ts';
import { A, batch, evidence, IP, T, told } from '../../../test/contracts/store.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { UsageFault } from '../../base/fault.ts';
import { MemoryStore } from '../../store/memory.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { evidenceOver } from './evidence.ts';

process.env['TZ'] = 'UTC';

async function run(
  ...words: readonly string[]
): Promise<ReturnType<typeof paperIo> & { readonly code: number }> {
  const store = new MemoryStore();
  await store.begin(T);
  const bytes = new Uint8Array(42);
  writeArpFrame(bytes, 0, { dst: 2 ** 48 - 1, src: A, op: 1, sha: A, spa: IP, tha: 0, tpa: IP });
  const frames = [evidence('conflict-1', 0, { bytes }), evidence('conflict-1', 1, { bytes, outgoing: true })];
  await store.commit(batch(0, { events: [told('conflict-1'), told('scan-1', { kind: 'scan' })], frames }));
  const io = paperIo();
  const door = async () => ({
    service: async () => undefined,
    read: async () => store,
    write: async () => store,
    vendors: VENDORS,
    user: () => 'vera',
    typed: null,
  });
  return { ...io, code: await evidenceOver(door, words, io) };
}

test('the frames of an episode, for people, for programs and for Wireshark', async () => {
  const told = await run('e-1', '-x', '--pcap', 'f.pcapng');
  assert.equal(told.code, 0);
  assert.match(
    told.out(),
    /eth0 00:1b:21:00:00:50 > ff:ff:ff:ff:ff:ff .*10\.20\.0\.50.*\n {4}0000 {2}ff ff ff ff ff ff 00 1b 21/,
  );
  assert.match(told.err(), /conflict.*\n {4}Both answer\.\nf\.pcapng has 2 frames\n$/);
  const saved = Buffer.from(told.saved.get('f.pcapng')!);
  assert.equal(saved.readUInt32LE(0), 0x0a0d0d0a);
  assert.equal(saved.toString('latin1').split('e-1 ').length, 3);
  const json = await run('1', '--json');
  const records = json
    .out()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(records.length, 2);
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('frame.v1')), []);
});

test('an episode of which nothing is kept, one that is none, and a word that is no number', async () => {
  const empty = await run('e-2');
  assert.equal(empty.code, 1);
  assert.match(empty.err(), /no frame is kept/);
  const none = await run('e-99', '--pcap', 'f.pcapng');
  assert.deepEqual([none.code, none.saved.size], [1, 0]);
  assert.match(none.err(), /there is no episode e-99/);
  for (const word of ['conflict-1', 'e-0', 'e--1', '']) await assert.rejects(run(word), UsageFault);
});
