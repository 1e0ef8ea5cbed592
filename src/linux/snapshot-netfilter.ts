import { readFileSync } from 'node:fs';
import type { HostSnapshot, LinkSnapshot } from '../kernel/host.ts';
import { text } from '../wire/netlink/field.ts';
import { messageCodec } from '../wire/netlink/layout.ts';
import { attribute } from '../wire/netlink/table.ts';
import { openLibc } from './ffi/libc.ts';
import { type Netlink, openNetlink } from './netlink-socket.ts';
import { hasEbtables } from './snapshot-ebtables.ts';

const NETLINK_NETFILTER = 12;
/** NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE */
const GET_TABLES = 0x0a01;
/** NFPROTO_ARP, NFPROTO_NETDEV, NFPROTO_BRIDGE: the families whose chains see ARP. */
const FAMILIES = [3, 5, 7] as const;
const RTM_GETQDISC = 38;
const INGRESS: ReadonlySet<string> = new Set(['ingress', 'clsact']);

/** struct nfgenmsg { u8 family; u8 version; be16 res_id; } */
const tableCodec = messageCodec('nfgenmsg', { family: 'u8', version: 'u8', resource: 'u16' }, {});
const qdiscCodec = messageCodec(
  'tcmsg',
  { family: 'u8', _pad1: 'u8', _pad2: 'u16', index: 's32', handle: 'u32', parent: 'u32', info: 'u32' },
  { kind: attribute(1, text) },
);

/** Whether rules that are no part of the model could drop ARP; what is not for us to read is named in `hidden`. */
export function readNetfilter(
  netlink: Netlink,
  links: readonly LinkSnapshot[],
  hidden: string[],
): HostSnapshot['netfilter'] {
  const found = [
    ['tc', hasIngress(netlink)],
    ['nft', hasNftables()],
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

function hasNftables(): boolean | null {
  let netlink: Netlink | undefined;
  try {
    netlink = openNetlink(openLibc(), NETLINK_NETFILTER);
  } catch {
    // A kernel without netfilter has no such protocol.
    return false;
  }
  try {
    for (const family of FAMILIES)
      if (netlink.dump(GET_TABLES, tableCodec.encode({ family })).length > 0) return true;
    return false;
  } catch (fault) {
    return (fault as { kind?: string }).kind === 'rights' ? null : false;
  } finally {
    netlink.close();
  }
}

/** The old arptables: the table is there from its first use on. */
function hasArptables(): boolean | null {
  try {
    return readFileSync('/proc/thread-self/net/arp_tables_names', 'latin1') !== '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? false : null;
  }
}
