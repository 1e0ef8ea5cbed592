import { isMulticastMac, type Mac, parseMac } from '../base/mac.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import { ARP_IPV4_SIZE } from '../wire/arp.ts';
import type { Addressed, Heard } from './heard.ts';
import type { HostSnapshot, LinkSnapshot } from './host.ts';

/** A link that shares the one it stands on: a macvlan, macvtap, ipvlan or ipvtap that is up. */
export type Sharer = {
  readonly name: string;
  readonly mac: Mac;
  readonly mode: NonNullable<LinkSnapshot['mode']>;
  readonly up: boolean;
  /** Of an ipvlan: its addresses. */
  readonly targets: ReadonlySet<number>;
  /** Of a macvlan of mode source: the only MACs it hears; null: not known. */
  readonly senders: ReadonlySet<Mac> | null;
  /** It keeps what it hears from the others. */
  readonly takesSenders: boolean;
};

const MACVLANS: ReadonlySet<string> = new Set(['macvlan', 'macvtap']);
const IPVLANS: ReadonlySet<string> = new Set(['ipvlan', 'ipvtap']);

/** By the link they stand on. */
export function compileSharers(host: HostSnapshot): ReadonlyMap<string, readonly Sharer[]> {
  const sharers = new Map<string, Sharer[]>();
  for (const link of host.links) {
    const mode = modeOf(link);
    if (mode === null || link.lower === null) continue;
    const { name, up, mac, senders, takesSenders } = link;
    const addresses = IPVLANS.has(link.kind!) ? host.addresses.filter((one) => one.link === name) : [];
    const sharer: Sharer = {
      name,
      mac: parseMac(mac ?? '') ?? 0,
      mode,
      up,
      targets: new Set(addresses.map(({ local }) => parseIpv4(local) ?? 0)),
      senders: senders ? new Set(senders.map((one) => parseMac(one) ?? 0)) : null,
      takesSenders: takesSenders === true,
    };
    const there = sharers.get(link.lower);
    if (there) there.push(sharer);
    else sharers.set(link.lower, [sharer]);
  }
  return sharers;
}

/** An older snapshot has no modes; those of a macvlan differ in rare things alone. */
function modeOf({ kind, mode }: LinkSnapshot): Sharer['mode'] | null {
  if (IPVLANS.has(kind ?? '')) return mode ?? null;
  return MACVLANS.has(kind ?? '') ? (mode ?? 'bridge') : null;
}

/** What is on a link that others share: the frame, how it is addressed there, and the MAC of that link. */
export type Shared = {
  readonly heard: SharedFrame;
  readonly to: Addressed;
  readonly mac: Mac;
};

/** `src` null: from somebody, as far as who might hear it goes. */
export type SharedFrame = Pick<Heard, 'dst' | 'sha' | 'spa' | 'tpa' | 'size'> & { readonly src?: Mac | null };

/** How the frame is addressed to that sharer; null: it does not get it. */
export function handedTo(sharer: Sharer, all: readonly Sharer[], shared: Shared): Addressed | null {
  return isIpvlan(sharer) ? handedToIpvlan(sharer, all, shared) : handedToMacvlan(sharer, all, shared);
}

/** Whether the link below still hears it. */
export function isLeft(all: readonly Sharer[], { heard }: Shared): boolean {
  const { dst } = heard;
  const [first] = all;
  if (!first) return true;
  if (isIpvlan(first)) {
    const owner = ownerOf(all, heard);
    return !owner || owner.mode === 'l3s' || (owner.mode === 'l2' && isMulticastMac(dst));
  }
  if (isTakenBySender(all, heard)) return false;
  // What is sent to the MAC of a macvlan is for another host, as far as the link below goes.
  if (!isMulticastMac(dst)) return first.mode !== 'passthru';
  const sender = all.find(({ up, mac }) => up && mac === senderOf(heard));
  return sender === undefined || HEAR_OF[sender.mode] !== undefined;
}

function isIpvlan({ mode }: Sharer): boolean {
  return mode === 'l2' || mode === 'l3' || mode === 'l3s';
}

/** drivers/net/ipvlan/ipvlan_core.c ipvlan_addr_lookup: by the target, of answers too; only in whole packets. */
function ownerOf(all: readonly Sharer[], { tpa, size }: SharedFrame): Sharer | undefined {
  if ((size ?? ARP_IPV4_SIZE) < ARP_IPV4_SIZE) return undefined;
  return all.find(({ up, targets }) => up && targets.has(tpa));
}

/** drivers/net/ipvlan/ipvlan_core.c ipvlan_handle_mode_l2, ipvlan_handle_mode_l3 */
function handedToIpvlan(
  sharer: Sharer,
  all: readonly Sharer[],
  { heard, to, mac }: Shared,
): Addressed | null {
  if (sharer.mode === 'l3s') return null;
  if (sharer.mode === 'l2' && isMulticastMac(heard.dst)) {
    const own = senderOf(heard) === mac && all.some(({ up, targets }) => up && targets.has(heard.spa));
    return own ? null : to;
  }
  return ownerOf(all, heard) === sharer ? to : null;
}

/** drivers/net/macvlan.c macvlan_handle_frame */
function handedToMacvlan(sharer: Sharer, all: readonly Sharer[], { heard, to }: Shared): Addressed | null {
  const { dst } = heard;
  const { mode } = sharer;
  if (mode === 'source' && isListed(sharer, heard)) return dst === sharer.mac ? 'host' : to;
  if (isTakenBySender(all, heard)) return null;
  if (!isMulticastMac(dst)) {
    const isIts = mode === 'passthru' || (mode !== 'source' && dst === sharer.mac);
    return isIts ? 'host' : null;
  }
  const sender = all.find(({ up, mac }) => up && mac === senderOf(heard));
  if (!sender) return HEAR_OF_OTHERS.includes(mode) ? to : null;
  const hear = HEAR_OF[sender.mode];
  if (!hear) return sharer === sender ? to : null;
  return sharer !== sender && hear.includes(mode) ? to : null;
}

/** Who hears a broadcast from outside, and one whose sender is a macvlan itself; what is not here hears it alone. */
const HEAR_OF_OTHERS: readonly Sharer['mode'][] = ['private', 'vepa', 'bridge', 'passthru'];
const HEAR_OF: { readonly [mode in Sharer['mode']]?: readonly Sharer['mode'][] } = {
  vepa: ['vepa', 'bridge'],
  bridge: ['vepa'],
};

function senderOf({ src, sha }: SharedFrame): Mac | null {
  return src === undefined ? sha : src;
}

/** A list that is not known is taken for one that has nobody; from somebody: it may have them. */
function isListed({ senders }: Sharer, heard: SharedFrame): boolean {
  const sender = senderOf(heard);
  return sender === null || senders?.has(sender) === true;
}

/** macvlan_forward_source with MACVLAN_FLAG_NODST */
function isTakenBySender(all: readonly Sharer[], heard: SharedFrame): boolean {
  const sender = senderOf(heard);
  if (sender === null) return false;
  return all.some((one) => one.takesSenders && one.senders?.has(sender) === true);
}
