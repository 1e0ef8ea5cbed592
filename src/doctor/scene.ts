import { hostsAside } from './own-way.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC } from '../base/mac.ts';
import { contains, firstOf, lastOf, parsePrefix, type Prefix } from '../base/prefix.ts';
import type { HostSnapshot, LinkSnapshot } from '../kernel/host.ts';
import { asKernel, type Kernel, type KernelLink } from '../kernel/kernel.ts';
import { type Answer, decideReply } from '../kernel/reply.ts';
import type { Verdict } from '../kernel/verdict.ts';
import { OP_REQUEST } from '../wire/arp.ts';
import { hearingLinks, linkFacts, type HostSegment, segmentsOf, subnetsOf } from './segments.ts';

/** A host laid out for the checks: what several of them ask is found once. */
export type Scene = {
  readonly host: HostSnapshot;
  readonly kernel: Kernel;
  readonly facts: ReadonlyMap<string, LinkSnapshot>;
  readonly hearing: readonly KernelLink[];
  readonly segments: readonly HostSegment[];
  /** Addresses of this host on any link. */
  readonly own: ReadonlySet<Ipv4>;
  /** Addresses that other machines have, by the neighbour table and the routes, with gateways first. */
  readonly others: readonly Ipv4[];
  /** Who answers for each address of a segment with several links. */
  readonly answers: (segment: HostSegment) => readonly AskedAddress[];
};

/** One address, asked for on every link of a segment. */
export type AskedAddress = {
  readonly ip: Ipv4;
  /** The link of the segment that holds it; the first of several. */
  readonly holder: KernelLink;
  readonly holders: readonly KernelLink[];
  readonly asker: Ipv4;
  readonly verdicts: readonly { readonly link: KernelLink; readonly verdict: Verdict<Answer> }[];
  /** Links that answer. */
  readonly answering: readonly KernelLink[];
};

/** A MAC nobody has: the asker of a question that is only thought. */
const ASKER_MAC = 0x02_00_00_00_00_fe;
/** TEST-NET-1 (RFC 5737): an asker for links that say nothing about who is there. */
export const NOBODY = 0xc0000201;

export function sceneOf(host: HostSnapshot): Scene {
  // Whoever asks in a thought is honest, with a MAC of nobody's.
  const kernel = asKernel(host.guard ? { ...host, guard: null } : host);
  const own = new Set(kernel.links.flatMap((link) => link.addresses.map((address) => address.local)));
  const known = new Map<HostSegment, readonly AskedAddress[]>();
  const scene: Scene = {
    host,
    kernel,
    facts: linkFacts(host),
    hearing: hearingLinks(kernel),
    segments: segmentsOf(kernel),
    own,
    others: othersOf(host, own),
    answers: (segment) => {
      let asked = known.get(segment);
      if (!asked) known.set(segment, (asked = askAll(scene, segment)));
      return asked;
    },
  };
  return scene;
}

function othersOf(host: HostSnapshot, own: ReadonlySet<Ipv4>): readonly Ipv4[] {
  const gateways = host.routes.flatMap((route) => route.nexthops.map(({ via }) => via ?? ''));
  const neighbours = host.neighbours.filter((entry) => entry.mac !== null).map((entry) => entry.ip);
  const ips = [...new Set([...gateways, ...neighbours].map(parseIpv4))];
  return ips.filter((ip) => ip !== undefined && !own.has(ip)) as Ipv4[];
}

type Strangers = Pick<Scene, 'own' | 'others'>;

/** Somebody in the subnet that is not us: a gateway, a neighbour, else the first address that is free. */
export function askerIn(scene: Strangers, prefix: Prefix, ...not: readonly Ipv4[]): Ipv4 {
  const found = candidatesIn(scene, prefix).find((ip) => !not.includes(ip));
  return found ?? findCandidates(scene, prefix, new Set(not))[0] ?? NOBODY;
}

