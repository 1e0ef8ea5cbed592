import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_TOUCHED } from '../../change/touched.ts';
import { PaperFiles } from '../../sim/paper-files.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { isStanding } from './standing.ts';
import { changeToKeep, chosenFiles, removeFiles, writeAlone } from './files-alone.ts';
import type { WrittenFile } from '../../persist/survey.ts';

const FILE = { path: '/etc/arpist/it.sh', text: '# Written by arpist from it.toml; x', executable: true };
const WRITTEN: WrittenFile = {
  path: FILE.path,
  kind: 'script',
  from: '/srv/it.toml',
  text: FILE.text,
  unread: null,
  beaten: [],
  differs: [],
};

test('D10: what waits for its confirmation, was cut short or refused is not made to last', () => {
  const history = new PaperHistory();
  const begun = (more: object): string =>
    history.begin({
      by: 'state',
      command: 'x',
      changes: [{ do: 'set-up', link: 'eth0', up: true }],
      undo: [null],
      before: { form: 'paper' },
      touched: NOTHING_TOUCHED,
      ...more,
    });
  history.end(begun({ confirm: 60 }), []);
  history.end(begun({}), [0]);
  begun({});
  assert.equal(changeToKeep(history, null), null);
  assert.throws(() => changeToKeep(history, 'entry-1'), /no change called 'entry-1' stands/);
  const kept = begun({});
  history.end(kept, []);
  assert.equal(changeToKeep(history, null)?.name, kept);
});

test('D10: files alone stand in the journal before they are written or removed', () => {
  const history = new PaperHistory();
  const files = new PaperFiles();
  assert.deepEqual(writeAlone({ history, files }, 'persist add script', [FILE]).written, [FILE.path]);
  assert.deepEqual(removeFiles({ history, files }, 'persist remove it', [WRITTEN]).removed, [FILE.path]);
  assert.deepEqual(history.entries().map(isStanding), [true, true]);
  files.full = true;
  const { written, unwritten } = writeAlone({ history, files }, 'persist add script', [FILE]);
  assert.deepEqual([written, unwritten.length], [[], 1]);
});

test('D10: files are named by path, by name, or by what they were written from', () => {
  for (const word of ['/etc/arpist/it.sh', 'it.sh', '/srv/it.toml', 'it.toml', 'it'])
    assert.deepEqual(chosenFiles([WRITTEN], [word]), [WRITTEN], word);
  assert.throws(() => chosenFiles([WRITTEN], ['other']), /arpist wrote no file called 'other'/);
});

const waiting = (history: PaperHistory, paths: readonly string[], confirm?: number): string => {
  const name = history.begin({
    by: 'state',
    command: 'apply x',
    changes: [{ do: 'set-up', link: 'eth0', up: true }],
    undo: [null],
    before: { form: 'paper' },
    touched: NOTHING_TOUCHED,
    files: paths.map((path) => ({ ...FILE, path })),
    ...(confirm === undefined ? {} : { confirm }),
  });
  history.end(name, []);
  return name;
};

test('a change is kept by its name, the last of several without one; files alone are none', () => {
  const history = new PaperHistory();
  const [first, second] = [waiting(history, []), waiting(history, [])];
  writeAlone({ history, files: new PaperFiles() }, 'persist', [FILE]);
  assert.equal(changeToKeep(history, null)?.name, second);
  assert.equal(changeToKeep(history, first)?.name, first);
  assert.throws(() => changeToKeep(history, 'entry-3'), /no change called 'entry-3' stands/);
  history.mark(second, 'undone');
  assert.equal(changeToKeep(history, null)?.name, first);
  waiting(history, ['/etc/x']);
  const entries = history.entries.bind(history);
  history.entries = () => entries().map((entry) => ({ ...entry, here: false }));
  assert.equal(
    changeToKeep(history, null),
    null,
    'made before the machine started, though its files are there',
  );
});

test('a file of somebody else stands in the way of all of them, before anything is written down', () => {
  const [history, files] = [new PaperHistory(), new PaperFiles(['/etc/b'])];
  assert.throws(
    () => writeAlone({ history, files }, 'persist', [FILE, { ...FILE, path: '/etc/b' }]),
    /\/etc\/b is there already.*: nothing was written/,
  );
  assert.deepEqual([history.entries(), [...files.written.keys()]], [[], ['/etc/b']]);
  history.lock().release();
});

test('what stood in a file of ours is kept with it, written or taken away', () => {
  const [history, files] = [new PaperHistory(), new PaperFiles()];
  writeAlone({ history, files }, 'a', [FILE]);
  writeAlone({ history, files }, 'b', [{ ...FILE, text: `${FILE.text} anew` }]);
  removeFiles({ history, files }, 'c', [{ ...WRITTEN, text: `${FILE.text} anew` }]);
  assert.deepEqual(
    history.entries().map((entry) => entry.files),
    [
      [FILE],
      [{ ...FILE, text: `${FILE.text} anew`, was: FILE.text }],
      [{ path: FILE.path, text: '', executable: true, was: `${FILE.text} anew`, gone: true }],
    ],
  );
  const conf = { ...WRITTEN, kind: 'sysctl.d', path: '/etc/sysctl.d/x' } as const;
  removeFiles({ history, files }, 'd', [conf]);
  assert.equal(history.entries().at(-1)?.files?.[0]?.executable, false);
});

test('each is taken away by itself: what cannot be is told', () => {
  const [history, files] = [new PaperHistory(), new PaperFiles(['/b', '/d'])];
  const all = ['/a', '/b', '/c', '/d'].map((path) => ({ ...WRITTEN, path }));
  const { removed, left } = removeFiles({ history, files }, 'x', all);
  assert.deepEqual(removed, ['/a', '/c']);
  assert.deepEqual(
    left.map((sentence) => sentence.slice(0, 2)),
    ['/b', '/d'],
  );
  files.remove = () => assert.fail('a bug');
  assert.throws(() => removeFiles({ history, files }, 'x', all), /a bug/);
});

test('files of what waits for its confirmation are not taken away: it would write them', () => {
  for (const [paths, confirm, elsewhere, refused] of [
    [[FILE.path], 60, false, true],
    [['/other', FILE.path], 60, false, true],
    [['/other'], 60, false, false],
    [[FILE.path], undefined, false, false],
    [[FILE.path], 60, true, false],
  ] as const) {
    const history = new PaperHistory();
    waiting(history, paths, confirm);
    const entries = history.entries.bind(history);
    if (elsewhere) history.entries = () => entries().map((entry) => ({ ...entry, here: false }));
    const remove = (): unknown => removeFiles({ history, files: new PaperFiles() }, 'x', [WRITTEN]);
    if (refused) assert.throws(remove, /'arpist apply x' waits for its confirmation: nothing was removed/);
    else remove();
  }
});

test('several words choose in the order of the files, each once', () => {
  const other = { ...WRITTEN, path: '/etc/arpist/that.sh', from: '/etc/it2.toml' };
  const third = { ...WRITTEN, path: '/etc/arpist/third.sh', from: 'third.toml' };
  const there = [WRITTEN, other, third];
  assert.deepEqual(chosenFiles(there, ['third.sh', 'it', 'it.sh']), [WRITTEN, third]);
  assert.deepEqual(
    chosenFiles(there, ['/somewhere/it.toml']),
    [WRITTEN],
    'by the name of what it was made of',
  );
  assert.throws(() => chosenFiles(there, ['t.sh']), /no file called 't.sh'/);
  assert.throws(() => chosenFiles(there, ['it', 'x']), /no file called 'x'/);
});
