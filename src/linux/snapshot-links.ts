import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { CONF_NAMES } from '../kernel/conf.ts';
import type { AddressSnapshot, LinkSnapshot } from '../kernel/host.ts';
import type { Conf } from '../kernel/conf.ts';
import { scopeOf } from '../kernel/scopes.ts';
import { type AddressMessage, addressCodec, addressFlags, RTM_GETADDR } from '../wire/netlink/address.ts';
import { AF_INET, type HardwareAddress, type NetworkAddress, u32, u8 } from '../wire/netlink/field.ts';
import {
  decodeVlanInfo,
  IFF_LOOPBACK,
  IFF_NOARP,
  IFF_POINTOPOINT,
  IFF_UP,
  type LinkMessage,
  linkCodec,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETLINK,
} from '../wire/netlink/link.ts';
import { AttributeReader } from '../wire/netlink/reader.ts';
import { attribute, readAttributes } from '../wire/netlink/table.ts';
import { withBridgeVlans, withPinned, withSenders } from './snapshot-bridges.ts';
import { hasNewerAttributes, rareFacts } from './link-details.ts';
import type { Netlink } from './netlink-socket.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

/** IFLA_INFO_DATA of the kinds whose details the model asks for (linux/if_link.h). */
const VRF_INFO = { table: attribute(1, u32) };
const BOND_INFO = { mode: attribute(1, u8), activeMember: attribute(2, u32) };
const ACTIVE_BACKUP = 1;
const BALANCE_TLB = 5;
const BALANCE_ALB = 6;
const WITH_ACTIVE_MEMBER: ReadonlySet<number> = new Set([ACTIVE_BACKUP, BALANCE_TLB, BALANCE_ALB]);
/** Kinds whose IFLA_LINK is the link below; with veth it is the other end of the cable. */
export const STANDS_ON_ANOTHER: ReadonlySet<string> = new Set([
  'vlan',
  'macvlan',
  'macvtap',
  'ipvlan',
  'ipvtap',
  'macsec',
]);

/** Where each setting stands in IFLA_INET_CONF: IPV4_DEVCONF_* of linux/ip.h, less one. */
const DEVCONF: Readonly<Record<(typeof CONF_NAMES)[number], number>> = {
  forwarding: 0,
  proxy_arp: 2,
  send_redirects: 5,
  shared_media: 6,
  rp_filter: 7,
  log_martians: 10,
  arp_filter: 12,
  medium_id: 13,
  arp_announce: 17,
  arp_ignore: 18,
  promote_secondaries: 19,
  arp_accept: 20,
  arp_notify: 21,
  accept_local: 22,
  proxy_arp_pvlan: 24,
  route_localnet: 25,
  ignore_routes_with_linkdown: 28,
  drop_gratuitous_arp: 30,
  bc_forwarding: 31,
  arp_evict_nocarrier: 32,
};

export interface ReadLinks {
  readonly links: readonly LinkSnapshot[];
  readonly nameOf: ReadonlyMap<number, string>;
  readonly conf: Readonly<Record<string, Conf>>;
}

/** Every setting of every link comes with the links themselves: no file is read. */
export function readLinks(netlink: Netlink, unread: string[] = []): ReadLinks {
  const messages = linkMessages(netlink);
  const read = linksIn(messages);
  for (const { info, name } of messages)
    if (info && hasNewerAttributes(info))
      unread.push(`${name} has settings that are newer than this program: they may decide what it hears.`);
  return { ...read, links: withPinned(netlink, withSenders(netlink, withBridgeVlans(netlink, read.links))) };
}

/** By index. */
export function linkMessages(netlink: Netlink): readonly LinkMessage[] {
  const request = linkCodec.encode({ extendedMask: RTEXT_FILTER_SKIP_STATS });
  const messages: LinkMessage[] = [];
  for (const { payload } of netlink.dump(RTM_GETLINK, request)) {
    const decoded = linkCodec.decode(payload);
    if (decoded.ok) messages.push(decoded.value);
  }
  return messages.sort((a, b) => a.index - b.index);
}

export function linksIn(messages: readonly LinkMessage[]): ReadLinks {
  const nameOf = new Map(messages.map((link) => [link.index, link.name ?? `if${link.index}`]));
  const conf: Record<string, Conf> = {};
  for (const { index, families } of messages) {
    const values = families?.inet?.conf;
    if (values) conf[nameOf.get(index)!] = confOf(values);
  }
  return { links: messages.map((link) => linkOf(link, nameOf)), nameOf, conf };
}

