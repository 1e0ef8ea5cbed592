import { readFileSync } from 'node:fs';
import type { HostSnapshot, LinkSnapshot } from '../kernel/host.ts';
import { text } from '../wire/netlink/field.ts';
import { messageCodec } from '../wire/netlink/layout.ts';
import { tableCodec } from '../wire/netlink/nftables/messages.ts';
import { NETLINK_NETFILTER, NF_FAMILY, NFT_MSG } from '../wire/netlink/nftables/numbers.ts';
import { attribute } from '../wire/netlink/table.ts';
import { openLibc } from './ffi/libc.ts';
import { TABLE } from './guard-table.ts';
import { type Netlink, openNetlink } from './netlink-socket.ts';
import { hasEbtables } from './snapshot-ebtables.ts';

/** The families whose chains see ARP. */
const FAMILIES = [NF_FAMILY.arp, NF_FAMILY.netdev, NF_FAMILY.bridge] as const;
const RTM_GETQDISC = 38;
const INGRESS: ReadonlySet<string> = new Set(['ingress', 'clsact']);

const qdiscCodec = messageCodec(
  'tcmsg',
  { family: 'u8', _pad1: 'u8', _pad2: 'u16', index: 's32', handle: 'u32', parent: 'u32', info: 'u32' },
  { kind: attribute(1, text) },
);

/** Whether rules that are no part of the model could drop ARP; what is not for us to read is named in `hidden`. */
export function readNetfilter(
  netlink: Netlink,
  links: readonly LinkSnapshot[],
  { hidden, guarded }: { readonly hidden: string[]; readonly guarded: boolean },
): HostSnapshot['netfilter'] {
  const found = [
    ['tc', hasIngress(netlink)],
    ['nft', hasNftables(guarded)],
    ['arptables', hasArptables()],
    ['ebtables', hasEbtables(links)],
  ] as const;
  const unknown = found.flatMap(([name, there]) => (there === null ? [name] : []));
  if (found.some(([, there]) => there === true)) return 'present';
  if (unknown.length === 0) return 'none';
  hidden.push(`${unknown.join(' and ')} rules`);
  return 'unknown';
}

function hasIngress(netlink: Netlink): boolean | null {
  try {
    return netlink.dump(RTM_GETQDISC, qdiscCodec.encode({})).some(({ payload }) => {
      const decoded = qdiscCodec.decode(payload);
      return decoded.ok && INGRESS.has(decoded.value.kind ?? '');
    });
  } catch {
    // A kernel without traffic control does not know the question.
    return false;
  }
}

/** Our own table is read apart. */
function hasNftables(guarded: boolean): boolean | null {
  let netlink: Netlink | undefined;
  try {
    netlink = openNetlink(openLibc(), NETLINK_NETFILTER);
  } catch {
    // A kernel without netfilter has no such protocol.
    return false;
  }
  try {
    for (const family of FAMILIES)
      if (tablesOf(netlink, family).some((name) => !(guarded && family === NF_FAMILY.arp && name === TABLE)))
        return true;
    return false;
  } catch (fault) {
    return (fault as { kind?: string }).kind === 'rights' ? null : false;
  } finally {
    netlink.close();
  }
}

function tablesOf(netlink: Netlink, family: number): readonly string[] {
  return netlink.dump(NFT_MSG.getTable, tableCodec.encode({ family })).map(({ payload }) => {
    const read = tableCodec.decode(payload);
    return read.ok ? (read.value.name ?? '') : '';
  });
}

/** The old arptables: the table is there from its first use on. */
function hasArptables(): boolean | null {
  try {
    return readFileSync('/proc/thread-self/net/arp_tables_names', 'latin1') !== '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? false : null;
  }
}
