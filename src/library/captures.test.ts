import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { openPcapWriter } from '../wire/pcap-writer.ts';
import { read, summarise } from './captures.ts';
import { arpFrame } from './frames.ts';

function capture(): Uint8Array {
  const parts: number[] = [];
  const write = openPcapWriter((bytes) => parts.push(...bytes));
  for (const [at, last] of [1, 2, 3].entries())
    write({
      bytes: arpFrame({ op: 'reply', sha: `02:00:5e:10:00:0${last}`, spa: '10.0.0.1', tpa: '10.0.0.9' }),
      seconds: 1000 + at,
      nanoseconds: 0,
    });
  return Uint8Array.from(parts);
}

test('a capture is read from one piece, pieces, or a stream of them', async () => {
  const whole = capture();
  const pieces = [whole.subarray(0, 30), whole.subarray(30)];
  async function* stream() {
    yield* pieces;
  }
  for (const source of [whole, pieces, stream()]) {
    const types: string[] = [];
    for await (const event of read(source)) {
      types.push(event.type);
      if (event.type === 'report') assert.deepEqual([event.report.format, event.report.arp], ['pcap', 3]);
    }
    assert.deepEqual(types, ['frame', 'frame', 'frame', 'report']);
  }
});

test('a summary has every station with its verdict, and tells how far it is', async () => {
  const told: number[] = [];
  const summary = await summarise(capture(), { progress: (_, frames) => told.push(frames) });
  assert.deepEqual(told, [3]);
  assert.equal(summary.arp, 3);
  assert.deepEqual(
    summary.stations.map(({ ip }) => formatIpv4(ip)),
    ['10.0.0.1', '10.0.0.1', '10.0.0.1'],
  );
  const few = await summarise(capture(), { mostStations: 1 });
  assert.equal(few.stations.length, 1);
});

test('what is no capture is told in the report, and thrown is only what the source throws', async () => {
  const { format, broken } = await summarise(new TextEncoder().encode('no capture at all'));
  assert.deepEqual([format, broken?.code], [null, 'not-a-capture']);
  const torn = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no such file')) }) };
  await assert.rejects(summarise(torn), /no such file/);
});
