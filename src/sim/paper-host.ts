import { type Ipv4, readIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, parseMac } from '../base/mac.ts';
import type { Heard } from '../kernel/heard.ts';
import { heardFrom } from '../kernel/heard.ts';
import type { HostSnapshot, LinkSnapshot } from '../kernel/host.ts';
import { asKernel, type Kernel } from '../kernel/kernel.ts';
import type { NeighbourDeed } from '../kernel/neighbour.ts';
import { type Answer, receive } from '../kernel/reply.ts';
import { routeInput, routeOutput } from '../kernel/routes.ts';
import { decideSource } from '../kernel/source.ts';
import {
  decodeEthernet,
  ETHERNET_HEADER_SIZE,
  ETHERTYPE_IPV4,
  writeEthernetHeader,
} from '../wire/ethernet.ts';
import { decodeIcmpEcho, encodeIcmpEcho } from '../wire/icmp-echo.ts';
import { encodeRefusal } from '../wire/udp-probe.ts';
import { type RawTag, TAG_SIZE } from '../wire/vlan.ts';
import type { Nic, NicTraits } from './nic.ts';
import { PaperTable, type TableLine } from './paper-table.ts';
import type { Segment } from './segment.ts';
import { tagsOf } from './tags.ts';
import { arpFrame } from './who-has.ts';
import type { World } from './world.ts';

/** What is on the cable of a link, by the link's name. Links left out have no cable. */
export type Cables = Readonly<Record<string, Segment>>;

/** How much a small packet counts in the kernel's queue (skb truesize). */
const SMALL_PACKET = 768;
const IP_HEADER_SIZE = 20;
const PROTOCOL_UDP = 17;
/** net.ipv4.ip_default_ttl */
const TTL = 64;

/**
 * A Linux host of paper. It decides nothing itself: every answer, silence and entry is the kernel room's, so the
 * simulation cannot disagree with the model.
 */
export class PaperHost {
  readonly table: PaperTable;
  readonly #world: World;
  readonly #nics = new Map<string, Nic>();
  readonly #ears: ReadonlyMap<string, readonly string[]>;
  /** Questions whose proxied answer waits, for each link. */
  readonly #waiting = new Map<string, number>();
  /** Answers to echoes and datagrams that wait for a neighbour's MAC, by link and address. */
  readonly #packets = new Map<string, Uint8Array[]>();
  #kernel: Kernel;
  #isFull = false;
  #answersEcho = true;

