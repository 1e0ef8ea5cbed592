import { isSame, mergeLists, mergeValue } from './merge.ts';
import type { HostState, Item, ItemKind, LinkState, Values } from './state.ts';

export const ITEM_KINDS = ['address', 'route', 'rule', 'neighbour', 'published'] as const;
export const VALUE_KINDS = ['conf', 'plain', 'neigh', 'thresholds'] as const;

/** What the host has to be so that all we did from `before` to `after` is undone, and what others did since stays. */
export function mergeStates<S extends HostState>(before: S, after: S, now: S): S {
  const items = (kind: ItemKind): readonly Item[] =>
    mergedItems(before.items[kind], after.items[kind], now.items[kind]);
  return {
    ...before,
    links: mergedLinks(before, after, now),
    items: {
      address: items('address'),
      route: items('route'),
      rule: items('rule'),
      neighbour: items('neighbour'),
      published: items('published'),
    },
    conf: mergedValues(before.conf, after.conf, now.conf),
    neigh: mergedValues(before.neigh, after.neigh, now.neigh),
    thresholds: mergedValues(before.thresholds, after.thresholds, now.thresholds),
    plain: mergedValues(before.plain, after.plain, now.plain),
    ...mergedGuard(before, after, now),
  };
}

/** Whoever wrote another guard since has the last word. */
function mergedGuard(before: HostState, after: HostState, now: HostState): Pick<HostState, 'guard'> {
  if (before.guard === undefined) return {};
  const there = now.guard ?? null;
  const ours = JSON.stringify(after.guard ?? null) === JSON.stringify(there);
  return { guard: ours ? before.guard : there };
}

function mergedItems(before: readonly Item[], after: readonly Item[], now: readonly Item[]): readonly Item[] {
  const was = grouped(before);
  const made = grouped(after);
  const is = grouped(now);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((group) => {
    const then = was.get(group) ?? [];
    const there = is.get(group) ?? [];
    const items = new Map([...there, ...then].map((item) => [item.key, item]));
    const keys = mergeLists(keysOf(then), keysOf(made.get(group) ?? []), keysOf(there));
    return keys.map((key) => items.get(key)!);
  });
}

function mergedValues(before: Values, after: Values, now: Values): Values {
  return Object.fromEntries(
    Object.entries(before).map(([key, value]) => {
      const there = now[key] ?? value;
      return [key, mergeValue(value, after[key] ?? value, there)];
    }),
  );
}

function mergedLinks(before: HostState, after: HostState, now: HostState): readonly LinkState[] {
  const was = byName(before.links);
  const made = byName(after.links);
  const is = byName(now.links);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const then = was.get(name);
    const between = made.get(name);
    const there = is.get(name);
    if (!then) return between || !there ? [] : [there];
    if (!there) return between ? [] : [then];
    const { mac, up } = between ?? then;
    return [{ ...then, mac: mergeValue(then.mac, mac, there.mac), up: mergeValue(then.up, up, there.up) }];
  });
}

export function byName<L extends LinkState>(links: readonly L[]): ReadonlyMap<string, L> {
  return new Map(links.map((link) => [link.name, link]));
}

export function keysOf(items: readonly Item[]): readonly string[] {
  return items.map(({ key }) => key);
}

export function grouped<I extends Item>(items: readonly I[]): ReadonlyMap<string, readonly I[]> {
  const groups = new Map<string, I[]>();
  for (const item of items) {
    const group = groups.get(item.group);
    if (group) group.push(item);
    else groups.set(item.group, [item]);
  }
  return groups;
}

/** What of `was` is not so in `is`, one sentence each. */
export function differencesOf(was: HostState, is: HostState): readonly string[] {
  const told: string[] = [];
  const links = byName(is.links);
  for (const { name, mac, up } of was.links) {
    const link = links.get(name);
    if (!link) told.push(`${name} is gone`);
    else if (link.mac !== mac) told.push(`${name} has the MAC ${link.mac}, and had ${mac}`);
    else if (link.up !== up) told.push(`${name} is ${link.up ? 'up' : 'down'}, and was not`);
  }
  for (const { name } of is.links)
    if (!was.links.some((link) => link.name === name)) told.push(`${name} came since`);
  for (const kind of VALUE_KINDS)
    for (const [key, value] of Object.entries(was[kind])) {
      const there = is[kind][key];
      if (there !== undefined && there !== value && !isDrawn(key))
        told.push(`${key} is ${there}, and was ${value}`);
    }
  for (const kind of ITEM_KINDS) told.push(...itemDifferences(kind, was, is));
  if (was.guard !== undefined && JSON.stringify(was.guard) !== JSON.stringify(is.guard ?? null))
    told.push(was.guard === null ? 'addresses are guarded, and were not' : 'the guard is another one');
  return told;
}

/** The kernel draws it by itself. */
export function isDrawn(key: string): boolean {
  return key.endsWith(' reachable_time_ms');
}

const WORDS: Readonly<Record<ItemKind, readonly [one: string, many: string]>> = {
  address: ['address', 'addresses'],
  route: ['route', 'routes'],
  rule: ['policy rule', 'policy rules'],
  neighbour: ['entry', 'entries'],
  published: ['published address', 'published addresses'],
};

function itemDifferences(kind: ItemKind, was: HostState, is: HostState): readonly string[] {
  const had = new Set(keysOf(was.items[kind]));
  const has = new Set(keysOf(is.items[kind]));
  const nameOf = new Map([...was.links, ...is.links].map(({ index, name }) => [index, name]));
  const missing = was.items[kind].filter(({ key }) => !has.has(key));
  const more = is.items[kind].filter(({ key }) => !had.has(key));
  const order = missing.length + more.length === 0 && !isSameOrder(was.items[kind], is.items[kind]);
  return [
    ...sentence(kind, missing, nameOf, 'was there before, and is not'),
    ...sentence(kind, more, nameOf, 'came since'),
    ...(order ? [`the order of the ${WORDS[kind][1]} is another one`] : []),
  ];
}

function isSameOrder(was: readonly Item[], is: readonly Item[]): boolean {
  const now = grouped(is);
  return [...grouped(was)].every(([group, items]) => isSame(keysOf(items), keysOf(now.get(group) ?? [])));
}

function sentence(
  kind: ItemKind,
  items: readonly Item[],
  nameOf: ReadonlyMap<number, string>,
  what: string,
): readonly string[] {
  if (items.length === 0) return [];
  const named = items.flatMap(({ spoken, indexes: [index = 0] }) =>
    spoken === null ? [] : [`${spoken} on ${nameOf.get(index) ?? `if${index}`}`],
  );
  return [
    `${items.length} ${WORDS[kind][items.length === 1 ? 0 : 1]} ${what}${named.length === 0 ? '' : `: ${named.join(', ')}`}`,
  ];
}
