import type { HostSnapshot, LinkSnapshot } from '../kernel/host.ts';
import { after } from './after.ts';
import { addressAgain, entriesAgain, lostRoutes } from './again.ts';
import type { SystemChange } from './change.ts';

/** How to make a VLAN again with all it had, and the VLANs on it; empty for a link of another kind. */
export function restoreLink(before: HostSnapshot, name: string): readonly SystemChange[] {
  const gone = after(before, [{ do: 'remove-link', link: name }]);
  const left = new Set(gone.links.map((link) => link.name));
  const links = before.links.filter((link) => !left.has(link.name));
  if (links.some((link) => link.vlan === null || link.lower === null)) return [];
  const made = links.flatMap((link) => vlanAgain(before, link));
  const again = after(gone, made);
  return [...made, ...lostRoutes(before, again), ...links.flatMap((link) => entriesAgain(before, link.name))];
}

function vlanAgain(before: HostSnapshot, link: LinkSnapshot): readonly SystemChange[] {
  const { name, mac } = link;
  const { protocol, id } = link.vlan!;
  const add = { do: 'add-vlan', link: name, parent: link.lower!, protocol, id } as const;
  const made = after({ ...before, links: before.links.filter((one) => one !== link) }, [add]);
  const born = made.links.find((one) => one.name === name);
  const changes: SystemChange[] = [add];
  if (mac !== null && born?.mac !== mac) changes.push({ do: 'set-mac', link: name, mac });
  changes.push(...settingsAgain(before, name));
  if (link.up) changes.push({ do: 'set-up', link: name, up: true });
  const addresses = before.addresses.filter((address) => address.link === name);
  return [...changes, ...addresses.map(addressAgain)];
}

/** Settings in which the link differs from what a new one is born with. */
function settingsAgain(before: HostSnapshot, link: string): readonly SystemChange[] {
  const { conf, neigh } = before;
  const changes: SystemChange[] = [];
  for (const [setting, value] of Object.entries(conf.links[link] ?? {}) as [keyof typeof conf.all, number][])
    if (conf.default[setting] !== value) changes.push({ do: 'set-conf', link, setting, value });
  const born = neigh.default ?? {};
  for (const [setting, value] of Object.entries(neigh.links[link] ?? {}) as [keyof typeof born, number][])
    if (setting !== 'reachable_time_ms' && born[setting] !== value)
      changes.push({ do: 'set-neigh', link, setting, value });
  return changes;
}
