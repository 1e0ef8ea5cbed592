import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { NOTHING_TOUCHED } from '../change/touched.ts';
import type { Intent } from '../ports/journal.ts';
import type { Kept } from '../ports/system.ts';
import { JournalFile } from './journal-file.ts';
import { readHome } from './journal-home.ts';
import { shortened } from './journal-shortening.ts';
import { openJournal } from './journal.ts';

const LARGE = { form: 'large', filling: 'x'.repeat(40_000) } as Kept;
const INTENT: Intent = {
  by: 'state',
  command: 'apply x.toml',
  changes: [{ do: 'set-up', link: 'eth0', up: false }],
  undo: [null],
  before: LARGE,
  touched: NOTHING_TOUCHED,
};

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
    assert.ok(kept?.by === 'state');
    assert.deepEqual([kept.before, kept.outcome?.after], [LARGE, LARGE]);
    assert.deepEqual(readdirSync(folder).toSorted(), ['journal', 'journal-head']);
  });
});

test('a large journal is not read whole after each change, but when it has doubled since it was shortened', (t) => {
  withFolder((folder, path) => {
    const journal = openJournal(folder);
    const one = (): void => journal.end(journal.begin(INTENT), [], { before: LARGE, after: LARGE });
    while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < 1 << 20) one();
    one();
    const at = statSync(path).size;
    const read = t.mock.method(JournalFile.prototype, 'replace');
    const calls: number[] = [];
    while (statSync(path).size < 2.2 * at) {
      one();
      calls.push(read.mock.callCount());
    }
    assert.equal(read.mock.callCount(), 1, `${calls.length} changes`);
    assert.ok(calls.indexOf(1) > 5, 'not before it has doubled');
    assert.deepEqual(openJournal(folder).damage(), []);
  });
});

test('issue 9, 4: small as it is, what is over is let go when it is 90 days old or too many, and nothing that stands', () => {
  withFolder((folder, path) => {
    const before = { form: 'small' } as never as Kept;
    const intent = { ...INTENT, before };
    const journal = openJournal(folder);
    const standing = journal.begin(intent);
    journal.end(standing, [], { before, after: before });
    const over = (): string => {
      const name = journal.begin(intent);
      journal.mark(name, 'undone');
      journal.end(name, []);
      return name;
    };
    const first = over();
    for (let nth = 1; nth < 200; nth++) over();
    assert.deepEqual([journal.dropped(), journal.entries().length], [0, 201]);
    for (let nth = 0; nth < 3; nth++) over();
    assert.deepEqual([journal.dropped(), journal.entries().length], [3, 201]);
    assert.equal(journal.entries()[0]?.name, standing);
    assert.equal(
      journal.entries().some(({ name }) => name === first),
      false,
    );
    assert.ok(statSync(path).size < 1 << 18);
    // As time goes by.
    const file = new JournalFile(folder);
    const day = 86_400_000;
    const cut = (days: number) => {
      file.replace((look, size) => shortened(look, { home: readHome(), now: Date.now() + days * day, size }));
      return openJournal(folder).entries().length;
    };
    assert.deepEqual([cut(89), cut(91)], [201, 1]);
    assert.deepEqual(openJournal(folder).entries()[0]?.outcome?.after, before);
    assert.deepEqual([openJournal(folder).dropped(), openJournal(folder).damage()], [203, []]);
  });
});

test('issue 9, 4: killed at any moment it is whole, and what stands is in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const journal = openJournal(folder);
    const standing = journal.begin(INTENT);
    journal.end(standing, [], { before: LARGE, after: LARGE });
    // Each of its entries is over, and each shortens it.
    for (let nth = 0; nth < 200; nth++) {
      const name = journal.begin({ ...INTENT, before: { form: 'small' } as never as Kept });
      journal.mark(name, 'undone');
      journal.end(name, []);
    }
    const script = `
      import { openJournal } from '${new URL('journal.ts', import.meta.url).href}';
      const journal = openJournal(process.argv[1]);
      const one = () => {
        const name = journal.begin({ by: 'steps', command: 'x', changes: [], undo: [] });
        journal.mark(name, 'undone');
        journal.end(name, []);
      };
      // On a busy machine it may come to no other before it is killed.
      one();
      process.stdout.write('begun');
      for (;;) one();`;
    let dropped = 0;
    for (let kill = 0; kill < 8; kill++) {
      const words = ['--no-warnings', '--input-type=module', '-e', script, folder];
      const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await pause(Math.random() * 60);
      child.kill('SIGKILL');
      await once(child, 'close');
      const again = openJournal(folder);
      const kept = again.entries().find(({ name }) => name === standing);
      assert.ok(kept?.by === 'state');
      assert.deepEqual([kept.before, kept.outcome?.after, again.damage()], [LARGE, LARGE, []]);
      // The one that was killed before it was undone stands, too.
      assert.ok(again.entries().length <= 202 + kill && again.dropped() >= dropped);
      dropped = again.dropped();
    }
    assert.ok(dropped > 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
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
