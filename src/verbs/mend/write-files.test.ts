import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWN_MARK } from '../../change/own-file.ts';
import type { PersistFile } from '../../ports/journal.ts';
import { PaperFiles } from '../../sim/paper-files.ts';
import { writeFiles } from './write-files.ts';

const file = (path: string): PersistFile => ({ path, text: `# ${OWN_MARK}\n`, executable: false });

test('each file by itself: what can be written is, the rest is told, in their order', () => {
  const files = new PaperFiles(['/b', '/c']);
  assert.deepEqual(writeFiles(files, ['/a', '/b', '/c', '/d'].map(file)), {
    written: ['/a', '/d'],
    unwritten: ['/b', '/c'].map(
      (path) =>
        `${path} is there already, and arpist did not write it: the change stands now, and is gone with the next start`,
    ),
  });
});

test('what is no fault of the system is thrown on', () => {
  const files = new PaperFiles();
  files.write = () => assert.fail('a bug');
  assert.throws(() => writeFiles(files, [file('/a')]), /a bug/);
});
