import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openConfigFiles } from '../../src/linux/config-files.ts';
import { paperConfig } from '../../src/sim/paper-config.ts';
import { configFilesContract } from './config-files.ts';

configFilesContract({
  name: 'paper',
  open: (files) => ({ config: paperConfig(files), close: () => undefined }),
});
configFilesContract({
  name: 'a folder of this machine',
  open(files) {
    const root = mkdtempSync(join(tmpdir(), 'arpist-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, text);
    }
    return { config: openConfigFiles(root), close: () => rmSync(root, { recursive: true }) };
  },
});
