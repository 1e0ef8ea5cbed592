import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry, publishedEntry } from '../../../test/cli/paper-table.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import type { TableNotice, TableWatch } from '../../ports/table-watch.ts';
import { follow, type FollowEvent } from './follow.ts';

const M1 = '02:00:00:00:00:01';
const M2 = '02:00:00:00:00:02';

/** Between two drains: what is noticed, and what the table holds when it is read again. */
interface Turn {
  readonly notices?: readonly TableNotice[];
  readonly overrun?: boolean;
  readonly entries?: readonly NeighbourEntry[];
  readonly published?: readonly NeighbourEntry[];
  readonly passes?: number;
}

async function told(first: readonly NeighbourEntry[], turns: readonly Turn[]) {
  let nth = -1;
  let clock = 0;
  let closed = 0;
  const stop = new AbortController();
  const turn = (): Turn => turns[nth] ?? {};
  const watch: TableWatch = {
    drain: (visit) => {
      nth++;
      for (const notice of turn().notices ?? []) visit(notice);
      if (nth >= turns.length) stop.abort();
      return turn().overrun ? 'overrun' : 'whole';
    },
    entries: () => (nth < 0 ? first : (turn().entries ?? [])),
    published: () =>
      nth < 0 ? [] : (turns.slice(0, nth + 1).findLast((one) => one.published)?.published ?? []),
    wait: (millis) => {
      clock += turn().passes ?? millis;
      return Promise.resolve();
    },
    close: () => {
      closed++;
    },
  };
  const events: FollowEvent[] = [];
  const run = follow({ watch, now: () => clock }, stop.signal);
  for (;;) {
    const step = await run.next();
    if (step.done) return { lines: events.map(line), report: step.value, closed };
    events.push(step.value);
  }
}

function line(event: FollowEvent): string {
  if (event.type !== 'change') return `${event.type} ${event.entries}`;
  const { kind, entry: now, before, recovered } = event;
  return `${kind} ${now.ip & 255} ${before?.state ?? '-'}>${now.state}${recovered ? ' recovered' : ''}`;
}

const news = (one: NeighbourEntry): TableNotice => ({ gone: false, entry: one });
const gone = (one: NeighbourEntry): TableNotice => ({ gone: true, entry: one });

test('what comes, changes and goes is told with what it was before', async () => {
  const stale = entry('10.0.0.8', M1, { state: 'stale' });
  const { lines, report, closed } = await told(
    [entry('10.0.0.7', M1)],
    [
      { notices: [news(stale)] },
      { notices: [news(entry('10.0.0.8', M1)), gone(entry('10.0.0.7', M1, { state: 'failed' }))] },
    ],
  );
  assert.deepEqual(lines, [
    'watching 1',
    'new 8 ->stale',
    'changed 8 stale>reachable',
    'gone 7 reachable>failed',
  ]);
  assert.deepEqual([report, closed], [{ overruns: 0, interrupted: true }, 1]);
});

for (const [what, more] of [
  ['its ages', { ages: { used: 0, confirmed: 0, updated: 0 } }],
  ['its probes', { probes: 3 }],
] as const) {
  test(`${what} are no change`, async () => {
    const { lines } = await told([entry('10.0.0.7', M1)], [{ notices: [news(entry('10.0.0.7', M1, more))] }]);
    assert.deepEqual(lines, ['watching 1']);
  });
}

for (const [what, more] of [
  ['another MAC', { mac: 0x020000000002 }],
  ['another state', { state: 'stale' }],
  ['another flag', { flags: ['router'] }],
  ['another program', { protocol: 18 }],
] as const) {
  test(`${what} is one`, async () => {
    const notices = [news({ ...entry('10.0.0.7', M1), ...more })];
    assert.equal((await told([entry('10.0.0.7', M1)], [{ notices }])).lines.length, 2);
  });
}

test('the same address on another link is another entry', async () => {
  const { lines } = await told(
    [entry('10.0.0.7', M1)],
    [
      {
        notices: [
          news(entry('10.0.0.7', M1, { link: 'eth1' })),
          gone(entry('10.0.0.7', M1, { link: 'eth2' })),
        ],
      },
    ],
  );
  assert.deepEqual(lines, ['watching 1', 'new 7 ->reachable']);
});

test('after an overrun the table is read again, and what differs is told as recovered, what went first', async () => {
  const { lines, report } = await told(
    [entry('10.0.0.7', M1), entry('10.0.0.8', M1), entry('10.0.0.9', M1)],
    [
      {
        overrun: true,
        entries: [entry('10.0.0.8', M1), entry('10.0.0.9', M2), entry('10.0.0.10', M1)],
      },
      { notices: [news(entry('10.0.0.10', M1))] },
    ],
  );
  assert.deepEqual(lines, [
    'watching 3',
    'overrun 3',
    'gone 7 reachable>reachable recovered',
    'changed 9 reachable>reachable recovered',
    'new 10 ->reachable recovered',
  ]);
  assert.equal(report.overruns, 1);
});

test('published addresses, of which the kernel says nothing, are read once a second', async () => {
  const one = publishedEntry('10.0.0.20', 'eth0');
  const { lines } = await told(
    [],
    [
      { published: [one], passes: 999 },
      { passes: 1 },
      { passes: 999 },
      { published: [], passes: 1 },
      { passes: 1 },
    ],
  );
  assert.deepEqual(lines, ['watching 0', 'new 20 ->none', 'gone 20 none>none']);
});

test('the watch is closed when the caller has enough, and when it throws', async () => {
  let closed = 0;
  const watch = {
    drain: () => 'whole',
    entries: () => [],
    published: () => [],
    wait: () => Promise.reject(new Error('broken')),
    close: () => void closed++,
  } satisfies TableWatch;
  const enough = follow({ watch, now: () => 0 });
  await enough.next();
  await enough.return({ overruns: 0, interrupted: false });
  assert.equal(closed, 1);
  const broken = follow({ watch, now: () => 0 });
  await broken.next();
  await assert.rejects(broken.next(), /broken/);
  assert.equal(closed, 2);
});

test('published addresses are read at the start and then once a second, however often the table is drained', async () => {
  let [clock, reads] = [0, 0];
  const stop = new AbortController();
  const watch: TableWatch = {
    drain: () => 'whole',
    entries: () => [],
    published: () => {
      reads++;
      return [];
    },
    wait: (millis) => {
      clock += millis;
      if (clock >= 3500) stop.abort();
      return Promise.resolve();
    },
    close: () => undefined,
  };
  const run = follow({ watch, now: () => clock }, stop.signal);
  while (!(await run.next()).done);
  assert.equal(reads, 4);
});
