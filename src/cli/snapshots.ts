import { SystemFault, UsageFault } from '../base/fault.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { parseHost } from '../kernel/host-json.ts';
import type { CommandIo } from './io.ts';

/** Room for a full Internet routing table as JSON. */
const LARGEST = 512 * 1024 * 1024;

/** The snapshot in a file (`-`: stdin). Throws SystemFault, with one sentence for each way it can be wrong. */
export async function readHostFile(path: string, io: Pick<CommandIo, 'openInput'>): Promise<HostSnapshot> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of io.openInput(path)) {
    size += chunk.length;
    if (size > LARGEST)
      throw new UsageFault(
        path,
        `${path} is larger than ${LARGEST / 1024 / 1024} MiB, and no snapshot is`,
        'name a file that arpist snapshot wrote',
      );
    chunks.push(chunk);
  }
  const parsed = parseHost(new TextDecoder().decode(Buffer.concat(chunks)));
  if (parsed.ok) return parsed.value;
  const { sentence, remedy } = parsed.error;
  const name = path === '-' ? 'stdin' : path;
  throw new SystemFault('file', `${name}: ${sentence.replace(/\.$/, '')}`, {
    operation: 'read snapshot',
    facts: { file: name },
    remedy: `${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`,
  });
}
