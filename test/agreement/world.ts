import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { CONF_NAMES, type ConfName, type NeighName } from '../../src/kernel/conf.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { openLibc } from '../../src/linux/ffi/libc.ts';
import { createNamespace, deleteNamespace, inNamespace } from '../../src/linux/namespaces.ts';
import { type Netlink, type NetlinkRequest, openNetlink } from '../../src/linux/netlink-socket.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import { addressCodec, RTM_DELADDR, RTM_GETADDR } from '../../src/wire/netlink/address.ts';
import { AF_INET, type NetworkAddress } from '../../src/wire/netlink/field.ts';
import {
  encodeVethInfo,
  IFF_UP,
  linkCodec,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_SETLINK,
} from '../../src/wire/netlink/link.ts';
import { NLM_F_CREATE, NLM_F_EXCL } from '../../src/wire/netlink/message.ts';
import { NTF_PROXY, neighbourCodec, RTM_DELNEIGH, RTM_GETNEIGH } from '../../src/wire/netlink/neighbour.ts';
import {
  RTM_DELROUTE,
  RTM_F_FIB_MATCH,
  RTM_GETROUTE,
  RTNH_F_ONLINK,
  routeCodec,
  tableOf,
} from '../../src/wire/netlink/route.ts';
import { RTM_DELRULE, RTM_GETRULE, ruleCodec } from '../../src/wire/netlink/rule.ts';
import type { Way, WayQuestion } from './ask-ways.ts';
import { Cable, Mouth, NewsOfNeighbours } from './cable.ts';
import type { EntryPlan, HostPlan, RulePlan } from './plan.ts';
import {
  addAddress,
  addObject,
  addRoute,
  addRule,
  deleteObject,
  deleteRule,
  disown,
  ipOf,
  lookUp,
  type PacketPlan,
  publish,
  setEntry,
  setNic,
  useEntry,
} from './requests.ts';

export const NICS = 4;
const HASH_SEED = '/proc/sys/net/ipv4/fib_multipath_hash_seed';
const RTPROT_KERNEL = 2;
const BORN_TABLES: Readonly<Record<number, number>> = { 0: 255, 32766: 254, 32767: 253 };
const BORN_RULES: ReadonlySet<string> = new Set(
  Object.entries(BORN_TABLES).map(([priority, table]) => `${priority} ${table}`),
);

/** Where the outer ends of all cables are, with nobody who could answer. */
export class Wire {
  readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
    createNamespace(namespace);
    inNamespace(namespace, quietIpv6);
  }

  close(): void {
    deleteNamespace(this.namespace);
  }
}

/** A namespace with cables to the wire, in which one host after another is built. Its sticky marks only ever grow. */
export class World {
  readonly namespace: string;
  readonly cables: readonly Cable[];
  readonly #mouths: readonly Mouth[];
  readonly #netlink: Netlink;
  readonly #outside: Netlink;
  readonly #indexes: readonly number[];
  readonly #lo: number;
  readonly #outer: readonly number[];
  readonly #written = new Map<string, number>();
  #cut: readonly number[] = [];
  #objects: readonly number[] = [];
  #unborn: readonly number[] = [];
  asked = 0;
  refused = 0;
  customRules = false;
  customLocal = false;

