import { readFileSync } from 'node:fs';
import type { InterfaceFacts } from '../ports/host.ts';
import type { LinkAddress } from '../ports/link.ts';
import { addressCodec, RTM_GETADDR } from '../wire/netlink/address.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import {
  IFF_LOOPBACK,
  IFF_NOARP,
  IFF_UP,
  type LinkMessage,
  linkCodec,
  OPERSTATES,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETLINK,
} from '../wire/netlink/link.ts';
import { decodeRtnetlink } from '../wire/netlink/rtnetlink.ts';
import type { Netlink } from './netlink-socket.ts';

/** All interfaces of the namespace `netlink` was opened in, in kernel order, with their IPv4 addresses in kernel order. */
export function readInterfaces(netlink: Netlink): readonly InterfaceFacts[] {
  const addresses = readAddresses(netlink);
  const facts: InterfaceFacts[] = [];
  const request = linkCodec.encode({ extendedMask: RTEXT_FILTER_SKIP_STATS });
  for (const message of netlink.dump(RTM_GETLINK, request)) {
    const event = decodeRtnetlink(message);
    // A message that cannot be read hides one interface, not all of them.
    if (!event.ok || event.value.kind !== 'link') continue;
    const link = event.value.value;
    facts.push(factsOf(link, addresses.get(link.index) ?? []));
  }
  return facts;
}

function factsOf(link: LinkMessage, addresses: readonly LinkAddress[]): InterfaceFacts {
  return {
    name: link.name ?? `if${link.index}`,
    index: link.index,
    mac: typeof link.address === 'number' ? link.address : 0,
    mtu: link.mtu ?? 0,
    hardware: link.hardware,
    up: (link.flags & IFF_UP) !== 0,
    carrier: hasCarrier(link),
    arp: (link.flags & IFF_NOARP) === 0,
    loopback: (link.flags & IFF_LOOPBACK) !== 0,
    kind: link.info?.kind ?? null,
    master: link.master ?? 0,
    addresses,
  };
}

const OPERSTATE_UNKNOWN = OPERSTATES.indexOf('unknown');
const OPERSTATE_DORMANT = OPERSTATES.indexOf('dormant');
const OPERSTATE_UP = OPERSTATES.indexOf('up');

/**
 * The carrier bit, not the operational state, which follows it only after a while. But a link that waits for its
 * authentication (Wi-Fi, 802.1X) has a carrier and carries nothing: dormant.
 */
function hasCarrier({ carrier, operstate = OPERSTATE_UNKNOWN }: LinkMessage): boolean {
  if (carrier === undefined) return operstate === OPERSTATE_UNKNOWN || operstate === OPERSTATE_UP;
  return carrier && operstate !== OPERSTATE_DORMANT;
}

function readAddresses(netlink: Netlink): ReadonlyMap<number, readonly LinkAddress[]> {
  const byIndex = new Map<number, LinkAddress[]>();
  for (const message of netlink.dump(RTM_GETADDR, addressCodec.encode({ family: AF_INET }))) {
    const event = decodeRtnetlink(message);
    if (!event.ok || event.value.kind !== 'address') continue;
    const { index, prefixLength, local, address } = event.value.value;
    const ip = local ?? address;
    if (typeof ip !== 'number') continue;
    const known = byIndex.get(index);
    if (known) known.push({ ip, prefixLength });
    else byIndex.set(index, [{ ip, prefixLength }]);
  }
  return byIndex;
}

/** Mbit/s; null when the driver does not tell (virtual ones), the cable is out, or /sys shows another namespace. */
export function readSpeed({ name, index }: InterfaceFacts): number | null {
  const folder = `/sys/class/net/${name}`;
  try {
    if (Number(readFileSync(`${folder}/ifindex`, 'utf8')) !== index) return null;
    const speed = Number(readFileSync(`${folder}/speed`, 'utf8'));
    return speed > 0 ? speed : null;
  } catch {
    return null;
  }
}
