import { UsageFault } from '../../base/fault.ts';
import type { NamedHost } from '../../doctor/hosts.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { CommandIo } from '../io.ts';
import { readHostFile } from './host-file.ts';

/** A host with where it came from, for people: the file, or that it is this one. */
export interface SourcedHost {
  readonly host: HostSnapshot;
  readonly source: string;
}

/** Throws UsageFault for a file that is named twice, SystemFault as `readHostFile`. */
export async function readHostFiles(
  files: readonly string[],
  io: Pick<CommandIo, 'openInput'>,
): Promise<readonly SourcedHost[]> {
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined)
    throw new UsageFault(twice, `${twice} is named twice`, 'name the snapshot of each host once');
  const hosts: SourcedHost[] = [];
  for (const source of files) hosts.push({ host: await readHostFile(source, io), source });
  return hosts;
}

/** No two of them alike: hosts with one name ("vm", "localhost") have where they came from behind it. */
export function namedApart(hosts: readonly SourcedHost[]): readonly NamedHost[] {
  const counts = new Map<string, number>();
  for (const { host, source } of hosts) {
    const name = host.hostname ?? source;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return hosts.map(({ host, source }) => {
    const name = host.hostname ?? source;
    return { name: counts.get(name) === 1 ? name : `${name} (${source})`, host };
  });
}
