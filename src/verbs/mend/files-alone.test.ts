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
