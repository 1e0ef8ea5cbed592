import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { MemoryStore } from '../../store/memory.ts';
import { A, B, batch, GUESTS, IP, T, told, touch } from '../../../test/contracts/store.ts';
import { VENDORS } from '../../../test/cli/stations.ts';
import { type PaperTraits, paperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { historyOver } from './history.ts';
import { episodesOver } from './episodes.ts';
import { stationsOver } from './stations.ts';
import type { StoreHands } from './store-flag.ts';

process.env['TZ'] = 'UTC';

/** A had it, then nobody, then A again; then B; the sensor was blind in between. */
async function remembered(): Promise<StoreHands> {
  const store = new MemoryStore();
  await store.begin(T);
  for (const minute of [0, 10, 20, 60, 70])
    await store.commit(batch(minute, { touches: [touch(minute, A, { frames: 4 })] }));
  await store.commit(batch(180, { touches: [touch(180, B, { strength: 'announced' })] }));
  await store.commit(batch(180, { touches: [touch(180, B, { ip: IP + 1, network: GUESTS })] }));
  const from = T + 100 * 60_000;
  const blind = { code: 'interface-down', text: 'eth0 was down', from, until: from + 60_000 };
  await store.commit(batch(181, { blinds: [{ ...blind, interface: 'eth0', frames: null }] }));
  await store.commit(
    batch(182, {
      events: [
        told('conflict-1'),
        told('scan-1', { kind: 'scan', state: 'close', severity: 'info', ip: IP + 9, mac: A, at: T + 1000 }),
        told('conflict-1', { state: 'update', frames: 77 }),
      ],
    }),
  );
  return { openStore: async () => store, vendors: VENDORS };
}

async function shown(
  args: readonly string[],
  traits: PaperTraits = {},
  over = historyOver,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const io = paperIo(traits);
  const code = await over(remembered, args, io);
  return { code, out: io.out(), err: io.err() };
}

const WORDS: Readonly<Record<string, readonly [code: number, words: RegExp]>> = {
  '2026-11-24T14:05Z': [
    0,
    /^At Tue 2026-11-24 14:05:00 \+00:00 \(UTC\) 10\.20\.0\.50 on eth0 was held by 00:1b:21:00:00:50.*, heard from Tue 2026-11-24 14:00:00 to Tue 2026-11-24 14:20:00, 12 times\.\n$/,
  ],
  '2026-11-24T14:40Z': [
    0,
    /nobody spoke for .*; most likely 00:1b:21:00:00:50.* heard until .*14:20:00 before and from .*15:00:00 after/,
  ],
  '2026-11-24T15:40:30Z': [
    5,
    /it is unknown who had 10\.20\.0\.50 on eth0: the watch was blind from .*15:40:00 to .*15:41:00 \(eth0 was down\); last before 00:1b.*, until .*15:10:00; next after 3c:5a.*, from .*17:00:00\./,
  ],
  '2026-11-24T16:00Z': [1, /nobody was heard for .*; last before 00:1b.*; next after 3c:5a/],
  '2026-11-24T13:00Z': [1, /nobody was heard for .*; nobody before; next after 00:1b/],
  '2026-11-25': [1, /last before 3c:5a.*; nobody since/],
  '2026-11-24T17:00Z': [0, /held by 3c:5a:b4:00:00:50.*, heard once, at Tue 2026-11-24 17:00:00\./],
};

for (const [at, [code, words]] of Object.entries(WORDS))
  test(`who had it at ${at}: ${words.source.slice(0, 40)}`, async () => {
    const told = await shown(['10.20.0.50', '--at', at]);
    assert.match(told.out, words);
    assert.equal(told.code, code);
    const json = await shown(['10.20.0.50', '--at', at, '--json']);
    assert.equal(json.code, code);
    assert.deepEqual(faultsOf(JSON.parse(json.out), schemaNamed('held.v1')), []);
  });

test('an address that nobody was ever heard for', async () => {
  const told = await shown(['10.20.0.77', '--at', '2026-11-24T15:00Z']);
  assert.match(told.out, /nobody was heard for 10\.20\.0\.77; nobody before; nobody since/);
  assert.equal(told.code, 1);
  assert.deepEqual(await shown(['10.20.0.77']), {
    code: 1,
    out: '',
    err: 'arpist: nothing is remembered of 10.20.0.77\n',
  });
});

test('all of an address, of a MAC, of a span; for programs and for people', async () => {
  const { code, out } = await shown(['10.20.0.50']);
  assert.equal(code, 0);
  assert.deepEqual(
    out
      .trim()
      .split('\n')
      .map((line) =>
        line
          .split('\t')
          .slice(6, 8)
          .map((time) => time.slice(11, 16)),
      ),
    [
      ['14:00', '14:20'],
      ['15:00', '15:10'],
      ['17:00', '17:00'],
    ],
  );
  const ofMac = await shown(['3c:5a:b4:00:00:50', '--json', '--from', '2026-11-24T16:00Z']);
  const records = ofMac.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    records.map(({ ip, vlan }) => [ip, vlan]),
    [
      ['10.20.0.50', null],
      ['10.20.0.51', 20],
    ],
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('tenure.v1')), []);
  const table = await shown(['10.20.0.51'], { tty: true, columns: 140 });
  assert.match(table.out, /^ADDRESS .*\n10\.20\.0\.51 .* eth0 VLAN 20\ntimes are of UTC\n$/);
  assert.equal(
    (await shown(['10.20.0.50', '--until', '2026-11-24T14:30Z', '--json'])).out.split('\n').length,
    2,
  );
  const one = await shown(['10.20.0.50', '-c', '1', '--format', '${mac}']);
  assert.deepEqual(
    [one.out, one.err],
    ['3c:5a:b4:00:00:50\n', 'arpist: there are earlier ones: name a span with --from and --until\n'],
  );
  assert.match(
    (await shown(['10.20.0.50', '--where', 'frames>99'])).err,
    /nothing is remembered of .* that fits/,
  );
});

