import { SystemFault } from '../../base/fault.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { parseHost } from '../../kernel/host-json.ts';
import { readWhole, type Whole } from '../input.ts';
import type { CommandIo } from '../io.ts';

/** Room for a full Internet routing table as JSON. */
const SNAPSHOT: Whole = {
  most: 512 * 1024 * 1024,
  what: 'snapshot',
  remedy: 'name a file that arpist snapshot wrote',
};

/** The snapshot in a file (`-`: stdin). Throws SystemFault, with one sentence for each way it can be wrong. */
export async function readHostFile(path: string, io: Pick<CommandIo, 'openInput'>): Promise<HostSnapshot> {
  const bytes = await readWhole(io, path, SNAPSHOT);
  const parsed = parseHost(new TextDecoder().decode(bytes));
  if (parsed.ok) return parsed.value;
  const { sentence, remedy } = parsed.error;
  const name = path === '-' ? 'stdin' : path;
  throw new SystemFault('file', `${name}: ${sentence.replace(/\.$/, '')}`, {
    operation: 'read snapshot',
    facts: { file: name },
    remedy: `${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`,
  });
}
