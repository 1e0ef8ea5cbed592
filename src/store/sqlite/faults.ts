import { type FaultKind, SystemFault } from '../../base/fault.ts';

/** SQLite's own words become a fault that says which file, and what helps. Throws SystemFault, or what was thrown. */
export function told<T>(path: string, operation: string, deed: () => T): T {
  try {
    return deed();
  } catch (fault) {
    throw asFault(fault, path, operation);
  }
}

/** https://www.sqlite.org/rescode.html: the low byte is the primary code. */
const PRIMARY = 0xff;

const FAULTS: Readonly<Record<number, readonly [kind: FaultKind, what: string, remedy: string]>> = {
  5: ['busy', 'another process writes to this store', 'end it first: a store has one writer'],
  6: ['busy', 'another process writes to this store', 'end it first: a store has one writer'],
  8: ['file', 'the store may not be written', 'check who owns the file and its folder'],
  10: ['file', 'the store cannot be read or written', 'check the disk and its folder'],
  11: ['damaged', 'the store is damaged', 'move it aside and start anew, or bring back a backup'],
  13: ['disk-full', 'there is no room left for the store', 'make room on its disk'],
  14: ['file', 'the store cannot be opened', 'check that the folder is there and who owns it'],
  26: ['damaged', 'this file is no store', 'move it aside and start anew, or bring back a backup'],
};

function asFault(fault: unknown, path: string, operation: string): unknown {
  if (!(fault instanceof Error) || !('errcode' in fault)) return fault;
  const code = Number(fault.errcode);
  const [kind, what, remedy] = FAULTS[code & PRIMARY] ?? [
    'file',
    `the store cannot be used (${fault.message})`,
    'check the file with arpist check-store',
  ];
  return new SystemFault(kind, `${path}: ${what}`, {
    operation: `${operation} the store`,
    code: `SQLITE_${code}`,
    facts: { file: path },
    remedy,
  });
}