test('words that cannot be used, each in one sentence', async () => {
  for (const args of [
    ['nas'],
    [],
    ['10.20.0.50', '--at', 'soon'],
    ['10.20.0.50', '--at', '14:00', '--from', '13:00'],
    ['3c:5a:b4:00:00:50', '--at', '14:00'],
    ['10.20.0.50', '--json', '--csv'],
  ])
    await assert.rejects(shown(args), UsageFault, args.join(' '));
});

test('where there is no store it is said', async () => {
  const fault = new SystemFault('file', '/x/arpist.db: there is no store', {
    operation: 'open',
    remedy: 'x',
  });
  const open = async (): Promise<StoreHands> => ({
    openStore: (path) => {
      assert.equal(path, '/x/arpist.db');
      return Promise.reject(fault);
    },
    vendors: VENDORS,
  });
  await assert.rejects(historyOver(open, ['10.0.0.1', '--state', '/x'], paperIo()), fault);
  await assert.rejects(stationsOver(open, ['--state', '/x'], paperIo()), fault);
});

test('stations: all, those that fit, and those who lost their address', async () => {
  const all = await shown(['--json'], {}, stationsOver);
  const records = all.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    records.map(({ ip, mac, holds }) => [ip, mac, holds]),
    [
      ['10.20.0.50', '00:1b:21:00:00:50', false],
      ['10.20.0.50', '3c:5a:b4:00:00:50', true],
      ['10.20.0.51', '3c:5a:b4:00:00:50', true],
    ],
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('known-station.v1')), []);
  assert.equal(
    (await shown(['--where', 'holds=no', '--format', '${mac}'], {}, stationsOver)).out,
    '00:1b:21:00:00:50\n',
  );
  const sorted = await shown(['--sort', '-ip', '--format', '${ip}'], {}, stationsOver);
  assert.equal(sorted.out, '10.20.0.51\n10.20.0.50\n10.20.0.50\n');
  const people = await shown([], { tty: true }, stationsOver);
  assert.match(
    people.out,
    /^10\.20\.0\.50 +00:1b:21:00:00:50  Tue 2026-11-24 15:10:00  eth0 .*\(another has the address now\)$/m,
  );
  assert.deepEqual(await shown(['--where', 'silent<1s'], {}, stationsOver), {
    code: 1,
    out: '',
    err: 'arpist: no station that is remembered fits\n',
  });
});

test('episodes: the latest first, as they were told last, of whom and which are asked for', async () => {
  const all = await shown(['--json'], {}, episodesOver);
  const records = all.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    records.map(({ id, open, frames }) => [id, open, frames]),
    [
      ['scan-1', false, 2],
      ['conflict-1', true, 77],
    ],
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('episode.v1')), []);
  const ids = async (...args: readonly string[]) =>
    (await shown([...args, '--format', '${id}'], {}, episodesOver)).out.trim().split('\n');
  assert.deepEqual(await ids('--open'), ['conflict-1']);
  assert.deepEqual(await ids('10.20.0.59'), ['scan-1']);
  assert.deepEqual(await ids('3c:5a:b4:00:00:50'), ['conflict-1']);
  assert.deepEqual(await ids('--where', 'severity=critical and open=yes'), ['conflict-1']);
  assert.deepEqual(await ids('-c', '1'), ['scan-1']);
  assert.deepEqual(await ids('--sort', 'episode'), ['conflict-1', 'scan-1']);
  const people = await shown(['--open', '--why'], {}, episodesOver);
  assert.match(
    people.out,
    /^ +1  2026-11-24 14:00:00  open  .*conflict: .*10\.20\.0\.50.*\n    Both answer\.\n$/,
  );
  assert.deepEqual(await shown(['--where', 'kind=storm'], {}, episodesOver), {
    code: 1,
    out: '',
    err: 'arpist: no episode that is remembered fits\n',
  });
});
