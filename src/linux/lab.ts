import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { parseIpv4 } from '../base/ipv4.ts';
import { type Mac, parseMac } from '../base/mac.ts';
import { openHost } from './host.ts';
import { createNamespace, deleteNamespace, inNamespace, listNamespaces } from './namespaces.ts';
import type { NetlinkRequest } from './netlink-socket.ts';
import type { InterfaceFacts, LinkOptions } from '../ports/host.ts';
import type { Link } from '../ports/link.ts';
import { addressCodec, RTM_NEWADDR } from '../wire/netlink/address.ts';
import { AF_INET, u32 } from '../wire/netlink/field.ts';
import { encodeVethInfo, IFF_UP, linkCodec, RTM_NEWLINK, RTM_SETLINK } from '../wire/netlink/link.ts';
import { NLM_F_CREATE, NLM_F_EXCL } from '../wire/netlink/message.ts';
import { NTF_PROXY, neighbourCodec, RTM_DELNEIGH, RTM_GETNEIGH } from '../wire/netlink/neighbour.ts';
import { RTM_NEWROUTE, routeCodec, tableFields } from '../wire/netlink/route.ts';
import { attribute, writeAttributes } from '../wire/netlink/table.ts';
import { AttributeWriter } from '../wire/netlink/writer.ts';
import { talk } from './talk.ts';
import { holdNeighbourLimits, isAlive } from './neighbour-limits.ts';
import { RTPROT_BOOT, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

export interface NicPlan {
  readonly name: string;
  /** Drawn by the kernel when not given. */
  readonly mac?: string;
  /** `10.77.0.11/24`, in this order. */
  readonly addresses?: readonly string[];
  /** The bridge it is plugged into; `s0` when not given. */
  readonly segment?: string;
  readonly mtu?: number;
  /** Default true. */
  readonly up?: boolean;
}

export interface HostPlan {
  readonly nics: readonly NicPlan[];
  /** `net.ipv4.conf.all.arp_ignore`: value. Written after the interfaces are there and before they have addresses. */
  readonly sysctls?: Readonly<Record<string, string | number>>;
  /** Destination and gateway: `['10.9.0.0/20', '10.77.0.254']`. */
  readonly routes?: readonly (readonly [string, string])[];
  /** Lines for `ip -batch`, run last: `route add local 10.9.0.0/20 dev lo`. They need the program. */
  readonly ip?: readonly string[];
}

export interface LabHost {
  readonly namespace: string;
  /** Runs a synchronous body in the namespace of the host. */
  inside<T>(body: () => T): T;
  /** Runs a program there and returns what it printed; throws when it fails. */
  run(program: string, ...args: readonly string[]): string;
  /** Runs lines of `ip -batch` there. */
  ip(...lines: readonly string[]): void;
  nic(name: string): InterfaceFacts;
  /** Opens a link there, to be used outside. It is closed with the lab. */
  open(nic: string, options?: LinkOptions): Link;
}

export interface Lab {
  /** A host of its own network namespace. */
  host(name: string, plan: HostPlan): LabHost;
  /** Joins two hosts by a cable of their own, without a bridge. */
  cable(one: CableEnd, other: CableEnd): void;
  /** The namespace that holds the bridges: the cables end there as ports. */
  readonly wire: LabHost;
  /** The port of the wire that a NIC is plugged into. */
  portOf(host: LabHost, nic: string): string;
  close(): void;
}

export interface LabOptions {
  /** Raise the limits of the machine's neighbour table while the lab stands (default). They belong to the whole machine. */
  readonly roomy?: boolean;
}

export interface CableEnd {
  readonly host: LabHost;
  readonly nic: NicPlan;
}

const PREFIX = 'arpist';
const labs = new Set<Lab>();

/** linux/capability.h */
const NEEDED = { CAP_NET_ADMIN: 12, CAP_NET_RAW: 13, CAP_SYS_ADMIN: 21 } as const;

/** Why live tests cannot run here, for `skip`; false when they can. */
export const whyNoLab: string | false = findObstacle();

function findObstacle(): string | false {
  if (process.platform !== 'linux') return 'needs Linux';
  const digits = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const held = BigInt(`0x${digits}`);
  const missing = Object.entries(NEEDED).filter(([, bit]) => (held & (1n << BigInt(bit))) === 0n);
  if (missing.length === 0) return false;
  return `needs root, for network namespaces: ${missing.map(([name]) => name).join(', ')}`;
}

/** An empty lab. It is taken away by `close`, and at the latest when the process ends, also by a signal. */
export function openLab(options: LabOptions = {}): Lab {
  sweepDeadLabs();
  watchTheEnd();
  return new NamespaceLab(`${PREFIX}-${process.pid}-${randomBytes(3).toString('hex')}`, options);
}

class NamespaceLab implements Lab {
  readonly wire: LabHost;
  readonly #id: string;
  readonly #hosts: NamespaceHost[] = [];
  readonly #segments = new Set<string>();
  readonly #ports = new Map<string, string>();
  readonly #releaseLimits: () => void;

  constructor(id: string, { roomy = true }: LabOptions) {
    this.#id = id;
    labs.add(this);
    this.#releaseLimits = roomy ? holdNeighbourLimits() : () => undefined;
    this.wire = this.#makeHost('wire');
  }

  host(name: string, plan: HostPlan): LabHost {
    const host = this.#makeHost(name);
    for (const nic of plan.nics) this.#plug(host, nic);
    host.inside(() => writeSysctls(plan.sysctls ?? {}));
    host.change((facts) => plan.nics.flatMap((nic) => configureNic(nic, facts(nic.name))));
    host.change(() => (plan.routes ?? []).map(routeBy));
    if (plan.ip && plan.ip.length > 0) host.ip(...plan.ip);
    return host;
  }

  cable(one: CableEnd, other: CableEnd): void {
    const to = other.host as NamespaceHost;
    (one.host as NamespaceHost).change(() => [vethBetween(one.nic, other.nic, to)]);
    for (const { host, nic } of [one, other]) {
      (host as NamespaceHost).change((facts) => configureNic(nic, facts(nic.name)));
    }
  }

  portOf(host: LabHost, nic: string): string {
    const port = this.#ports.get(`${host.namespace} ${nic}`);
    if (port === undefined) throw new Error(`${host.namespace} has no cable at ${nic}`);
    return port;
  }

  close(): void {
    if (!labs.delete(this)) return;
    const faults: unknown[] = [];
    for (const host of this.#hosts) {
      try {
        host.close();
      } catch (fault) {
        faults.push(fault);
      }
    }
    this.#releaseLimits();
    if (faults.length > 0) throw faults[0];
  }

  #makeHost(name: string): NamespaceHost {
    const host = new NamespaceHost(`${this.#id}-${name}`);
    this.#hosts.push(host);
    return host;
  }

  #plug(host: NamespaceHost, nic: NicPlan): void {
    const segment = nic.segment ?? 's0';
    const wire = this.wire as NamespaceHost;
    if (!this.#segments.has(segment)) {
      wire.change(() => [bridge(segment)]);
      this.#segments.add(segment);
    }
    const port = `p${this.#ports.size}`;
    this.#ports.set(`${host.namespace} ${nic.name}`, port);
    wire.change(() => [vethBetween({ name: port }, nic, host)]);
    wire.change((facts) => [
      setLink({ index: facts(port).index, master: facts(segment).index, flags: IFF_UP, change: IFF_UP }),
    ]);
  }
}

