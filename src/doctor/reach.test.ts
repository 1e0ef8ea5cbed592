import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { diagnose } from './diagnose.ts';
import { outOfReach } from './reach.ts';

const FULL = { entries: 1024, thresh1: 128, thresh2: 512, thresh3: 1024, fulls: 9 };
const flux = hostWith({ links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.0.0.2/24'] } } });

test('K22: the limits of the machine are told where they are, and are no change of this namespace', () => {
  const [found] = diagnose({ ...flux, table: FULL, initial: false }).findings.filter(
    ({ kind }) => kind === 'table-overflow',
  );
  assert.deepEqual(found?.changes, []);
  assert.deepEqual(
    found?.beyond.map(({ where, change }) => [where, change.do === 'set-threshold' && change.setting]),
    [
      ['on the machine itself, not in this namespace', 'gc_thresh3'],
      ['on the machine itself, not in this namespace', 'gc_thresh2'],
    ],
  );
});

test('point 9: with a read-only /proc/sys the settings are left out, and routes and rules are not', () => {
  const [found] = diagnose({ ...flux, readOnly: true }).findings;
  assert.deepEqual(
    [...new Set(found?.beyond.map(({ change }) => change.do))],
    ['set-conf'],
    'whatever is mended by settings',
  );
  assert.ok(found!.changes.length > 0 && found!.changes.every((change) => change.do !== 'set-conf'));
});

test('what is not known to be out of reach is within it', () => {
  for (const here of [
    { initial: null },
    { initial: true, readOnly: false },
    { initial: true, readOnly: null },
  ])
    for (const change of [
      { do: 'set-threshold', setting: 'gc_thresh3', value: 4096 },
      { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 },
    ] as const)
      assert.equal(outOfReach(change, here), null);
});

test('the defaults of neighbours are set by netlink in the first namespace: /proc/sys does not matter', () => {
  const change = { do: 'set-neigh', link: 'default', setting: 'locktime', value: 100 } as const;
  assert.equal(outOfReach(change, { initial: true, readOnly: true }), null);
  assert.match(outOfReach(change, { initial: false, readOnly: false })!, /on the machine itself/);
  assert.equal(outOfReach({ ...change, link: 'e0' }, { initial: false, readOnly: true }), null);
});
