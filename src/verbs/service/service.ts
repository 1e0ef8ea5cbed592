import { SystemFault } from '../../base/fault.ts';
import {
  CREDENTIALS,
  hiddenTree,
  isCredentialName,
  programOf,
  serviceFiles,
  type ServiceFile,
  UNIT_NAME,
} from '../../persist/service-unit.ts';
import type { ConfigFiles } from '../../ports/config-files.ts';
import type { OwnProgram, Units, UnitFacts } from '../../ports/units.ts';
import { type FileHands, removeFiles, writeAlone } from '../mend/files-alone.ts';

export interface ServiceHands extends FileHands {
  readonly config: ConfigFiles;
  readonly manager: Units;
  readonly program: OwnProgram;
}

export interface ServicePlan {
  readonly files: readonly ServiceFile[];
  /** Those that stand there already as they should. */
  readonly same: readonly string[];
  /** Of CREDENTIALS: files whose names systemd takes for none. */
  readonly unnamed: readonly string[];
}

/** What is to be written. Throws SystemFault where the service could not run what this process runs, or has come by a package. */
export function planService({
  config,
  program,
  manager,
}: Omit<ServiceHands, 'history' | 'files'>): ServicePlan {
  const unit = manager.show(UNIT_NAME);
  if (unit !== null && !unit.path.startsWith('/etc/'))
    throw refused(
      `${unit.path} came by a package, and one in /etc would stand before it`,
      'start it with: sudo systemctl enable --now arpist',
    );
  for (const path of program.argv) {
    const tree = hiddenTree(path);
    if (tree !== null)
      throw refused(
        `${path} lies below ${tree}, which the service does not see (ProtectHome, PrivateTmp)`,
        'install Node and arpist for the whole machine: sudo npm install --global arpist, with the Node of the system',
      );
  }
  if (program.hindrance !== null)
    throw refused(
      `${program.hindrance}: the service runs as a user of its own`,
      'install arpist where everybody may read it, as sudo npm install --global does',
    );
  const names = config.list(CREDENTIALS);
  const files = serviceFiles({ argv: program.argv, credentials: names.filter(isCredentialName) });
  return {
    files,
    same: files.flatMap(({ path, text }) => (config.read(path) === text ? [path] : [])),
    unnamed: names.filter((name) => !isCredentialName(name)),
  };
}

/** Written down in the journal first, so that undo takes it back. Throws SystemFault. */
export function installService(
  hands: ServiceHands,
  { files, same }: ServicePlan,
  command: string,
): readonly string[] {
  const { manager } = hands;
  const wanted = files.filter(({ path }) => !same.includes(path));
  const { written, unwritten } =
    wanted.length === 0
      ? { written: [], unwritten: [] }
      : writeAlone(
          hands,
          command,
          wanted.map(({ path, text }) => ({ path, text, executable: false })),
        );
  if (unwritten[0] !== undefined)
    throw new SystemFault('file', unwritten[0], { operation: 'write', remedy: 'see: arpist undo --list' });
  const [users, folders] = files;
  manager.makeUsers(users!.path);
  manager.makeFolders(folders!.path);
  manager.reload();
  return written;
}

export interface ServiceRemoval {
  readonly removed: readonly string[];
  /** Why others are there still, one sentence each. */
  readonly left: readonly string[];
}

/** Files of ours that are there. */
export function installedFiles(config: ConfigFiles): readonly ServiceFile[] {
  return serviceFiles({ argv: [], credentials: [] }).flatMap(({ path }) => {
    const text = config.isThere(path) ? config.read(path) : null;
    return text === null ? [] : [{ path, text }];
  });
}

/** It is stopped, and its files go, by the journal. The state, the configuration and the user stay. Throws SystemFault. */
export function removeService(
  hands: Omit<ServiceHands, 'program'>,
  files: readonly ServiceFile[],
  command: string,
): ServiceRemoval {
  const { manager } = hands;
  if (manager.show(UNIT_NAME) !== null) manager.disable(UNIT_NAME);
  const done = removeFiles(hands, command, files);
  manager.reload();
  return done;
}

export interface ServiceStanding {
  readonly unit: UnitFacts | null;
  /** What it starts; null: the unit does not say. */
  readonly program: string | null;
  /** It is not there any more. */
  readonly programGone: boolean;
  /** The unit starts another program than this one, or was written by another version. */
  readonly differs: boolean;
}

export function serviceStanding({
  config,
  manager,
  program,
}: Omit<ServiceHands, 'history' | 'files'>): ServiceStanding {
  const unit = manager.show(UNIT_NAME);
  const text = unit === null ? null : config.read(unit.path);
  const starts = text === null ? null : programOf(text);
  const credentials = config.list(CREDENTIALS).filter(isCredentialName);
  const wanted = serviceFiles({ argv: program.argv, credentials }).at(-1)!.text;
  return {
    unit,
    program: starts,
    programGone: starts !== null && !config.isThere(starts),
    differs: unit !== null && unit.path.startsWith('/etc/') && text !== wanted,
  };
}

function refused(sentence: string, remedy: string): SystemFault {
  return new SystemFault('unsupported', sentence, { operation: 'install the service', remedy });
}
