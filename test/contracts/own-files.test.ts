import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOwnFiles } from '../../src/linux/own-files.ts';
import { PaperFiles } from '../../src/sim/paper-files.ts';
import { type FilesBody, ownFilesContract } from './own-files.ts';

const steel: FilesBody = {
  name: 'a folder of this machine',
  open() {
    const root = mkdtempSync(join(tmpdir(), 'arpist-'));
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/theirs'), 'theirs\n');
    return {
      files: openOwnFiles(root),
      read(path) {
        try {
          return readFileSync(root + path, 'utf8');
        } catch {
          return null;
        }
      },
      put: (path, text) => writeFileSync(root + path, text),
      take: (path) => rmSync(root + path),
      close: () => rmSync(root, { recursive: true }),
    };
  },
};

const paper: FilesBody = {
  name: 'paper',
  open() {
    const files = new PaperFiles(['/etc/theirs']);
    return {
      files,
      read: (path) => files.written.get(path) ?? null,
      put: (path, text) => void files.written.set(path, text),
      take: (path) => void files.written.delete(path),
      close: () => undefined,
    };
  },
};

ownFilesContract(paper);
ownFilesContract(steel);
