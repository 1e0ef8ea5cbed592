import { linkCodec, RTEXT_FILTER_SKIP_STATS, RTM_GETLINK } from '../wire/netlink/link.ts';
import type { Netlink } from './netlink-socket.ts';

/** Link names by index. */
export function linkNames(netlink: Netlink): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const request = linkCodec.encode({ extendedMask: RTEXT_FILTER_SKIP_STATS });
  for (const { payload } of netlink.dump(RTM_GETLINK, request)) {
    const decoded = linkCodec.decode(payload);
    if (decoded.ok && decoded.value.name !== undefined) names.set(decoded.value.index, decoded.value.name);
  }
  return names;
}
