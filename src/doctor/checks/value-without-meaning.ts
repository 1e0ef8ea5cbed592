import { CONF, combined, type ConfName } from '../../kernel/conf.ts';
import type { SystemChange } from '../../change/change.ts';
import { computed, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import { names, type Scene } from '../scene.ts';
import { numbered } from '../settings-on.ts';

const SETTINGS = ['arp_ignore', 'arp_announce', 'arp_accept'] as const satisfies readonly ConfName[];

/** Values beyond the known ones, which act as 0 and, being the larger, win over good ones. */
export function valueWithoutMeaning(scene: Scene): readonly Finding[] {
  const { conf } = scene.host;
  return SETTINGS.flatMap((setting) => {
    const bad = scene.hearing.flatMap((link) => {
      const of = { all: conf.all, link: conf.links[link.name] ?? {} };
      const { raw, value, all, link: own } = combined(setting, of, scene.kernel.version);
      return raw === value ? [] : [{ link, raw, all, own }];
    });
    if (bad.length === 0) return [];
    const raw = [...new Set(bad.map((one) => one.raw))].join(' and ');
    const wished = bad.find((one) => means(setting, Math.min(one.all, one.own)));
    const lost = wished
      ? `, and switches off the ${Math.min(wished.all, wished.own)} that is asked for beside it`
      : '';
    const links = bad.map(({ link }) => link);
    return [
      finding('value-without-meaning', {
        sentence: `${setting}=${raw} on ${listed(names(links))} has no meaning: the kernel takes it as 0${lost}.`,
        links: names(links),
        evidence: bad.map(({ link, all, own }) =>
          computed(
            `${setting}: conf/all ${all}, conf/${link.name} ${own}; the larger counts, and it is no value the kernel knows`,
          ),
        ),
        changes: mended(scene, setting, bad),
      }),
    ];
  });
}

type Bad = { readonly link: KernelLink; readonly all: number; readonly own: number };

function means(setting: ConfName, value: number): boolean {
  return value !== 0 && (CONF[setting].values?.includes(value) ?? true);
}

/**
 * On links with a subnet the value becomes what was meant, the usual one where nobody can know; conf/all says nothing any
 * more. Elsewhere it goes on to act as 0.
 */
function mended({ host }: Scene, setting: ConfName, bad: readonly Bad[]): readonly SystemChange[] {
  const usual = setting === 'arp_announce' ? 2 : 1;
  const near = new Set(numbered(bad.map(({ link }) => link)));
  const changes = bad.flatMap(({ link, own }): SystemChange[] => {
    if (!near.has(link) || means(setting, own)) return [];
    return [{ do: 'set-conf', link: link.name, setting, value: usual }];
  });
  const all = host.conf.all[setting] ?? 0;
  if (all === 0 || means(setting, all)) return changes;
  return [...changes, { do: 'set-conf', link: 'all', setting, value: 0 }];
}
