import type { Declaration } from '../declare/declaration.ts';
import { commandOf, type SystemChange } from '../change/change.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { PersistFile } from '../ports/journal.ts';
import { allSteps } from './all-steps.ts';
import { ifupdownFiles } from './ifupdown.ts';
import { type NetworkdGround, networkdFiles } from './networkd.ts';
import { scriptFiles } from './script.ts';
import { isSetting, sysctlFiles } from './sysctl.ts';

export const PERSIST_KINDS = ['systemd-networkd', 'ifupdown', 'sysctl.d', 'script'] as const;
export type PersistKind = (typeof PERSIST_KINDS)[number];

/** What decides whether a file is read, and wins. */
export interface LastingGround extends NetworkdGround {
  /** The name of the declaration's file, or what stands for it. */
  readonly file: string;
}

export interface Lasting extends LastingGround {
  readonly declaration: Declaration;
  readonly host: HostSnapshot;
}

export interface Persisted {
  readonly files: readonly PersistFile[];
  /** What the files cannot hold, and what has to be known of them, one sentence each. */
  readonly notes: readonly string[];
  /** Why what they hold will not be so at the next start, one sentence each. */
  readonly lost: readonly string[];
}

/** The files that make a declaration last. */
export function persisted(kind: PersistKind, lasting: Lasting): Persisted {
  return filesOf(kind, allSteps(lasting.declaration, lasting.host), lasting);
}

export function filesOf(
  kind: PersistKind,
  changes: readonly SystemChange[],
  ground: LastingGround,
): Persisted {
  const { file, config } = ground;
  switch (kind) {
    case 'script':
      return { ...scriptFiles(changes, file, config), lost: [] };
    case 'ifupdown':
      return ifupdownFiles(changes, file, config);
    case 'sysctl.d': {
      const settings = sysctlFiles(changes, file, config);
      const without = changes.filter((change) => !isSetting(change));
      return { ...settings, notes: [...notesOf('sysctl.d', without), ...settings.notes] };
    }
    case 'systemd-networkd': {
      const { files, without, taken, notes, lost } = networkdFiles(changes, file, ground);
      return {
        files,
        notes: [...notesOf('systemd-networkd', without), ...taken.map(takenNote), ...notes],
        lost,
      };
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
