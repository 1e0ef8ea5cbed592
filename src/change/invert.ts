import { CONF, NEIGH } from '../kernel/conf.ts';
import { orderedGuard } from '../kernel/guard.ts';
import type { AddressSnapshot, GuardSnapshot, HostSnapshot, NeighbourSnapshot } from '../kernel/host.ts';
import { after, isPublished } from './after.ts';
import {
  addressAgain,
  cameAlong,
  entriesAgain,
  lostRoutes,
  madeEntries,
  publishedAgain,
  routeAgain,
} from './again.ts';
import { routeTaken } from './fib.ts';
import type { Change, SystemChange } from './change.ts';
import { undoOfRemoval, undoOfSet } from './entry-again.ts';
import { restoreLink } from './restore-link.ts';
import { promotedBy, takenAlong } from './secondaries.ts';
import { type SettingChange, valueIn } from './value-in.ts';

const FORWARDING_TO_ALL = 'forwarding';

/**
 * What brings the host back to where it was before the change, in the order to be done; empty when the change would
 * change nothing. A list, because the kernel takes more along: a primary address its secondary ones, the last address of
 * a link its neighbours and published entries, a new MAC its neighbours, `all/forwarding` the value of every link. Learned entries are not
 * brought back, but where another one took their place: they come by themselves. Nor is the order among equal routes, and among addresses of one scope: an address
 * added again comes last, and its routes with it.
 */
export function invert(change: SystemChange, before: HostSnapshot): readonly SystemChange[] {
  switch (change.do) {
    case 'set-conf':
      return invertConf(change, before);
    case 'set-neigh':
      return valueBack(change, before, NEIGH[change.setting].compiled);
    case 'set-threshold':
    case 'set-gc-interval':
    case 'set-sysctl':
      return valueBack(change, before);
    case 'add-address':
      return invertAddition(change, before);
    case 'remove-address':
      return invertRemoval(change, before);
    case 'add-route':
      return hasRoute(before, change) ? [] : [{ ...change, do: 'remove-route' }];
    case 'remove-route': {
      const gone = routeTaken(before.routes, change);
      return gone === undefined ? [] : routeAgain(before, gone);
    }
    case 'add-rule':
      return hasRule(before, change) ? [] : [{ ...change, do: 'remove-rule' }];
    case 'remove-rule':
      return hasRule(before, change) ? [{ ...change, do: 'add-rule' }] : [];
    case 'publish':
      return isPublished(before, change) ? [] : [{ ...change, do: 'unpublish' }];
    case 'unpublish':
      return hasPublished(before, change) ? publishedAgain(before, change) : [];
    case 'set-neighbour':
      return listed(undoOfSet(change, entryOf(before, change)));
    case 'remove-neighbour':
      return listed(undoOfRemoval(entryOf(before, change)));
    case 'set-mac': {
      const mac = before.links.find((link) => link.name === change.link)?.mac ?? null;
      if (mac === null || mac === change.mac) return [];
      const vlans = before.links.filter((link) => link.lower === change.link && link.kind === 'vlan');
      const followers = vlans.filter((link) => link.mac === mac).map(({ name }) => name);
      return [
        { ...change, mac },
        ...[change.link, ...followers].flatMap((link) => madeEntries(before, link)),
      ];
    }
    case 'add-vlan':
      return hasLink(before, change.link) ? [] : [{ do: 'remove-link', link: change.link }];
    case 'remove-link':
      return hasLink(before, change.link) ? restoreLink(before, change.link) : [];
    case 'set-up':
      return invertUp(change, before);
    case 'set-guard': {
      const { guard = null } = before;
      return isSameGuard(guard, change.guard) ? [] : [{ do: 'set-guard', guard }];
    }
  }
}

function isSameGuard(a: GuardSnapshot | null, b: GuardSnapshot | null): boolean {
  return JSON.stringify(a && orderedGuard(a)) === JSON.stringify(b && orderedGuard(b));
}

function listed(change: SystemChange | null): readonly SystemChange[] {
  return change === null ? [] : [change];
}

function valueBack(change: SettingChange, before: HostSnapshot, compiled?: number): readonly SystemChange[] {
  const value = valueIn(before, change) ?? compiled;
  return value === undefined || value === change.value ? [] : [{ ...change, value }];
}

