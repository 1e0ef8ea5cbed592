import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Glance, newGlance } from '../wire/glance.ts';
import { CLAIMS } from './sighting.ts';
import { type SeenStation, Sightings } from './claims.ts';

const REPLY = CLAIMS.indexOf('reply');
const REQUEST = CLAIMS.indexOf('request');
const A = 0xfffffffe;
const M1 = 0xfe0000000001;
const M2 = 0x020000000002;
const NONE = { switches: 0, announced: 0, quick: 0, defended: 0, back: 0 };

function seen(fields: Partial<Glance>): Glance {
  return { ...newGlance(), src: fields.sha ?? 0, vid: -1, ...fields };
}

function at(seconds: number) {
  return { hasTime: true, seconds, nanoseconds: seconds };
}

test('two MACs that claim one address in turns', () => {
  const sightings = new Sightings(10);
  sightings.claim(seen({ spa: A, sha: M1 }), REPLY, at(1));
  sightings.claim(seen({ spa: A, sha: M2, src: M1 }), REPLY, at(2));
  sightings.claim(seen({ spa: A, sha: M1 }), REQUEST, at(3));
  sightings.claim(seen({ spa: A, sha: M1 }), REPLY, at(4));
  const [first, second] = [...sightings.stations()] as [SeenStation, SeenStation];
  assert.deepEqual(
    { ...first, claims: { ...first.claims } },
    {
      ip: A,
      mac: M1,
      vlan: null,
      first: { seconds: 1, nanoseconds: 1 },
      last: { seconds: 4, nanoseconds: 4 },
      claims: { ...Object.fromEntries(CLAIMS.map((claim) => [claim, 0])), request: 1, reply: 2 },
      frames: 3,
      sourceDiffers: 0,
      from: M1,
      asksOnly: false,
    },
  );
  assert.deepEqual([second.mac, second.frames, second.sourceDiffers], [M2, 1, 1]);
  assert.deepEqual(
    [...sightings.addresses()],
    [
      {
        ip: A,
        vlan: null,
        macs: 2,
        changes: { ...NONE, switches: 2, quick: 2, back: 1 },
        asked: 0,
        probed: 0,
      },
    ],
  );
});

test('VLANs are kept apart, and so is no VLAN from VLAN 0', () => {
  const sightings = new Sightings(10);
  for (const vid of [-1, 0, 1, 4095]) sightings.claim(seen({ spa: A, sha: M1, vid }), REPLY, at(1));
  assert.deepEqual(
    [...sightings.stations()].map(({ vlan, mac }) => [vlan, mac]),
    [
      [null, M1],
      [0, M1],
      [1, M1],
      [4095, M1],
    ],
  );
  assert.ok([...sightings.addresses()].every(({ changes, macs }) => changes.switches === 0 && macs === 1));
});

test('what was only asked for is an address without a MAC', () => {
  const sightings = new Sightings(10);
  sightings.ask(seen({ tpa: A }), false, at(1));
  sightings.ask(seen({ tpa: A }), true, at(1));
  sightings.ask(seen({ tpa: A }), true, at(1));
  assert.deepEqual(
    [...sightings.addresses()],
    [{ ip: A, vlan: null, macs: 0, changes: NONE, asked: 1, probed: 2 }],
  );
  assert.deepEqual([...sightings.stations()], []);
});

test('without times there are none', () => {
  const sightings = new Sightings(10);
  sightings.claim(seen({ spa: A, sha: M1 }), REPLY, { hasTime: false, seconds: 0, nanoseconds: 0 });
  const [station] = sightings.stations();
  assert.deepEqual([station!.first, station!.last], [null, null]);
});

test('over the bound claims and questions are counted and those kept stay right', () => {
  const sightings = new Sightings(2);
  for (let ip = 1; ip <= 5; ip++) sightings.claim(seen({ spa: ip, sha: M1 }), REPLY, at(ip));
  sightings.ask(seen({ tpa: 5 }), false, at(1));
  sightings.claim(seen({ spa: 1, sha: M1 }), REPLY, at(9));
  assert.equal(sightings.left, 4);
  assert.equal(sightings.stationCount, 2);
  assert.deepEqual(
    [...sightings.stations()].map(({ ip, frames }) => [ip, frames]),
    [
      [1, 2],
      [2, 1],
    ],
  );
});

test('agrees with a plain map over many stations', () => {
  const claim = fc.record({
    spa: fc.nat(40),
    sha: fc.constantFrom(M1, M2, 5, 2 ** 48 - 1),
    vid: fc.constantFrom(-1, 7),
  });
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 300 }), (claims) => {
      const sightings = new Sightings(10_000);
      const plain = new Map<string, number>();
      for (const fields of claims) {
        sightings.claim(seen(fields), REPLY, at(1));
        const key = `${fields.spa} ${fields.sha} ${fields.vid < 0 ? null : fields.vid}`;
        plain.set(key, (plain.get(key) ?? 0) + 1);
      }
      const kept = [...sightings.stations()].map(({ ip, mac, vlan, frames }) => [
        `${ip} ${mac} ${vlan}`,
        frames,
      ]);
      assert.deepEqual(kept, [...plain]);
    }),
  );
});

