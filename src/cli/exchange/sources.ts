import { UsageFault } from '../../base/fault.ts';
import { ownZone } from '../../base/zone.ts';
import { isArpwatchConfig, type ArpwatchFile } from '../../known/hearsay/arpwatch-config.ts';
import { HearsayBook, type HearsayFile, MOST_HEARSAY } from '../../known/hearsay/hearsay.ts';
import { HEARSAY_FORMS, hearsayFormOf, parseHearsay } from '../../known/hearsay/forms.ts';
import { takeDevice } from '../../known/hearsay/netalertx.ts';
import { takeHost } from '../../known/hearsay/watchyourlan.ts';
import { knownOf } from '../baseline/known-file.ts';
import { hearFrom } from '../baseline/hear.ts';
import { readWhole } from '../input.ts';
import type { CommandIo } from '../io.ts';
import { nameOfPath } from '../toml.ts';

export const IMPORT_FORMS = [...HEARSAY_FORMS, 'baseline', 'capture', 'database', 'arpwatch-conf'] as const;

export type ImportForm = (typeof IMPORT_FORMS)[number];

/** What looks into folders and databases of others. */
export interface ForeignHands {
  /** The names of the files in a folder, in order; null: it is none. */
  readonly list: (path: string) => readonly string[] | null;
  readonly table: (
    path: string,
    tables: readonly string[],
    most: number,
  ) => Promise<{ readonly table: string; readonly rows: readonly Readonly<Record<string, string>>[] } | null>;
}

/** One file and what stands in it. */
export type ImportSource = HearsayFile & {
  readonly name: string;
  readonly form: ImportForm | 'empty';
};

export interface ImportSources {
  readonly sources: readonly ImportSource[];
  /** Files of Debian's arpwatch: they become a configuration. */
  readonly configs: readonly ArpwatchFile[];
  /** Files of a folder in which nothing of that kind stands. */
  readonly others: readonly string[];
}

const MOST_FILES = 1000;
const WHOLE = {
  most: 64 * 1024 * 1024,
  what: 'file of that kind',
  remedy: 'split it, or name another file',
};

interface Reading {
  readonly hands: ForeignHands;
  readonly io: CommandIo;
  readonly form: ImportForm | undefined;
}

/** Files as they are named, and all of a folder. Throws UsageFault for a named file in which nothing can be read. */
export async function readSources(paths: readonly string[], reading: Reading): Promise<ImportSources> {
  const sources: ImportSource[] = [];
  const configs: ArpwatchFile[] = [];
  const others: string[] = [];
  for (const path of paths) {
    const names = path === '-' ? null : reading.hands.list(path);
    if (names === null) {
      const read = await readOne(path, reading);
      if (read === undefined)
        throw new UsageFault(
          nameOfPath(path),
          'what stands in it is nothing that can be imported',
          `name its form with --format, one of ${IMPORT_FORMS.join(', ')}`,
        );
      if ('interface' in read) configs.push(read);
      else sources.push(read);
      continue;
    }
    if (names.length > MOST_FILES)
      throw new UsageFault(
        path,
        `the folder has more than ${MOST_FILES} files`,
        'name the files that matter',
      );
    for (const name of names) {
      const inside = `${path.replace(/\/$/, '')}/${name}`;
      const read = await readOne(inside, reading);
      if (read === undefined) others.push(inside);
      else if ('interface' in read) configs.push(read);
      else sources.push(read);
    }
  }
  return { sources, configs, others };
}

/** undefined: it is nothing that is known. */
async function readOne(path: string, reading: Reading): Promise<ImportSource | ArpwatchFile | undefined> {
  const { io, form } = reading;
  const name = nameOfPath(path);
  const bytes = await readWhole(io, path, WHOLE);
  if (form === 'database' || (form === undefined && begins(bytes, 'SQLite format 3\0')))
    return await readDatabase(path, reading.hands);
  if (form === 'capture' || (form === undefined && isCapture(bytes)))
    return { name, form: 'capture', ...(await heardIn(bytes, path, io)) };
  const text = decoded(bytes);
  if (text === undefined) return undefined;
  if (form === 'arpwatch-conf' || (form === undefined && isArpwatchConfig(text)))
    return { name, interface: /([^/]+)\.iface$/.exec(path)?.[1] ?? null, text };
  const found = form ?? hearsayFormOf(text);
  if (found === undefined) return undefined;
  if (found === 'empty') return { name, form: 'empty', claims: [], bad: [], passed: 0 };
  if (found === 'baseline' || found === 'toml') return { name, form: 'baseline', ...ofBaseline(text, name) };
  return { name, form: found, ...parseHearsay(text, found, ownZone()) };
}

/** Throws UsageFault: a baseline is written by people, for this program. */
function ofBaseline(text: string, name: string): HearsayFile {
  const book = new HearsayBook();
  for (const { ip, mac, note, expires, heard, line } of knownOf(text, name).pairs)
    book.put({ ip, mac, line }, { note, expires, last: heard, approved: true });
  return book.all;
}

async function heardIn(bytes: Uint8Array, path: string, io: CommandIo): Promise<HearsayFile> {
  const again: CommandIo = {
    ...io,
    async *openInput() {
      yield await Promise.resolve(bytes);
    },
  };
  const source = { capture: path, targets: [], values: { scan: false, for: undefined } as never };
  const { pairs } = await hearFrom(
    { ...source, open: () => Promise.reject(new Error('a capture opens nothing')) },
    again,
  );
  const book = new HearsayBook();
  for (const { ip, mac, first, last, doubt } of pairs)
    if (doubt === null) book.put({ ip, mac, line: 0 }, { first, last });
    else book.pass();
  return book.all;
}

/** Of NetAlertX (`Devices`) or WatchYourLAN (`now`). */
async function readDatabase(path: string, { table: tableOf }: ForeignHands): Promise<ImportSource> {
  const found = await tableOf(path, ['Devices', 'now'], MOST_HEARSAY);
  if (found === null)
    throw new UsageFault(
      path,
      'the database has no table Devices (NetAlertX) and no table now (WatchYourLAN)',
      'name the database of one of them',
    );
  const book = new HearsayBook();
  const zone = ownZone();
  for (const [at, row] of found.rows.entries()) {
    const place = { line: at + 1, zone };
    const cell = (name: string): string => row[name.toLowerCase()] ?? '';
    if (found.table === 'Devices')
      takeDevice((name) => cell(`dev${name}`) || cell(`dev_${name}`), place, book);
    else takeHost(cell, place, book);
  }
  return { name: path, form: 'database', ...book.all };
}

/** pcap of both byte orders, with nanoseconds too, pcapng, and gzip. */
const CAPTURES = ['a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1', '0a0d0d0a'];

function isCapture(bytes: Uint8Array): boolean {
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  return CAPTURES.includes(magic) || magic.startsWith('1f8b');
}

function begins(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
}

/** undefined: it is no text. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
