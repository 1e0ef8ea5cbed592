import { CONF, type ConfName, NEIGH, type NeighName } from '../kernel/conf.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Change } from './change.ts';

export type SettingChange = Change<
  'set-conf' | 'set-neigh' | 'set-threshold' | 'set-gc-interval' | 'set-sysctl'
>;

/** What a setting is on the host; undefined: it is not there, or the snapshot does not tell. */
export function valueIn(host: HostSnapshot, change: SettingChange): number | undefined {
  switch (change.do) {
    case 'set-conf':
      return confIn(host, change.link, change.setting);
    case 'set-neigh':
      return neighIn(host, change.link, change.setting);
    case 'set-threshold':
    case 'set-gc-interval':
      return limitIn(host, change.setting);
    case 'set-sysctl':
      return host.plain?.[change.setting];
  }
}

/** `all`, `default` or the name of a link. */
export function confIn({ conf }: HostSnapshot, link: string, setting: ConfName): number | undefined {
  const there = link === 'all' || link === 'default' ? conf[link] : conf.links[link];
  return there && (there[setting] ?? CONF[setting].compiled);
}

/** `default` or the name of a link. */
export function neighIn({ neigh }: HostSnapshot, link: string, setting: NeighName): number | undefined {
  const there = link === 'default' ? neigh.default : neigh.links[link];
  return there ? (there[setting] ?? NEIGH[setting].compiled) : undefined;
}

export function limitIn({ table }: HostSnapshot, setting: string): number | undefined {
  const { thresh1, thresh2, thresh3, gcInterval = null } = table;
  const limits: Readonly<Record<string, number | null>> = {
    gc_thresh1: thresh1,
    gc_thresh2: thresh2,
    gc_thresh3: thresh3,
    gc_interval: gcInterval,
  };
  return limits[setting] ?? undefined;
}
