import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../src/linux/journal.ts';
import { PaperHistory } from '../../src/sim/paper-history.ts';
import { historyContract } from './history.ts';

historyContract({
  name: 'paper',
  skip: false,
  open() {
    const history = new PaperHistory();
    return { history, again: () => history, close: () => undefined };
  },
});

historyContract({
  name: 'a folder of this machine',
  skip: process.platform === 'linux' ? false : 'needs Linux',
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
    return {
      history: openJournal(folder),
      again: () => openJournal(folder),
      close: () => rmSync(folder, { recursive: true }),
    };
  },
});
