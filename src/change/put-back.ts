import type { ConfName, NeighName } from '../kernel/conf.ts';
import type { HostSnapshot, LinkSnapshot } from '../kernel/host.ts';
import { after } from './after.ts';
import { limitChange } from './change.ts';
import { isMade } from './entry-again.ts';
import { withoutLink } from './link-changes.ts';
import { grouped } from './merge-states.ts';
import { type SnapshotState, stateOf } from './snapshot-state.ts';
import { type Item, type ItemKind, splitKey } from './state.ts';

/** The host with what is touched as it is in `goal`, whatever it is now; the rest stays, and so do marks that the kernel never forgets. */
export function putBack(host: HostSnapshot, goal: SnapshotState): HostSnapshot {
  const linked = withLinks(host, goal);
  const whole = withValues(withItems(linked, goal), goal);
  return goal.guard === undefined ? whole : { ...whole, guard: goal.guard };
}

/** Links that were made go, with what is theirs; a VLAN that is gone is made again, any other cannot be. */
function withLinks(host: HostSnapshot, goal: SnapshotState): HostSnapshot {
  const wanted = new Map(goal.links.map((link) => [link.name, link]));
  const touched = new Set(goal.touched.links);
  const added = host.links.filter(
    ({ name, kind }) => touched.has(name) && !wanted.has(name) && kind === 'vlan',
  );
  const left = added.reduce((rest, { name }) => withoutLink(rest, name), host);
  const there = new Set(left.links.map(({ name }) => name));
  const again = goal.links.filter(({ name, kind }) => !there.has(name) && kind === 'vlan');
  const links = left.links.map((link) => asBefore(link, wanted.get(link.name)));
  const settings = <T extends object>(of: Readonly<Record<string, T>>): Record<string, T> => ({
    ...of,
    ...Object.fromEntries(again.map(({ name }) => [name, {} as T])),
  });
  return {
    ...left,
    links: [...links, ...again].toSorted((a, b) => a.index - b.index),
    conf: { ...left.conf, links: settings(left.conf.links) },
    neigh: { ...left.neigh, links: settings(left.neigh.links) },
  };
}

function asBefore(link: LinkSnapshot, wanted: LinkSnapshot | undefined): LinkSnapshot {
  if (!wanted) return link;
  const { mac, up } = wanted;
  return { ...link, mac, up, carrier: up === link.up ? link.carrier : wanted.carrier };
}

function withItems(host: HostSnapshot, goal: SnapshotState): HostSnapshot {
  const now = stateOf(host, goal.touched);
  const links = new Set(host.links.map(({ name }) => name));
  const isHere = ({ link }: { readonly link: string | null }): boolean => link === null || links.has(link);
  /** What is so already stays in its place; of a link that is gone nothing can be brought back. */
  const list = <T extends object>(
    kind: ItemKind,
    all: readonly T[],
    can: (entry: T) => boolean,
  ): readonly T[] => {
    const { gone, added } = moves(now.items[kind], goal.items[kind]);
    const entries = added.map(({ entry }) => entry as T);
    return [...all.filter((entry) => !gone.has(entry)), ...entries.filter(can)];
  };
  const placeOf = new Map(host.links.map(({ name }, at) => [name, at]));
  const made = goal.items.neighbour.map(({ entry: { link, ip } }) => `${link} ${ip}`);
  const learned = host.neighbours.filter(
    (entry) => isMade(entry) || !made.includes(`${entry.link} ${entry.ip}`),
  );
  return {
    ...host,
    addresses: list('address', host.addresses, isHere).toSorted(
      (a, b) => placeOf.get(a.link)! - placeOf.get(b.link)!,
    ),
    routes: list('route', host.routes, ({ nexthops }) => nexthops.every(isHere)),
    rules: list('rule', host.rules, () => true).toSorted((a, b) => a.priority - b.priority),
    neighbours: list('neighbour', learned, isHere),
    published: list('published', host.published, isHere),
  };
}

type Entry = Item & { readonly entry: object };

/** From the first of a group that differs. */
function moves(
  now: readonly Entry[],
  wanted: readonly Entry[],
): { readonly gone: ReadonlySet<object>; readonly added: readonly Entry[] } {
  const there = grouped(now);
  const goal = grouped(wanted);
  const gone = new Set<object>();
  const added: Entry[] = [];
  for (const group of new Set([...there.keys(), ...goal.keys()])) {
    const is = there.get(group) ?? [];
    const shall = goal.get(group) ?? [];
    let same = 0;
    while (same < is.length && is[same]?.key === shall[same]?.key) same++;
    for (const { entry } of is.slice(same)) gone.add(entry);
    added.push(...shall.slice(same));
  }
  return { gone, added };
}

function withValues(host: HostSnapshot, goal: SnapshotState): HostSnapshot {
  // all/forwarding writes the others: it goes first.
  const conf = Object.entries(goal.conf).toSorted(
    ([a], [b]) => Number(b === 'all forwarding') - Number(a === 'all forwarding'),
  );
  return after(host, [
    ...conf.flatMap(([key, value]) => {
      const [link, setting] = splitKey(key);
      const known = link === 'all' || link === 'default' || host.conf.links[link] !== undefined;
      return known ? [{ do: 'set-conf', link, setting: setting as ConfName, value } as const] : [];
    }),
    ...Object.entries(goal.neigh).flatMap(([key, value]) => {
      const [link, setting] = splitKey(key);
      const known = link === 'default' || host.neigh.links[link] !== undefined;
      return known ? [{ do: 'set-neigh', link, setting: setting as NeighName, value } as const] : [];
    }),
    ...Object.entries(goal.thresholds).map(([setting, value]) => limitChange(setting, value)),
    ...Object.entries(goal.plain).map(
      ([setting, value]) =>
        ({ do: 'set-sysctl', setting: setting as 'icmp_echo_ignore_broadcasts', value }) as const,
    ),
  ]);
}
