import { ok } from '../../base/result.ts';
import type { Decoded } from '../malformed.ts';
import { type AddressMessage, addressCodec } from './address.ts';
import { type LinkMessage, linkCodec } from './link.ts';
import type { NetlinkMessage } from './message.ts';
import { type NeighbourMessage, neighbourCodec } from './neighbour.ts';
import { type NeighbourTableMessage, neighbourTableCodec } from './neighbour-table.ts';
import { type NetconfMessage, netconfCodec } from './netconf.ts';
import { type RouteMessage, routeCodec } from './route.ts';
import { type RuleMessage, ruleCodec } from './rule.ts';

/** `new` is also said of what is there (in dumps) and of what changed. */
export type NoticeKind = 'new' | 'deleted';

/** What a message of the kernel tells, in a dump or unasked. */
export type RtnetlinkEvent =
  | { readonly kind: 'link'; readonly change: NoticeKind; readonly value: LinkMessage }
  | { readonly kind: 'address'; readonly change: NoticeKind; readonly value: AddressMessage }
  | { readonly kind: 'route'; readonly change: NoticeKind; readonly value: RouteMessage }
  | { readonly kind: 'neighbour'; readonly change: NoticeKind; readonly value: NeighbourMessage }
  | { readonly kind: 'rule'; readonly change: NoticeKind; readonly value: RuleMessage }
  | { readonly kind: 'neighbour-table'; readonly change: NoticeKind; readonly value: NeighbourTableMessage }
  | { readonly kind: 'netconf'; readonly change: NoticeKind; readonly value: NetconfMessage }
  | { readonly kind: 'other'; readonly message: NetlinkMessage };

/** Multicast groups of RTNETLINK, as bits for the bind of a socket that listens. */
export const RTMGRP = {
  link: 0x1,
  neighbour: 0x4,
  ipv4Address: 0x10,
  ipv4Route: 0x40,
  ipv4Rule: 0x80,
  ipv4Netconf: 1 << 23,
} as const;

/** RTM_* come in fours: new, del, get, set; RTM_BASE is 16. */
const FAMILIES = [
  ['link', linkCodec],
  ['address', addressCodec],
  ['route', routeCodec],
  ['neighbour', neighbourCodec],
  ['rule', ruleCodec],
] as const;

const CODECS = new Map<number, readonly [string, { decode(payload: Uint8Array): Decoded<unknown> }]>([
  ...FAMILIES.map((entry, at) => [16 + at * 4, entry] as const),
  [64, ['neighbour-table', neighbourTableCodec]],
  [80, ['netconf', netconfCodec]],
]);

/** Reads a message that tells something (RTM_NEW…, RTM_DEL…); every other message is `other`. */
export function decodeRtnetlink(message: NetlinkMessage): Decoded<RtnetlinkEvent> {
  const verb = message.type & 3;
  const known = CODECS.get(message.type & ~3);
  if (!known || verb > 1) return ok({ kind: 'other', message });
  const [kind, codec] = known;
  const decoded = codec.decode(message.payload);
  if (!decoded.ok) return decoded;
  return ok({ kind, change: verb === 0 ? 'new' : 'deleted', value: decoded.value } as RtnetlinkEvent);
}
