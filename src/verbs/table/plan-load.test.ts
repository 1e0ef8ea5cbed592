import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import { entry, nic, publishedEntry } from '../../../test/cli/paper-table.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { type LoadPlan, type LoadWishes, planLoad, type ResolvedLine } from './plan-load.ts';

const M1 = '02:00:00:00:00:01';
const M2 = '02:00:00:00:00:02';
const GROUP = '01:00:5e:00:00:07';
const interfaces = [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.1.0.1/24')];

type Line = readonly [host: string, hardware: string, marks?: string];

function load(
  lines: readonly Line[],
  wishes: Partial<LoadWishes> = {},
  entries: readonly NeighbourEntry[] = [],
): LoadPlan {
  const resolved = lines.map(
    ([host, hardware, marks = ''], at): ResolvedLine => ({
      line: at + 1,
      host: ip(host),
      mac: mac(hardware),
      temporary: marks.includes('temp'),
      publish: marks.includes('pub'),
    }),
  );
  return planLoad(resolved, { entries, interfaces }, { link: null, force: false, ...wishes });
}

const changes = ({ planned }: LoadPlan): string[] =>
  planned.map(({ change, line }) => {
    const state = change.do === 'set-neighbour' ? ` ${change.state}` : '';
    return `${line} ${change.do} ${change.link}${state}`;
  });

test('each line where its address is at home: fixed, temporary or published', () => {
  const plan = load([
    ['10.0.0.7', M1],
    ['10.1.0.7', M1, 'temp'],
    ['10.1.0.8', M1, 'pub'],
  ]);
  assert.deepEqual(plan.bad, []);
  assert.deepEqual(changes(plan), [
    '1 set-neighbour eth0 permanent',
    '2 set-neighbour eth1 stale',
    '3 publish eth1',
  ]);
});

test('a named link takes what is at home elsewhere or nowhere', () => {
  assert.deepEqual(
    changes(
      load(
        [
          ['10.1.0.7', M1],
          ['192.168.0.7', M1],
        ],
        { link: 'eth0' },
      ),
    ),
    ['1 set-neighbour eth0 permanent', '2 set-neighbour eth0 permanent'],
  );
});

test('a pair that stands twice is taken once; another MAC for it is refused with the line of the first', () => {
  const plan = load([
    ['10.0.0.7', M1],
    ['10.0.0.7', M1],
    ['10.0.0.7', M2],
    ['10.0.0.7', M1, 'pub'],
  ]);
  assert.deepEqual(changes(plan), ['1 set-neighbour eth0 permanent']);
  assert.deepEqual(plan.bad, [
    { line: 3, why: '10.0.0.7 has another MAC in line 1' },
    { line: 4, why: '10.0.0.7 has another MAC in line 1' },
  ]);
});

for (const [host, hardware, why] of [
  ['192.168.0.7', M1, /in the network of no interface: name one with -I/],
  ['10.0.0.1', M1, /of this host itself/],
  ['10.0.0.255', M1, /broadcast address of eth0/],
  ['224.0.0.1', M1, /multicast address/],
  ['10.0.0.7', '00:00:00:00:00:00', /no MAC at all/],
  ['10.0.0.7', 'ff:ff:ff:ff:ff:ff', /broadcast MAC/],
  ['10.0.0.7', GROUP, /multicast bit/],
] as const) {
  test(`refused, and the other lines are taken: ${host} ${hardware}`, () => {
    const plan = load([
      ['10.0.0.9', M1],
      [host, hardware],
      ['10.0.0.10', M1],
    ]);
    assert.deepEqual([plan.planned.length, plan.bad.length, plan.bad[0]?.line], [2, 1, 2]);
    assert.match(plan.bad[0]!.why, why);
  });
}

test('--force takes the MAC of a group, and neither zero nor broadcast', () => {
  const plan = load(
    [
      ['10.0.0.7', GROUP],
      ['10.0.0.8', 'ff:ff:ff:ff:ff:ff'],
      ['10.0.0.9', '00:00:00:00:00:00'],
    ],
    {
      force: true,
    },
  );
  assert.deepEqual(
    plan.planned.map(({ line }) => line),
    [1],
  );
  assert.deepEqual(
    plan.bad.map(({ line }) => line),
    [2, 3],
  );
});

test('what is so already is planned as such', () => {
  const plan = load(
    [
      ['10.0.0.7', M1],
      ['10.0.0.8', M1, 'pub'],
      ['10.0.0.9', M1],
    ],
    {},
    [
      entry('10.0.0.7', M1, { state: 'permanent' }),
      publishedEntry('10.0.0.8', 'eth0'),
      entry('10.0.0.9', M1, { state: 'stale' }),
    ],
  );
  assert.deepEqual(
    plan.planned.map(({ same }) => same),
    [true, true, false],
  );
});