  /** `indexes`: those of the NICs, in the order in which they are made. */
  constructor(wire: Wire, name: string, indexes: readonly number[] = []) {
    this.namespace = `${wire.namespace}-${name}`;
    createNamespace(this.namespace);
    inNamespace(this.namespace, bareIpv6);
    this.#outside = inNamespace(wire.namespace, () => openNetlink(openLibc()));
    this.#netlink = inNamespace(this.namespace, () => openNetlink(openLibc()));
    const fd = openSync(`/run/netns/${this.namespace}`, 'r');
    const ends = Array.from({ length: NICS }, (_, nic) => `${name}e${nic}`);
    must(
      this.#outside,
      ends.map((end, nic) => newVeth(end, { name: `e${nic}`, namespaceFd: fd, index: indexes[nic] ?? 0 })),
    );
    closeSync(fd);
    const outer = indexesOf(this.#outside);
    const inner = indexesOf(this.#netlink);
    this.#outer = ends.map((end) => outer.get(end)!);
    this.#indexes = ends.map((_, nic) => inner.get(`e${nic}`)!);
    this.#lo = inner.get('lo')!;
    must(
      this.#outside,
      this.#outer.map((index) => upDown(index, true)),
    );
    must(this.#netlink, [upDown(this.#lo, true)]);
    this.cables = inNamespace(wire.namespace, () => this.#outer.map((index) => new Cable(index)));
    this.#mouths = inNamespace(this.namespace, () =>
      [null, ...ends.map((_, nic) => `e${nic}`)].map((link) => new Mouth(link)),
    );
    this.reset();
  }

  /** Everything that was made by hand is taken away. */
  reset(): void {
    const netlink = this.#netlink;
    const gone: NetlinkRequest[] = [];
    for (const { payload } of netlink.dump(RTM_GETRULE, ruleCodec.encode({ family: AF_INET })))
      if (!BORN_RULES.has(tableOfRule(payload))) gone.push({ type: RTM_DELRULE, payload });
    for (const { payload } of netlink.dump(RTM_GETADDR, addressCodec.encode({ family: AF_INET })))
      gone.push({ type: RTM_DELADDR, payload });
    for (const id of this.#objects) gone.push(deleteObject(id));
    this.#objects = [];
    netlink.changeAll(gone.splice(0));
    for (const priority of this.#unborn) gone.push(addRule(bornRule(priority)));
    this.#unborn = [];
    for (const { payload } of netlink.dump(RTM_GETROUTE, routeCodec.encode({ family: AF_INET }))) {
      const route = routeCodec.decode(payload);
      if (route.ok && route.value.protocol !== RTPROT_KERNEL) gone.push({ type: RTM_DELROUTE, payload });
    }
    for (const flags of [0, NTF_PROXY])
      for (const { payload } of netlink.dump(RTM_GETNEIGH, neighbourCodec.encode({ family: AF_INET, flags })))
        gone.push({ type: RTM_DELNEIGH, payload });
    netlink.changeAll(gone);
  }

  build(plan: HostPlan): void {
    this.reset();
    const netlink = this.#netlink;
    inNamespace(this.namespace, () => this.#writeAll(plan));
    const wanted: NetlinkRequest[] = [];
    if (plan.everRule) {
      const rule = { priority: 5, action: 1, table: 254 };
      wanted.push(addRule(rule), deleteRule(rule));
    }
    if (plan.everLocal) {
      const route = { table: 255, type: 2, to: '198.51.100.1', length: 32, metric: 0, hops: [{ nic: -1 }] };
      const made = addRoute(route, () => this.#lo);
      wanted.push(made, { type: RTM_DELROUTE, payload: made.payload });
    }
    plan.nics.forEach((nic, at) => wanted.push(...setNic(this.#indexes[at]!, nic)));
    for (const address of plan.lo) wanted.push(addAddress(this.#lo, address));
    plan.nics.forEach((nic, at) => {
      for (const address of nic.addresses) wanted.push(addAddress(this.#indexes[at]!, address));
    });
    const indexOf = (nic: number): number => (nic < 0 ? this.#lo : this.#indexes[nic]!);
    for (const object of plan.objects ?? []) wanted.push(addObject(object, indexOf));
    for (const route of plan.routes) wanted.push(addRoute(route, indexOf));
    for (const rule of plan.rules) wanted.push(addRule(rule));
    for (const priority of plan.unborn ?? []) wanted.push(deleteRule(bornRule(priority)));
    this.#objects = (plan.objects ?? []).map(({ id }) => id).toReversed();
    this.#unborn = plan.unborn ?? [];
    for (const ip of plan.disowned) wanted.push(disown(ip));
    for (const { ip, nic } of plan.published)
      wanted.push(publish(ip, nic === null ? 0 : this.#indexes[nic]!));
    // What the kernel refuses is no part of the host: the snapshot tells what came of the plan.
    this.refused += netlink.changeAll(wanted).filter(({ errno }) => errno !== 0).length;
    this.asked += wanted.length;
    this.customRules ||= plan.everRule || plan.rules.length > 0 || (plan.unborn ?? []).length > 0;
    this.customLocal ||= plan.everLocal || plan.routes.some(({ type }) => type === 2);
    this.#plug(plan.cut);
  }

  /** Asks the kernel which way a packet would go; nothing is sent by it. */
  way(question: WayQuestion, packet: PacketPlan = {}): Way {
    const { answers, ack } = this.#askWay(question, packet);
    const found = answers[0] && routeCodec.decode(answers[0].payload);
    if (!found?.ok) return { errno: ack.errno, type: 0, link: '', gateway: null, source: '' };
    const { type, index, gateway, via, preferredSource } = found.value;
    return {
      errno: 0,
      type,
      link: index === this.#lo ? 'lo' : `e${this.#indexes.indexOf(index ?? 0)}`,
      gateway: typeof gateway === 'number' ? formatIpv4(gateway) : via ? gateway6Of(via.address) : null,
      source:
        typeof preferredSource === 'number' ? formatIpv4(preferredSource) : (question.from ?? '0.0.0.0'),
    };
  }

  /** How many next hops the route of a packet has; 0: there is none, or it is not told. */
  hops(question: WayQuestion, packet: PacketPlan = { ipProtocol: 1 }): number {
    const [matched] = this.#askWay(question, packet, RTM_F_FIB_MATCH).answers;
    const route = matched && routeCodec.decode(matched.payload);
    if (!route?.ok) return 0;
    // A group that is told by its number alone may have any number of ways.
    if (route.value.nextHopId !== undefined && route.value.index === undefined && !route.value.multipath)
      return 2;
    return route.value.multipath?.length ?? 1;
  }

  #askWay(question: WayQuestion, packet: PacketPlan, flags = 0): ReturnType<Netlink['ask']> {
    return this.#netlink.ask(lookUp(question, packet, flags));
  }

  /** Other hashes from here on; false where the kernel cannot (before 6.11). */
  reseed(seed: number): boolean {
    if (!existsSync(HASH_SEED)) return false;
    inNamespace(this.namespace, () => writeFileSync(HASH_SEED, String(seed)));
    return true;
  }

  prepare(entries: readonly EntryPlan[]): void {
    const asked = entries.filter(({ state }) => state === 'incomplete');
    const set = entries.filter(({ state }) => state !== 'incomplete');
    this.#netlink.changeAll([
      ...set.map((entry) => setEntry(this.#indexes[entry.nic]!, entry)),
      ...asked.filter(({ queued }) => !queued).map(({ nic, ip }) => useEntry(this.#indexes[nic]!, ip)),
    ]);
    for (const { nic, ip, queued } of asked) if (queued) this.say(nic, ipOf('198.51.100.7'), ipOf(ip));
  }

  snapshot(): HostSnapshot {
    return readSnapshot({ namespace: this.namespace });
  }

  /** All that the kernel tells of each route, without what it finds out itself: no snapshot is between. */
  routeMessages(): string[] {
    return this.#netlink.dump(RTM_GETROUTE, routeCodec.encode({ family: AF_INET })).flatMap(({ payload }) => {
      const route = routeCodec.decode(payload);
      if (!route.ok || route.value.protocol === RTPROT_KERNEL) return [];
      const { cacheInfo: _, flags, multipath, ...rest } = route.value;
      const hops = multipath?.map((hop) => ({ ...hop, flags: hop.flags & RTNH_F_ONLINK }));
      return [JSON.stringify({ ...rest, flags: flags & RTNH_F_ONLINK, hops })];
    });
  }

  /** Raw neighbour messages: cheaper than a whole snapshot. */
  neighbours(): readonly Uint8Array[] {
    return this.#netlink
      .dump(RTM_GETNEIGH, neighbourCodec.encode({ family: AF_INET }))
      .map(({ payload }) => payload);
  }

  listen(): NewsOfNeighbours {
    return inNamespace(this.namespace, () => new NewsOfNeighbours());
  }

  say(nic: number | null, source: number, target: number): boolean {
    return this.#mouths[nic === null ? 0 : nic + 1]!.say(source, target);
  }

  use(nic: number, ip: string): void {
    this.#netlink.changeAll([useEntry(this.#indexes[nic]!, ip)]);
  }

  set(entry: EntryPlan): void {
    this.#netlink.changeAll([setEntry(this.#indexes[entry.nic]!, entry)]);
  }

  close(): void {
    try {
      // Published entries without a device would come back in a later namespace.
      this.reset();
    } finally {
      for (const each of [...this.cables, ...this.#mouths, this.#netlink, this.#outside]) each.close();
      deleteNamespace(this.namespace);
    }
  }

  #plug(cut: readonly number[]): void {
    if (cut.join() === this.#cut.join()) return;
    this.#cut = cut;
    must(
      this.#outside,
      this.#outer.map((index, nic) => upDown(index, !cut.includes(nic))),
    );
    // The kernel tells the loss of a carrier up to a second late.
    pause(1300);
  }

  #writeAll(plan: HostPlan): void {
    this.#writeConf('all', plan.all);
    this.#writeConf('default', {});
    this.#writeConf('lo', {});
    plan.nics.forEach((nic, at) => {
      this.#writeConf(`e${at}`, nic.conf);
      for (const [name, born] of Object.entries(NEIGH_BORN))
        this.#write(`neigh/e${at}/${name}`, nic.neigh[name as NeighName] ?? born);
    });
    this.#write('nexthop_compat_mode', plan.bareObjects ? 0 : 1);
  }

  #writeConf(of: string, conf: HostPlan['all']): void {
    for (const name of CONF_NAMES) this.#write(`conf/${of}/${name}`, conf[name] ?? BORN[name] ?? 0);
  }

  #write(path: string, value: number): void {
    if (this.#written.get(path) === value) return;
    this.#written.set(path, value);
    writeFileSync(`/proc/sys/net/ipv4/${path}`, String(value));
    if (path !== 'conf/all/forwarding') return;
    // Copied to every link by the kernel.
    for (const written of this.#written.keys())
      if (written.endsWith('/forwarding') && written !== path) this.#written.delete(written);
  }
}

const BORN: HostPlan['all'] = { arp_evict_nocarrier: 1, shared_media: 1 } satisfies {
  [name in ConfName]?: number;
};
const NEIGH_BORN: { readonly [name in NeighName]?: number } = {
  locktime: 100,
  proxy_delay: 0,
  proxy_qlen: 64,
  base_reachable_time_ms: 30_000,
  delay_first_probe_time: 5,
  retrans_time_ms: 1000,
  ucast_solicit: 3,
  mcast_solicit: 3,
  mcast_resolicit: 0,
};

/** A kernel may be without it, user-mode Linux for one. */
function quietIpv6(): void {
  if (!existsSync('/proc/sys/net/ipv6')) return;
  for (const where of ['all', 'default']) writeFileSync(`/proc/sys/net/ipv6/conf/${where}/disable_ipv6`, '1');
}

/** On, so that gateways by IPv6 can be, and without any address. */
function bareIpv6(): void {
  if (!existsSync('/proc/sys/net/ipv6')) return;
  for (const [name, value] of Object.entries({ addr_gen_mode: '1', accept_ra: '0' }))
    writeFileSync(`/proc/sys/net/ipv6/conf/default/${name}`, value);
}

function newVeth(name: string, peer: { name: string; namespaceFd: number; index: number }): NetlinkRequest {
  const payload = linkCodec.encode({ name, info: { kind: 'veth', data: encodeVethInfo(peer) } });
  return { type: RTM_NEWLINK, flags: NLM_F_CREATE | NLM_F_EXCL, payload };
}

function bornRule(priority: number): RulePlan {
  return { priority, action: 1, table: BORN_TABLES[priority]! };
}

function upDown(index: number, up: boolean): NetlinkRequest {
  return {
    type: RTM_SETLINK,
    payload: linkCodec.encode({ index, flags: up ? IFF_UP : 0, change: IFF_UP }),
  };
}

/** The last of its eight groups: those that are drawn differ there. */
function gateway6Of(address: NetworkAddress): string {
  const bytes = typeof address === 'number' ? [] : address;
  return `ipv6 ${(((bytes[14] ?? 0) << 8) | (bytes[15] ?? 0)).toString(16)}`;
}

function indexesOf(netlink: Netlink): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { payload } of netlink.dump(RTM_GETLINK, linkCodec.encode({}))) {
    const link = linkCodec.decode(payload);
    if (link.ok) found.set(link.value.name ?? '', link.value.index);
  }
  return found;
}

function must(netlink: Netlink, requests: readonly NetlinkRequest[]): void {
  const refused = netlink.changeAll(requests).find(({ errno }) => errno !== 0);
  if (refused) throw new Error(`errno ${refused.errno} ${refused.text ?? ''}`);
}

/** `32766 254`: priority and table, by which the rules a namespace is born with are told. */
function tableOfRule(payload: Uint8Array): string {
  const rule = ruleCodec.decode(payload);
  return rule.ok ? `${rule.value.priority ?? 0} ${tableOf(rule.value)}` : '';
}

const bell = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps the whole thread: in these tests nothing else has to happen meanwhile. */
export function pause(milliseconds: number): void {
  Atomics.wait(bell, 0, 0, milliseconds);
}
