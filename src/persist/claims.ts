import { CONF_NAMES, NEIGH_NAMES } from '../kernel/conf.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { PersistKind } from './persisted.ts';
import { spokenKey, sysctlValues } from './sysctl-order.ts';

/** One thing a written file makes, as far as it can be held against a host. */
export type FileClaim =
  | { readonly of: 'setting'; readonly key: string; readonly value: string }
  | { readonly of: 'address' | 'published'; readonly ip: string; readonly link: string }
  | { readonly of: 'neighbour'; readonly ip: string; readonly link: string; readonly mac: string }
  | { readonly of: 'link'; readonly link: string };

/** Routes and rules are not held against the host: their words say less than the kernel has. */
export function claimsOf(kind: PersistKind, text: string): readonly FileClaim[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  if (kind === 'sysctl.d')
    return [...sysctlValues(lines.join('\n'))].map(([key, value]) => ({ of: 'setting', key, value }));
  return kind === 'systemd-networkd' ? networkdClaims(lines) : lines.flatMap(commandClaims);
}

function commandClaims(line: string): readonly FileClaim[] {
  const words = line.trim().replaceAll("'", '').split(/\s+/);
  const text = words.join(' ');
  const [, setting] = /sysctl -qw (\S+=\S+)/.exec(text) ?? [];
  if (setting !== undefined)
    return [...sysctlValues(setting)].map(([key, value]) => ({ of: 'setting', key, value }));
  const [, address, on] = /ip address replace ([\d.]+)\/\d+ .*?\bdev (\S+)/.exec(text) ?? [];
  if (address !== undefined && on !== undefined) return [{ of: 'address', ip: address, link: on }];
  const [, ip, mac, link] = /ip neigh replace ([\d.]+) lladdr (\S+) .*?\bdev (\S+)/.exec(text) ?? [];
  if (ip !== undefined && mac !== undefined && link !== undefined)
    return [{ of: 'neighbour', ip, mac, link }];
  const [, shown, at] = /ip neigh replace proxy ([\d.]+) dev (\S+)/.exec(text) ?? [];
  if (shown !== undefined && at !== undefined) return [{ of: 'published', ip: shown, link: at }];
  const [, made] = /ip link add link \S+ name (\S+) type vlan/.exec(text) ?? [];
  return made === undefined ? [] : [{ of: 'link', link: made }];
}

function networkdClaims(lines: readonly string[]): readonly FileClaim[] {
  const claims: FileClaim[] = [];
  let section = '';
  let link = '';
  let ip = '';
  for (const line of lines) {
    section = /^\[(.+)\]$/.exec(line)?.[1] ?? section;
    const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    const about = `${section} ${key}`;
    if (about === 'Match Name') link = value;
    if (about === 'NetDev Name') claims.push({ of: 'link', link: value });
    if (about === 'Address Address') claims.push({ of: 'address', ip: value.split('/')[0]!, link });
    if (about === 'Neighbor Address') ip = value;
    if (about === 'Neighbor LinkLayerAddress') claims.push({ of: 'neighbour', ip, mac: value, link });
  }
  return claims;
}

/** What is not so on the host, one sentence; null: it is so, or the host does not tell. A link '' is any. */
export function whyNotSo(claim: FileClaim, host: HostSnapshot): string | null {
  const on = (link: string): boolean => claim.of !== 'setting' && (claim.link === '' || link === claim.link);
  switch (claim.of) {
    case 'setting': {
      const now = settingOf(claim.key, host);
      return now === undefined || String(now) === claim.value
        ? null
        : `${spokenKey(claim.key)} is ${now}, not ${claim.value}`;
    }
    case 'address':
      return host.addresses.some(({ local, link }) => local === claim.ip && on(link))
        ? null
        : `${claim.ip} is not on ${claim.link || 'any link'}`;
    case 'published':
      return host.published.some(({ ip, link }) => ip === claim.ip && on(link ?? ''))
        ? null
        : `${claim.ip} is not published on ${claim.link}`;
    case 'neighbour':
      return host.neighbours.some(
        ({ ip, mac, link, state }) =>
          ip === claim.ip && mac === claim.mac.toLowerCase() && on(link) && state === 'permanent',
      )
        ? null
        : `${claim.ip} has no static entry ${claim.mac}`;
    case 'link':
      return host.links.some(({ name }) => name === claim.link) ? null : `${claim.link} is not there`;
  }
}

function settingOf(key: string, host: HostSnapshot): number | undefined {
  const [, kind, link = '', name = ''] = /^net\/ipv4\/(conf|neigh)\/(.+)\/([^/]+)$/.exec(key) ?? [];
  const { conf, neigh, table } = host;
  if (kind === 'conf') {
    const of = link === 'all' || link === 'default' ? conf[link] : conf.links[link];
    const setting = CONF_NAMES.find((known) => known === name);
    return setting === undefined ? undefined : of?.[setting];
  }
  if (kind === 'neigh') {
    const limits = { gc_thresh1: table.thresh1, gc_thresh2: table.thresh2, gc_thresh3: table.thresh3 };
    if (link === 'default' && name in limits) return limits[name as keyof typeof limits] ?? undefined;
    const setting = NEIGH_NAMES.find((known) => known === name);
    const of = link === 'default' ? neigh.default : neigh.links[link];
    return setting === undefined ? undefined : of?.[setting];
  }
  const [, plain] = /^net\/ipv4\/([^/]+)$/.exec(key) ?? [];
  return (host.plain as Readonly<Record<string, number>> | undefined)?.[plain ?? ''];
}
