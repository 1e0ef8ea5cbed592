import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { PaperFiles } from '../sim/paper-files.ts';
import { PaperSystem } from '../sim/paper-system.ts';
import { undo } from '../verbs/mend/undo.ts';
import { openJournal } from './journal.ts';
import { readHome } from './journal-home.ts';
import { intentOf } from './journal-intent.ts';
import { spelledLine } from './journal-line.ts';

const SETTING = { do: 'set-conf', link: 'all', setting: 'arp_ignore' };
const TOUCHED = {
  links: [],
  conf: ['all arp_ignore'],
  neigh: [],
  thresholds: [],
  plain: [],
  rules: false,
  wildcards: false,
  sources: [],
};
const NEIGHBOUR = { do: 'set-neighbour', link: 'eth0', ip: '10.0.0.9' };
/** As versions wrote them that had no name for the way back. */
const OLD = {
  state: (system: PaperSystem) => ({
    command: 'apply x.toml',
    changes: [{ ...SETTING, value: 1 }],
    undo: [[{ ...SETTING, value: 0 }]],
    before: system.keep(TOUCHED),
    touched: TOUCHED,
    hadRules: false,
  }),
  steps: () => ({
    command: 'table replace 10.0.0.9 02:00:00:00:00:0a',
    changes: [
      {
        ...NEIGHBOUR,
        how: 'replace',
        mac: '02:00:00:00:00:0a',
        state: 'permanent',
        flags: [],
        protocol: null,
      },
    ],
    undo: [
      { ...NEIGHBOUR, how: 'replace', mac: '02:00:00:00:00:09', state: 'stale', flags: [], protocol: null },
    ],
  }),
  timers: () => ({
    command: 'table timers set gc_interval=60',
    changes: [{ do: 'set-gc-interval', setting: 'gc_interval', value: 60 }],
    undo: [{ do: 'set-gc-interval', setting: 'gc_interval', value: 30 }],
  }),
  files: () => ({
    command: 'persist add script',
    changes: [],
    undo: [],
    files: [{ path: '/etc/arpist/x.sh', text: '# Written by arpist\n', executable: true }],
  }),
};

test('an old journal: each entry is undone by its way, the last first', {
  skip: process.platform !== 'linux',
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const host = hostWith({
      links: { eth0: { addresses: ['10.0.0.1/24'] } },
      neighbours: [{ link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:0a', state: 'permanent' }],
    });
    const system = new PaperSystem({ ...host, initial: true, table: { ...host.table, gcInterval: 60 } });
    const intents = [OLD.state(system), OLD.steps(), OLD.timers(), OLD.files()];
    const home = readHome();
    const lines = intents.flatMap((intent, nth) => [
      { type: 'intent', id: `old-${nth}`, at: 1_800_000_000_000 + nth, ...home, ...intent },
      { type: 'outcome', id: `old-${nth}`, at: 1_800_000_000_000 + nth, refused: [] },
    ]);
    writeFileSync(
      join(folder, 'journal'),
      lines.map((line, at) => `${spelledLine(line, at + 1)}\n`).join(''),
      {
        mode: 0o600,
      },
    );
    system.make([{ do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 }]);
    const files = new PaperFiles();
    files.written.set('/etc/arpist/x.sh', '# Written by arpist\n');
    const history = openJournal(folder);
    assert.deepEqual(
      history.entries().map(({ by, changes }) => [by, changes.length]),
      [
        ['state', 1],
        ['steps', 1],
        ['steps', 1],
        ['files', 0],
      ],
    );
    assert.deepEqual(history.damage(), []);
    const undone = (): readonly unknown[] => {
      const { entry, complete, left } = undo({ system, history, files }, null);
      return [entry?.name, complete, left];
    };
    assert.deepEqual(undone(), ['old-3', true, []]);
    assert.equal(files.written.size, 0);
    assert.deepEqual(undone(), ['old-2', true, []]);
    assert.equal(system.host.table.gcInterval, 30);
    assert.deepEqual(undone(), ['old-1', true, []]);
    const [neighbour] = system.host.neighbours;
    assert.deepEqual([neighbour?.mac, neighbour?.state], ['02:00:00:00:00:09', 'stale']);
    assert.deepEqual(undone(), ['old-0', true, []]);
    assert.equal(system.host.conf.all.arp_ignore, 0);
    assert.equal(undo({ system, history, files }, null).entry, null);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('steps that this version does not know are no change: nothing is undone by halves', () => {
  const { changes, undo: back, command } = OLD.steps();
  assert.ok(intentOf({ command, changes, undo: back }));
  assert.equal(intentOf({ command, changes, undo: [{ do: 'set-moon', link: 'eth0' }] }), null);
  assert.equal(intentOf({ command, changes: [{ do: 'set-moon' }], undo: back }), null);
  assert.equal(intentOf({ by: 'magic', command, changes, undo: back }), null);
});

test('states undo also what this version has no word for', () => {
  const line = OLD.state(new PaperSystem(hostWith({})));
  const intent = intentOf({ ...line, by: 'state', changes: [...line.changes, { do: 'set-moon' }] });
  assert.ok(intent?.by === 'state');
  assert.deepEqual([intent.changes.length, intent.before], [1, line.before]);
});

test('a line that lacks what its way needs is no change', () => {
  const files = OLD.files();
  assert.equal(intentOf({ ...files, by: 'files', files: [{ path: '/x' }] }), null);
  assert.equal(intentOf({ ...files, by: 'files', files: undefined }), null);
  assert.equal(intentOf({ ...OLD.steps(), command: 7 }), null);
  assert.equal(intentOf({ ...OLD.steps(), undo: {} }), null);
  assert.equal(intentOf({ ...OLD.state(new PaperSystem(hostWith({}))), before: 'text' }), null);
});
