import { parseMac } from '../base/mac.ts';
import { limitChange } from '../change/change.ts';
import type { NeighName } from '../kernel/conf.ts';
import type { TimerChange } from '../change/change.ts';
import type { Outcome } from '../ports/neighbours.ts';
import type { Restored } from '../ports/system.ts';
import { addressCodec } from '../wire/netlink/address.ts';
import { u32s } from '../wire/netlink/field.ts';
import { AttributeReader } from '../wire/netlink/reader.ts';
import { AttributeWriter } from '../wire/netlink/writer.ts';
import { linkCodec, RTM_DELLINK, RTM_NEWLINK } from '../wire/netlink/link.ts';
import { NLM_F_CREATE, NLM_F_EXCL } from '../wire/netlink/message.ts';
import { setLink, upOrDown } from './apply-requests.ts';
import { errnoName } from './ffi/errno.ts';
import { type KeptLink, readItems, readKeptLinks, readState, type UnderstoodKept } from './kept.ts';
import { readGuard, writeGuard } from './guard.ts';
import { adding, type KeptItem, removing } from './kept-item.ts';
import { type ItemKind, splitKey, type ValueKind } from '../change/state.ts';
import { readValues } from './kept-values.ts';
import { byName, differencesOf, grouped, isDrawn } from '../change/merge-states.ts';
import type { Netlink, NetlinkRequest } from './netlink-socket.ts';
import { addressMoves, askable, type Moves, movesAtEnd } from './restore-lists.ts';
import { setMac } from './set-mac.ts';
import { writeSetting } from './settings.ts';
import { linkNames } from './link-names.ts';
import { setTimers } from './timer-changes.ts';

/** Every round brings at least one entry to its place; the kernel takes more along than was asked. */
const ROUNDS = 64;

/**
 * See System.restore. Links that were made go first, and take along what is theirs; then whatever else was added, then links
 * and settings are put back, then what was taken away comes. Only what a step has to know is read.
 */
export function restoreState(netlink: Netlink, goal: UnderstoodKept): Restored {
  return new Restoration(netlink, goal).run();
}

class Restoration {
  readonly #netlink: Netlink;
  readonly #goal: UnderstoodKept;
  /** Those that are there, until links are changed. */
  #links: readonly KeptLink[] | null = null;
  #made = 0;
  readonly #refused = new Set<string>();

  constructor(netlink: Netlink, goal: UnderstoodKept) {
    this.#netlink = netlink;
    this.#goal = goal;
  }

