import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WatchEvent } from '../../inventory/watch-event.ts';
import { MOST_REST, ONE_BY_ONE, Sparing } from './sparing.ts';

const BEGIN = 1_790_000_000_000;

function event(more: Partial<WatchEvent>): WatchEvent {
  return {
    kind: 'conflict',
    state: 'update',
    id: 'conflict-1',
    at: BEGIN,
    since: BEGIN,
    lasted: 0,
    ip: 0x0a000001,
    ips: [],
    mac: null,
    macs: [],
    network: { interface: 'eth0', vlan: null, innerVlan: null },
    severity: 'warning',
    sure: 'proven',
    why: [],
    decides: null,
    gateway: false,
    frames: 1,
    became: null,
    ...more,
  };
}

/** What is told of events at these seconds. */
function told(
  sparing: Sparing,
  events: readonly (readonly [seconds: number, Partial<WatchEvent>])[],
): string {
  return events
    .map(([seconds, more]) =>
      sparing.textOf(event({ at: BEGIN + seconds * 1000, ...more })) === '' ? '-' : 'x',
    )
    .join('');
}

const plain = ({ id, state }: WatchEvent): string => `${state} ${id}\n`;

test('an episode that goes on is told at most once a minute, each by itself; its end is told at once', () => {
  const sparing = new Sparing(plain, true);
  const other = { id: 'conflict-2' };
  assert.equal(
    told(sparing, [
      [0, { state: 'open' }],
      [59.9, {}],
      [60, {}],
      [119, {}],
      [119.5, { ...other, state: 'open' }],
      [120, {}],
      [121, other],
      [122, { state: 'close' }],
    ]),
    'x-x-xx-x',
  );
});

test('one that became graver is told at once, one that did not is not', () => {
  const sparing = new Sparing(plain, true);
  assert.equal(
    told(sparing, [
      [0, { state: 'open', severity: 'warning' }],
      [1, { severity: 'critical' }],
      [2, { severity: 'critical' }],
      [3, { severity: 'warning' }],
      [60.9, { severity: 'critical' }],
      [61, { severity: 'critical' }],
    ]),
    'xx---x',
  );
});

test('one that became surer is told at once, and what goes on is told at the end as it stands', () => {
  const sparing = new Sparing(({ id, frames }) => `${id} ${frames}\n`, true);
  assert.equal(
    told(sparing, [
      [0, { state: 'open', sure: 'undecided' }],
      [1, { sure: 'likely' }],
      [2, { sure: 'undecided' }],
      [3, { sure: 'proven' }],
      [4, { sure: 'proven', frames: 7 }],
      [5, { id: 'spoof-1', state: 'open' }],
      [6, { id: 'scan-1', state: 'open' }],
      [7, { id: 'scan-1', frames: 9 }],
      [8, { id: 'scan-1', state: 'close' }],
    ]),
    'xx-x-xx-x',
  );
  assert.equal(sparing.rest(), 'conflict-1 7\n');
  assert.equal(sparing.rest(), '');
});

test('of very many that go on a hundred are told, and the others counted', () => {
  const sparing = new Sparing(plain, false);
  for (let nth = 0; nth < MOST_REST + 2; nth++)
    told(sparing, [
      [0, { id: `scan-${nth}`, state: 'open' }],
      [1, { id: `scan-${nth}` }],
    ]);
  const lines = sparing.rest().trimEnd().split('\n');
  assert.equal(lines.length, MOST_REST + 1);
  assert.equal(lines.at(-1), 'and 2 more episodes that go on');
});

test('a crowd of new stations is one sentence a second, after the first of them; what is critical stands between', () => {
  const sparing = new Sparing(plain, true);
  const station = (nth: number): Partial<WatchEvent> => ({
    kind: 'new-station',
    state: 'close',
    severity: 'info',
    id: `new-station-${nth}`,
    ip: 0x0a000000 + nth,
  });
  const second = (from: number, count: number): string =>
    told(
      sparing,
      Array.from({ length: count }, (_, nth) => [0.5, station(from + nth)] as const),
    );
  assert.equal(second(1, 2000), `${'x'.repeat(ONE_BY_ONE)}${'-'.repeat(2000 - ONE_BY_ONE)}`);
  assert.equal(sparing.textOf(event({ kind: 'spoof', state: 'open', id: 'spoof-1' })), 'open spoof-1\n');
  assert.equal(sparing.folded, 2000 - ONE_BY_ONE);
  assert.equal(
    sparing.second(),
    '14:13:20 new-station: and 1,990 more addresses within a second (10.0.0.11 the first, 10.0.7.208 the last)\n',
  );
  assert.equal(sparing.second(), '');
  assert.equal(second(3000, ONE_BY_ONE + 1), `${'x'.repeat(ONE_BY_ONE)}-`);
  assert.match(sparing.second(), /and 1 more address within a second \(10\.0\.11\.194\)\n$/);
});

test('into a file or a pipe every new station goes, and the rule of the minute is the same', () => {
  const sparing = new Sparing(plain, false);
  const stations = Array.from(
    { length: 100 },
    (_, nth) => [0, { kind: 'new-station', state: 'close', id: `new-station-${nth}` }] as const,
  );
  assert.equal(told(sparing, stations), 'x'.repeat(100));
  assert.equal(sparing.second(), '');
  assert.equal(
    told(sparing, [
      [0, { state: 'open' }],
      [1, {}],
    ]),
    'x-',
  );
});
