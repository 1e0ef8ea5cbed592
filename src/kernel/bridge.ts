import { isMulticastMac, type Mac, parseMac } from '../base/mac.ts';
import type { Heard, VlanId } from './heard.ts';
import type { BridgeVlanSnapshot, HostSnapshot, LinkSnapshot } from './host.ts';
import type { ReasonCode } from './reasons.ts';

/** What a bridge does with frames for the host itself. */
export type KernelBridge = {
  /** Its own MAC and those of its ports: what is sent to others is passed on, not up. */
  readonly local: ReadonlySet<Mac>;
  /** The protocol of the tags it looks at; null: it looks at none (vlan_filtering 0). */
  readonly filters: number | null;
  /** Those the bridge itself is a member of: what is in others is passed on, not up. */
  readonly vlans: Memberships;
  /** A bridge that somebody listens on takes up what it is no member of, too. */
  readonly promiscuous: boolean;
  readonly stp: boolean;
  readonly groupForward: number;
  /** Where its table holds what somebody wrote into it; null: nobody did. */
  readonly pinned: ReadonlyMap<Mac, readonly Pinned[]> | null;
};

type Pinned = { readonly port: string; readonly vlan: number; readonly stays: boolean };

/** What a port of a bridge lets in. */
export type KernelPort = {
  readonly name: string;
  readonly forwards: boolean;
  readonly vlans: Memberships;
  /** Of a port that is locked: the only senders it lets in. */
  readonly senders: Known | null;
  readonly groupForward: number;
  readonly learns: boolean;
  /** Whom the bridge knows behind a port that unknown MACs are not sent out of; null: any MAC is. */
  readonly sendsTo: Known | null;
};

/** The VLANs a MAC is known in. */
type Known = ReadonlyMap<Mac, ReadonlySet<number>>;

/** The VLANs of a bridge or a port. */
type Memberships = {
  /** By VLAN: MEMBER, UNTAGGED and OPEN. */
  readonly of: Uint8Array;
  /** 0: none, so that frames without a tag are dropped. */
  readonly pvid: number;
};

const MEMBER = 1;
const UNTAGGED = 2;
/** Its state is forwarding. */
const OPEN = 4;
const VLANS = 4096;

export function compileBridge(host: HostSnapshot, link: LinkSnapshot): KernelBridge | null {
  if (link.kind !== 'bridge') return null;
  const members = host.links.filter((one) => one === link || one.master === link.name);
  return {
    local: new Set(members.map(({ mac }) => parseMac(mac ?? '') ?? 0)),
    filters: link.vlanFiltering ?? null,
    vlans: membershipsOf(link.bridgeVlans ?? []),
    promiscuous: link.promiscuous === true,
    stp: link.stp === true,
    groupForward: link.groupForward ?? 0,
    pinned: pinnedOn(members),
  };
}

function pinnedOn(members: readonly LinkSnapshot[]): KernelBridge['pinned'] {
  const found = new Map<Mac, Pinned[]>();
  for (const { name, pinned = [] } of members)
    for (const { mac, vlan, stays = false } of pinned) {
      const number = parseMac(mac) ?? 0;
      found.set(number, [...(found.get(number) ?? []), { port: name, vlan, stays }]);
    }
  return found.size === 0 ? null : found;
}

export function compilePort(link: LinkSnapshot, master: LinkSnapshot | undefined): KernelPort | null {
  if (master?.kind !== 'bridge') return null;
  const known = knownBehind(link);
  return {
    name: link.name,
    forwards: master.mst === true || (link.portState ?? 'forwarding') === 'forwarding',
    vlans: membershipsOf(link.bridgeVlans ?? []),
    senders: link.locked === true ? known : null,
    groupForward: link.groupForward ?? 0,
    learns: link.noLearning !== true,
    sendsTo: link.noFlood === true ? known : null,
  };
}

const NONE: Memberships = { of: new Uint8Array(VLANS), pvid: 0 };

function membershipsOf(ranges: readonly BridgeVlanSnapshot[]): Memberships {
  if (ranges.length === 0) return NONE;
  const of = new Uint8Array(VLANS);
  let pvid = 0;
  for (const range of ranges) {
    const open = (range.state ?? 'forwarding') === 'forwarding' ? OPEN : 0;
    of.fill(MEMBER | open | (range.untagged ? UNTAGGED : 0), range.first, range.last + 1);
    if (range.pvid) pvid = range.first;
  }
  return { of, pvid };
}

function knownBehind({ knownSenders = [] }: LinkSnapshot): Known {
  const known = new Map<Mac, Set<number>>();
  for (const { mac, vlan } of knownSenders) {
    const number = parseMac(mac) ?? 0;
    known.set(number, (known.get(number) ?? new Set()).add(vlan));
  }
  return known;
}

