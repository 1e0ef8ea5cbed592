import { existsSync } from 'node:fs';
import type { LinkSnapshot } from '../kernel/host.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import { EPERM } from './ffi/errno.ts';
import { HOST_LITTLE, SOCK_CLOEXEC, SOCK_DGRAM } from './ffi/layouts.ts';
import { type Libc, openLibc } from './ffi/libc.ts';
import { allocate } from './ffi/native.ts';

const SOL_IP = 0;
const EBT_SO_GET_INFO = 128;
const EBT_SO_GET_ENTRIES = 129;
/** struct ebt_replace of linux/netfilter_bridge/ebtables.h where pointers have 64 bits. */
const REPLACE = { size: 120, entryCount: 36, entriesSize: 40, entries: 112 } as const;
/** struct ebt_entries, the head of a chain: the verdict at its end. */
const CHAIN = { size: 48, policy: 40 } as const;
const EBT_DROP = -2;

/**
 * Whether the old ebtables (not that of nft) have rules or a chain that drops; null: not for us to read. They look at
 * bridges alone, and a table is asked for only where its module is there: asking would load it.
 */
export function hasEbtables(links: readonly LinkSnapshot[]): boolean | null {
  if (!links.some(({ kind }) => kind === 'bridge')) return false;
  const tables = ['filter', 'nat', 'broute'].filter((table) => existsSync(`/sys/module/ebtable_${table}`));
  if (tables.length === 0) return false;
  const libc = openLibc();
  const fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return null;
  try {
    const found = tables.map((table) => hasRules(libc, fd, table));
    return found.includes(true) ? true : found.includes(null) ? null : false;
  } finally {
    libc.close(fd);
  }
}

function hasRules(libc: Libc, fd: number, table: string): boolean | null {
  const info = new Uint8Array(REPLACE.size);
  info.set(new TextEncoder().encode(table));
  const asked = libc.getsockopt(fd, SOL_IP, EBT_SO_GET_INFO, info);
  if (asked < 0) return asked === -EPERM ? null : false;
  const view = new DataView(info.buffer);
  if (view.getUint32(REPLACE.entryCount, HOST_LITTLE) > 0) return true;
  const size = view.getUint32(REPLACE.entriesSize, HOST_LITTLE);
  const entries = readEntries(libc, fd, info, size);
  return entries && dropsByPolicy(entries);
}

/** Whether a chain without rules drops what comes to it. */
export function dropsByPolicy(entries: Uint8Array): boolean {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  for (let at = 0; at + CHAIN.size <= entries.length; at += CHAIN.size)
    if (view.getInt32(at + CHAIN.policy, HOST_LITTLE) === EBT_DROP) return true;
  return false;
}

/** The kernel writes them to where the question points. */
function readEntries(libc: Libc, fd: number, info: Uint8Array, size: number): Uint8Array | null {
  const native = allocate(libc, size);
  try {
    const question = new Uint8Array(REPLACE.size + size);
    question.set(info);
    new DataView(question.buffer).setBigUint64(REPLACE.entries, native.address, HOST_LITTLE);
    const asked = libc.getsockopt(fd, SOL_IP, EBT_SO_GET_ENTRIES, question);
    return asked < 0 ? null : native.bytes.slice();
  } finally {
    native.free();
  }
}
