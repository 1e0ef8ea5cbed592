import { SystemFault } from '../base/fault.ts';
import type { EvidenceFrame, Store, StoreFacts } from '../ports/store.ts';
import { MEMORY_READS, type MemoryRead } from '../records/memory-reads.ts';
import { askService, type ServiceClient } from './service-client.ts';

/**
 * What the service of a folder remembers, when it keeps no file; undefined where none runs, or it has one. Throws SystemFault
 * `rights` when it may not be asked and there is no `file` to be read instead.
 */
export async function memoryBehind(folder: string, file: boolean): Promise<Store | undefined> {
  try {
    const service = await askService(folder);
    if (!service) return undefined;
    const facts = (await service.memory('facts', [])) as StoreFacts;
    return facts.kind === 'memory' ? memoryOf(service) : undefined;
  } catch (fault) {
    // One that may not be asked, or of another version, is no reason not to read a file that is there.
    if (file) return undefined;
    throw fault;
  }
}

type Asked = Pick<ServiceClient, 'memory'>;

/** What a running service remembers without a file, to be read as a store. Changing it is for its orders. */
export function memoryOf(service: Asked): Store {
  const reads = MEMORY_READS.map(
    (name) => [name, (...args: readonly unknown[]) => asked(service, name, args)] as const,
  );
  const refused = async (): Promise<never> => {
    throw new SystemFault('file', 'the service keeps what it finds out in memory alone: there is no file', {
      operation: 'read the memory',
      remedy: 'arpist status says why; mend that and start it again',
    });
  };
  return {
    ...(Object.fromEntries(reads) as unknown as Pick<Store, MemoryRead>),
    begin: refused,
    commit: refused,
    prune: refused,
    order: refused,
    backup: refused,
    close: async () => undefined,
  };
}

async function asked(service: Asked, name: MemoryRead, args: readonly unknown[]): Promise<unknown> {
  const value = await service.memory(name, args);
  if (name !== 'evidenceOf') return value;
  return (value as readonly (Omit<EvidenceFrame, 'bytes'> & { readonly bytes: string })[]).map((frame) => ({
    ...frame,
    bytes: new Uint8Array(Buffer.from(frame.bytes, 'base64')),
  }));
}
