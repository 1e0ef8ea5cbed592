import { formatIpv4, type Ipv4, isLoopbackIpv4, parseIpv4 } from '../base/ipv4.ts';
import { contains } from '../base/prefix.ts';
import { askerIn, askerOn, type Scene, sceneOf, whoHas } from '../doctor/scene.ts';
import { subnetsOf } from '../doctor/segments.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { type ReasonCode, reasonOf } from '../kernel/reasons.ts';
import type { Verdict } from '../kernel/verdict.ts';
import type { Declaration } from './declaration.ts';
import type { Draft } from './draft.ts';

/** Who answers a broadcast who-has for one address, before and after: names of links, in the kernel's order. */
export type AnswerShift = {
  readonly ip: string;
  /** The link it is asked on, where that is not the network of the address; left out: in its own. */
  readonly on?: string;
  /** It is asked in another network, and in its own it is answered for. */
  readonly foreign?: boolean;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

/** For one address, the links that hear questions for it with the reason of what each does, and those that answer. */
export type ShiftedAnswers = {
  readonly asked: ReadonlyMap<string, ReasonCode>;
  readonly answering: readonly string[];
};

export function shiftsBetween(
  before: HostSnapshot,
  after: HostSnapshot,
  declaration: Declaration,
): readonly AnswerShift[] {
  if (before === after) return [];
  const scenes = [sceneOf(before), sceneOf(after)] as const;
  const places = placesOf(scenes, declaration);
  const shifts: AnswerShift[] = [];
  for (const [ip, links] of places) {
    const was = answeringFor(scenes[0], ip, links);
    const is = answeringFor(scenes[1], ip, links);
    if (was.join() !== is.join()) shifts.push({ ip: formatIpv4(ip), before: was, after: is });
  }
  return shifts;
}

/** For every address that the declaration speaks of and that somebody may ask for: who answers on this host. */
export function answersOn(host: HostSnapshot, declaration: Declaration): ReadonlyMap<Ipv4, ShiftedAnswers> {
  const scene = sceneOf(host);
  const places = placesOf([scene], declaration);
  return new Map([...places].map(([ip, links]) => [ip, answersFor(scene, ip, links)]));
}

function answersFor(scene: Scene, ip: Ipv4, links: ReadonlySet<string>): ShiftedAnswers {
  const asked = new Map<string, ReasonCode>();
  const answering: string[] = [];
  for (const link of heardOn(scene, links)) {
    const verdict = verdictOn(scene, link, ip);
    asked.set(link.name, verdict.reason);
    if (verdict.yes) answering.push(link.name);
  }
  return { asked, answering };
}

function answeringFor(scene: Scene, ip: Ipv4, links: ReadonlySet<string>): readonly string[] {
  const answering: string[] = [];
  for (const link of heardOn(scene, links)) if (verdictOn(scene, link, ip).yes) answering.push(link.name);
  return answering;
}

/** In the kernel's order. */
function heardOn({ hearing }: Scene, links: ReadonlySet<string>): readonly KernelLink[] {
  return hearing.filter(({ name }) => links.has(name));
}

type Told = Pick<Verdict<unknown>, 'yes' | 'reason'>;

/** A link belongs to one host: what is asked of it twice has one answer. */
const verdicts = new WeakMap<KernelLink, Map<Ipv4, Told>>();

function verdictOn(scene: Scene, link: KernelLink, ip: Ipv4): Told {
  let known = verdicts.get(link);
  if (!known) verdicts.set(link, (known = new Map()));
  let told = known.get(ip);
  if (!told) {
    const { yes, reason } = whoHas(scene, link, { ip, asker: askerFor(scene, link, ip) });
    known.set(ip, (told = { yes, reason }));
  }
  return told;
}

function askerFor(scene: Scene, link: KernelLink, ip: Ipv4): Ipv4 {
  const near = subnetsOf(link).find(({ prefix }) => contains(prefix, ip));
  return near ? askerIn(scene, near.prefix, ip) : askerOn(scene, link, ip);
}

/** Addresses of the host, published ones and those of machines, with the links on whose segments they are asked for. */
function placesOf(
  scenes: readonly Scene[],
  declaration: Declaration,
): ReadonlyMap<Ipv4, ReadonlySet<string>> {
  const places = new Map<Ipv4, Set<string>>();
  const segments = scenes.flatMap((scene) => scene.segments);
  const add = (ip: Ipv4, ...more: readonly string[]): void => {
    if (isLoopbackIpv4(ip)) return;
    let links = places.get(ip);
    if (!links) {
      links = new Set();
      for (const { prefix, links: wires } of segments)
        if (contains(prefix, ip)) for (const { name } of wires) links.add(name);
      places.set(ip, links);
    }
    for (const link of more) links.add(link);
  };
  for (const { host } of scenes) {
    for (const { local, link } of host.addresses) add(parseIpv4(local) ?? 0, link);
    for (const { ip, link } of host.published) add(parseIpv4(ip) ?? 0, ...(link === null ? [] : [link]));
  }
  for (const { value } of declaration.vip?.addresses ?? []) add(value);
  for (const { networks, publicSide } of declaration.vlanRouters)
    for (const { machines } of networks)
      for (const { value } of machines) add(value, ...(publicSide ? [publicSide.value] : []));
  return places;
}

const NOBODY: ShiftedAnswers['asked'] = new Map();

/** What is declared about answers and would not come true by the model: something else on the host is in the way. */
export function warnOfAnswers(draft: Draft, declaration: Declaration): void {
  const answers = answersOn(draft.host, declaration);
  const expect = (ip: Ipv4, wanted: readonly string[], line: number | null): void => {
    const { asked = NOBODY, answering = [] } = answers.get(ip) ?? {};
    const missing = wanted.filter((link) => asked.has(link) && !answering.includes(link));
    const extra = answering.filter((link) => !wanted.includes(link));
    const words = [
      ...(missing.length > 0 ? [`${missing.join(', ')} would not answer for it`] : []),
      ...(extra.length > 0 ? [`${extra.join(', ')} would still answer for it`] : []),
    ];
    const reason = asked.get(missing[0] ?? extra[0] ?? '');
    if (reason)
      draft.warn(
        'not-as-declared',
        `${formatIpv4(ip)}: ${words.join(' and ')}. ${reasonOf(reason).sentence}`,
        line,
      );
  };
  const { vip, flux, published, vlanRouters } = declaration;
  for (const { value, line } of vip?.addresses ?? []) expect(value, vip?.link ? [vip.link.value] : [], line);
  for (const one of published)
    for (const { value, line } of one.addresses)
      expect(
        value,
        one.links.map((link) => link.value),
        line,
      );
  for (const { networks, publicSide, proxyArp } of vlanRouters)
    if (publicSide && proxyArp)
      for (const { machines, link } of networks)
        for (const { value, line } of machines) {
          const { answering = [] } = answers.get(value) ?? {};
          if (!answering.includes(publicSide.value) || answering.includes(link))
            expect(value, [publicSide.value], line);
        }
  if (!flux) return;
  const shared = new Set(flux.links.map(({ value }) => value));
  const holders = new Map<string, string[]>();
  for (const { local, link } of draft.host.addresses)
    holders.set(local, [...(holders.get(local) ?? []), link]);
  for (const { local, link } of draft.host.addresses)
    if (shared.has(link)) expect(parseIpv4(local) ?? 0, holders.get(local)!, flux.line);
}
