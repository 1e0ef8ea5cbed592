import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { VerdictWord } from '../inventory/verdict.ts';
import { hostWith, type NeighbourWish } from '../kernel/build-host.ts';
import { routesOf } from '../kernel/born-routes.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { formatPrefix, prefixOf } from '../base/prefix.ts';
import { ipOf, linkAddress, macOf } from './addresses.ts';
import type { OwnHost } from './own-host.ts';
import { PaperHost } from './paper-host.ts';
import { type Habits, openResponder } from './responder.ts';
import type { Segment, SegmentTraits } from './segment.ts';
import { sendHostile, storm } from './traffic.ts';
import { VirtualRouter, virtualMac } from './virtual-router.ts';
import { openWorld, type PaperHands, type World } from './world.ts';

/** An address and a MAC that answers for it, and what a scan should make of it. */
export interface Resident {
  readonly ip: string;
  readonly mac: string;
  readonly verdict: VerdictWord;
  /** The VLAN it answers in, asked with that tag; null without one. */
  readonly vlan: number | null;
}

/** A segment with its people, and our machine on it as `eth0`. */
export interface Scenario {
  readonly world: World;
  readonly segment: Segment;
  readonly host: OwnHost;
  /** Our machine as a verb takes it, with the world's clock and dice of its own. */
  readonly hands: PaperHands;
  /** The network of eth0. */
  readonly network: string;
  /** Everybody who answers for an address of their own; who answers for others as a proxy is not in it. */
  readonly residents: readonly Resident[];
}

/** What differs from the scenario as it is described; shares are from 0 to 1. */
export interface ScenarioOptions {
  readonly seed?: number;
  /** What differs from a quiet, fast switch. */
  readonly segment?: SegmentTraits;
}

const OUR_MAC = '00:16:3e:00:00:01';
/** Mbit/s */
const OUR_SPEED = 1000;

/** Our machine of paper has no kernel that would say its MAC to whoever has a packet for it. */
function knowsUs(host: OwnHost, ...links: readonly string[]): readonly NeighbourWish[] {
  const { mac, addresses } = host.interfaces()[1]!;
  const us = { ip: formatIpv4(addresses[0]!.ip), mac: formatMac(mac), state: 'permanent' as const };
  return links.map((link) => ({ link, ...us }));
}

/** Our machine with the first address of the network, on an empty segment. */
class Stage implements Scenario {
  readonly world: World;
  readonly segment: Segment;
  readonly host: OwnHost;
  readonly hands: PaperHands;
  readonly network: string;
  readonly residents: Resident[] = [];

  constructor(ours: string, network: string, options: ScenarioOptions) {
    this.world = openWorld({ seed: options.seed ?? 1 });
    this.segment = this.world.segment('s0', options.segment);
    this.network = network;
    const { segment } = this;
    const eth0 = { name: 'eth0', mac: macOf(OUR_MAC), addresses: [ours], segment, speed: OUR_SPEED };
    this.host = this.world.host(eth0);
    this.hands = this.world.hands(this.host);
  }

  /** A Linux host with one NIC. */
  linux(mac: string, addresses: readonly string[], verdicts: readonly VerdictWord[] = []): void {
    const neighbours = knowsUs(this.host, 'eth0');
    const snapshot = hostWith({ links: { eth0: { mac, addresses } }, neighbours });
    new PaperHost(this.world, snapshot, { eth0: this.segment });
    addresses.forEach((address, at) => this.moveIn(address, mac, verdicts[at]));
  }

  /** Something that answers for one address by habits of its own. */
  thing(mac: string, ip: string, habits: Partial<Habits> = {}): void {
    const owned = ipOf(ip);
    openResponder(this.world, this.segment, {
      mac: macOf(mac),
      answersFor: (one) => one === owned,
      ...habits,
    });
    this.moveIn(ip, mac);
  }

  moveIn(address: string, mac: string, verdict: VerdictWord = 'ok'): void {
    this.residents.push({ ip: address.split('/')[0] ?? address, mac, verdict, vlan: null });
  }

