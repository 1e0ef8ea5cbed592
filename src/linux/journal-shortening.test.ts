import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Kept } from '../ports/system.ts';
import { openJournal } from './journal.ts';

const LARGE = { form: 'large', filling: 'x'.repeat(40_000) } as Kept;
const TOUCHED = {} as never;
const INTENT = { command: 'apply x.toml', changes: [{}], undo: [null], before: LARGE, touched: TOUCHED };

function withFolder(body: (folder: string, path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    body(folder, join(folder, 'journal'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('1.1h: what is undone loses its states, and is let go when it is many; what stands is kept whole', () => {
  withFolder((folder, path) => {
    const journal = openJournal(folder);
    const standing = journal.begin(INTENT);
    journal.end(standing, [], { before: LARGE, after: LARGE });
    let largest = 0;
    for (let nth = 0; nth < 260; nth++) {
      const name = journal.begin(INTENT);
      journal.mark(name, 'undone');
      journal.end(name, []);
      largest = Math.max(largest, statSync(path).size);
    }
    assert.ok(largest < 3 << 20, String(largest));
    const again = openJournal(folder);
    const entries = again.entries();
    assert.deepEqual(again.damage(), []);
    assert.ok(again.dropped() > 0 && again.dropped() + entries.length === 261);
    const kept = entries.find(({ name }) => name === standing);
    assert.deepEqual([kept?.before, kept?.outcome?.after], [LARGE, LARGE]);
    assert.deepEqual(readdirSync(folder).toSorted(), ['journal', 'journal-head']);
  });
});

test('1.1h: a journal with damage is not made shorter: what is there may be needed', () => {
  withFolder((folder, path) => {
    const journal = openJournal(folder);
    const first = journal.begin(INTENT);
    journal.end(first, []);
    appendFileSync(path, 'rubbish\n');
    for (let nth = 0; nth < 40; nth++) {
      const name = journal.begin(INTENT);
      journal.mark(name, 'undone');
      journal.end(name, []);
    }
    assert.equal(journal.dropped(), 0);
    assert.equal(journal.entries().length, 41);
    assert.ok(statSync(path).size > 1 << 20);
  });
});

test('1.1h: looks at a journal that another one writes see each line once, also when it was made shorter', () => {
  withFolder((folder) => {
    const journal = openJournal(folder);
    const watcher = openJournal(folder);
    for (let nth = 0; nth < 120; nth++) {
      const name = journal.begin(INTENT);
      assert.equal(watcher.entries().at(-1)?.name, name);
      journal.mark(name, 'undone');
      journal.end(name, []);
      assert.equal(watcher.entries().at(-1)?.undone, true);
      assert.deepEqual(watcher.damage(), []);
    }
  });
});
