import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../src/base/fault.ts';
import { OWN_MARK } from '../../src/change/own-file.ts';
import type { OwnFiles } from '../../src/ports/files.ts';
import type { PersistFile } from '../../src/ports/journal.ts';

/** A disk on which /etc is there, with what somebody else wrote in /etc/theirs. */
export interface FilesStage {
  readonly files: OwnFiles;
  /** What stands in a file; null when it is not there. */
  read(path: string): string | null;
  /** Somebody else writes it. */
  put(path: string, text: string): void;
  /** Somebody else takes it away. */
  take(path: string): void;
  close(): void;
}

export interface FilesBody {
  readonly name: string;
  readonly open: () => FilesStage;
}

const OURS = '/etc/arpist.conf';
const THEIRS = '/etc/theirs';
const text = (what: string): string => `# ${OWN_MARK}\n${what}\n`;
const file = (what: string, path = OURS): PersistFile => ({ path, text: text(what), executable: false });

/** The suite. Every body of OwnFiles runs it. */
export function ownFilesContract({ name, open }: FilesBody): void {
  const on = (what: string, body: (stage: FilesStage) => void): void => {
    test(`${name}: ${what}`, () => {
      const stage = open();
      try {
        body(stage);
      } finally {
        stage.close();
      }
    });
  };
  /** As `apply` does it. */
  const written = ({ files }: FilesStage, wanted: PersistFile): PersistFile => {
    assert.equal(files.hindrance(wanted), null);
    const noted = JSON.parse(JSON.stringify(files.before(wanted))) as PersistFile;
    files.write(noted);
    return noted;
  };

  on('what is written stands there, and is gone with the undo', (stage) => {
    const noted = written(stage, file('one'));
    assert.equal(stage.read(OURS), text('one'));
    assert.equal(stage.files.takeBack(noted), 'done');
    assert.equal(stage.read(OURS), null);
    assert.equal(stage.files.takeBack(noted), 'gone');
  });

  on('a look beforehand changes nothing', (stage) => {
    assert.equal(stage.files.hindrance(file('one')), null);
    stage.files.before(file('one'));
    assert.equal(stage.read(OURS), null);
  });

  on('what stood there of ours comes back', (stage) => {
    written(stage, file('one'));
    const second = written(stage, file('two'));
    assert.equal(second.was, text('one'));
    assert.equal(stage.files.takeBack(second), 'done');
    assert.equal(stage.read(OURS), text('one'));
    assert.equal(stage.files.takeBack(second), 'done', 'once more is no harm');
    assert.equal(stage.read(OURS), text('one'));
  });

  on('what somebody else wrote is never replaced, taken back or removed', (stage) => {
    const wanted = file('one', THEIRS);
    const before = stage.read(THEIRS);
    assert.match(
      stage.files.hindrance(wanted) ?? '',
      /\/etc\/theirs is there already, and arpist did not write it/,
    );
    assert.throws(() => stage.files.write(wanted), SystemFault);
    assert.throws(() => stage.files.remove(THEIRS), SystemFault);
    assert.equal(stage.files.takeBack(wanted), 'foreign');
    assert.equal(stage.read(THEIRS), before);
  });

  on('what somebody wrote in it since stays', (stage) => {
    const noted = written(stage, file('one'));
    stage.put(OURS, `${text('one')}theirs\n`);
    assert.equal(stage.files.takeBack(noted), 'changed');
    assert.equal(stage.read(OURS), `${text('one')}theirs\n`);
    stage.put(OURS, 'theirs alone\n');
    assert.equal(stage.files.takeBack(noted), 'foreign');
    assert.equal(stage.read(OURS), 'theirs alone\n');
  });

  on('what was taken away comes back with the undo, unless there is another one by then', (stage) => {
    written(stage, file('one'));
    const gone: PersistFile = { path: OURS, text: '', executable: false, was: text('one'), gone: true };
    stage.files.remove(OURS);
    assert.equal(stage.read(OURS), null);
    stage.files.remove(OURS);
    assert.equal(stage.files.takeBack(gone), 'done');
    assert.equal(stage.read(OURS), text('one'));
    assert.equal(stage.files.takeBack(gone), 'done');
    stage.put(OURS, text('other'));
    assert.equal(stage.files.takeBack(gone), 'changed');
    stage.put(OURS, 'theirs\n');
    assert.equal(stage.files.takeBack(gone), 'foreign');
    stage.take(OURS);
    assert.equal(stage.files.takeBack(gone), 'done');
  });
}
