import { formatIpv4, type Ipv4, isLoopbackIpv4, parseIpv4 } from '../base/ipv4.ts';
import { contains, lastOf, parsePrefix, type Prefix } from '../base/prefix.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { fibLookup } from '../kernel/routes.ts';
import { ANYBODY, type Concerns } from './concerns.ts';
import { isMetOn } from './met.ts';
import { askerIn, names, type Scene, sceneOf, whoHas } from './scene.ts';
import { type Wire, wiresOf } from './wires.ts';

/** Who answers for one address on one wire, before and after: names of links, in the kernel's order. */
export type SilenceTurn = {
  readonly ip: string;
  /** The link whose wire it is asked on; the first of several on one segment. */
  readonly on: string;
  /** All links of the wire. */
  readonly wire: readonly string[];
  /** The wire has a subnet that holds the address. */
  readonly home: boolean;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /**
   * That wire is of another network, nobody of the address's own was met there, and in its own network the address is
   * answered for as well afterwards.
   */
  readonly foreign: boolean;
};

/** More questions are not put to the model, those for proxied addresses last. */
const MOST_QUESTIONS = 400_000;
const MOST_PROXIED = 512;

export type Turns = {
  readonly turns: readonly SilenceTurn[];
  /** On links without a subnet, where nobody sees it by the addresses: those that answer as before. */
  readonly stays: readonly SilenceTurn[];
  /** Addresses that were not asked for: there are too many of them on too many links. */
  readonly unasked: number;
};

/**
 * Asks for every address this host answers with, on every link and not on those of its network alone: links without an
 * address of their own answer with addresses of others, and so does any link of a Linux that is as it comes.
 */
export function turnsBetween(
  before: HostSnapshot,
  after: HostSnapshot,
  { any, ips, links }: Concerns = ANYBODY,
): Turns {
  if (before === after) return { turns: [], stays: [], unasked: 0 };
  const [was, is] = [sceneOf(before), sceneOf(after)];
  const wires = wiresOf(was);
  const all = [...askedFor(was)];
  const open = wires.filter(({ strangers }) => strangers.length > 0).length;
  const asked = all.slice(0, Math.floor(MOST_QUESTIONS / Math.max(1, open)));
  // On wires of other networks only as long as they are few: there it is told and stands in no way.
  const everywhere = asked.length * wires.length <= MOST_QUESTIONS;
  const scenes = { was, is, everywhere };
  const some = asked.filter(({ ip }) => any || ips.has(ip));
  const found = wires.flatMap((wire) => {
    const whole = any || wire.links.some(({ name }) => links.has(name));
    return (whole ? asked : some).flatMap((one) => turnOf(scenes, wire, one));
  });
  const turns = found.filter((turn) => !isSame(turn));
  return { turns, stays: found.filter(isSame), unasked: all.length - asked.length };
}

/** Where somebody was answered before, and nobody is afterwards. */
export function silences({ turns }: Turns): readonly SilenceTurn[] {
  return turns.filter((turn) => isSilence(turn) && !turn.foreign);
}

export function isSilence({ before, after }: SilenceTurn): boolean {
  return before.length > 0 && after.length === 0;
}

function isSame({ before, after }: SilenceTurn): boolean {
  return before.join() === after.join();
}

type Scenes = { readonly was: Scene; readonly is: Scene; readonly everywhere: boolean };

type AskedFor = { readonly ip: Ipv4; readonly kind: 'own' | 'published' | 'proxied' };

function* askedFor(scene: Scene): Generator<AskedFor> {
  const told = new Set<Ipv4>();
  const fresh = (ip: Ipv4): boolean => !isLoopbackIpv4(ip) && !told.has(ip) && !!told.add(ip);
  for (const ip of scene.own) if (fresh(ip)) yield { ip, kind: 'own' };
  for (const entry of scene.host.published) {
    const ip = parseIpv4(entry.ip) ?? 0;
    if (fresh(ip)) yield { ip, kind: 'published' };
  }
  if (!scene.hearing.some(({ conf }) => conf.proxy_arp !== 0 || conf.proxy_arp_pvlan !== 0)) return;
  for (const ip of proxied(scene)) if (fresh(ip)) yield { ip, kind: 'proxied' };
}

/** A public resolver: whatever is routed by no other route. */
const FAR = 0x09090909;

/** One address of each route, evenly chosen where there are too many. */
function* proxied(scene: Scene): Generator<Ipv4> {
  yield FAR;
  const routes = scene.host.routes.filter(({ type }) => type === 'unicast');
  const stride = Math.max(1, Math.ceil(routes.length / MOST_PROXIED));
  for (let at = 0; at < routes.length; at += stride) {
    const prefix = parsePrefix(routes[at]!.destination);
    if (prefix && prefix.length > 0) yield prefix.length === 32 ? prefix.network : askerIn(scene, prefix);
  }
}

