import { SystemFault } from '../base/fault.ts';
import type { HostSnapshot } from '../kernel/host.ts';

/** Of which network namespace. */
export interface SnapshotWish {
  /** One of `ip netns`, or a path such as /proc/123/ns/net; needs CAP_SYS_ADMIN. Left out: that of the caller, without rights. */
  readonly namespace?: string | undefined;
}

/**
 * Everything that decides about ARP on this machine: links, addresses, routes, rules, the neighbour table and the settings of
 * net.ipv4, as plain JSON. What could not be read is named in `unread`. Throws SystemFault, also where there is no Linux.
 */
export async function takeSnapshot({ namespace }: SnapshotWish = {}): Promise<HostSnapshot> {
  if (process.platform !== 'linux')
    throw new SystemFault(
      'unsupported',
      `there is no Linux kernel here to ask: this is ${process.platform}`,
      {
        operation: 'take snapshot',
        remedy: 'take one with arpist snapshot on a Linux host, and read it with parseHost',
      },
    );
  // Here and not above: whoever only reads snapshots loads no FFI.
  const { readSnapshot } = await import('../linux/snapshot.ts');
  return readSnapshot(namespace === undefined ? {} : { namespace });
}
