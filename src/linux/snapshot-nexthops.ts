import { type NexthopMessage, nexthopCodec, RTM_GETNEXTHOP } from '../wire/netlink/nexthop.ts';
import type { Netlink } from './netlink-socket.ts';

/** One way of a route that goes by a next-hop object or group. */
export type ObjectHop = NexthopMessage & { readonly index: number; readonly weight: number };

/**
 * The ways of each next-hop object and group, by its number: routes name the number alone where
 * net.ipv4.nexthop_compat_mode is 0 (net/ipv4/fib_semantics.c fib_dump_info). None for what cannot be told.
 */
export function readNextHopObjects(netlink: Netlink): ReadonlyMap<number, readonly ObjectHop[]> {
  const objects = new Map<number, NexthopMessage>();
  for (const { payload } of netlink.dump(RTM_GETNEXTHOP, nexthopCodec.encode({}))) {
    const object = nexthopCodec.decode(payload);
    if (object.ok && object.value.id !== undefined) objects.set(object.value.id, object.value);
  }
  return new Map([...objects].map(([id, object]) => [id, waysOf(objects, object)]));
}

function waysOf(
  objects: ReadonlyMap<number, NexthopMessage>,
  { id, group }: NexthopMessage,
): readonly ObjectHop[] {
  const members = group ?? [{ id: id!, weight: 1 }];
  return members.flatMap((member): ObjectHop[] => {
    const object = objects.get(member.id);
    return object?.index === undefined ? [] : [{ ...object, index: object.index, weight: member.weight }];
  });
}
