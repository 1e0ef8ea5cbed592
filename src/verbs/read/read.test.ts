import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../base/fault.ts';
import { asArpIpv4 } from '../../wire/arp.ts';
import { arp, captureOf, inChunks, readAll } from './captures.test.ts';
import { read } from './read.ts';

const IPV4 = Uint8Array.from({ length: 60 }, (_, at) => (at === 12 ? 8 : 0));

test('ARP frames come with their number and time, other traffic does not', async () => {
  const file = captureOf([IPV4, arp(), IPV4, arp({ op: 2, tags: [{ tpid: 0x8100, tci: 7 }] }), IPV4]);
  const { frames, report } = await readAll(inChunks(file));
  assert.deepEqual(
    frames.map(({ n, kind, time, error }) => [n, kind, time, error]),
    [
      [2, 'request', { seconds: 1000, nanoseconds: 1e8 }, null],
      [4, 'reply', { seconds: 1000, nanoseconds: 3e8 }, null],
    ],
  );
  assert.deepEqual(asArpIpv4(frames[0]!.arp!), {
    op: 1,
    sha: 0x020000000002,
    spa: 0x0a000002,
    tha: 0,
    tpa: 0x0a000001,
  });
  assert.equal(frames[1]!.link?.tags[0]?.vid, 7);
  assert.deepEqual(report, {
    format: 'pcap',
    frames: 5,
    arp: 2,
    malformed: 0,
    unreadable: 0,
    unread: [],
    broken: null,
    fault: null,
    interrupted: false,
  });
});

test('R6: every cut of an ARP frame that shows its type is shown, and says that the capture cut it', async () => {
  const whole = arp({ tags: [{ tpid: 0x8100, tci: 7 }] });
  const cuts = Array.from({ length: whole.length }, (_, length) => whole.subarray(0, length));
  const { frames, report } = await readAll(inChunks(captureOf(cuts)));
  // A tag is what follows the type of an Ethernet header: before 18 bytes nobody can say that it is ARP.
  assert.equal(frames.length, cuts.length - 18);
  assert.deepEqual(report.unread, [
    { code: 'ethernet-cut', linkType: 1, frames: 14 },
    { code: 'vlan-tag-cut', linkType: 1, frames: 4 },
  ]);
  assert.ok(frames.every(({ kind, arp: packet }) => kind === 'malformed' && packet === null));
  assert.deepEqual([report.arp, report.malformed, report.unreadable], [28, 28, 18]);
  assert.deepEqual(
    [...new Set(frames.map(({ error }) => error!.code))],
    ['arp-header-cut', 'arp-addresses-cut'],
  );
  assert.equal(
    frames[12]!.error!.text,
    "The ARP packet needs 28 bytes by hln 6 and pln 4, but there are only 12; the capture kept 30 of the frame's 42 bytes.",
  );
});

test('a frame short on the wire is not blamed on the capture', async () => {
  const long = new Uint8Array(60);
  long.set(arp());
  long[18] = 200;
  const { frames } = await readAll(inChunks(captureOf([long])));
  assert.equal(
    frames[0]!.error!.text,
    'The ARP packet needs 416 bytes by hln 200 and pln 4, but there are only 46.',
  );
});

test('the bytes of a frame are its own, padding and all', async () => {
  const padded = new Uint8Array(60).fill(0xab, 42);
  padded.set(arp());
  const { frames } = await readAll(inChunks(captureOf([padded, IPV4, IPV4, IPV4])));
  assert.deepEqual(
    [...frames[0]!.trailer],
    Array.from({ length: 18 }, () => 0xab),
  );
  assert.deepEqual([...frames[0]!.arp!.spa], [10, 0, 0, 2]);
});

test('K12: frames of another link type are counted with the reason, and are no finding', async () => {
  const { frames, report } = await readAll(inChunks(captureOf([IPV4, IPV4], 101)));
  assert.deepEqual(frames, []);
  assert.deepEqual(report.unread, [{ code: 'link-type-unknown', linkType: 101, frames: 2 }]);
  assert.deepEqual([report.arp, report.malformed, report.unreadable], [0, 0, 2]);
});

test('a capture cut in the middle gives what was before, and says so', async () => {
  const file = captureOf([arp(), arp(), arp()]);
  const { frames, report } = await readAll(inChunks(file.subarray(0, file.length - 5)));
  assert.equal(frames.length, 2);
  assert.equal(report.broken?.code, 'capture-cut');
});

test('what is no capture is left at once', async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      asked++;
      yield new Uint8Array(10).fill(65);
    }
  }
  const { report } = await readAll(endless());
  assert.equal(report.broken?.code, 'not-a-capture');
  assert.equal(asked, 1);
});

test('a waiting source is left when the signal fires, and what was read counts', async () => {
  const stop = new AbortController();
  let left = false;
  const source: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]() {
      let turn = 0;
      return {
        next: () =>
          turn++ === 0 ? Promise.resolve({ done: false, value: captureOf([arp()]) }) : new Promise(() => {}),
        return: () => {
          left = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  };
  const events = read(source, stop.signal);
  const first = await events.next();
  assert.ok(!first.done && first.value.frame.n === 1);
  const next = events.next();
  stop.abort();
  const last = await next;
  assert.ok(last.done);
  assert.deepEqual([last.value.interrupted, last.value.frames, last.value.broken], [true, 1, null]);
  assert.ok(left);
});

const fault = new SystemFault('file', 'x cannot be read', { operation: 'read', remedy: 'look' });

test('a fault in the middle is kept beside what was read; at the start it is thrown', async () => {
  async function* failing(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
    yield* chunks;
    throw fault;
  }
  const { frames, report } = await readAll(failing([captureOf([arp()])]));
  assert.equal(frames.length, 1);
  assert.deepEqual([report.fault, report.broken], [fault, null]);
  await assert.rejects(readAll(failing([])), fault);
});
