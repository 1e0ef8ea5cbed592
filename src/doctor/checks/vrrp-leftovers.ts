import type { ConfName } from '../../kernel/conf.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import type { SystemChange } from '../../change/change.ts';
import { type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';
import { vipsOf } from '../vips.ts';

const SETTINGS = ['arp_ignore', 'arp_filter'] as const satisfies readonly ConfName[];

export function vrrpLeftovers(scene: Scene): readonly Finding[] {
  const { conf } = scene.host;
  const hiding = new Set(vipsOf(scene).flatMap(({ around }) => around.map(({ link }) => link.name)));
  return scene.hearing.flatMap((link) => {
    const set = SETTINGS.filter((setting) => {
      const own = conf.links[link.name]?.[setting] ?? 0;
      return (
        link.conf[setting] !== 0 &&
        own !== 0 &&
        (conf.all[setting] ?? 0) === 0 &&
        own !== (conf.default[setting] ?? 0)
      );
    });
    if (set.length === 0 || hiding.has(link.name) || isNeeded(scene, link)) return [];
    const words = set.map((setting) => `${setting}=${conf.links[link.name]?.[setting]}`).join(' and ');
    return [
      finding('vrrp-leftovers', {
        sentence: `${words} is set on ${link.name} alone and nothing here needs it; VRRP daemons leave it behind when they are killed.`,
        links: [link.name],
        evidence: set.map((setting) =>
          seen(`conf/${link.name}/${setting} ${conf.links[link.name]?.[setting]}, conf/all 0`),
        ),
        changes: set.map((setting): SystemChange => ({ do: 'set-conf', link: link.name, setting, value: 0 })),
      }),
    ];
  });
}

/** A virtual MAC stands on it, it is one itself, or another link shares its segment. */
function isNeeded(scene: Scene, link: KernelLink): boolean {
  const stands = scene.host.links.some(({ lower }) => lower === link.name);
  const shared = scene.segments.some(({ links }) => links.length > 1 && links.includes(link));
  return stands || shared || scene.facts.get(link.name)?.kind === 'macvlan';
}
