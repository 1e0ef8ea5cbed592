import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Carp } from '../../wire/beside/carp.ts';
import type { Glbp } from '../../wire/beside/glbp.ts';
import type { Hsrp } from '../../wire/beside/hsrp.ts';
import type { Vrrp } from '../../wire/beside/vrrp.ts';

/** Groups, members of one, and addresses of one that are kept. */
const MOST_GROUPS = 4096;
const MOST_MEMBERS = 16;
const MOST_ADDRESSES = 64;
/** A backup takes over after three intervals and up to one of skew (RFC 5798 6.1 Master_Down_Interval). */
const DOWN_INTERVALS = 4;
/** Two that advertise so often beside each other do not hear each other; one advert may cross the other's. */
const BESIDE = 2;
const SECOND: Millis = 1000;

/** A router that advertised itself as the one that has the addresses. */
interface Member {
  readonly from: Ipv4;
  src: Mac;
  /** Of the run of adverts at present: when it began, how many, the last. */
  since: Instant;
  adverts: number;
  last: Instant;
  left: boolean;
}

interface Group {
  readonly name: string;
  readonly id: number;
  readonly network: number;
  readonly addresses: Set<Ipv4>;
  readonly members: Member[];
  interval: Millis;
  /** Who had it before the one that has it now. */
  before: Member | null;
  master: Member | null;
}

/** What the adverts say of an address that went from one MAC to another. */
export type Handover = 'handed-over' | 'two-masters' | 'wait' | 'unknown';

export interface MasterChange {
  readonly name: string;
  readonly id: number;
  readonly network: number;
  readonly addresses: ReadonlySet<Ipv4>;
  readonly from: Ipv4;
  readonly before: Ipv4;
  readonly left: boolean;
}

