import { parseIpv4, writeIpv4 } from '../base/ipv4.ts';
import { parseMac, writeMac } from '../base/mac.ts';
import type { TableChange } from '../change/change.ts';
import type { Outcome } from '../ports/neighbours.ts';
import { requestOf } from './apply-requests.ts';
import { errnoName } from './ffi/errno.ts';
import type { Netlink, NetlinkRequest } from './netlink-socket.ts';

const DONE: Outcome = { code: null, words: null };
const NO_SUCH_LINK: Outcome = { code: 'ENODEV', words: null };

/** The outcome of each change, in order. A link that is not there is ENODEV, as the kernel would say. */
export function makeChanges(
  netlink: Netlink,
  changes: readonly TableChange[],
  nameOf: ReadonlyMap<number, string>,
): readonly Outcome[] {
  const indexOf = new Map([...nameOf].map(([index, name]) => [name, index]));
  const outcomes: Outcome[] = [];
  const asked: number[] = [];
  for (const [at, { link }] of changes.entries()) {
    const isThere = link === null || indexOf.has(link);
    outcomes.push(isThere ? DONE : NO_SUCH_LINK);
    if (isThere) asked.push(at);
  }
  const maker = new RequestMaker(indexOf);
  const refusals = netlink.changeMany(asked.length, (nth) => maker.make(changes[asked[nth]!]!));
  for (const [nth, { errno, text }] of refusals)
    outcomes[asked[nth]!] = { code: errnoName(errno), words: text };
  return outcomes;
}

/** struct ndmsg, and the header of NDA_DST: there the address stands, and behind it and one more header the MAC. */
const ADDRESS_AT = 16;
const MAC_AT = 24;

/** Makes requests from ones like them, each in the place of the one before: ten thousand differ in address and MAC alone. */
class RequestMaker {
  readonly #indexOf: ReadonlyMap<string, number>;
  #like: { readonly change: TableChange; readonly request: NetlinkRequest } | undefined;

  constructor(indexOf: ReadonlyMap<string, number>) {
    this.#indexOf = indexOf;
  }

  make(change: TableChange): NetlinkRequest {
    if (this.#like === undefined || !isLike(this.#like.change, change)) {
      this.#like = { change, request: requestOf(change, this.#indexOf)! };
      return this.#like.request;
    }
    const { request } = this.#like;
    writeIpv4(request.payload, ADDRESS_AT, parseIpv4(change.ip)!);
    if (change.do === 'set-neighbour' && change.mac !== null)
      writeMac(request.payload, MAC_AT, parseMac(change.mac)!);
    return request;
  }
}

/** Whether they differ in address and MAC alone. */
function isLike(a: TableChange, b: TableChange): boolean {
  if (a.do !== b.do || a.link !== b.link) return false;
  if (a.do !== 'set-neighbour' || b.do !== 'set-neighbour') return true;
  return (
    a.how === b.how &&
    a.state === b.state &&
    a.protocol === b.protocol &&
    (a.mac === null) === (b.mac === null) &&
    (a.flags === b.flags || a.flags?.join() === b.flags?.join())
  );
}
