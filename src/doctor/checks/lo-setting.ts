import type { ConfName } from '../../kernel/conf.ts';
import type { SystemChange } from '../../change/change.ts';
import { type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { names, type Scene } from '../scene.ts';
import { numbered, settleOn } from '../settings-on.ts';
import { vipsOf } from '../vips.ts';

const SETTINGS = ['arp_ignore', 'arp_announce'] as const satisfies readonly ConfName[];

/** conf/lo set and conf/all not: somebody thinks it hides something. With conf/all set too it is only idle. */
export function loSetting(scene: Scene): readonly Finding[] {
  const { conf } = scene.host;
  const loopbacks = scene.host.links.filter(({ loopback }) => loopback).map(({ name }) => name);
  return loopbacks.flatMap((name) => {
    const valueOf = (setting: ConfName): number => conf.links[name]?.[setting] ?? 0;
    const set = SETTINGS.filter((setting) => {
      const value = valueOf(setting);
      return value !== 0 && value !== (conf.default[setting] ?? 0);
    });
    if (set.length === 0) return [];
    const missing = set.filter((setting) => scene.hearing.some((link) => link.conf[setting] === 0));
    const words = set.map((setting) => `${setting}=${valueOf(setting)}`);
    const changes: readonly SystemChange[] = [
      ...missing.flatMap((setting) =>
        settleOn(scene.host, lackingOn(scene, setting), { setting, value: valueOf(setting) }),
      ),
      ...set.map(
        (setting) => ({ do: 'set-conf', link: name, setting, value: conf.default[setting] ?? 0 }) as const,
      ),
    ];
    const end =
      missing.length > 0
        ? 'and the links that hear and ask do not have it'
        : 'what works is conf/all or the link';
    return [
      finding('lo-setting', {
        severity: missing.length > 0 ? 'risk' : 'note',
        sentence: `${words.join(' and ')} of ${name} is never read, ${end}.`,
        links: [name],
        evidence: set.map((setting) =>
          seen(
            `conf/${name}/${setting} ${conf.links[name]?.[setting]}, conf/all/${setting} ${conf.all[setting] ?? 0}`,
          ),
        ),
        changes,
      }),
    ];
  });
}

/** What is on lo is asked for where its subnet is, else on any link with a subnet. */
function lackingOn(scene: Scene, setting: ConfName): readonly string[] {
  const around = [...new Set(vipsOf(scene).flatMap((vip) => vip.around.map(({ link }) => link)))];
  const near = around.length > 0 ? around : numbered(scene.hearing);
  return names(near.filter((link) => link.conf[setting] === 0));
}
