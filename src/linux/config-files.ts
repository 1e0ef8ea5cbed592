import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import type { ConfigFiles } from '../ports/config-files.ts';

const MOST = 1 << 20;
const { O_NONBLOCK, O_RDONLY } = constants;

/** `root` stands before every path; empty for this machine. */
export function openConfigFiles(root = ''): ConfigFiles {
  return {
    list(folder) {
      try {
        return readdirSync(root + folder).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      } catch {
        return [];
      }
    },
    read: (path) => (leadsNowhere(root + path) ? '' : textOf(root + path)),
    isThere: (path) => existsSync(root + path),
  };
}

/** How systemd's files are masked. */
function leadsNowhere(path: string): boolean {
  try {
    return readlinkSync(path) === '/dev/null';
  } catch {
    return false;
  }
}

function textOf(path: string): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, O_RDONLY | O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    if (!fstatSync(descriptor).isFile()) return null;
    const bytes = new Uint8Array(Math.min(MOST, fstatSync(descriptor).size));
    return Buffer.from(bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0))).toString('utf8');
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}
