import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemFault, UsageFault } from '../base/fault.ts';
import { hostWith } from '../kernel/build-host.ts';
import { captureOf, arp, readAll } from '../verbs/read/captures.test.ts';
import { paperIo } from '../../test/cli/paper-io.ts';
import { noFiles, noWire, paperJournal, paperTable } from '../../test/cli/paper-table.ts';
import { NICS } from '../../test/cli/paper-table-run.ts';
import { takeAim } from './targets.ts';
import { tableOver } from './table/table.ts';
import { readDeclarationFile } from './mend/file.ts';
import { createFile } from './files.ts';
import { openInput, readWhole } from './input.ts';
import { readHostFile } from './explain/host-file.ts';
import { unpacked } from './read/unpacked.ts';

/** The reader lends its bytes from one buffer of this size. */
const LENT = 262_144;
const never = new AbortController().signal;
const io = { openInput: (path: string) => openInput(path, never) };

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const address = (at: number): string => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;

const MANY = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`e${at}`, {}]));

const READERS: Readonly<
  Record<string, { file: string | Uint8Array; read: (path: string) => Promise<void> }>
> = {
  snapshots: {
    file: JSON.stringify(hostWith({ links: MANY }), null, 10),
    async read(path) {
      assert.equal((await readHostFile(path, io)).links.at(-1)?.name, 'e249');
    },
  },
  'lists of targets': {
    file: Array.from({ length: 40_000 }, (_, at) => address(2 * at)).join('\n'),
    async read(path) {
      const { ranges } = await takeAim([`@${path}`], { io, interfaces: [], lookUp: null });
      assert.equal(ranges.length, 40_000);
      assert.deepEqual(ranges.at(-1)?.first, 0x0a000000 + 79_998);
    },
  },
  declarations: {
    file: `${'# a long story\n'.repeat(20_000)}[mac]\neth0 = "02:00:00:00:00:01"\n[zzz]\n`,
    async read(path) {
      await assert.rejects(readDeclarationFile(path, io), (cause) => {
        assert.ok(cause instanceof UsageFault);
        assert.match(cause.where, /:2000[23]$|:20003/);
        return true;
      });
    },
  },
  'lists of neighbours': {
    file: `${'# a long story\n'.repeat(20_000)}neither\n`,
    async read(path) {
      const paper = paperIo();
      const table = paperTable([], NICS);
      const hands = { table, journal: paperJournal(), lookUp: null as never, vendors: null as never };
      const all = { ...hands, wire: noWire, watch: noWire, lasting: noFiles };
      await tableOver(() => Promise.resolve(all), ['load', path], { ...paper, ...io });
      assert.match(paper.err(), /:20001: /, paper.err().slice(0, 300));
    },
  },
  captures: {
    file: captureOf(Array.from({ length: 6000 }, () => arp())),
    async read(path) {
      const { report } = await readAll(unpacked(io.openInput(path), path));
      assert.deepEqual([report.frames, report.arp, report.malformed], [6000, 6000, 0]);
    },
  },
};

for (const [what, { file, read }] of Object.entries(READERS))
  test(`A3: ${what} larger than what is lent at once are read whole`, () =>
    withFolder(async (folder) => {
      assert.ok(file.length > LENT, `${file.length}`);
      const path = join(folder, 'file');
      writeFileSync(path, file);
      await read(path);
    }));

test('A3: nothing but readWhole and the reader of captures takes bytes from openInput', () => {
  const folder = new URL('.', import.meta.url);
  const takers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter((name) => readFileSync(new URL(name, folder), 'utf8').includes('io.openInput('));
  assert.deepEqual(takers.toSorted(), [
    'baseline/hear.ts',
    'input.ts',
    'read/read.ts',
    'watch/show-replay.ts',
  ]);
});

test('a bound is told with the file, and what it should be', async () => {
  const paper = paperIo({ files: { '-': 'x'.repeat(2_000_000) } });
  await assert.rejects(
    readWhole(paper, '-', { most: 1024 * 1024, what: 'joke', remedy: 'be short' }),
    (cause) => {
      assert.ok(cause instanceof UsageFault);
      assert.equal(cause.message, 'stdin is larger than 1 MiB, and no joke is');
      return true;
    },
  );
});

test('A12: a FIFO is read when somebody writes, and left when the signal fires before', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    const stop = new AbortController();
    const left = readWhole({ openInput: (name) => openInput(name, stop.signal) }, path, {
      most: 1e6,
      what: '',
      remedy: '',
    });
    setImmediate(() => stop.abort());
    await assert.rejects(left, (cause) => cause instanceof SystemFault && cause.kind === 'interrupted');
    const read = readWhole(io, path, { most: 1e6, what: '', remedy: '' });
    const writer = spawn('sh', ['-c', `printf one > ${path}.x; cat ${path}.x > ${path}`]);
    const gone = once(writer, 'exit');
    assert.equal(new TextDecoder().decode(await read), 'one');
    await gone;
  }));

test('A12: to a FIFO nobody reads from nothing is written, and that is said', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    assert.throws(() => createFile(path), /fifo cannot be written: nobody reads from it/);
    await Promise.resolve();
  }));

const WAITING: readonly (readonly string[])[] = [
  ['plan', 'FIFO'],
  ['apply', '--dry-run', 'FIFO'],
  ['verify', 'FIFO'],
  ['scan', '--dry-run', '@FIFO'],
  ['scan', '--dry-run', '-f', 'FIFO'],
  ['scan', '--dry-run', '10.0.0.0/24', '--exclude', '@FIFO'],
  ['read', 'FIFO'],
  ['read', '--summary', 'FIFO'],
  ['doctor', '--host', 'FIFO'],
  ['explain', 'to', '10.0.0.1', '--host', 'FIFO'],
  ['table', 'load', 'FIFO'],
];

test(
  'A12: every command that reads a FIFO nobody writes to is ended by one SIGTERM',
  { timeout: 60_000 },
  (t) =>
    withFolder(async (folder) => {
      const path = join(folder, 'fifo');
      execFileSync('mkfifo', [path]);
      const main = new URL('main.ts', import.meta.url).pathname;
      await Promise.all(
        WAITING.map(async (words) => {
          const child = spawn(process.execPath, [main, ...words.map((word) => word.replace('FIFO', path))], {
            stdio: ['ignore', 'pipe', 'pipe'],
          });
          let said = '';
          for (const stream of [child.stdout, child.stderr])
            stream.setEncoding('utf8').on('data', (text: string) => (said += text));
          const exited = once(child, 'exit');
          t.after(() => child.kill('SIGKILL'));
          const opened = (): boolean => {
            const links = `/proc/${child.pid}/fd`;
            return (
              existsSync(links) && readdirSync(links).some((fd) => readlinkOr(`${links}/${fd}`) === path)
            );
          };
          while (child.exitCode === null && child.signalCode === null && !opened()) await sleep(20);
          child.kill('SIGTERM');
          const [code] = (await exited) as [number | null];
          assert.deepEqual([words[0], code], [words[0], 130], said);
        }),
      );
    }),
);

function readlinkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
