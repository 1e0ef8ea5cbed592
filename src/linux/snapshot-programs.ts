import type { LinkSnapshot } from '../kernel/host.ts';
import { isBefore, versionOf } from '../kernel/versions.ts';
import { EINVAL, ENODEV } from './ffi/errno.ts';
import { HOST_LITTLE } from './ffi/layouts.ts';
import type { Libc } from './ffi/libc.ts';

const BPF_PROG_QUERY = 16;
const BPF_TCX_INGRESS = 46;
const BPF_TCX_EGRESS = 47;
/** tcx is there since this kernel. */
const FIRST = versionOf('6.6');

export interface ReadPrograms {
  readonly links: readonly LinkSnapshot[];
  /** Why the kernel does not tell whether there are any; 0: it told. */
  readonly errno: number;
}

/**
 * The same links, those marked on which programs of tcx see what comes in or goes out; netlink does not tell of them. In
 * the network namespace of the calling thread (kernel/bpf/tcx.c tcx_prog_query).
 */
export function withPrograms(libc: Libc, links: readonly LinkSnapshot[], release: string): ReadPrograms {
  if (isBefore(versionOf(release), FIRST)) return { links, errno: 0 };
  const marked: LinkSnapshot[] = [];
  for (const link of links) {
    const counts = [BPF_TCX_INGRESS, BPF_TCX_EGRESS].map((where) => countPrograms(libc, link.index, where));
    // A kernel built without it does not know these places.
    if (counts.includes(-EINVAL)) return { links, errno: 0 };
    const refused = counts.find((count) => count < 0 && count !== -ENODEV);
    if (refused !== undefined) return { links, errno: -refused };
    marked.push(counts.some((count) => count > 0) ? { ...link, tcx: true } : link);
  }
  return { links: marked, errno: 0 };
}

/** The beginning of union bpf_attr for BPF_PROG_QUERY: u32 target_ifindex, attach_type, query_flags, attach_flags; u64 prog_ids; u32 prog_cnt … */
const QUERY_SIZE = 64;
const COUNT_AT = 24;

/** How many there are, or `-errno`. */
function countPrograms(libc: Libc, index: number, where: number): number {
  const query = new Uint8Array(QUERY_SIZE);
  const view = new DataView(query.buffer);
  view.setUint32(0, index, HOST_LITTLE);
  view.setUint32(4, where, HOST_LITTLE);
  const asked = libc.bpf(BPF_PROG_QUERY, query);
  return asked < 0 ? asked : view.getUint32(COUNT_AT, HOST_LITTLE);
}
