import { UsageFault } from '../../base/fault.ts';
import type { SystemChange } from '../../change/change.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { filesOf, PERSIST_KINDS, type Persisted, type PersistKind } from '../../persist/persisted.ts';
import { one, type ReadFlag } from '../../terminal/args/flags.ts';
import type { MendDoor } from '../hands.ts';

export const persistKind: ReadFlag<PersistKind> = (text, where) => {
  const kind = PERSIST_KINDS.find((known) => known === text);
  if (kind) return kind;
  throw new UsageFault(
    where,
    `'${text}' is no way to make it last`,
    `write one of ${PERSIST_KINDS.join(', ')}`,
  );
};

export const persistFlag = one(
  '--persist',
  {
    value: 'HOW',
    choices: PERSIST_KINDS,
    help: `write files that make it last: ${PERSIST_KINDS.join(', ')}`,
  },
  persistKind,
);

/**
 * The files that make changes last that come from no declaration. Their name is a new one each time, unless they are as they would be:
 * what was written before lasts, too.
 */
export function lastingChanges(
  kind: PersistKind,
  changes: readonly SystemChange[],
  ground: Pick<MendDoor, 'config' | 'networkFileOf'> & { readonly host: HostSnapshot; readonly name: string },
): Persisted {
  for (let nth = 1; ; nth++) {
    const file = nth === 1 ? ground.name : `${ground.name}-${nth}`;
    const lasting = filesOf(kind, changes, { ...ground, file });
    if (lasting.files.every(({ path, text }) => (ground.config.read(path) ?? text) === text)) return lasting;
  }
}

/** What --dry-run says of the files. */
export function foretold({ files, notes, lost }: Persisted): readonly string[] {
  return [...notes, ...files.map(({ path }) => `would be written: ${path}`), ...lost];
}