/** Who is master of which group by what the routers say: VRRP, CARP, HSRP, GLBP. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #macOf: (ip: Ipv4, network: number) => Mac;

  /** `macOf`: who has the address of a router by ARP; NaN when it was not heard. */
  constructor(macOf: (ip: Ipv4, network: number) => Mac) {
    this.#macOf = macOf;
  }

  /** The change that the advert shows, if any. */
  hear(advert: Vrrp | Carp | Hsrp | Glbp, network: number, at: Instant): MasterChange | undefined {
    const said = readAdvert(advert);
    if (said === undefined) return undefined;
    const group = this.#groupOf(said, network);
    if (group === undefined) return undefined;
    for (const ip of said.addresses) if (group.addresses.size < MOST_ADDRESSES) group.addresses.add(ip);
    group.interval = said.interval > 0 ? said.interval : SECOND;
    if (said.role === 'other') return undefined;
    const member = memberOf(group, advert.from, at);
    if (member === undefined) return undefined;
    member.src = advert.src;
    if (said.role === 'leaves') {
      member.left = true;
      member.last = at;
      return undefined;
    }
    if (member.left || at - member.last > DOWN_INTERVALS * group.interval || member.adverts === 0) {
      member.since = at;
      member.adverts = 0;
      member.left = false;
    }
    member.adverts++;
    member.last = at;
    return changeOf(group, member);
  }

  /** Whether the address is one that routers hand to each other. */
  isShared(ip: Ipv4, network: number): boolean {
    for (const group of this.#groups.values())
      if (group.network === network && group.addresses.has(ip)) return true;
    return false;
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** Whether the MAC is the own one of a router of some group there. */
  isMember(mac: Mac, network: number): boolean {
    for (const group of this.#groups.values())
      if (group.network === network && this.#find(group, mac) !== undefined) return true;
    return false;
  }

  /** Whether the adverts explain that `to` has the address and `from` had it. */
  handover(
    ip: Ipv4,
    network: number,
    move: { readonly from: Mac; readonly to: Mac; readonly at: Instant },
  ): Handover {
    for (const group of this.#groups.values()) {
      if (group.network !== network) continue;
      const to = this.#find(group, move.to);
      const from = this.#find(group, move.from);
      if (to === undefined || (from === undefined && !group.addresses.has(ip))) continue;
      if (to.left || to.adverts === 0 || move.at - to.last > DOWN_INTERVALS * group.interval) continue;
      return from === undefined
        ? 'handed-over'
        : standing(from, to, { at: move.at, interval: group.interval });
    }
    return 'unknown';
  }

  #find(group: Group, mac: Mac): Member | undefined {
    return group.members.find((one) => one.src === mac || this.#macOf(one.from, group.network) === mac);
  }

  #groupOf(said: Said, network: number): Group | undefined {
    const key = `${said.name} ${network} ${said.id}`;
    const known = this.#groups.get(key);
    if (known !== undefined || this.#groups.size >= MOST_GROUPS) return known;
    const group: Group = {
      name: said.name,
      id: said.id,
      network,
      addresses: new Set(),
      members: [],
      interval: SECOND,
      before: null,
      master: null,
    };
    this.#groups.set(key, group);
    return group;
  }
}

function standing(
  from: Member,
  to: Member,
  { at, interval }: { readonly at: Instant; readonly interval: Millis },
): Handover {
  const silent = from.left || to.since - from.last > 2 * interval;
  if (silent && from.last <= to.since) return 'handed-over';
  const crossing = from.last > to.since + interval;
  if (crossing && from.adverts >= BESIDE && to.adverts >= BESIDE) return 'two-masters';
  return at - to.since >= BESIDE * interval + SECOND / 2 ? 'handed-over' : 'wait';
}

function memberOf(group: Group, from: Ipv4, at: Instant): Member | undefined {
  const known = group.members.find((one) => one.from === from);
  if (known !== undefined || group.members.length >= MOST_MEMBERS) return known;
  const member: Member = { from, src: 0, since: at, adverts: 0, last: at, left: false };
  group.members.push(member);
  return member;
}

function changeOf(group: Group, member: Member): MasterChange | undefined {
  const before = group.master;
  if (before === member) return undefined;
  if (
    before !== null &&
    !before.left &&
    member.since - before.last <= 2 * group.interval &&
    member.adverts < BESIDE
  )
    return undefined;
  // Both advertise: nobody took it from anybody.
  if (before !== null && before.last > member.since + group.interval) return undefined;
  group.before = before;
  group.master = member;
  if (before === null) return undefined;
  const { name, id, network, addresses } = group;
  return { name, id, network, addresses, from: member.from, before: before.from, left: before.left };
}

interface Said {
  readonly name: string;
  readonly id: number;
  readonly role: 'master' | 'leaves' | 'other';
  readonly interval: Millis;
  readonly addresses: readonly Ipv4[];
}

/** CARP: base 255 and skew 255 are said by whoever goes (FreeBSD ip_carp.c carp_master_down, OpenBSD's bow out). */
const BOW_OUT = 255;

function readAdvert(advert: Vrrp | Carp | Hsrp | Glbp): Said | undefined {
  switch (advert.kind) {
    case 'vrrp': {
      const { vrid: id, priority, interval, addresses } = advert;
      return { name: 'VRRP', id, role: priority === 0 ? 'leaves' : 'master', interval, addresses };
    }
    case 'carp': {
      const { vhid: id, base, skew } = advert;
      const role = base === BOW_OUT && skew === BOW_OUT ? 'leaves' : 'master';
      return { name: 'CARP', id, role, interval: base * SECOND + (skew * SECOND) / 256, addresses: [] };
    }
    case 'hsrp': {
      const { group: id, op, state, address, interval } = advert;
      const active = state === 'active' ? 'master' : 'other';
      const addresses = address === null ? [] : [address];
      return { name: 'HSRP', id, role: op === 'resign' ? 'leaves' : active, interval, addresses };
    }
    case 'glbp': {
      const { group: id, address, state, interval } = advert;
      const addresses = address === null ? [] : [address];
      return { name: 'GLBP', id, role: state === 'active' ? 'master' : 'other', interval, addresses };
    }
    default:
      return undefined;
  }
}
