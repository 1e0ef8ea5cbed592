import type { ConfName } from '../../kernel/conf.ts';
import { type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { names, type Scene } from '../scene.ts';
import { numbered, settleOn } from '../settings-on.ts';

const SETTINGS = [
  'arp_ignore',
  'arp_announce',
  'arp_filter',
  'rp_filter',
  'drop_gratuitous_arp',
] as const satisfies readonly ConfName[];

/** A wish in conf/default that neither conf/all nor any link here lives by. */
export function defaultTooLate(scene: Scene): readonly Finding[] {
  const { conf } = scene.host;
  const { hearing } = scene;
  return SETTINGS.flatMap((setting) => {
    const wished = conf.default[setting] ?? 0;
    if (wished === 0 || hearing.length === 0 || (conf.all[setting] ?? 0) !== 0) return [];
    if (hearing.some(({ name }) => (conf.links[name]?.[setting] ?? 0) !== 0)) return [];
    return [
      finding('default-too-late', {
        sentence: `${setting}=${wished} is set in conf/default only, and none of ${listed(names(hearing))} has it: it reaches links made later.`,
        links: names(hearing),
        evidence: [seen(`conf/default/${setting} is ${wished}, conf/all and all links have 0`)],
        changes: settleOn(scene.host, names(numbered(hearing)), { setting, value: wished }),
      }),
    ];
  });
}