  /** A Linux host behind an access port of the switch: it knows of no tags. */
  behindAccessPort(mac: string, address: string, vlan: number): void {
    const snapshot = hostWith({ links: { eth0: { mac, addresses: [address] } } });
    new PaperHost(this.world, snapshot, {}).plug('eth0', this.segment, { accessVlan: vlan });
    this.residents.push({ ip: address.split('/')[0] ?? address, mac, verdict: 'ok', vlan });
  }
}

/** A network in words. */
export interface PaperNetwork extends ScenarioOptions {
  /** Our machine on it, `10.0.0.1/24`. */
  readonly ours: string;
  /** Linux hosts with one NIC each; an address without a length is in our network. */
  readonly hosts: readonly { readonly mac: string; readonly addresses: readonly string[] }[];
}

/** A segment with these hosts and our machine as `eth0`. Throws an Error for an address or MAC that is none. */
export function paperNetwork(network: PaperNetwork): Scenario {
  const { ip, prefixLength } = linkAddress(network.ours);
  const stage = new Stage(network.ours, formatPrefix(prefixOf(ip, prefixLength)), network);
  for (const { mac, addresses } of network.hosts) {
    macOf(mac);
    const whole = addresses.map((one) => (one.includes('/') ? one : `${one}/${prefixLength}`));
    whole.forEach(linkAddress);
    stage.linux(mac, whole);
  }
  return stage;
}

const OFFICE = '10.77.0.0/24';
const OUR_OFFICE_ADDRESS = '10.77.0.1/24';

/** Raspberry Pi, Intel, HP, Synology, Ubiquiti, Dell, Raspberry Pi, Brother, Axis, Apple. */
const OFFICE_MACS = [
  'b8:27:eb:12:34:56',
  '00:1b:21:3a:10:0c',
  '3c:d9:2b:07:5e:91',
  '00:11:32:5c:20:0e',
  '24:a4:3c:9e:00:17',
  '00:1e:c9:44:a1:02',
  'b8:27:eb:ab:cd:ef',
  '00:80:77:31:09:6d',
  '00:40:8c:6b:f2:33',
  '00:03:93:18:e0:4a',
] as const;

/**
 * An office as they are: ten hosts, two that both own .50, one with two NICs on the segment (.60 and .61), a VRRP
 * router at .100, and a Linux router at .254 that is proxy for 10.77.0.128/25.
 */
export function smallOffice(options: ScenarioOptions = {}): Scenario {
  const stage = new Stage(OUR_OFFICE_ADDRESS, OFFICE, options);
  OFFICE_MACS.forEach((mac, at) => stage.linux(mac, [`10.77.0.${11 + at}/24`]));
  addTwins(stage);
  addFlux(stage);
  addVirtualRouter(stage);
  addProxy(stage);
  return stage;
}

function addTwins(stage: Stage): void {
  stage.linux('00:1b:21:00:50:aa', ['10.77.0.50/24', '10.77.0.51/24'], ['conflict', 'ok']);
  stage.linux('3c:d9:2b:00:50:bb', ['10.77.0.50/24'], ['conflict']);
}

/** The kernel is born with arp_ignore 0: each NIC answers for both addresses. */
function addFlux(stage: Stage): void {
  const macs = ['00:1b:21:00:60:00', '00:1b:21:00:60:01'] as const;
  const links = {
    eth0: { mac: macs[0], addresses: ['10.77.0.60/24'] },
    eth1: { mac: macs[1], addresses: ['10.77.0.61/24'] },
  };
  const neighbours = knowsUs(stage.host, 'eth0', 'eth1');
  new PaperHost(stage.world, hostWith({ links, neighbours }), { eth0: stage.segment, eth1: stage.segment });
  for (const ip of ['10.77.0.60', '10.77.0.61']) for (const mac of macs) stage.moveIn(ip, mac, 'flux');
}