function invertConf(change: Change<'set-conf'>, before: HostSnapshot): readonly SystemChange[] {
  const { link, setting, value } = change;
  const { conf } = before;
  const old = valueIn(before, change) ?? CONF[setting].compiled;
  if (old === value) return [];
  const back: SystemChange = { ...change, value: old };
  if (link !== 'all' || setting !== FORWARDING_TO_ALL) return [back];
  // A change of all/forwarding copies the value to default and every link (net/ipv4/devinet.c inet_forward_change).
  const others = [['default', conf.default] as const, ...Object.entries(conf.links)];
  const differing = others.filter(([, one]) => (one[setting] ?? CONF[setting].compiled) !== old);
  return [
    back,
    ...differing.map(([name, one]) => ({
      ...change,
      link: name,
      value: one[setting] ?? CONF[setting].compiled,
    })),
  ];
}

/** What a link without addresses had comes again: with its last address all that goes. */
function invertAddition(change: Change<'add-address'>, before: HostSnapshot): readonly SystemChange[] {
  if (addressIn(before, change)) return [];
  const back: SystemChange = { ...change, do: 'remove-address' };
  const routes = lostRoutes(before, after(after(before, [change]), [back]));
  const first = !before.addresses.some(({ link }) => link === change.link);
  return [back, ...routes, ...(first ? entriesAgain(before, change.link) : [])];
}

function invertRemoval(change: Change<'remove-address'>, before: HostSnapshot): readonly SystemChange[] {
  const gone = addressIn(before, change);
  if (gone === undefined) return [];
  const back = addressAgain(gone);
  const along = takenAlong(before, change);
  // What was promoted goes and comes again, behind the primary address.
  const promoted = promotedBy(before, change);
  const aside = promoted.map((one) => ({ ...addressAgain(one), do: 'remove-address' }) as SystemChange);
  const addresses = [...aside, back, ...[...along, ...promoted].map(addressAgain)];
  const again = after(after(before, [change]), addresses);
  const routes = [...lostRoutes(before, again), ...cameAlong(before, again)];
  const left = before.addresses.filter((address) => address.link === change.link);
  if (left.length > 1 + along.length + promoted.length) return [...addresses, ...routes];
  return [...addresses, ...routes, ...entriesAgain(before, change.link)];
}

/** A link that goes down takes its VLANs, routes, neighbours and published entries along; addresses stay. */
function invertUp(change: Change<'set-up'>, before: HostSnapshot): readonly SystemChange[] {
  const facts = before.links.find((link) => link.name === change.link);
  if (!facts || facts.up === change.up) return [];
  const back: SystemChange = { ...change, up: facts.up };
  const there = after(before, [change]);
  const again = after(there, [back]);
  const moved = before.links.filter((link) =>
    there.links.some((one) => one.name === link.name && one.up !== link.up),
  );
  return [
    back,
    ...(change.up ? [] : [...lostRoutes(before, again), ...cameAlong(before, again)]),
    ...moved.flatMap((link) => entriesAgain(before, link.name)),
  ];
}

function hasLink(host: HostSnapshot, name: string): boolean {
  return host.links.some((link) => link.name === name);
}

function entryOf(
  host: HostSnapshot,
  { link, ip }: { link: string; ip: string },
): NeighbourSnapshot | undefined {
  return host.neighbours.find((entry) => entry.link === link && entry.ip === ip);
}

function addressIn(
  host: HostSnapshot,
  wanted: Change<'add-address' | 'remove-address'>,
): AddressSnapshot | undefined {
  return host.addresses.find(
    ({ link, local, prefixLength, peer }) =>
      link === wanted.link &&
      local === wanted.local &&
      prefixLength === wanted.prefixLength &&
      peer === wanted.peer,
  );
}

function hasRoute(host: HostSnapshot, wanted: Change<'add-route' | 'remove-route'>): boolean {
  return host.routes.some(
    (route) =>
      route.table === wanted.table &&
      route.destination === wanted.destination &&
      route.metric === (wanted.metric ?? 0) &&
      route.nexthops.some(({ link, via }) => link === wanted.link && via === wanted.via),
  );
}

function hasRule(host: HostSnapshot, wanted: Change<'add-rule' | 'remove-rule'>): boolean {
  return host.rules.some(
    ({ from, table, priority }) =>
      priority === wanted.priority && table === wanted.table && plain(from) === plain(wanted.from),
  );
}

function plain(selector: string | null): string | null {
  return selector?.replace(/\/32$/, '') ?? null;
}

function hasPublished(host: HostSnapshot, wanted: Change<'publish' | 'unpublish'>): boolean {
  return host.published.some(({ ip, link }) => ip === wanted.ip && link === wanted.link);
}
