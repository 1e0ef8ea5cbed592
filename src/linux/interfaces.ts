import { readFileSync } from 'node:fs';
import type { InterfaceFacts } from '../ports/host.ts';
import type { LinkAddress } from '../ports/link.ts';
import { type AddressMessage, addressCodec, RTM_GETADDR } from '../wire/netlink/address.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import {
  IFF_LOOPBACK,
  IFF_NOARP,
  IFF_POINTOPOINT,
  IFF_UP,
  type LinkMessage,
  linkCodec,
  OPERSTATES,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETLINK,
} from '../wire/netlink/link.ts';
import { decodeRtnetlink } from '../wire/netlink/rtnetlink.ts';
import type { Netlink } from './netlink-socket.ts';
import { selfAnswersOf } from './self-answers.ts';
import { type Stacked, wiresOf } from './wires.ts';

/** All interfaces of the namespace `netlink` was opened in, in kernel order, with their IPv4 addresses in kernel order. */
export function readInterfaces(netlink: Netlink): readonly InterfaceFacts[] {
  const addresses = readAddresses(netlink);
  const links: LinkMessage[] = [];
  const request = linkCodec.encode({ extendedMask: RTEXT_FILTER_SKIP_STATS });
  for (const message of netlink.dump(RTM_GETLINK, request)) {
    const event = decodeRtnetlink(message);
    // A message that cannot be read hides one interface, not all of them.
    if (!event.ok || event.value.kind !== 'link') continue;
    links.push(event.value.value);
  }
  const wires = wiresOf(links.map(stackedOf));
  const answers = selfAnswersOf(links);
  return links.map((link) => {
    const facts = factsOf(
      link,
      (addresses.get(link.index) ?? []).map((one) => addressOf(one, link.name)),
    );
    return { ...facts, wire: wires.get(link.index)!, selfAnswer: answers(facts.name) };
  });
}

function stackedOf({ index, info, link, linkNamespace, master }: LinkMessage): Stacked {
  return {
    index,
    kind: info?.kind ?? null,
    lower: link ?? null,
    lowerNamespace: linkNamespace ?? null,
    master: master ?? 0,
  };
}

function factsOf(link: LinkMessage, addresses: readonly LinkAddress[]): InterfaceFacts {
  return {
    name: link.name ?? `if${link.index}`,
    altnames: link.properties?.alternativeNames ?? [],
    index: link.index,
    mac: typeof link.address === 'number' ? link.address : 0,
    mtu: link.mtu ?? 0,
    hardware: link.hardware,
    up: (link.flags & IFF_UP) !== 0,
    carrier: hasCarrier(link),
    arp: (link.flags & IFF_NOARP) === 0,
    loopback: (link.flags & IFF_LOOPBACK) !== 0,
    kind: link.info?.kind ?? null,
    pointToPoint: (link.flags & IFF_POINTOPOINT) !== 0,
    master: link.master ?? 0,
    ...(link.linkNamespace === undefined && (link.link ?? 0) > 0 && { lower: link.link! }),
    ...(link.info?.kind === 'veth' && { leadsAway: link.linkNamespace !== undefined }),
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

function readAddresses(netlink: Netlink): ReadonlyMap<number, readonly AddressMessage[]> {
  const byIndex = new Map<number, AddressMessage[]>();
  for (const message of netlink.dump(RTM_GETADDR, addressCodec.encode({ family: AF_INET }))) {
    const event = decodeRtnetlink(message);
    if (!event.ok || event.value.kind !== 'address') continue;
    const told = event.value.value;
    if (typeof (told.local ?? told.address) !== 'number') continue;
    const known = byIndex.get(told.index);
    if (known) known.push(told);
    else byIndex.set(told.index, [told]);
  }
  return byIndex;
}

function addressOf(message: AddressMessage, link: string | undefined): LinkAddress {
  const { prefixLength, local, address, label } = message;
  return {
    ip: (local ?? address) as number,
    prefixLength,
    ...(local !== undefined && typeof address === 'number' && address !== local ? { peer: address } : {}),
    ...(label !== undefined && label !== link ? { label } : {}),
  };
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