function addVirtualRouter(stage: Stage): void {
  const routers = ['00:1c:73:00:00:02', '00:1c:73:00:00:03'].map(macOf);
  new VirtualRouter(stage.segment, { vrid: 51, ips: [ipOf('10.77.0.100')], routers });
  stage.moveIn('10.77.0.100', formatMac(virtualMac(51)), 'virtual');
}

/** Nobody lives in the upper half; its own address .254 is in it, and stays its own. */
function addProxy(stage: Stage): void {
  const mac = '24:a4:3c:00:00:fe';
  const snapshot = hostWith({
    forwarding: true,
    links: {
      // More questions may wait than a kernel allows from birth, so that a whole scan of the half is answered.
      eth0: { mac, addresses: ['10.77.0.254/24'], conf: { proxy_arp: 1 }, neigh: { proxy_qlen: 256 } },
      eth1: { mac: '24:a4:3c:00:00:ff', addresses: ['10.99.0.1/24'] },
    },
    routes: ['10.77.0.128/25 via 10.99.0.2 dev eth1'],
  });
  new PaperHost(stage.world, snapshot, { eth0: stage.segment });
  stage.moveIn('10.77.0.254', mac);
}

/** Three hosts, of which one has our address, and another one of its own too. */
export function ownConflict(options: ScenarioOptions = {}): Scenario {
  const stage = new Stage(OUR_OFFICE_ADDRESS, OFFICE, options);
  stage.linux('b8:27:eb:12:34:56', ['10.77.0.11/24']);
  stage.linux('00:1b:21:3a:10:0c', ['10.77.0.12/24']);
  stage.linux('00:1e:c9:44:a1:02', [OUR_OFFICE_ADDRESS, '10.77.0.13/24'], ['own-conflict', 'ok']);
  return stage;
}

/** The VLANs of `vlanTrunk`. */
export const TRUNK_VLANS: readonly number[] = [10, 20, 1234];

/**
 * We stand on a trunk. In each VLAN the same two addresses live on other machines behind access ports; without a tag one
 * host answers, and a Linux router that also has a leg in each VLAN (eth0.10 …) answers everywhere for all its addresses.
 */
export function vlanTrunk(options: ScenarioOptions = {}): Scenario {
  const stage = new Stage(OUR_OFFICE_ADDRESS, OFFICE, options);
  stage.linux('b8:27:eb:12:34:56', ['10.77.0.11/24']);
  TRUNK_VLANS.forEach((vlan, at) => {
    stage.behindAccessPort(`00:1b:21:00:1${at}:11`, '10.77.0.11/24', vlan);
    stage.behindAccessPort(`00:1b:21:00:1${at}:12`, '10.77.0.12/24', vlan);
  });
  addTrunkRouter(stage);
  return stage;
}

function addTrunkRouter(stage: Stage): void {
  const mac = '24:a4:3c:00:00:fe';
  const legs = TRUNK_VLANS.map((vlan) => {
    const leg = { mac, kind: 'vlan', lower: 'eth0', vlan, addresses: [`192.168.${vlan & 255}.1/24`] };
    return [`eth0.${vlan}`, leg] as const;
  });
  const links = { eth0: { mac, addresses: ['10.77.0.254/24'] }, ...Object.fromEntries(legs) };
  new PaperHost(stage.world, hostWith({ links }), { eth0: stage.segment });
  for (const vlan of [null, ...TRUNK_VLANS])
    stage.residents.push({ ip: '10.77.0.254', mac, verdict: 'ok', vlan });
}

/** How long the hosts .100 to .119 of `sleepyHosts` take to answer, in milliseconds. */
// biome-ignore format: a table reads better in two lines
export const SLEEPY_DELAYS: readonly number[] = [
  50, 100, 200, 300, 400, 500, 600, 700, 800, 900,
  1000, 1200, 1400, 1600, 1800, 2000, 2500, 3000, 4000, 5000,
];

