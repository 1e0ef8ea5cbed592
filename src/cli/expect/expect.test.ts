import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PaperIo, paperIo } from '../../../test/cli/paper-io.ts';
import { ip, mac } from '../../../test/cli/stations.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import type { Expectation, Expectations } from '../../ports/expectations.ts';
import { SystemFault } from '../../base/fault.ts';
import { expectOver } from './expect.ts';
import { noteOwnMove } from './note-own.ts';
import { momentOf } from './until.ts';

/** 2027-01-15 08:00:00 UTC */
const NOW = 1_800_000_000_000;

function paperExpectations(): Expectations & { readonly kept: Expectation[] } {
  const kept: Expectation[] = [];
  return {
    kept,
    note: (these) => void kept.push(...these),
    forget(ips) {
      const before = kept.length;
      const stays = kept.filter((one) => !ips.includes(one.ip));
      kept.splice(0, before, ...stays);
      return before - kept.length;
    },
    at: (now) => ({ all: kept.filter(({ until }) => until > now), bad: [] }),
    stamp: () => JSON.stringify(kept),
  };
}

async function run(expectations: Expectations, line: string): Promise<PaperIo & { readonly code: number }> {
  const io = paperIo();
  const code = await expectOver(() => Promise.resolve(expectations), line.split(' ').filter(Boolean), io);
  return { ...io, code };
}

/** Bodies with the clock on the wall of another place. */
function inZone<T>(zone: string, body: () => T): T {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    return body();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
}

test('noted with its end, told back with the zone, listed, and taken back', async () => {
  const expectations = paperExpectations();
  const noted = await run(expectations, '10.0.0.5 10.0.0.6 --until 2h --mac 02:00:00:00:00:07');
  assert.equal(noted.code, 0);
  assert.match(
    noted.err(),
    /^10\.0\.0\.5, 10\.0\.0\.6 may go to 02:00:00:00:00:07 until 2027-01-15 \d\d:\d\d:\d\d [+-]\d\d:\d\d\n$/,
  );
  assert.deepEqual(expectations.kept[0], {
    ip: ip('10.0.0.5'),
    mac: mac('02:00:00:00:00:07'),
    from: NOW,
    until: NOW + 7_200_000,
    by: 'expect 10.0.0.5 10.0.0.6 --until 2h --mac 02:00:00:00:00:07',
  });
  const listed = await run(expectations, '--json');
  const [record] = listed.out().trimEnd().split('\n');
  assert.deepEqual(faultsOf(JSON.parse(record!), schemaNamed('expectation.v1')), []);
  const forgotten = await run(expectations, '10.0.0.5 --forget');
  assert.equal(forgotten.err(), '1 expectation taken back\n');
  assert.equal((await run(expectations, '--format ${ip}')).out(), '10.0.0.6\n');
  assert.equal((await run(expectations, '10.0.0.6 --forget')).code, 0);
  assert.equal((await run(expectations, '')).code, 1);
});

test('without an end it is an hour', async () => {
  const expectations = paperExpectations();
  await run(expectations, '10.0.0.5');
  assert.equal(expectations.kept[0]?.until, NOW + 3_600_000);
});

for (const [line, told] of [
  ['10.0.0', /'10\.0\.0' is no IPv4 address/],
  ['fe80::1', /IPv6/],
  ['10.0.0.5 --until 25:00', /no time of the clock/],
  ['10.0.0.5 --until yesterday', /'yesterday' is no moment/],
  ['10.0.0.5 --until 2020-01-01T00:00:00Z', /is past/],
  ['10.0.0.5 --mac xx', /'xx' is no MAC/],
  ['--until 18:00', /--until goes with an address/],
] as const)
  test(`refused in a sentence: arpist expect ${line}`, async () => {
    await assert.rejects(run(paperExpectations(), line), told);
  });

test('a time of the clock is the next one, in the zone of the machine; a day with its zone is that moment', () => {
  const iso = (text: string, zone: string, now = NOW): string =>
    inZone(zone, () => new Date(momentOf(text, '--until', now)).toISOString());
  assert.equal(iso('18:00', 'UTC'), '2027-01-15T18:00:00.000Z');
  assert.equal(iso('07:30', 'UTC'), '2027-01-16T07:30:00.000Z');
  assert.equal(iso('18:00', 'Europe/Berlin'), '2027-01-15T17:00:00.000Z');
  assert.equal(iso('2027-06-01 18:00', 'Europe/Berlin'), '2027-06-01T16:00:00.000Z');
  assert.equal(iso('2027-06-01T18:00+05:30', 'Europe/Berlin'), '2027-06-01T12:30:00.000Z');
  assert.equal(iso('90min', 'UTC'), '2027-01-15T09:30:00.000Z');
  // The clock is put back on 2027-10-31 at 03:00: 02:30 comes twice, and the later one is meant.
  assert.equal(iso('2027-10-31 02:30', 'Europe/Berlin'), '2027-10-31T01:30:00.000Z');
  assert.throws(() => iso('2027-03-28 02:30', 'Europe/Berlin'), /does not exist/);
});

test('what this machine announces is written down, and done all the same where that is refused', async () => {
  const expectations = paperExpectations();
  const own = { ips: [ip('10.0.0.5')], mac: mac('02:00:00:00:00:01'), command: 'announce 10.0.0.5' };
  await noteOwnMove(() => Promise.resolve(expectations), own, paperIo());
  assert.deepEqual(expectations.kept, [
    {
      ip: ip('10.0.0.5'),
      mac: mac('02:00:00:00:00:01'),
      from: NOW,
      until: NOW + 600_000,
      by: 'announce 10.0.0.5',
    },
  ]);
  const refused = (): Promise<Expectations> =>
    Promise.reject(new SystemFault('rights', 'no', { operation: 'open', remedy: '' }));
  await noteOwnMove(refused, own, paperIo());
  await noteOwnMove(undefined, own, paperIo());
});
