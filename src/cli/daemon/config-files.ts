import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageFault } from '../../base/fault.ts';
import type { DaemonConfig } from '../../daemon/config.ts';
import { type ConfigPlace, type ConfigSource, mergeConfig, type MergedConfig } from '../../daemon/merge.ts';
import { readDaemonConfig } from '../../daemon/read-config.ts';
import type { DeclarationFault } from '../../declare/fault.ts';
import type { Secret } from '../../ports/targets.ts';
import { fileFault } from '../files.ts';
import type { Whole } from '../input.ts';
import type { CommandIo } from '../io.ts';
import { readText, readToml } from '../toml.ts';

/** Where the service's configuration is when nobody says; it need not be there. */
export const CONFIG_FILE = '/etc/arpist/arpist.toml';

const WHOLE: Whole = {
  most: 4 * 1024 * 1024,
  what: 'configuration',
  remedy: 'arpist config show prints one with everything in it',
};

export interface ReadConfig {
  readonly config: DaemonConfig;
  readonly merged: MergedConfig;
  /** Files that were read, in their order. */
  readonly files: readonly string[];
  /** Sentences of what is no mistake, and no good either. */
  readonly warnings: readonly string[];
}

/**
 * The file and the drop-ins beside it, `conf.d/*.toml` by the order of their names. Throws UsageFault with file and line,
 * and how many faults there are beside; SystemFault for a file that cannot be read.
 */
export async function readConfigFiles(
  named: string | undefined,
  io: Pick<CommandIo, 'openInput'>,
): Promise<ReadConfig> {
  const files = configFiles(named);
  const sources: ConfigSource[] = [];
  for (const file of files) {
    const { value, lineOf } = readToml(await readText(file, io, WHOLE), { name: file, remedy: WHOLE.remedy });
    sources.push({ name: file, value, lineOf });
  }
  const merged = mergeConfig(sources);
  const read = readDaemonConfig(merged.value, merged.lineOf);
  if (!read.ok) throw faultOf(read.error, merged, files);
  return { config: read.value, merged, files, warnings: openSecrets(read.value, files) };
}

function configFiles(named: string | undefined): readonly string[] {
  const main = named ?? CONFIG_FILE;
  const there = statSync(main, { throwIfNoEntry: false }) !== undefined;
  const folder = join(dirname(main), 'conf.d');
  // One that is named and not there is a slip; without any, the defaults hold.
  return [...(there || named !== undefined ? [main] : []), ...dropIns(folder)];
}

function dropIns(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.toml') && !file.startsWith('.'))
      .toSorted()
      .map((file) => join(folder, file));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw fileFault(folder, 'read', cause);
  }
}

function faultOf(
  faults: readonly DeclarationFault[],
  { placeOf }: MergedConfig,
  files: readonly string[],
): UsageFault {
  const [{ line, sentence, remedy }, ...others] = faults as [DeclarationFault, ...DeclarationFault[]];
  const place = line === null ? (files[0] ?? CONFIG_FILE) : placeText(placeOf(line));
  const places = others.flatMap((fault) => (fault.line === null ? [] : placeText(placeOf(fault.line))));
  const more =
    others.length === 0 ? '' : ` (and ${others.length} more: ${[...new Set(places)].slice(0, 5).join(', ')})`;
  return new UsageFault(place, sentence, `${remedy}${more}`);
}

export function placeText({ file, line }: ConfigPlace): string {
  return line === null ? file : `${file}:${line}`;
}

/** Secrets that stand in a file which others may read. */
function openSecrets(config: DaemonConfig, files: readonly string[]): readonly string[] {
  const written = config.targets.some((target) =>
    Object.values(target as unknown as Readonly<Record<string, unknown>>).some((value) =>
      (Array.isArray(value) ? value : [value]).some(isWritten),
    ),
  );
  if (!written) return [];
  return files
    .filter((file) => ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o004) !== 0)
    .map(
      (file) =>
        `${file} holds a secret and can be read by everybody: chmod 0640 ${file}, or name a credential`,
    );
}

function isWritten(value: unknown): value is Secret {
  return (
    typeof value === 'object' &&
    value !== null &&
    'value' in value &&
    // An address of the web that holds nothing to hide is no secret.
    typeof value.value === 'string' &&
    !/^(?:https?|mqtts?):\/\/[^/@?]+\/?$/i.test(value.value)
  );
}
