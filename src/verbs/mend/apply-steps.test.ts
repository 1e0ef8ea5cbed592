import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../../change/change.ts';
import { OWN_MARK } from '../../change/own-file.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { PaperSystem } from '../../sim/paper-system.ts';
import { applySteps, type TableStep } from './apply-steps.ts';

const entry = (ip: string, how: 'add' | 'replace' = 'replace'): TableStep => ({
  change: { do: 'set-neighbour', link: 'eth0', ip, mac: '02:00:00:00:00:09', how },
  undo: { do: 'remove-neighbour', link: 'eth0', ip },
});
const FILE = { path: '/etc/arpist/x', text: `# ${OWN_MARK}`, executable: false };

function hands() {
  const host = hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } });
  const refuse = (change: SystemChange) =>
    'how' in change && change.how === 'add' ? { code: 'EEXIST', words: null } : undefined;
  return { table: new PaperSystem({ ...host, initial: true }, refuse), journal: new PaperHistory() };
}

test('all steps are made, whichever is refused; the journal says which, and what undoes the others', () => {
  const by = hands();
  const steps = [entry('10.0.0.8'), entry('10.0.0.8', 'add'), { ...entry('10.0.0.9'), undo: null }];
  const outcomes = applySteps(by, steps, { command: 'table set x', files: [] });
  assert.deepEqual(
    outcomes.map(({ code }) => code),
    [null, 'EEXIST', null],
  );
  assert.deepEqual(
    by.table.host.neighbours.map(({ ip }) => ip),
    ['10.0.0.8', '10.0.0.9'],
  );
  const [written] = by.journal.entries();
  assert.ok(written?.by === 'steps');
  const { command, changes, undo, outcome } = written;
  assert.deepEqual([command, changes.length, outcome?.refused], ['table set x', 3, [1]]);
  assert.deepEqual(
    undo.map((step) => step?.do ?? null),
    ['remove-neighbour', 'remove-neighbour', null],
  );
  assert.equal('files' in written, false);
});

test('files stand in the journal with the steps, and alone', () => {
  for (const many of [0, 1, 2]) {
    const by = hands();
    by.table.makeEach = ((make) => (changes) => {
      assert.ok(changes.length > 0, 'nothing is asked of the kernel for nothing');
      return make(changes);
    })(by.table.makeEach.bind(by.table));
    const steps = [entry('10.0.0.8'), entry('10.0.0.9')].slice(0, many);
    assert.equal(applySteps(by, steps, { command: 'x', files: [FILE] }).length, many);
    const [written, ...others] = by.journal.entries();
    assert.deepEqual([written?.by, others.length], [many === 0 ? 'files' : 'steps', 0]);
    assert.deepEqual([written?.files, written?.outcome?.refused], [[FILE], []]);
  }
});

test('nothing to do is not written down, and the lock is free again, also when it was not made', () => {
  const by = hands();
  assert.deepEqual(applySteps(by, [], { command: 'x', files: [] }), []);
  assert.deepEqual(by.journal.entries(), []);
  by.table.makeEach = () => assert.fail('thrown');
  assert.throws(() => applySteps(by, [entry('10.0.0.8')], { command: 'x', files: [] }), /thrown/);
  by.journal.lock().release();
  assert.equal(by.journal.entries()[0]?.outcome, null, 'it may have been made in part');
});