test('sorted by address, VLAN and MAC, and found by address', () => {
  const sightings = new Sightings(100);
  const all = [
    [3, 2 ** 47, -1],
    [3, 1, 4],
    [3, 2 ** 33, -1],
    [0xfffffff0, 1, -1],
    [3, 2, -1],
  ] as const;
  for (const [spa, sha, vid] of all) sightings.claim(seen({ spa, sha, vid }), REPLY, at(1));
  assert.deepEqual(
    [...sightings.sortedStations()].map(({ ip, mac, vlan }) => [ip, mac, vlan]),
    [
      [3, 2, null],
      [3, 2 ** 33, null],
      [3, 2 ** 47, null],
      [3, 1, 4],
      [0xfffffff0, 1, null],
    ],
  );
  assert.equal(sightings.addressOf(3, null)?.macs, 3);
  assert.equal(sightings.addressOf(3, 4)?.macs, 1);
  assert.equal(sightings.addressOf(3, 5), undefined);
});

test('a switch is announced, quick, or neither', () => {
  const sightings = new Sightings(100);
  const kinds = (): unknown => {
    const { switches, announced, quick } = sightings.addressOf(A, null)!.changes;
    return [switches, announced, quick];
  };
  const claim = (sha: number, kind: number, seconds: number): void =>
    sightings.claim(seen({ spa: A, sha }), kind, { hasTime: true, seconds, nanoseconds: 7 });
  claim(M1, REPLY, 1);
  claim(M2, CLAIMS.indexOf('announcement'), 1);
  assert.deepEqual(kinds(), [1, 1, 0]);
  claim(M1, REPLY, 2);
  assert.deepEqual(kinds(), [2, 1, 1]);
  claim(M2, REPLY, 8);
  assert.deepEqual(kinds(), [3, 1, 1]);
  sightings.claim(seen({ spa: A, sha: M1 }), REPLY, { hasTime: false, seconds: 0, nanoseconds: 0 });
  assert.deepEqual(kinds(), [4, 1, 1]);
});

test('grows over thousands of stations and keeps every count', () => {
  const sightings = new Sightings(100_000);
  for (let round = 1; round <= 2; round++)
    for (let ip = 1; ip <= 9000; ip++) sightings.claim(seen({ spa: ip, sha: ip * 7 }), REPLY, at(round));
  let ip = 0;
  for (const station of sightings.stations()) {
    ip++;
    assert.deepEqual([station.ip, station.mac, station.frames, station.last?.seconds], [ip, ip * 7, 2, 2]);
  }
  assert.equal(ip, 9000);
});

test('who held an address from when to when', () => {
  const sightings = new Sightings(100);
  const claim = (sha: number, seconds: number, kind: (typeof CLAIMS)[number]): void =>
    sightings.claim(seen({ spa: A, sha }), CLAIMS.indexOf(kind), { hasTime: true, seconds, nanoseconds: 0 });
  claim(M1, 1, 'request');
  claim(M1, 3, 'reply');
  claim(M2, 9, 'announcement');
  claim(M1, 9, 'reply');
  const { intervals, left } = sightings.bindingsOf(A, null);
  assert.equal(left, 0);
  assert.deepEqual(
    intervals.map(({ mac, from, last, began, ended, returned }) => [mac, from, last, began, ended, returned]),
    [
      [M1, 1000, 3000, 'first', 'quiet', false],
      [M2, 9000, 9000, 'announced', 'cut', false],
      [M1, 9000, 9000, 'heard', 'open', true],
    ],
  );
  assert.deepEqual(sightings.bindingsOf(A + 1, null).intervals, []);
});

test('all holders: by address and VLAN, of each the oldest first, and how many are missing where', () => {
  const sightings = new Sightings(100);
  const claim = (spa: number, sha: number, at: { vid?: number; seconds: number }): void =>
    sightings.claim(seen({ spa, sha, vid: at.vid ?? -1 }), CLAIMS.indexOf('reply'), {
      hasTime: true,
      seconds: at.seconds,
      nanoseconds: 0,
    });
  claim(A + 1, M1, { seconds: 1 });
  claim(A, M1, { vid: 7, seconds: 2 });
  for (let at = 0; at < 20; at++) claim(A, at % 2 === 0 ? M1 : M2, { seconds: 10 + at });
  const all = [...sightings.bindings()];
  assert.deepEqual(
    [all[0], all.at(-3), all.at(-2), all.at(-1)].map((one) => [one?.ip, one?.vlan, one?.from]),
    [
      [A, null, 10_000],
      [A, null, 29_000],
      [A, 7, 2000],
      [A + 1, null, 1000],
    ],
  );
  assert.deepEqual(
    all.filter(({ missing }) => missing > 0).map(({ missing, from }) => [missing, from]),
    [[3, 14_000]],
  );
});

test('the cards that spoke for a station: one, or several', () => {
  const sightings = new Sightings(100);
  for (const [spa, src] of [
    [1, M1],
    [1, M1],
    [2, M2],
    [2, M1],
    [2, M2],
  ] as const)
    sightings.claim(seen({ spa, sha: M1, src }), REPLY, at(1));
  assert.deepEqual(
    [...sightings.stations()].map(({ from }) => from),
    [M1, null],
  );
});
