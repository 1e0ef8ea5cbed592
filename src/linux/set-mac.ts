import { parseMac } from '../base/mac.ts';
import type { Outcome } from '../ports/neighbours.ts';
import { setLink, upOrDown } from './apply-requests.ts';
import { errnoName } from './ffi/errno.ts';
import type { Netlink, NetlinkRequest } from './netlink-socket.ts';

/** Sets the MAC; where the driver wants the link down for it, it is down meanwhile, and its routes go. */
export function setMac(
  netlink: Netlink,
  link: { readonly index: number; readonly up: boolean },
  mac: string,
): Outcome {
  const address = parseMac(mac);
  if (address === undefined) return { code: 'EINVAL', words: null };
  const ask = (asked: NetlinkRequest): Outcome => {
    const { errno, text } = netlink.ask(asked).ack;
    return { code: errno === 0 ? null : errnoName(errno), words: text };
  };
  const { index } = link;
  const first = ask(setLink({ index, address }));
  if (first.code !== 'EBUSY' || !link.up) return first;
  ask(setLink({ index, ...upOrDown(false) }));
  const second = ask(setLink({ index, address }));
  const third = ask(setLink({ index, ...upOrDown(true) }));
  return second.code === null ? third : second;
}