function turnOf(scenes: Scenes, wire: Wire, { ip, kind }: AskedFor): readonly SilenceTurn[] {
  const { was, is, everywhere } = scenes;
  if (wire.others.some((prefix) => contains(prefix, ip))) return [];
  const near = wire.subnets.filter((prefix) => contains(prefix, ip));
  const away = near.length === 0 && wire.strangers.length === 0;
  const homes = away ? was.segments.filter(({ prefix }) => contains(prefix, ip)) : [];
  if (homes.length > 0 && !everywhere) return [];
  if (kind === 'proxied' && livesOn(is, wire, ip)) return [];
  const prefixes = away ? wire.subnets.slice(0, 1) : near;
  const askers = [...prefixes.flatMap((prefix) => askersFrom(scenes, prefix, ip)), ...wire.strangers];
  const place = { ip: formatIpv4(ip), ...placeOf(wire), home: near.length > 0, foreign: false };
  const tellsStay = wire.subnets.length === 0 && kind !== 'proxied';
  let told: SilenceTurn | null = null;
  let heard = false;
  for (const asker of [...askers, ...wire.unknown]) {
    if (heard && !askers.includes(asker)) break;
    const before = answering(was, wire.links, { ip, asker });
    const one = { ...place, before, after: answering(is, wire.links, { ip, asker }) };
    heard ||= before.length > 0;
    if (isSame(one) && !(tellsStay && before.length > 0)) continue;
    if (told === null || isSame(told) || isSilence(one)) told = one;
    if (isSilence(one)) break;
  }
  if (told === null) return [];
  const foreign =
    homes.some(({ links, prefix }) => answersAtHome(is, { ip, prefix }, links)) &&
    !homes.some(({ prefix }) => isMetOn(was, wire.links, prefix));
  return [{ ...told, foreign }];
}

function placeOf({ links }: Wire): Pick<SilenceTurn, 'on' | 'wire'> {
  return { on: links[0]!.name, wire: names(links) };
}

/** Strangers before and afterwards, from both ends of the subnet: a narrower one inside of it is of another link. */
function askersFrom({ was, is }: Scenes, prefix: Prefix, ip: Ipv4): readonly Ipv4[] {
  const first = askerIn(was, prefix, ip);
  const isFree = (one: Ipv4): boolean => one !== ip && !was.own.has(one) && !is.own.has(one);
  const near = isFree(first) ? first : askerIn(was, prefix, ip, first);
  let far = lastOf(prefix) - (prefix.length < 31 ? 1 : 0);
  while (far > near && !isFree(far)) far--;
  return far > near ? [near, far] : [near];
}

function answersAtHome(
  is: Scene,
  { ip, prefix }: { readonly ip: Ipv4; readonly prefix: Prefix },
  links: readonly KernelLink[],
): boolean {
  return answering(is, links, { ip, asker: askerIn(is, prefix, ip) }).length > 0;
}

/** What is routed to a machine on that very wire is the machine's own to answer. */
function livesOn({ kernel }: Scene, { links }: Wire, ip: Ipv4): boolean {
  const route = fibLookup(kernel, { dst: ip, src: 0, iif: 1, vrf: links[0]!.vrf });
  return route.hops.some(({ link }) => links.some(({ name }) => name === link?.name));
}

type Question = { readonly ip: Ipv4; readonly asker: Ipv4 };

const known = new WeakMap<KernelLink, Map<Ipv4, Map<Ipv4, boolean>>>();

function answering(scene: Scene, links: readonly KernelLink[], question: Question): readonly string[] {
  const found: string[] = [];
  for (const { name } of links) {
    const link = scene.kernel.linkOf.get(name);
    if (link && hears(link) && answers(scene, link, question)) found.push(name);
  }
  return found;
}

function hears(link: KernelLink): boolean {
  return link.up && link.carrier && link.arp && link.ipv4 && link.upper === null;
}

/** A link belongs to one host: what is asked of it twice has one answer. */
function answers(scene: Scene, link: KernelLink, { ip, asker }: Question): boolean {
  let byAsker = known.get(link);
  if (!byAsker) known.set(link, (byAsker = new Map()));
  let byIp = byAsker.get(asker);
  if (!byIp) byAsker.set(asker, (byIp = new Map()));
  let yes = byIp.get(ip);
  if (yes === undefined) byIp.set(ip, (yes = whoHas(scene, link, { ip, asker }).yes));
  return yes;
}