/** A frame that got through a port up to the bridge: the VLAN it is in there (0: none), and the tags it has left. */
export type Through = { readonly vid: number; readonly tags: readonly VlanId[] };

/** No station has such a MAC (net/bridge/br_input.c br_handle_frame, first of all). */
export function isNobody(src: Mac | null | undefined): boolean {
  return typeof src === 'number' && (src === 0 || isMulticastMac(src));
}

type Passing = { readonly port: KernelPort; readonly bridge: KernelBridge; readonly tags: readonly VlanId[] };

/** What comes from a port to the bridge itself, or why it does not get there (net/bridge/br_input.c br_handle_frame_finish). */
export function throughPort(heard: Heard, { port, bridge, tags }: Passing): Through | ReasonCode {
  const { dst, src } = heard;
  if (!port.forwards) return 'port-not-forwarding';
  const { filters } = bridge;
  const tagged = filters !== null && tags[0]?.tpid === filters;
  const vid = filters === null ? 0 : tagged ? tags[0]!.vid : port.vlans.pvid;
  const own = bridge.vlans.of[vid]!;
  if (filters !== null) {
    const there = port.vlans.of[vid]!;
    if ((there & MEMBER) === 0) return 'port-vlan';
    if ((there & OPEN) === 0) return 'port-not-forwarding';
  }
  if (port.senders !== null && !port.senders.get(src ?? heard.sha)?.has(vid)) return 'port-locked';
  if (!isMulticastMac(dst) && !bridge.local.has(dst) && !bridge.promiscuous) return 'other-host';
  if (filters === null) return { vid, tags };
  if ((own & OPEN) === 0 && !bridge.promiscuous) return 'bridge-vlan';
  if ((own & UNTAGGED) !== 0) return { vid, tags: tagged ? tags.slice(1) : tags };
  return { vid, tags: tagged ? tags : [{ tpid: filters, vid }, ...tags] };
}

/**
 * Whether an answer of the bridge, or of a VLAN link on it (`tag`), leaves by the port that heard the question: the
 * bridge must be a member of the VLAN it is in then, the port too, and know the asker behind it or send there what it
 * does not know (net/bridge/br_device.c br_dev_xmit, net/bridge/br_forward.c).
 */
export function leavesBy(heard: Heard, back: WayBack): boolean {
  const { port, bridge } = back;
  const out = vlanBack(back);
  if (bridge.filters !== null && (bridge.vlans.of[out]! & port.vlans.of[out]! & OPEN) === 0) return false;
  const pinned = pinnedAt(bridge, heard.sha, out);
  if (pinned?.stays !== true && isLearned(heard, back)) return true;
  if (pinned) return pinned.port === port.name;
  return port.sendsTo === null || port.sendsTo.get(heard.sha)?.has(out) === true;
}

export type WayBack = Omit<Passing, 'tags'> & { readonly vid: number; readonly tag: VlanId | null };

function vlanBack({ bridge, tag }: WayBack): number {
  if (bridge.filters === null) return 0;
  return tag?.tpid === bridge.filters ? tag.vid : bridge.vlans.pvid;
}

function pinnedAt({ pinned }: KernelBridge, mac: Mac, vid: number): Pinned | undefined {
  return pinned?.get(mac)?.find(({ vlan }) => vlan === vid);
}

/** The question itself tells the bridge where the asker is (net/bridge/br_fdb.c br_fdb_update). */
function isLearned({ src, sha }: Heard, back: WayBack): boolean {
  return back.port.learns && vlanBack(back) === back.vid && (src ?? sha) === sha;
}

/** 01:80:c2:00:00:0x, which bridges do not pass on. */
export function isLinkLocal(dst: Mac): boolean {
  return dst >= FIRST_LINK_LOCAL && dst <= FIRST_LINK_LOCAL + 15;
}

const FIRST_LINK_LOCAL = 0x0180c2000000;
const PAUSE = FIRST_LINK_LOCAL + 1;

/** A link-local group on a port: dropped, for the port itself, or passed on like any other (net/bridge/br_input.c br_handle_frame). */
export function groupOnPort(dst: Mac, { port, bridge }: Omit<Passing, 'tags'>): 'drop' | 'port' | 'bridge' {
  if (dst === PAUSE) return 'drop';
  if (dst === FIRST_LINK_LOCAL && !bridge.stp) return 'bridge';
  const bit = 1 << (dst - FIRST_LINK_LOCAL);
  return ((port.groupForward | bridge.groupForward) & bit) !== 0 ? 'bridge' : 'port';
}
