import { formatIpv4 } from '../base/ipv4.ts';
import { formatPrefix, lastOf, prefixOf } from '../base/prefix.ts';
import { farEnd } from '../kernel/address-list.ts';
import type { AddressSnapshot, HostSnapshot } from '../kernel/host.ts';
import { addressMade } from './address-changes.ts';
import type { SystemChange } from './change.ts';

/** The parts of a host that changes can reach, the consequences included. `all` and `default` are no links. */
export interface Touched {
  /** Their addresses, routes, entries and published addresses, their MAC and whether they are up. Sorted. */
  readonly links: readonly string[];
  /** `eth0 arp_ignore`. Sorted. */
  readonly conf: readonly string[];
  readonly neigh: readonly string[];
  readonly thresholds: readonly string[];
  readonly plain: readonly string[];
  readonly rules: boolean;
  /** Addresses published on every link. */
  readonly wildcards: boolean;
  /** What of lies is refused; left out: it is not. */
  readonly guard?: true;
  /** Local addresses that go, with which the kernel drops the routes that prefer them as source, on any link. */
  readonly sources: readonly string[];
  /**
   * Where routes of ours will lead that others lead to already, on other links: they are kept with them, because their
   * order counts. Left out: nowhere.
   */
  readonly destinations?: readonly string[];
}

export const NOTHING_TOUCHED: Touched = {
  links: [],
  conf: [],
  neigh: [],
  thresholds: [],
  plain: [],
  rules: false,
  wildcards: false,
  sources: [],
};

export function touchedBy(changes: readonly SystemChange[], host: HostSnapshot): Touched {
  const links = new Set<string>();
  const conf = new Set<string>();
  const neigh = new Set<string>();
  const thresholds = new Set<string>();
  const plain = new Set<string>();
  const sources = new Set<string>();
  let rules = false;
  let wildcards = false;
  let guard = false;
  for (const change of changes) {
    switch (change.do) {
      case 'set-conf':
        for (const link of writtenBy(change, host)) conf.add(`${link} ${change.setting}`);
        break;
      case 'set-neigh':
        neigh.add(`${change.link} ${change.setting}`);
        break;
      case 'set-threshold':
      case 'set-gc-interval':
        thresholds.add(change.setting);
        break;
      case 'set-sysctl':
        plain.add(change.setting);
        break;
      case 'add-rule':
      case 'remove-rule':
        rules = true;
        break;
      case 'publish':
      case 'unpublish':
        if (change.link === null) wildcards = true;
        else links.add(change.link);
        break;
      case 'set-guard':
        guard = true;
        break;
      case 'remove-link':
        // Its settings go with it.
        for (const link of dependants(change.link, host)) {
          links.add(link);
          for (const setting of Object.keys(host.conf.links[link] ?? {})) conf.add(`${link} ${setting}`);
          for (const setting of Object.keys(host.neigh.links[link] ?? {})) neigh.add(`${link} ${setting}`);
        }
        break;
      case 'set-mac':
      case 'set-up':
        for (const link of dependants(change.link, host)) links.add(link);
        break;
      default:
        links.add(change.link);
    }
  }
  for (const { link, local } of host.addresses) if (links.has(link)) sources.add(local);
  for (const change of changes) if (change.do === 'add-address') sources.add(change.local);
  const destinations = sorted(destinationsOf(changes, host, links));
  return {
    links: sorted(links),
    conf: sorted(conf),
    neigh: sorted(neigh),
    thresholds: sorted(thresholds),
    plain: sorted(plain),
    rules,
    wildcards,
    sources: sorted(sources),
    ...(guard ? { guard } : {}),
    ...(destinations.length === 0 ? {} : { destinations }),
  };
}

/** Of the routes that changes make, and that addresses bring with them when they are made or their link comes up. */
function destinationsOf(
  changes: readonly SystemChange[],
  host: HostSnapshot,
  links: ReadonlySet<string>,
): ReadonlySet<string> {
  const there = new Set<string>();
  // One that leads nowhere, as throw does, is on no link at all.
  for (const { destination, nexthops } of host.routes)
    if (nexthops.length === 0 || nexthops.some(({ link }) => !links.has(link))) there.add(destination);
  const made = new Set<string>();
  const make = (destination: string): void => {
    if (there.has(destination)) made.add(destination);
  };
  const bring = (address: AddressSnapshot): void => {
    const prefix = prefixOf(farEnd(address), address.prefixLength);
    for (const ip of [address.local, address.broadcast, formatIpv4(lastOf(prefix))])
      if (ip !== null) make(`${ip}/32`);
    make(formatPrefix(prefix));
  };
  for (const address of host.addresses) if (links.has(address.link)) bring(address);
  for (const change of changes) {
    if (change.do === 'add-address') bring(addressMade(change));
    if (change.do === 'add-route') make(change.destination);
  }
  return made;
}

/** `all/forwarding` is written to default and every link (net/ipv4/devinet.c inet_forward_change). */
function writtenBy(
  { link, setting }: { readonly link: string; readonly setting: string },
  host: HostSnapshot,
): readonly string[] {
  if (link !== 'all' || setting !== 'forwarding') return [link];
  return ['all', 'default', ...Object.keys(host.conf.links)];
}

/** A link and all that stands on it: they go down with it, and take its MAC over. */
function dependants(link: string, host: HostSnapshot): readonly string[] {
  const found = [link];
  for (const below of found)
    for (const { name, lower } of host.links) if (lower === below && !found.includes(name)) found.push(name);
  return found;
}

function sorted(words: ReadonlySet<string>): readonly string[] {
  return [...words].toSorted();
}

export function intersects(a: Touched, b: Touched): boolean {
  const shares = (one: readonly string[], other: readonly string[]): boolean =>
    one.some((word) => other.includes(word));
  return (
    (a.rules && b.rules) ||
    (a.wildcards && b.wildcards) ||
    (a.guard === true && b.guard === true) ||
    shares(a.links, b.links) ||
    shares(a.conf, b.conf) ||
    shares(a.neigh, b.neigh) ||
    shares(a.thresholds, b.thresholds) ||
    shares(a.plain, b.plain)
  );
}
