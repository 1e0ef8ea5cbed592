import { lastOf, parsePrefix } from '../../base/prefix.ts';
import { type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import { type ReasonCode, REASONS } from '../../kernel/reasons.ts';
import { computed, few, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { askerIn, askerOn, names, question, type Scene, whoHas } from '../scene.ts';
import { OF_THE_ASKER_FROM_AFAR } from '../of-the-asker.ts';

type Setting = 'proxy_arp' | 'proxy_arp_pvlan' | 'medium_id';

const ANSWERED_BY: Readonly<Record<'proxy_arp' | 'proxy_arp_pvlan', ReasonCode>> = {
  proxy_arp: 'answer-proxy-arp',
  proxy_arp_pvlan: 'answer-pvlan',
};

/** Another asker might be answered. */
const OF_THIS_ASKER: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  ...OF_THE_ASKER_FROM_AFAR,
  'pvlan-same-address',
]);

/** A host with more routes than this is a router: one of them is proxied for sure. */
const MOST_ROUTES = 4096;
/** Public resolvers: covered by a default route, if by anything. */
const FAR = ['9.9.9.9', '1.1.1.1'].map((text) => parseIpv4(text)!);

/** proxy_arp, proxy_arp_pvlan and medium_id that are on where they can never make an answer. */
export function proxyNever(scene: Scene): readonly Finding[] {
  const idle = (['proxy_arp', 'proxy_arp_pvlan'] as const).flatMap((setting) => idleOf(scene, setting));
  return [...grouped(scene, idle), ...mediumAlone(scene)];
}

type Idle = {
  readonly link: KernelLink;
  readonly setting: 'proxy_arp' | 'proxy_arp_pvlan';
  readonly ip: Ipv4 | null;
  readonly asker: Ipv4;
  readonly reason: ReasonCode;
};

function idleOf(scene: Scene, setting: Idle['setting']): readonly Idle[] {
  const set = scene.hearing.filter(({ conf }) => conf[setting] !== 0);
  if (set.length === 0 || scene.host.routes.length > MOST_ROUTES) return [];
  const idle = set.flatMap((link) => verdictOf(scene, link, setting) ?? []);
  // Set for all of them: where one link works, the others are not what it was set for.
  const one = idle.length < set.length;
  return idle.filter(({ link }) => !one || (scene.host.conf.links[link.name]?.[setting] ?? 0) !== 0);
}

/** null: it answers for something, or might for another asker. */
function verdictOf(scene: Scene, link: KernelLink, setting: Idle['setting']): Idle | null {
  let best: Idle = { link, setting, ip: null, asker: 0, reason: 'no-route' };
  if (link.conf.forwarding === 0) return { ...best, reason: 'not-forwarding' };
  for (const ip of targetsFor(scene, link, setting)) {
    const asker = askerOn(scene, link, ip);
    const { reason } = whoHas(scene, link, { ip, asker });
    if (reason === ANSWERED_BY[setting] || OF_THIS_ASKER.has(reason)) return null;
    if (best.ip === null || reason === 'medium-id') best = { link, setting, ip, asker, reason };
  }
  return best;
}

/** Somebody behind each route that could be answered for: by another link, or with pvlan by the same. */
function targetsFor(scene: Scene, link: KernelLink, setting: Idle['setting']): readonly Ipv4[] {
  const targets: Ipv4[] = [];
  for (const { type, destination, nexthops } of scene.host.routes) {
    if (type !== 'unicast') continue;
    const same = nexthops.some((hop) => hop.link === link.name);
    const other = nexthops.some((hop) => hop.link !== link.name);
    if (setting === 'proxy_arp' ? !other : !same) continue;
    const prefix = parsePrefix(destination);
    if (!prefix) continue;
    if (prefix.length === 0) targets.push(...FAR);
    else targets.push(askerIn(scene, prefix), lastOf(prefix) - (prefix.length < 31 ? 1 : 0));
  }
  return targets;
}

function grouped(scene: Scene, tried: readonly Idle[]): readonly Finding[] {
  const groups = new Map<string, Idle[]>();
  for (const one of tried) {
    const key = `${one.setting} ${one.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const { setting, reason } = group[0]!;
    const links = group.map(({ link }) => link);
    return finding('proxy-never', {
      sentence: `${setting} on ${listed(names(links))} answers for nothing that a neighbour asks: ${causeOf(group[0]!)}.`,
      links: names(links),
      evidence: [
        ...few(links.map(({ name }) => seen(valuesOf(scene, name, setting)))),
        ...few(
          group.flatMap(({ link, ip, asker }) =>
            ip === null
              ? []
              : [
                  computed(
                    `${question(ip, asker)} on ${link.name}: not answered. ${REASONS[reason].sentence}`,
                    reason,
                  ),
                ],
          ),
        ),
      ],
    });
  });
}

function causeOf({ setting, reason, ip }: Idle): string {
  if (reason === 'not-forwarding') return 'it does not forward, and only then anything is proxied';
  if (reason === 'medium-id')
    return 'by medium_id all that is routed elsewhere is on the same medium, or not proxied';
  if (setting === 'proxy_arp_pvlan') return 'no route leads back out of it';
  return ip === null
    ? 'no route leaves by another link'
    : 'none of the routes that leave by another link is proxied';
}

function valuesOf({ host: { conf } }: Scene, name: string, setting: Setting): string {
  return `${setting}: conf/all ${conf.all[setting] ?? 0}, conf/${name} ${conf.links[name]?.[setting] ?? 0}`;
}

/** medium_id only bounds what proxy_arp answers for. */
function mediumAlone(scene: Scene): readonly Finding[] {
  if (scene.kernel.links.some(({ conf }) => conf.proxy_arp !== 0)) return [];
  const links = scene.hearing.filter(({ conf }) => conf.medium_id !== 0);
  if (links.length === 0) return [];
  return [
    finding('proxy-never', {
      severity: 'note',
      sentence: `medium_id on ${listed(names(links))} has no effect: it only bounds what proxy_arp answers for, and proxy_arp is on nowhere.`,
      links: names(links),
      evidence: few(links.map(({ name }) => seen(valuesOf(scene, name, 'medium_id')))),
      changes: links.map(({ name }) => ({ do: 'set-conf', link: name, setting: 'medium_id', value: 0 })),
    }),
  ];
}
