import { combined, CONF, type ConfName } from '../kernel/conf.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Conf } from '../kernel/conf.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { versionOf } from '../kernel/versions.ts';
import type { Change } from '../change/change.ts';
import { subnetsOf } from './segments.ts';

/** A setting, and the value that some links shall compute with. */
export type SettingWish = { readonly setting: ConfName; readonly value: number };

/**
 * Brings a setting to a value on these links and on no others. Where conf/all stands in the way it goes to 0, and what it
 * meant for the other links is written to each of them before, and to conf/default for those that come later.
 */
export function settleOn(
  host: HostSnapshot,
  links: readonly string[],
  { setting, value }: SettingWish,
): readonly Change<'set-conf'>[] {
  const { conf } = host;
  const version = versionOf(host.kernel);
  const set = (link: string, to: number): Change<'set-conf'> => ({
    do: 'set-conf',
    link,
    setting,
    value: to,
  });
  const ownOf = (link: Conf = {}): number => link[setting] ?? CONF[setting].compiled;
  const meaning = (link: Conf = {}, all: Conf = conf.all) => combined(setting, { all, link }, version);
  const own = links.filter((link) => ownOf(conf.links[link]) !== value).map((link) => set(link, value));
  if (meaning({ [setting]: value }).raw === value) return own;
  const without: Conf = { ...conf.all, [setting]: 0 };
  const settled = new Set(links);
  const loopbacks = new Set(host.links.filter(({ loopback }) => loopback).map(({ name }) => name));
  const others = Object.entries({ ...conf.links, default: conf.default }).filter(
    ([link]) => !settled.has(link) && !loopbacks.has(link),
  );
  // What has no meaning acts as 0, and is not handed on.
  const kept = others.flatMap(([link, one]) => {
    const now = meaning(one).value;
    return meaning(one, without).value === now ? [] : [set(link, now)];
  });
  return [...own, ...kept, set('all', 0)];
}

/**
 * Links with a subnet. One without answers with addresses of others, and what hides those from the wrong wire would take
 * the only answer from the machine behind it: containers, PPPoE, parprouted.
 */
export function numbered(links: readonly KernelLink[]): readonly KernelLink[] {
  return links.filter((link) => subnetsOf(link).length > 0);
}