  run(): Restored {
    this.#removeLinks();
    for (const kind of ['published', 'neighbour', 'rule', 'route', 'address'] as const)
      this.#removeAdded(kind);
    this.#restoreLinks();
    this.#restoreValues();
    this.#restoreGuard();
    for (const kind of ['address', 'route', 'rule', 'neighbour', 'published'] as const) this.#bringBack(kind);
    const left = differencesOf(this.#goal, readState(this.#netlink, this.#goal.touched));
    return {
      made: this.#made,
      complete: left.length === 0,
      left: left.length === 0 ? [] : [...left, ...this.#refused],
    };
  }

  #linksNow(): readonly KeptLink[] {
    return (this.#links ??= readKeptLinks(this.#netlink, this.#goal.touched));
  }

  #itemsNow(kind: ItemKind): readonly KeptItem[] {
    return readItems(this.#netlink, kind, { touched: this.#goal.touched, links: this.#linksNow() });
  }

  #ask(requests: readonly NetlinkRequest[]): void {
    if (requests.length === 0) return;
    this.#made += requests.length;
    for (const { errno, text } of this.#netlink
      .changeMany(requests.length, (nth) => requests[nth]!)
      .values()) {
      // It went along with another one, or came with it.
      if (ALREADY.has(errnoName(errno))) continue;
      this.#refused.add(`the kernel refused with ${errnoName(errno)}${text === null ? '' : ` (${text})`}`);
    }
  }

  /** Only what was not there before: the order of the rest is for later. */
  #removeAdded(kind: ItemKind): void {
    const wanted = new Set(this.#goal.items[kind].map(({ key }) => key));
    const stray = this.#itemsNow(kind).filter(({ key }) => !wanted.has(key));
    this.#ask(stray.map((item) => request(removing(kind, item), kind)));
  }

  #bringBack(kind: ItemKind): void {
    let last = '';
    for (let round = 0; round < ROUNDS; round++) {
      const moves = this.#moves(kind);
      const remove = moves.flatMap((move) => move.remove);
      const add = moves.flatMap((move) => move.add).toSorted((a, b) => Number(a.leans) - Number(b.leans));
      // The same work again means that the kernel will not have it so.
      const work = [remove, add].map((items) => items.map(({ key }) => key).join(' ')).join(' then ');
      if (remove.length + add.length === 0 || work === last) return;
      last = work;
      this.#ask([
        ...remove.map((item) => request(removing(kind, item), kind)),
        ...add.map((item) => request(adding(kind, item), kind)),
      ]);
    }
  }

  #moves(kind: ItemKind): readonly Moves[] {
    const links = new Set(this.#linksNow().map(({ index }) => index));
    const goal = grouped(this.#goal.items[kind]);
    const there = grouped(this.#itemsNow(kind));
    return [...new Set([...goal.keys(), ...there.keys()])].map((group) => {
      const wanted = goal.get(group) ?? [];
      const is = there.get(group) ?? [];
      if (kind !== 'address') return movesAtEnd(is, wanted);
      // Of a link that is gone nothing can be brought back.
      return addressMoves(
        is,
        wanted.filter(({ indexes }) => indexes.every((index) => links.has(index))),
      );
    });
  }

  #removeLinks(): void {
    const goal = byName(this.#goal.links);
    const added = this.#linksNow().filter(({ name, kind }) => !goal.has(name) && kind === 'vlan');
    this.#ask(added.map(({ index }) => ({ type: RTM_DELLINK, payload: linkCodec.encode({ index }) })));
    this.#links = null;
  }

  #restoreLinks(): void {
    const now = byName(this.#linksNow());
    // A VLAN may stand on a VLAN: the lower one has the lower index, as it was made first.
    for (const link of this.#goal.links.toSorted((a, b) => a.index - b.index)) {
      const there = now.get(link.name);
      if (!there) {
        if (link.kind === 'vlan') this.#ask([newVlan(link)]);
        continue;
      }
      if (link.mac !== null && link.mac !== there.mac)
        this.#note(setMac(this.#netlink, there, link.mac), `the MAC of ${link.name}`);
      if (link.up !== there.up) this.#ask([setLink({ index: there.index, ...upOrDown(link.up) })]);
    }
    this.#links = null;
  }

  #restoreValues(): void {
    // all/forwarding writes the others: it goes first, and what it wrote is looked at anew.
    const conf = this.#due('conf');
    const first = conf.filter(([key]) => key === 'all forwarding');
    for (const [key, value] of first) this.#writeConf(key, value);
    for (const [key, value] of first.length > 0 ? this.#due('conf') : conf) this.#writeConf(key, value);
    for (const [key, value] of this.#due('plain')) this.#note(writeSetting(key, value), key);
    for (const [key, value] of this.#due('neigh')) {
      const [link, setting] = splitKey(key);
      this.#setTimer({ do: 'set-neigh', link, setting: setting as NeighName, value }, key);
    }
    for (const [setting, value] of this.#due('thresholds'))
      this.#setTimer(limitChange(setting, value), setting);
  }

  #restoreGuard(): void {
    const { guard } = this.#goal;
    if (guard === undefined) return;
    const { guard: there, foreign } = readGuard();
    if (foreign === null && JSON.stringify(there) === JSON.stringify(guard)) return;
    this.#note(writeGuard(guard), 'the guard');
  }

  #writeConf(key: string, value: number): void {
    const [link, setting] = splitKey(key);
    this.#note(writeSetting(`conf/${link}/${setting}`, value), key);
  }

  #setTimer(change: TimerChange, what: string): void {
    // All links: of one whose timer alone was touched nothing else is kept.
    const [outcome] = setTimers(this.#netlink, [change], linkNames(this.#netlink));
    if (outcome) this.#note(outcome, what);
  }

  #due(kind: ValueKind): readonly (readonly [string, number])[] {
    const goal = Object.entries(this.#goal[kind]);
    if (goal.length === 0) return [];
    const now = readValues(this.#netlink, this.#goal.touched, kind);
    return goal.filter(([key, value]) => {
      const there = now[key];
      return there !== undefined && there !== value && !isDrawn(key);
    });
  }

  #note({ code }: Outcome, what: string): void {
    this.#made++;
    if (code !== null) this.#refused.add(`${what} is refused with ${code}`);
  }
}

const ALREADY: ReadonlySet<string> = new Set(['EEXIST', 'ENOENT', 'ESRCH', 'EADDRNOTAVAIL']);

function request(asked: NetlinkRequest, kind: ItemKind): NetlinkRequest {
  if (kind !== 'address') return asked;
  const read = addressCodec.decode(asked.payload);
  return read.ok ? { ...asked, payload: addressCodec.encode(askable(read.value)) } : asked;
}

function newVlan({ index, name, up, mac, mtu, lower, data }: KeptLink): NetlinkRequest {
  const address = mac === null ? undefined : parseMac(mac);
  return {
    type: RTM_NEWLINK,
    flags: NLM_F_CREATE | NLM_F_EXCL,
    payload: linkCodec.encode({
      index,
      name,
      mtu,
      ...(address === undefined ? {} : { address }),
      ...(lower === null ? {} : { link: lower }),
      ...upOrDown(up),
      info: {
        kind: 'vlan',
        ...(data === null ? {} : { data: vlanData(new Uint8Array(Buffer.from(data, 'base64'))) }),
      },
    }),
  };
}

const IFLA_VLAN_FLAGS = 2;
/** VLAN_FLAG_REORDER_HDR: every new VLAN has it, and one without any flag is told without flags. */
const REORDER = 1;

/**
 * What the kernel told of a VLAN as it takes it: told is a mask of all ones, which it refuses (net/8021q/vlan_dev.c
 * vlan_dev_change_flags).
 */
function vlanData(told: Uint8Array): Uint8Array {
  const writer = new AttributeWriter();
  let flags = 0;
  for (const { type, bytes } of new AttributeReader().attributes(told)) {
    if (type === IFLA_VLAN_FLAGS) [flags = 0] = u32s.read(new AttributeReader(), bytes, 0);
    else writer.attribute(type, () => writer.raw(bytes));
  }
  writer.attribute(IFLA_VLAN_FLAGS, () => u32s.write(writer, [flags, flags | REORDER]));
  return writer.finish();
}