class NamespaceHost implements LabHost {
  readonly namespace: string;
  readonly #links: Link[] = [];

  constructor(namespace: string) {
    this.namespace = namespace;
    createNamespace(namespace);
    this.inside(() => {
      forgetInheritedProxies();
      // A kernel may be without IPv6.
      if (existsSync('/proc/sys/net/ipv6'))
        writeSysctls({ 'net.ipv6.conf.all.disable_ipv6': 1, 'net.ipv6.conf.default.disable_ipv6': 1 });
    });
    this.change((facts) => [setLink({ index: facts('lo').index, flags: IFF_UP, change: IFF_UP })]);
  }

  inside<T>(body: () => T): T {
    return inNamespace(this.namespace, body);
  }

  run(program: string, ...args: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.namespace, program, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  ip(...lines: readonly string[]): void {
    const done = spawnSync('ip', ['-n', this.namespace, '-batch', '-'], {
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`ip in ${this.namespace}: ${done.stderr}`);
  }

  nic(name: string): InterfaceFacts {
    return this.inside(() => nicOf(name));
  }

  open(nic: string, options?: LinkOptions): Link {
    const link = this.inside(() => openHost().openLink(nicOf(nic), options));
    this.#links.push(link);
    return link;
  }

  /** Sends requests to rtnetlink inside; all of them must be obeyed. */
  change(requests: (facts: typeof nicOf) => readonly NetlinkRequest[]): void {
    const acks = this.inside(() => talk((netlink) => netlink.changeAll(requests(nicOf))));
    const refused = acks.find(({ errno }) => errno !== 0);
    if (refused) throw new Error(`${this.namespace}: errno ${refused.errno} ${refused.text ?? ''}`);
  }

  close(): void {
    for (const link of this.#links) link.close();
    try {
      // Or they would come back in a later namespace at the same address of the kernel's memory.
      this.inside(forgetInheritedProxies);
    } finally {
      deleteNamespace(this.namespace);
    }
  }
}

function nicOf(name: string): InterfaceFacts {
  const found = openHost()
    .interfaces()
    .find((each) => each.name === name);
  if (!found) throw new Error(`no interface ${name}`);
  return found;
}

type LinkValue = Parameters<typeof linkCodec.encode>[0];

function setLink(value: LinkValue): NetlinkRequest {
  return { type: RTM_SETLINK, payload: linkCodec.encode(value) };
}

function newLink(value: LinkValue): NetlinkRequest {
  return { type: RTM_NEWLINK, flags: NLM_F_CREATE | NLM_F_EXCL, payload: linkCodec.encode(value) };
}

/** IFLA_BR_FORWARD_DELAY and IFLA_BR_STP_STATE. */
const BRIDGE = { forwardDelay: attribute(1, u32), stp: attribute(5, u32) };

function bridge(name: string): NetlinkRequest {
  const data = new AttributeWriter();
  writeAttributes(BRIDGE, data, { forwardDelay: 0, stp: 0 });
  return newLink({ name, flags: IFF_UP, change: IFF_UP, info: { kind: 'bridge', data: data.finish() } });
}

function vethBetween(here: NicPlan, there: NicPlan, to: NamespaceHost): NetlinkRequest {
  const namespaceFd = openSync(`/run/netns/${to.namespace}`, 'r');
  // The kernel looks the descriptor up while it obeys: it may be closed after the acknowledgement.
  setImmediate(() => closeSync(namespaceFd));
  const data = encodeVethInfo({ ...endOf(there), namespaceFd });
  return newLink({ ...endOf(here), info: { kind: 'veth', data } });
}

function endOf({ name, mac, mtu }: NicPlan): LinkValue {
  return {
    name,
    ...(mac === undefined ? {} : { address: macOf(mac) }),
    ...(mtu === undefined ? {} : { mtu }),
  };
}

function macOf(spelling: string): Mac {
  const mac = parseMac(spelling);
  if (mac === undefined) throw new Error(`no MAC: ${spelling}`);
  return mac;
}

function configureNic(nic: NicPlan, { index }: InterfaceFacts): readonly NetlinkRequest[] {
  const addresses = (nic.addresses ?? []).map((spelling) => {
    const [ip, length] = spelling.split('/');
    const local = ipv4Of(ip ?? '');
    const payload = addressCodec.encode({
      family: AF_INET,
      prefixLength: Number(length),
      index,
      local,
      address: local,
    });
    return { type: RTM_NEWADDR, flags: NLM_F_CREATE | NLM_F_EXCL, payload };
  });
  const up = nic.up === false ? [] : [setLink({ index, flags: IFF_UP, change: IFF_UP })];
  return [...up, ...addresses];
}

function routeBy([to, by]: readonly [string, string]): NetlinkRequest {
  const [network, length] = to.split('/');
  const payload = routeCodec.encode({
    family: AF_INET,
    destinationLength: Number(length),
    ...tableFields(RT_TABLE_MAIN),
    type: 1,
    protocol: RTPROT_BOOT,
    destination: ipv4Of(network ?? ''),
    gateway: ipv4Of(by),
  });
  return { type: RTM_NEWROUTE, flags: NLM_F_CREATE | NLM_F_EXCL, payload };
}

function ipv4Of(spelling: string): number {
  const ip = parseIpv4(spelling);
  if (ip === undefined) throw new Error(`no address: ${spelling}`);
  return ip;
}

function writeSysctls(sysctls: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(sysctls)) {
    writeFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, String(value));
  }
}

/** Published entries without a device outlive their namespace and turn up in new ones: a new host must not have any. */
function forgetInheritedProxies(): void {
  talk((netlink) => {
    const dump = netlink.dump(RTM_GETNEIGH, neighbourCodec.encode({ family: AF_INET, flags: NTF_PROXY }));
    netlink.changeAll(dump.map(({ payload }) => ({ type: RTM_DELNEIGH, payload })));
  });
}

/** Takes away what a test process that was killed left behind. */
export function sweepDeadLabs(): void {
  for (const name of listNamespaces()) {
    const pid = /^arpist-(\d+)-[0-9a-f]{6}-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(pid)) deleteNamespace(name);
  }
}

let watching = false;

function watchTheEnd(): void {
  if (watching) return;
  watching = true;
  const closeAll = (): void => {
    for (const lab of labs) lab.close();
  };
  process.on('exit', closeAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const onSignal = (): void => {
      // Somebody else listens, and will come to the end in his own way.
      if (process.listenerCount(signal) > 1) return;
      closeAll();
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
}
