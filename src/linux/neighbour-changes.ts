import { writeIpv4 } from '../base/ipv4.ts';
import { writeMac } from '../base/mac.ts';
import type { NudState } from '../kernel/host.ts';
import type { Outcome, SetNeighbour, TableChange } from '../ports/neighbours.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../wire/netlink/message.ts';
import {
  NTF_PROXY,
  NUD_PERMANENT,
  neighbourCodec,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from '../wire/netlink/neighbour.ts';
import { errnoName } from './ffi/errno.ts';
import type { Netlink, NetlinkRequest } from './netlink-socket.ts';
import { EXTENDED_FLAGS, FLAGS, NUD_NAMES } from './snapshot-neighbours.ts';

const STATES = new Map(Object.entries(NUD_NAMES).map(([bit, name]) => [name, Number(bit)]));
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
      const index = change.link === null ? 0 : this.#indexOf.get(change.link)!;
      this.#like = { change, request: requestOf(change, index) };
    }
    const { request } = this.#like;
    writeIpv4(request.payload, ADDRESS_AT, change.ip);
    if (change.do === 'set-neighbour' && change.mac !== null) writeMac(request.payload, MAC_AT, change.mac);
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
    (a.flags === b.flags || a.flags.join() === b.flags.join())
  );
}

function requestOf(change: TableChange, index: number): NetlinkRequest {
  const { ip: address } = change;
  switch (change.do) {
    case 'set-neighbour':
      return setRequest(change, index);
    case 'remove-neighbour':
      return { type: RTM_DELNEIGH, payload: neighbourCodec.encode({ family: AF_INET, index, address }) };
    case 'publish':
      return {
        type: RTM_NEWNEIGH,
        flags: NLM_F_CREATE | NLM_F_EXCL,
        // As iproute2 does: a permanent one survives a loss of carrier.
        payload: neighbourCodec.encode({
          family: AF_INET,
          index,
          address,
          flags: NTF_PROXY,
          state: NUD_PERMANENT,
        }),
      };
    case 'unpublish':
      return {
        type: RTM_DELNEIGH,
        payload: neighbourCodec.encode({ family: AF_INET, index, address, flags: NTF_PROXY }),
      };
  }
}

function setRequest(change: SetNeighbour, index: number): NetlinkRequest {
  const { how, ip: address, mac, state, flags, protocol } = change;
  const extendedFlags = bitsOf(EXTENDED_FLAGS, flags);
  return {
    type: RTM_NEWNEIGH,
    flags: NLM_F_CREATE | (how === 'add' ? NLM_F_EXCL : NLM_F_REPLACE),
    payload: neighbourCodec.encode({
      family: AF_INET,
      index,
      address,
      state: stateBit(state),
      flags: bitsOf(FLAGS, flags),
      ...(mac === null ? {} : { hardware: mac }),
      ...(protocol === null ? {} : { protocol }),
      ...(extendedFlags === 0 ? {} : { extendedFlags }),
    }),
  };
}

function stateBit(state: NudState): number {
  return STATES.get(state) ?? 0;
}

function bitsOf(names: readonly (readonly [number, string])[], flags: readonly string[]): number {
  return names.reduce((bits, [bit, name]) => (flags.includes(name) ? bits | bit : bits), 0);
}