/** More than are left out but for the longest lists. */
const CANDIDATES = 3;
const candidates = new WeakMap<ReadonlySet<Ipv4>, Map<string, readonly Ipv4[]>>();

function candidatesIn(scene: Strangers, prefix: Prefix): readonly Ipv4[] {
  let known = candidates.get(scene.own);
  if (!known) candidates.set(scene.own, (known = new Map()));
  const key = `${prefix.network}/${prefix.length}`;
  let found = known.get(key);
  if (!found) known.set(key, (found = findCandidates(scene, prefix)));
  return found;
}

function findCandidates(
  { own, others }: Strangers,
  prefix: Prefix,
  not: ReadonlySet<Ipv4> = new Set(),
): readonly Ipv4[] {
  const found = new Set<Ipv4>();
  for (const ip of others) {
    if (found.size === CANDIDATES) break;
    if (contains(prefix, ip) && !own.has(ip) && !not.has(ip)) found.add(ip);
  }
  const edge = prefix.length < 31 ? 1 : 0;
  for (let ip = firstOf(prefix) + edge; ip <= lastOf(prefix) - edge && found.size < CANDIDATES; ip++)
    if (!own.has(ip) && !not.has(ip)) found.add(ip);
  return [...found];
}

/** Somebody who may ask on a link: in one of its subnets, behind a route through it, or nobody in particular. */
export function askerOn(scene: Scene, link: KernelLink, ...not: readonly Ipv4[]): Ipv4 {
  const [subnet] = subnetsOf(link);
  if (subnet) return askerIn(scene, subnet.prefix, ...not);
  for (const route of scene.host.routes) {
    if (route.type !== 'unicast' || !route.nexthops.some((hop) => hop.link === link.name)) continue;
    const prefix = parsePrefix(route.destination);
    if (prefix && prefix.length > 0) return askerIn(scene, prefix, ...not);
  }
  return NOBODY;
}

/** Would the host answer a broadcast who-has on that link. */
export function whoHas(
  scene: Pick<Scene, 'kernel'>,
  link: KernelLink,
  asked: { readonly ip: Ipv4; readonly asker: Ipv4 },
): Verdict<Answer> {
  return decideReply(
    {
      link: link.name,
      dst: BROADCAST_MAC,
      op: OP_REQUEST,
      sha: ASKER_MAC,
      spa: asked.asker,
      tha: 0,
      tpa: asked.ip,
    },
    scene.kernel,
  );
}

/** Who has a way of its own in the main table says nothing of the way to the others. */
export function strangerIn(scene: Scene, { prefix }: Pick<HostSegment, 'prefix'>): Ipv4 {
  return askerIn(scene, prefix, ...hostsAside(scene.host, prefix, []));
}

function askAll(scene: Scene, segment: HostSegment): readonly AskedAddress[] {
  const { prefix, links } = segment;
  const asker = strangerIn(scene, segment);
  const holders = new Map<Ipv4, KernelLink[]>();
  for (const link of links)
    for (const { local } of link.addresses) {
      if (!contains(prefix, local)) continue;
      const there = holders.get(local);
      if (!there) holders.set(local, [link]);
      else if (!there.includes(link)) there.push(link);
    }
  return [...holders].map(([ip, those]) => {
    const verdicts = links.map((link) => ({ link, verdict: whoHas(scene, link, { ip, asker }) }));
    const answering = verdicts.filter(({ verdict }) => verdict.yes).map(({ link }) => link);
    return { ip, holder: those[0]!, holders: those, asker, verdicts, answering };
  });
}

/** `who-has 10.0.0.2 tell 10.0.0.100` */
export function question(ip: Ipv4, asker: Ipv4): string {
  return `who-has ${formatIpv4(ip)} tell ${formatIpv4(asker)}`;
}

export function names(links: readonly KernelLink[]): readonly string[] {
  return links.map((link) => link.name);
}

/** Segments that several links of this host are on. */
export function sharedSegments(scene: Scene): readonly HostSegment[] {
  return scene.segments.filter((segment) => segment.links.length > 1);
}
