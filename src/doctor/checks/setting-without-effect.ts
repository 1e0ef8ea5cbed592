import { combineOf, combined, CONF_NAMES, type ConfName } from '../../kernel/conf.ts';
import { computed, few, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';

const TOUCHES_ARP: ReadonlySet<ConfName> = new Set<ConfName>([
  'arp_ignore',
  'arp_announce',
  'arp_filter',
  'arp_accept',
  'arp_notify',
  'proxy_arp',
  'proxy_arp_pvlan',
  'rp_filter',
  'accept_local',
  'drop_gratuitous_arp',
  'arp_evict_nocarrier',
  'route_localnet',
]);

/** Links with a value of their own that is not what the kernel computes with. A value equal to conf/default was never meant. */
export function settingWithoutEffect(scene: Scene): readonly Finding[] {
  const { conf } = scene.host;
  const { version } = scene.kernel;
  return CONF_NAMES.flatMap((setting) => {
    if (!TOUCHES_ARP.has(setting) || combineOf(setting, version) === 'link') return [];
    const overridden = scene.hearing.flatMap(({ name }) => {
      const own = conf.links[name]?.[setting];
      const fresh = conf.default[setting];
      if (own === undefined || fresh === undefined || own === fresh) return [];
      const { raw, value, all } = combined(setting, { all: conf.all, link: { [setting]: own } }, version);
      return raw !== own && raw === value && !isSwitch(scene, setting, { own, raw })
        ? [{ name, own, all, raw }]
        : [];
    });
    if (overridden.length === 0) return [];
    const [first] = overridden;
    const values = overridden.map(({ name, own }) => `${name} (${own})`);
    return [
      finding('setting-without-effect', {
        sentence: `${setting} of ${listed(values)} has no effect: conf/all is ${first!.all}, and ${first!.raw} counts.`,
        links: overridden.map(({ name }) => name),
        evidence: few(
          overridden.map(({ name, own, all, raw }) =>
            computed(
              `${setting}: conf/all ${all} and conf/${name} ${own} make ${raw} (${combineOf(setting, version)})`,
            ),
          ),
        ),
      }),
    ];
  });
}

/** Of settings that are only on or off, any number is on. */
function isSwitch(scene: Scene, setting: ConfName, of: { own: number; raw: number }): boolean {
  return combineOf(setting, scene.kernel.version) !== 'max' && (of.own !== 0) === (of.raw !== 0);
}