/** Twenty hosts that answer late: power saving, a wireless bridge, a busy CPU. */
export function sleepyHosts(options: ScenarioOptions = {}): Scenario {
  const stage = new Stage(OUR_OFFICE_ADDRESS, OFFICE, options);
  SLEEPY_DELAYS.forEach((delay, at) => {
    const mac = formatMac(macOf('00:04:f2:00:00:00') + at);
    stage.thing(mac, `10.77.0.${100 + at}`, { delay });
  });
  return stage;
}

/** What is not Linux, or not well: each on an address of its own from .30 on, and 200 frames of noise a second, two kinds, for the first 20 s. */
export function wildOffice(options: ScenarioOptions = {}): Scenario {
  const stage = new Stage(OUR_OFFICE_ADDRESS, OFFICE, options);
  stage.linux('b8:27:eb:12:34:56', ['10.77.0.11/24']);
  stage.thing('00:04:f2:00:00:30', '10.77.0.30', { ignoresProbes: true });
  stage.thing('00:04:f2:00:00:31', '10.77.0.31', { broadcasts: true, delay: 20 });
  stage.thing('00:04:f2:00:00:32', '10.77.0.32', { times: 4 });
  stage.thing('00:04:f2:00:00:33', '10.77.0.33', { frameSource: macOf('00:04:f2:00:01:33') });
  stage.thing('00:04:f2:00:00:34', '10.77.0.34', { trailer: 18 });
  const { world, segment } = stage;
  const noise = { from: 0, until: 20_000, perSecond: 200 };
  const worm = segment.plug({ mac: macOf('00:04:f2:00:00:40') });
  const [first, last] = [ipOf('10.77.0.0'), ipOf('10.77.0.255')];
  storm(world, worm, { ...noise, sender: ipOf('10.77.0.40'), first, last });
  sendHostile(world, segment.plug({ mac: macOf('00:04:f2:00:00:41') }), noise);
  return stage;
}

/** 10.88.0.0/20: one peer with 273 addresses that hears 70 % of the questions. */
export function lossySlash20(options: ScenarioOptions = {}): Scenario {
  return crowd({ network: '10.88.0.0/20', length: 20, count: 273, loss: 0.3 }, options);
}

/** 10.88.0.0/16: one peer with 4096 addresses. */
export function crowdedSlash16(options: ScenarioOptions = {}): Scenario {
  return crowd({ network: '10.88.0.0/16', length: 16, count: 4096, loss: 0 }, options);
}

interface Crowd {
  readonly network: string;
  readonly length: number;
  readonly count: number;
  readonly loss: number;
}

const CROWD_MAC = '00:1b:21:00:88:00';

/** Every fifteenth address from .0.2 on. */
function crowd({ network, length, count, loss }: Crowd, options: ScenarioOptions): Scenario {
  const stage = new Stage(`10.88.0.1/${length}`, network, options);
  const addresses = Array.from({ length: count }, (_, nth) => formatIpv4(ipOf('10.88.0.2') + 15 * nth));
  const mac = CROWD_MAC;
  for (const ip of addresses) stage.moveIn(ip, mac);
  const [first = '', ...others] = addresses;
  const alone = hostWith({ links: { eth0: { mac, addresses: [`${first}/${length}`] } } });
  const peer = new PaperHost(stage.world, withSecondaries(alone, others), {});
  peer.plug('eth0', stage.segment, { loss });
  return stage;
}

/** As if each had been added with `ip address add`: in the subnet of a primary they are secondary. */
function withSecondaries(host: HostSnapshot, ips: readonly string[]): HostSnapshot {
  const link = host.links.find((one) => one.name === 'eth0')!;
  const primary = host.addresses.find((one) => one.link === 'eth0')!;
  const added = ips.map((local) => ({ ...primary, local, secondary: true }));
  const routes = added.flatMap((address) => routesOf(link, address));
  return { ...host, addresses: [...host.addresses, ...added], routes: [...host.routes, ...routes] };
}
