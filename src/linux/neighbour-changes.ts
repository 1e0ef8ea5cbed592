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
const NO_SUCH_LINK: Outcome = { code: 'ENODEV', words: null };

/** The outcome of each change, in order. A link that is not there is ENODEV, as the kernel would say. */
export function makeChanges(
  netlink: Netlink,
  changes: readonly TableChange[],
  nameOf: ReadonlyMap<number, string>,
): readonly Outcome[] {
  const indexOf = new Map([...nameOf].map(([index, name]) => [name, index]));
  const outcomes: Outcome[] = changes.map(() => NO_SUCH_LINK);
  const asked: number[] = [];
  const requests: NetlinkRequest[] = [];
  const maker = new RequestMaker();
  for (const [at, change] of changes.entries()) {
    const index = change.link === null ? 0 : indexOf.get(change.link);
    if (index === undefined) continue;
    asked.push(at);
    requests.push(maker.make(change, index));
  }
  for (const [nth, { errno, text }] of netlink.changeAll(requests, 'refusals').entries())
    outcomes[asked[nth]!] = { code: errno === 0 ? null : errnoName(errno), words: text };
  return outcomes;
}

/** struct ndmsg, and the header of NDA_DST: there the address stands, and behind it and one more header the MAC. */
const ADDRESS_AT = 16;
const MAC_AT = 24;

/** Makes requests from ones like them: ten thousand differ in address and MAC alone. */
class RequestMaker {
  readonly #like = new Map<string, NetlinkRequest>();

  make(change: TableChange, index: number): NetlinkRequest {
    const key = keyOf(change, index);
    let like = this.#like.get(key);
    if (like === undefined) {
      like = requestOf(change, index);
      this.#like.set(key, like);
    }
    const payload = like.payload.slice();
    writeIpv4(payload, ADDRESS_AT, change.ip);
    if (change.do === 'set-neighbour' && change.mac !== null) writeMac(payload, MAC_AT, change.mac);
    return { ...like, payload };
  }
}

function keyOf(change: TableChange, index: number): string {
  if (change.do !== 'set-neighbour') return `${change.do} ${index}`;
  const { how, state, flags, protocol, mac } = change;
  return `${how} ${index} ${state} ${flags.join()} ${protocol} ${mac === null}`;
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
