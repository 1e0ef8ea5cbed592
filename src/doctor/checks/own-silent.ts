import { formatIpv4, type Ipv4, isLoopbackIpv4 } from '../../base/ipv4.ts';
import { contains } from '../../base/prefix.ts';
import type { KernelAddress, KernelLink } from '../../kernel/kernel.ts';
import type { ReasonCode } from '../../kernel/reasons.ts';
import { isInside } from '../guests.ts';
import { askerIn, askerOn, type Scene, whoHas } from '../scene.ts';
import { linksAround, subnetsOf } from '../segments.ts';
import { vipsOf } from '../vips.ts';
import { ARPHRD_ETHER } from '../../wire/netlink/numbers.ts';
import { OF_THE_ASKER } from '../of-the-asker.ts';

/** An address of this host that its own link does not answer for, and who else does. */
export type Silent = {
  readonly link: KernelLink;
  readonly ip: Ipv4;
  readonly asker: Ipv4;
  readonly reason: ReasonCode;
  /** Other links that answer in its place. */
  readonly answering: readonly KernelLink[];
  /** Why the other links on whose network it lies are silent too. */
  readonly others: readonly { readonly link: KernelLink; readonly reason: ReasonCode }[];
};

/** A link with addresses of its own that neighbours ask for. */
export type AskedLink = {
  readonly link: KernelLink;
  readonly asked: number;
  readonly silent: readonly Silent[];
};

/** Without ARP from birth, so that it says nothing about what was meant. */
const NO_ARP_BY_KIND: ReadonlySet<string | null> = new Set([
  'dummy',
  'vrf',
  'ifb',
  'ipvlan',
  'ipvtap',
  'netkit',
  'nlmon',
]);
/** Modems speak to one station and have no ARP; their names begin so (systemd.net-naming-scheme). */
const MODEM = /^ww/;
const known = new WeakMap<Scene, readonly AskedLink[]>();

/** Every link that should answer for its own addresses, with those it is silent for. */
export function ownSilent(scene: Scene): readonly AskedLink[] {
  let judged = known.get(scene);
  if (!judged) known.set(scene, (judged = judgeAll(scene)));
  return judged;
}

function judgeAll(scene: Scene): readonly AskedLink[] {
  const hidden = new Set(vipsOf(scene).map(({ ip }) => ip));
  return scene.kernel.links.flatMap((link) => {
    if (!isMeantToAnswer(scene, link)) return [];
    const asked = link.arp ? askedFor(link) : askedWithoutArp(scene, link, hidden);
    const silent = asked.flatMap(({ local }) => silentFor(scene, link, local));
    return silent.length === 0 ? [] : [{ link, asked: asked.length, silent }];
  });
}

function isMeantToAnswer({ facts, host }: Scene, link: KernelLink): boolean {
  if (link.loopback || link.hardware !== ARPHRD_ETHER || !link.ipv4 || link.upper !== null) return false;
  if (!link.arp && (NO_ARP_BY_KIND.has(facts.get(link.name)?.kind ?? null) || MODEM.test(link.name)))
    return false;
  return !isInside({ facts, host }, link.name) || (link.up && link.carrier);
}

/** Addresses that somebody on the link asks for: what is outside of its subnets is routed to this host, unless it has none. */
function askedFor(link: KernelLink): readonly KernelAddress[] {
  const own = link.addresses.filter(({ local }) => !isLoopbackIpv4(local) && local !== 0);
  const subnets = subnetsOf(link);
  if (subnets.length === 0) return own;
  return own.filter(({ local }) => subnets.some(({ prefix }) => contains(prefix, local)));
}

/**
 * Without ARP a lone address may be meant so (a VIP that is hidden, the host's end of a container network); a network, or a
 * gateway that everything leaves by, is not.
 */
function askedWithoutArp(
  { host }: Scene,
  link: KernelLink,
  hidden: ReadonlySet<Ipv4>,
): readonly KernelAddress[] {
  const leads = host.routes.some(
    ({ type, destination, nexthops }) =>
      type === 'unicast' &&
      destination === '0.0.0.0/0' &&
      nexthops.some((hop) => hop.link === link.name && hop.via !== null),
  );
  return askedFor(link).filter(({ local, length }) => length < 32 || (leads && !hidden.has(local)));
}

function silentFor(scene: Scene, link: KernelLink, ip: Ipv4): readonly Silent[] {
  const askers = askersOf(scene, link, ip);
  const verdicts = askers.map((asker) => ({ asker, ...whoHas(scene, link, { ip, asker }) }));
  // Any asker that gets an answer, or could not be told from a forgery, ends the suspicion.
  if (verdicts.some(({ yes, reason }) => yes || OF_THE_ASKER.has(reason))) return [];
  const [first] = verdicts;
  if (!first || first.reason === 'arp-ignore-3') return [];
  const around = linksAround(scene, ip).filter((one) => one !== link);
  const elsewhere = around.map((one) => {
    const there = askersOf(scene, one, ip).map((asker) => whoHas(scene, one, { ip, asker }));
    return { link: one, verdict: there.find(({ yes }) => yes) ?? there[0]! };
  });
  return [
    {
      link,
      ip,
      asker: first.asker,
      reason: first.reason,
      answering: elsewhere.filter(({ verdict }) => verdict.yes).map((one) => one.link),
      others: elsewhere
        .filter(({ verdict }) => !verdict.yes)
        .map((one) => ({ link: one.link, reason: one.verdict.reason })),
    },
  ];
}

/** Two that differ: one of them may be refused for itself. */
function askersOf(scene: Scene, link: KernelLink, ip: Ipv4): readonly Ipv4[] {
  const subnet = subnetsOf(link).find(({ prefix }) => contains(prefix, ip));
  if (!subnet) return [askerOn(scene, link, ip)];
  const first = askerIn(scene, subnet.prefix, ip);
  return [...new Set([first, askerIn(scene, subnet.prefix, ip, first)])];
}

/** What silences a link as a whole, whoever asks for whatever. */
export const OF_THE_LINK: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'link-down',
  'link-no-carrier',
  'link-noarp',
  'arp-ignore-8',
]);

/** A link that answers for none of its own, and why; null when it answers for some, or the reasons are several. */
export function deafBecause({ asked, silent }: AskedLink): ReasonCode | null {
  const reasons = new Set(silent.map(({ reason }) => reason));
  const [only] = reasons;
  if (silent.length < asked || reasons.size !== 1 || only === undefined || !OF_THE_LINK.has(only))
    return null;
  return only;
}

/** `10.0.0.1, 10.0.0.2 and 3 more` needs them as text. */
export function dotted(silent: readonly Silent[]): readonly string[] {
  return [...new Set(silent.map(({ ip }) => formatIpv4(ip)))];
}
