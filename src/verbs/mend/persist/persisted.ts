import type { Declaration } from '../../../declare/declaration.ts';
import { commandOf, type SystemChange } from '../../../doctor/change.ts';
import type { HostSnapshot } from '../../../kernel/host.ts';
import type { PersistFile } from '../../../ports/journal.ts';
import { allSteps } from './all-steps.ts';
import { ifupdownFiles } from './ifupdown.ts';
import { networkdFiles } from './networkd.ts';
import { scriptFiles } from './script.ts';
import { isSetting, sysctlFiles } from './sysctl.ts';

export const PERSIST_KINDS = ['systemd-networkd', 'ifupdown', 'sysctl.d', 'script'] as const;
export type PersistKind = (typeof PERSIST_KINDS)[number];

export interface Lasting {
  readonly declaration: Declaration;
  readonly host: HostSnapshot;
  /** The name of the declaration's file. */
  readonly file: string;
  readonly networkFileOf: (link: string) => string | null;
}

/** The files that make a declaration last, and one sentence for each thing they cannot hold. */
export function persisted(
  kind: PersistKind,
  lasting: Lasting,
): { readonly files: readonly PersistFile[]; readonly notes: readonly string[] } {
  const changes = allSteps(lasting.declaration, lasting.host);
  return filesOf(kind, changes, lasting);
}

export function filesOf(
  kind: PersistKind,
  changes: readonly SystemChange[],
  { file, networkFileOf }: Pick<Lasting, 'file' | 'networkFileOf'>,
): { readonly files: readonly PersistFile[]; readonly notes: readonly string[] } {
  switch (kind) {
    case 'script':
      return { files: scriptFiles(changes, file), notes: [] };
    case 'ifupdown':
      return { files: ifupdownFiles(changes, file), notes: [] };
    case 'sysctl.d':
      return {
        files: sysctlFiles(changes, file),
        notes: notesOf(
          'sysctl.d',
          changes.filter((change) => !isSetting(change)),
        ),
      };
    case 'systemd-networkd': {
      const { files, without, taken } = networkdFiles(changes, file, networkFileOf);
      return { files, notes: [...notesOf('systemd-networkd', without), ...taken.map(takenNote)] };
    }
  }
}

function notesOf(kind: string, without: readonly SystemChange[]): readonly string[] {
  return without.map(
    (change) => `${kind} cannot hold, and it is lost at the next start: ${commandOf(change)}`,
  );
}

function takenNote(link: string): string {
  return `${link} is not in the hands of systemd-networkd by now, and will be from the next start on; its own addresses must come from there too, or from a program that adds them whoever else has the link (else use --persist ifupdown or script)`;
}