function confOf(values: readonly number[]): Conf {
  const conf: Partial<Record<(typeof CONF_NAMES)[number], number>> = {};
  for (const name of CONF_NAMES) {
    const value = values[DEVCONF[name]];
    if (value !== undefined) conf[name] = value | 0;
  }
  return conf;
}

function linkOf(link: LinkMessage, nameOf: ReadonlyMap<number, string>): LinkSnapshot {
  const { index, flags, info } = link;
  const kind = info?.kind ?? null;
  const named = (of: number | undefined): string | null => (of ? (nameOf.get(of) ?? null) : null);
  const stands = STANDS_ON_ANOTHER.has(kind ?? '') && link.linkNamespace === undefined;
  const altnames = link.properties?.alternativeNames ?? [];
  return {
    index,
    name: nameOf.get(index)!,
    ...(altnames.length > 0 ? { altnames } : {}),
    mac: macOf(link.address),
    mtu: link.mtu ?? 0,
    hardware: link.hardware,
    up: (flags & IFF_UP) !== 0,
    carrier: link.carrier ?? true,
    arp: (flags & IFF_NOARP) === 0,
    loopback: (flags & IFF_LOOPBACK) !== 0,
    pointToPoint: (flags & IFF_POINTOPOINT) !== 0,
    kind,
    master: named(link.master),
    lower: stands ? named(link.link) : null,
    vlan: kind === 'vlan' ? vlanOf(info?.data) : null,
    vrfTable: kind === 'vrf' ? vrfTableOf(info?.data) : null,
    activeMember: kind === 'bond' ? named(activeMemberOf(info?.data)) : null,
    ...rareFacts(link),
  };
}

function macOf(address: HardwareAddress | undefined): string | null {
  return typeof address === 'number' ? formatMac(address) : null;
}

function vlanOf(data: Uint8Array | undefined): LinkSnapshot['vlan'] {
  const decoded = data && decodeVlanInfo(data);
  if (!decoded?.ok) return null;
  const { id, protocol } = decoded.value;
  return id === undefined ? null : { protocol: protocol ?? TPID_8021Q, id };
}

function vrfTableOf(data: Uint8Array | undefined): number | null {
  if (!data) return null;
  return readAttributes(VRF_INFO, { reader: new AttributeReader(), bytes: data, family: 0 }).table ?? null;
}

function activeMemberOf(data: Uint8Array | undefined): number | undefined {
  if (!data) return undefined;
  const bond = readAttributes(BOND_INFO, { reader: new AttributeReader(), bytes: data, family: 0 });
  return WITH_ACTIVE_MEMBER.has(bond.mode ?? -1) ? bond.activeMember : undefined;
}

/** In the kernel's order for each link, the order of `ip address`. */
export function readAddresses(
  netlink: Netlink,
  nameOf: ReadonlyMap<number, string>,
): readonly AddressSnapshot[] {
  const addresses: AddressSnapshot[] = [];
  for (const { payload } of netlink.dump(RTM_GETADDR, addressCodec.encode({ family: AF_INET }))) {
    const decoded = addressCodec.decode(payload);
    if (decoded.ok) addresses.push(addressOf(decoded.value, nameOf));
  }
  return addresses;
}

const IFA_F_SECONDARY = 1;
/** IFA_F_* of linux/if_addr.h, without the one that has a field of its own. */
const FLAGS: readonly (readonly [number, string])[] = [
  [0x02, 'nodad'],
  [0x04, 'optimistic'],
  [0x08, 'dadfailed'],
  [0x10, 'homeaddress'],
  [0x20, 'deprecated'],
  [0x40, 'tentative'],
  [0x80, 'permanent'],
  [0x100, 'managetempaddr'],
  [0x200, 'noprefixroute'],
  [0x400, 'mcautojoin'],
];

function addressOf(message: AddressMessage, nameOf: ReadonlyMap<number, string>): AddressSnapshot {
  const flags = addressFlags(message);
  const local = textOf(message.local ?? message.address) ?? '0.0.0.0';
  const far = textOf(message.address);
  return {
    link: nameOf.get(message.index) ?? `if${message.index}`,
    local,
    prefixLength: message.prefixLength,
    peer: far === local ? null : far,
    scope: scopeOf(message.scope),
    secondary: (flags & IFA_F_SECONDARY) !== 0,
    broadcast: textOf(message.broadcast),
    label: message.label ?? null,
    flags: FLAGS.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name),
    ...(message.routePriority ? { metric: message.routePriority } : {}),
  };
}

function textOf(address: NetworkAddress | undefined): string | null {
  return typeof address === 'number' ? formatIpv4(address) : null;
}
