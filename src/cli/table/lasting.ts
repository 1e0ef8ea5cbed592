import { SystemFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { carriedOverSteps } from '../../persist/carry-over.ts';
import type { Persisted, PersistKind } from '../../persist/persisted.ts';
import { type FilesReport, writeFiles } from '../../verbs/mend/write-files.ts';
import type { Planned } from '../../verbs/table/plan.ts';
import type { TableHands } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { lastingChanges } from '../mend/persist-flag.ts';

export interface LastingFiles extends Persisted {
  readonly write: () => FilesReport;
}

/** The files, checked before anything is changed. Throws SystemFault. */
export async function lastingFor(
  hands: TableHands,
  planned: readonly Planned[],
  kind: PersistKind,
): Promise<LastingFiles> {
  const ground = await hands.lasting();
  const { changes, notes } = carriedOverSteps(planned.map(({ change }) => change));
  const made = lastingChanges(kind, changes, { ...ground, name: 'table' });
  const own = ground.files;
  for (const file of made.files) mustBeFree(own.hindrance(file), file.path);
  const files = made.files.map((file) => own.before(file));
  return { ...made, files, notes: [...notes, ...made.notes], write: () => writeFiles(own, files) };
}

function mustBeFree(hindrance: string | null, path: string): void {
  if (hindrance === null) return;
  throw new SystemFault('file', `${hindrance}: nothing was changed`, {
    operation: 'write',
    facts: { file: path },
    remedy: 'move it away first, or leave --persist out',
  });
}

/** Writes the files, and says which are there and which are of no use. */
export function tellLasting(
  lasting: LastingFiles,
  { plain }: { readonly plain: boolean },
  io: CommandIo,
): ExitCode {
  const { written, unwritten } = lasting.write();
  if (!plain) for (const note of lasting.notes) io.stderr.write(`${printable(note)}\n`);
  if (!plain) for (const path of written) io.stderr.write(`written: ${printable(path)}\n`);
  const lost = [...unwritten, ...lasting.lost];
  if (lasting.files.length === 0) lost.push('no file can hold any of it: it ends with the next start');
  for (const sentence of lost) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  return lost.length === 0 ? EXIT.done : EXIT.partial;
}
