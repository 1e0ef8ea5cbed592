import { failed, ok, type Result } from '../../src/base/result.ts';
import { tableOver } from '../../src/cli/table/table.ts';
import { neighbourLine } from '../../src/cli/table/lines.ts';
import type { TableChange } from '../../src/change/change.ts';
import type { NeighbourEntry, Outcome } from '../../src/ports/neighbours.ts';
import { paperIo } from './paper-io.ts';
import { entry, nic, noFiles, noWire, paperJournal, paperTable, publishedEntry } from './paper-table.ts';

export const NICS = [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.1.0.1/24')];

export const THERE: readonly NeighbourEntry[] = [
  entry('10.0.0.2', '02:00:00:00:01:02'),
  entry('10.0.0.3', '02:00:00:00:01:03', { state: 'permanent', flags: ['router'] }),
  entry('10.0.0.4', null, { state: 'failed' }),
  entry('10.1.0.5', '02:00:00:00:01:05', { link: 'eth1', state: 'stale' }),
  publishedEntry('10.0.0.60', 'eth0'),
];

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly changes: readonly TableChange[];
  readonly journal: readonly unknown[];
  /** Addresses, MACs, states and interfaces afterwards. */
  readonly left: readonly string[];
  readonly saved: readonly string[];
}

export async function runTable(
  line: string,
  refuse?: (change: TableChange) => Outcome | undefined,
  files: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const io = paperIo({ files });
  const table = paperTable(THERE, NICS, refuse);
  const journal = paperJournal();
  const lookUp = (name: string): Promise<Result<readonly number[], string>> =>
    Promise.resolve(name === 'pi' ? ok([0xc0000207, 0x0a000007]) : failed('is not known'));
  const hands = {
    table,
    journal,
    lookUp,
    vendors: { vendorOf: () => null },
    wire: noWire,
    watch: noWire,
    lasting: noFiles,
  };
  const code = await tableOver(() => Promise.resolve(hands), line.split(' '), io);
  const left = table
    .entries()
    .map((one) => neighbourLine({ entry: one, vendor: null }).split('\t'))
    .map((cells) => [cells[0], cells[1], cells[3], cells[4]].join(' '))
    .toSorted();
  const saved = [...io.saved].map(([name, bytes]) => `${name}: ${new TextDecoder().decode(bytes)}`);
  return { code, saved, out: io.out(), err: io.err(), changes: table.changes, journal: journal.lines, left };
}

export const BEFORE = [
  '10.0.0.2 02:00:00:00:01:02 reachable eth0',
  '10.0.0.3 02:00:00:00:01:03 permanent eth0',
  '10.0.0.4 - failed eth0',
  '10.0.0.60 - published eth0',
  '10.1.0.5 02:00:00:00:01:05 stale eth1',
];

export function without(...gone: readonly string[]): readonly string[] {
  return BEFORE.filter((line) => !gone.includes(line.split(' ')[0]!));
}