  constructor(world: World, snapshot: HostSnapshot, cables: Cables) {
    this.#world = world;
    this.#kernel = asKernel(snapshot);
    this.#ears = new Map(
      snapshot.links.map((link) => [link.name, [link.name, ...macvlansOn(snapshot, link)]]),
    );
    for (const [name, segment] of Object.entries(cables)) this.plug(name, segment);
    this.table = new PaperTable({
      clock: world.clock,
      kernel: () => this.#kernel,
      carryOut: (line, deeds) => this.#carryOut(line, deeds),
    });
  }

  /** The NIC of a link; throws for one without a cable. */
  nic(link: string): Nic {
    const nic = this.#nics.get(link);
    if (!nic) throw new Error(`no link ${link} with a cable on this paper host`);
    return nic;
  }

  /** Other settings, addresses or routes from now on; the cables and the neighbour table stay. */
  become(snapshot: HostSnapshot): void {
    this.#kernel = asKernel(snapshot);
  }

  /** The machine's neighbour table has no room for a new entry (gc_thresh3), or has again. */
  setTableFull(isFull: boolean): void {
    this.#isFull = isFull;
  }

  /** A firewall lets no packet in, or does again; net.ipv4.icmp_echo_ignore_all, turned round, and for datagrams too. */
  setAnswersEcho(answers: boolean): void {
    this.#answersEcho = answers;
  }

  /** Has a packet for that neighbour, which is asked for if need be. */
  talkTo(ip: Ipv4, link: string): void {
    this.table.happen(link, ip, { kind: 'packet', size: SMALL_PACKET });
  }

  /** Gives a link its cable; `traits` is what the switch or the cable does to it. */
  plug(name: string, segment: Segment, traits: Omit<NicTraits, 'mac' | 'alsoMacs'> = {}): void {
    const links = this.#kernel.snapshot.links;
    const link = links.find((one) => one.name === name);
    const mac = parseMac(link?.mac ?? '');
    if (!link || mac === undefined) throw new Error(`no link ${name} with a MAC on this paper host`);
    const nic = segment.plug({ ...traits, mac, alsoMacs: macsOn(links, name) });
    nic.listen({ hear: (bytes) => this.#hear(bytes, name) });
    this.#nics.set(name, nic);
  }

  #hear(bytes: Uint8Array, name: string): void {
    if (this.#answersEcho) this.#hearPacket(bytes, name);
    const heard = heardFrom(bytes, name);
    const tags = heard.vid === 0 ? [] : tagsOf(bytes).filter((tag) => tag.tci !== 0);
    for (const link of this.#ears.get(name) ?? [])
      this.#judge(link === name ? heard : { ...heard, link }, { name, tags, delayed: false });
  }

  /**
   * An untagged packet for an address of the host: an echo is answered, a datagram refused, which nothing to all is
   * (net/ipv4/icmp.c icmp_send). The answer leaves by its routes, wherever the question came in (icmp_reply).
   */
  #hearPacket(bytes: Uint8Array, name: string): void {
    const ethernet = decodeEthernet(bytes);
    if (!ethernet.ok || ethernet.value.etherType !== ETHERTYPE_IPV4 || ethernet.value.tags.length > 0) return;
    const { dst, payloadAt } = ethernet.value;
    const toAll = dst === BROADCAST_MAC;
    if (!toAll && dst !== this.#nics.get(name)?.mac) return;
    const packet = bytes.subarray(payloadAt);
    const link = this.#kernel.linkOf.get(name);
    if (link === undefined || packet.length < IP_HEADER_SIZE) return;
    const [src, asked] = [readIpv4(packet, 12), readIpv4(packet, 16)];
    if (routeInput(this.#kernel, { link, src, dst: asked }).kind !== 'local') return;
    const out = routeOutput(this.#kernel, { src: asked, dst: src, vrf: link.vrf });
    const answer = answerTo(packet, toAll);
    if (out === undefined || answer === undefined) return;
    const key = `${out.name} ${src}`;
    this.#packets.set(key, [...(this.#packets.get(key) ?? []), answer]);
    this.table.happen(out.name, src, { kind: 'packet', size: SMALL_PACKET });
  }

  #judge(heard: Heard, through: { name: string; tags: readonly RawTag[]; delayed: boolean }): void {
    const { name, tags, delayed } = through;
    const { reply, lesson } = receive(heard, this.#kernel, {
      delayed,
      ...(this.#isFull && { hasRoom: (link: string, ip: number) => this.table.has(link, ip) }),
    });
    if (typeof lesson !== 'string') this.table.take(lesson);
    if (!reply.yes) return;
    if (reply.value.delay === 0) this.#nics.get(name)?.send(arpFrame({ ...reply.value, tags }));
    else this.#postpone(reply.value, () => this.#judge(heard, { name, tags, delayed: true }));
  }

  /** net/core/neighbour.c pneigh_enqueue: one more than proxy_qlen may wait. */
  #postpone(answer: Answer, again: () => void): void {
    const { clock, dice } = this.#world;
    const waiting = this.#waiting.get(answer.link) ?? 0;
    if (waiting > (this.#kernel.linkOf.get(answer.link)?.timing.proxyQueue ?? 0)) return;
    this.#waiting.set(answer.link, waiting + 1);
    clock.at(clock.now() + dice() * answer.delay, () => {
      this.#waiting.set(answer.link, (this.#waiting.get(answer.link) ?? 1) - 1);
      again();
    });
  }

  #carryOut({ link, ip }: TableLine, deeds: readonly NeighbourDeed[]): void {
    const links = this.#kernel.snapshot.links;
    for (const deed of deeds) {
      if (deed.kind === 'solicit') this.#ask(cableOf(links, link), { link, ip, to: deed.to });
      if (deed.kind === 'transmit') this.#speak(cableOf(links, link), { link, ip, to: deed.to });
    }
  }

  #ask(cable: Cable, asked: { link: string; ip: Ipv4; to: Mac | 'broadcast' }): void {
    const { link, ip, to } = asked;
    const asking = { link, target: ip, packetSource: null, ...(to !== 'broadcast' && { to }) };
    const question = decideSource(asking, this.#kernel);
    if (question.yes) this.#nics.get(cable.name)?.send(arpFrame({ ...question.value, tags: cable.tags }));
  }

  /** The packet is an answer that waited, or an echo request: something that peers on a real segment would answer. */
  #speak(cable: Cable, said: { link: string; ip: Ipv4; to: Mac }): void {
    const answer = this.#packets.get(`${said.link} ${said.ip}`)?.shift();
    if (answer) {
      const src = this.#nics.get(cable.name)?.mac ?? 0;
      this.#sendPacket(cable, { src, dst: said.to }, answer);
      return;
    }
    const asking = decideSource({ link: said.link, target: said.ip, packetSource: null }, this.#kernel);
    if (!asking.yes) return;
    const src = asking.value.spa;
    const payload = new Uint8Array(0);
    const packet = encodeIcmpEcho({ kind: 'request', src, dst: said.ip, ttl: 64, id: 1, seq: 1, payload });
    this.#sendPacket(cable, { src: asking.value.src, dst: said.to }, packet);
  }

  #sendPacket(cable: Cable, between: { readonly src: Mac; readonly dst: Mac }, packet: Uint8Array): void {
    const frame = new Uint8Array(ETHERNET_HEADER_SIZE + TAG_SIZE * cable.tags.length + packet.length);
    const header = { ...between, tags: cable.tags, etherType: ETHERTYPE_IPV4 };
    frame.set(packet, writeEthernetHeader(frame, 0, header));
    this.#nics.get(cable.name)?.send(frame);
  }
}

function answerTo(packet: Uint8Array, toAll: boolean): Uint8Array | undefined {
  const [from, to] = [readIpv4(packet, 16), readIpv4(packet, 12)];
  if (packet[9] === PROTOCOL_UDP)
    return toAll ? undefined : encodeRefusal({ from, to, ttl: TTL }, packet.slice());
  const echo = decodeIcmpEcho(packet);
  if (!echo.ok || echo.value?.kind !== 'request') return undefined;
  const payload = echo.value.payload.slice();
  return encodeIcmpEcho({ ...echo.value, kind: 'reply', src: from, dst: to, ttl: TTL, payload });
}

/** The link that has the cable, and the tags that frames get on their way down to it. */
interface Cable {
  readonly name: string;
  readonly tags: readonly RawTag[];
}

/** What is below a VLAN link or macvlan. Deeper stacks than 8 do not exist, rings in a broken snapshot do. */
function cableOf(links: readonly LinkSnapshot[], name: string, depth = 0): Cable {
  const link = links.find((one) => one.name === name);
  if (!link || link.lower === null || depth > 8) return { name, tags: [] };
  const below = cableOf(links, link.lower, depth + 1);
  const own = link.vlan ? [{ tpid: link.vlan.protocol, tci: link.vlan.id }] : [];
  return { name: below.name, tags: [...below.tags, ...own] };
}

/** MACs of the bridges, VLAN links and macvlans that hear what this link brings, its own too. */
function macsOn(links: readonly LinkSnapshot[], name: string): readonly Mac[] {
  const names = new Set([name]);
  for (const below of names) {
    const self = links.find((one) => one.name === below);
    if (self?.master) names.add(self.master);
    for (const one of links) if (one.lower === below) names.add(one.name);
  }
  return links.flatMap((one) => (names.has(one.name) ? (parseMac(one.mac ?? '') ?? []) : []));
}

function macvlansOn(snapshot: HostSnapshot, link: LinkSnapshot): readonly string[] {
  return snapshot.links
    .filter((one) => one.kind === 'macvlan' && one.lower === link.name)
    .map((one) => one.name);
}
