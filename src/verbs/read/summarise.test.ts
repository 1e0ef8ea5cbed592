import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asArpIpv4 } from '../../wire/arp.ts';
import { arp, captureOf, inChunks, readAll, summaryOf } from './captures.test.ts';
import { CLAIMS } from '../../inventory/sighting.ts';
import { summarise } from './summarise.ts';

const M = 0x020000000001;
const A = 0x0a000001;

test('kinds, rates, stations and addresses of a small capture', async () => {
  const frames = [
    arp({ sha: M, spa: A, tpa: A + 1 }),
    arp({ op: 2, sha: M + 1, spa: A + 1, tha: M, tpa: A }),
    arp({ sha: M, spa: 0, tpa: A + 9 }),
    arp({ sha: M + 2, spa: A + 2, tpa: A + 2 }),
    arp({ sha: M + 2, spa: A + 2, tpa: A + 2, tha: 0xffffffffffff }),
    arp({ op: 2, sha: M + 3, spa: A + 2, tpa: A + 2 }),
    arp({ op: 3, etherType: 0x8035 }),
    Uint8Array.from({ length: 60 }, (_, at) => (at === 12 ? 8 : 0)),
    arp({ sha: M }).subarray(0, 20),
    arp({ op: 99 }),
  ];
  // Two more than ten frames would be in the next second.
  const summary = await summaryOf(inChunks(captureOf([...frames, arp({ sha: M, spa: A, tpa: A + 1 })])));
  const counted = Object.entries(summary.kinds).filter(([, count]) => count > 0);
  assert.deepEqual(Object.fromEntries(counted), {
    request: 2,
    reply: 1,
    probe: 1,
    announcement: 1,
    'gratuitous-request': 1,
    'gratuitous-reply': 1,
    'rarp-request': 1,
    unknown: 1,
  });
  assert.deepEqual([...summary.malformedBy], [['arp-header-cut', 1]]);
  assert.deepEqual([summary.frames, summary.arp, summary.malformed, summary.unreadable], [11, 10, 1, 0]);
  assert.deepEqual(
    [summary.first, summary.last],
    [
      { seconds: 1000, nanoseconds: 0 },
      { seconds: 1001, nanoseconds: 0 },
    ],
  );
  assert.deepEqual([summary.seconds, summary.rate, summary.peak], [1, 10, { frames: 9, second: 1000 }]);
  assert.deepEqual(
    [...summary.sightings.stations()].map(({ ip, mac, frames: claims }) => [ip - A, mac - M, claims]),
    [
      [0, 0, 2],
      [1, 1, 1],
      [2, 2, 2],
      [2, 3, 1],
    ],
  );
  assert.deepEqual(
    [...summary.sightings.addresses()].map(({ ip, macs, changes: { switches }, asked, probed }) => [
      ip - A,
      macs,
      switches,
      asked,
      probed,
    ]),
    [
      [1, 1, 0, 2, 0],
      [0, 1, 0, 0, 0],
      [9, 0, 0, 0, 1],
      [2, 2, 1, 0, 0],
    ],
  );
});

test('cooked captures are counted as well', async () => {
  const payload = arp({ sha: M, spa: A }).subarray(14);
  const cooked = Uint8Array.from([0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9, 0, 0, 8, 6, ...payload]);
  const summary = await summaryOf(inChunks(captureOf([cooked], 113)));
  const [station] = summary.sightings.stations();
  assert.deepEqual([station!.ip, station!.mac, station!.vlan, station!.sourceDiffers], [A, M, null, 1]);
});

test('a capture without ARP has no rates', async () => {
  const summary = await summaryOf(inChunks(captureOf([new Uint8Array(60).fill(8)])));
  assert.deepEqual([summary.arp, summary.first, summary.rate, summary.peak], [0, null, null, null]);
});

test('the bound on stations holds', async () => {
  const frames = Array.from({ length: 9 }, (_, at) => arp({ op: 2, sha: M + at, spa: A + at }));
  const summary = await summaryOf(inChunks(captureOf(frames)), 4);
  assert.deepEqual([summary.sightings.stationCount, summary.sightings.left], [4, 5]);
});

test('tells how far it is', async () => {
  const file = captureOf([arp(), arp()]);
  const seen: unknown[] = [];
  for await (const event of summarise(inChunks(file, 100))) seen.push(event);
  assert.deepEqual(seen, [
    { type: 'progress', bytes: 100, frames: 1 },
    { type: 'progress', bytes: 140, frames: 2 },
  ]);
});

test('hot path and single frames agree on any bytes', async () => {
  const anyArp = fc
    .record({
      op: fc.nat(11),
      spa: fc.constantFrom(0, A, A + 1),
      tpa: fc.constantFrom(0, A, A + 1),
      tha: fc.constantFrom(0, M),
      sha: fc.constantFrom(M, M + 1),
      etherType: fc.constantFrom(0x0806, 0x8035, 0x86dd),
      tags: fc.array(fc.constant({ tpid: 0x8100, tci: 5 }), { maxLength: 2 }),
    })
    .map(arp);
  const changed = fc
    .tuple(anyArp, fc.nat(49), fc.nat(255))
    .map(([bytes, at, value]) => (at < bytes.length ? bytes.with(at, value) : bytes));
  const cut = fc.tuple(anyArp, fc.nat(50)).map(([bytes, length]) => bytes.subarray(0, length));
  const captured = fc.oneof(anyArp, changed, cut, fc.uint8Array({ maxLength: 60 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(captured, { maxLength: 12 }),
      fc.constantFrom(1, 113, 276, 5),
      async (frames, linkType) => {
        const file = captureOf(frames, linkType);
        const { frames: single, report } = await readAll(inChunks(file));
        const summary = await summaryOf(inChunks(file));
        assert.deepEqual(
          [summary.frames, summary.arp, summary.malformed, summary.unreadable],
          [report.frames, report.arp, report.malformed, report.unreadable],
        );
        const kinds: Record<string, number> = {};
        const claims = new Map<string, number>();
        for (const { kind, arp: packet, link } of single) {
          if (!packet) continue;
          kinds[kind] = (kinds[kind] ?? 0) + 1;
          const understood = asArpIpv4(packet);
          if (!understood || understood.spa === 0 || !(CLAIMS as readonly string[]).includes(kind)) continue;
          const key = `${understood.spa} ${understood.sha} ${link!.tags[0]?.vid ?? null}`;
          claims.set(key, (claims.get(key) ?? 0) + 1);
        }
        assert.deepEqual(
          Object.fromEntries(Object.entries(summary.kinds).filter(([, count]) => count > 0)),
          kinds,
        );
        assert.deepEqual(
          [...summary.sightings.stations()].map(({ ip, mac, vlan, frames: count }) => [
            `${ip} ${mac} ${vlan}`,
            count,
          ]),
          [...claims],
        );
      },
    ),
    { numRuns: 400 },
  );
});
