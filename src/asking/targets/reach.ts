import type { Ipv4 } from '../../base/ipv4.ts';
import { contains, firstOf, lastOf, type Prefix, subnetOf } from '../../base/prefix.ts';
import { type IpRange, intersectRanges, normalizeRanges, subtractRanges } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Route, Routing, Way } from '../../ports/routing.ts';

/** So many addresses are looked up one by one; a table of a million routes is read for a network only. */
const FEW = 32;
/** So many of our addresses on a link are tried as the source of a look-up. */
const SOURCES = 8;

/** The subnets of an interface, in kernel order. */
export function subnetsOf({ addresses }: Pick<InterfaceFacts, 'addresses'>): readonly Prefix[] {
  return addresses.map(subnetOf);
}

export function wholeOf(prefix: Prefix): IpRange {
  return { first: firstOf(prefix), last: lastOf(prefix) };
}

/** The length of the longest subnet of an interface that holds the address; -1 if none does. */
export function nearness(facts: Pick<InterfaceFacts, 'addresses'>, ip: Ipv4): number {
  const near = subnetsOf(facts).filter((prefix) => contains(prefix, ip));
  return Math.max(-1, ...near.map(({ length }) => length));
}

/**
 * What is reached on which interface without a router in between: the subnets of its addresses, those of their other ends,
 * and what a route without a gateway leads to (net/ipv4/devinet.c inet_addr_onlink, net/ipv4/fib_semantics.c
 * fib_check_nh_nongw).
 */
export class Reach {
  readonly #routing: Routing | undefined;
  /** null: whatever there is */
  readonly #few: readonly Ipv4[] | null;
  readonly #byRoute = new Map<number, readonly IpRange[]>();
  readonly #ways = new Map<Ipv4, ReturnType<Routing['wayTo']>>();
  #routes: readonly Route[] | undefined;
  /** The links that any route leads to. */
  readonly #routed = new Set<number>();

  /** `ranges` are what will be asked about; empty: everything. */
  constructor(routing: Routing | undefined, ranges: readonly IpRange[]) {
    this.#routing = routing;
    const few =
      ranges.length > 0 && ranges.length <= FEW && ranges.every(({ first, last }) => first === last);
    this.#few = few ? ranges.map(({ first }) => first) : null;
  }

  onLink(facts: InterfaceFacts): readonly IpRange[] {
    return normalizeRanges([...subnetsOf(facts).map(wholeOf), ...this.byRoute(facts)]);
  }

  /** What routes add; it may lie in a subnet too. */
  byRoute(facts: InterfaceFacts): readonly IpRange[] {
    const known = this.#byRoute.get(facts.index);
    if (known) return known;
    const found = this.#few ? this.#fewOn(facts, this.#few) : this.#rangesOn(facts);
    this.#byRoute.set(facts.index, found);
    return found;
  }

  /** The same for a person who names no target: of routes to at most so many addresses, and the larger ones. */
  listed(
    { index }: InterfaceFacts,
    most: number,
  ): { readonly ranges: readonly IpRange[]; readonly large: readonly Prefix[] } {
    const routes = this.routes();
    if (!this.#routed.has(index)) return { ranges: [], large: [] };
    const isLarge = ({ prefix }: Route): boolean => 2 ** (32 - prefix.length) > most;
    const large = routes.filter((route) => isDirect(route, index) && isLarge(route));
    const small = routes.filter((route) => !large.includes(route));
    return { ranges: routedRanges(small, index), large: large.map(({ prefix }) => prefix) };
  }

  routes(): readonly Route[] {
    if (this.#routes === undefined) {
      this.#routes = this.#routing?.routes() ?? [];
      for (const { hops } of this.#routes) for (const { index } of hops) this.#routed.add(index);
    }
    return this.#routes;
  }

  /** A host of containers has hundreds of links, most without a route: they cost no walk of the table. */
  #rangesOn({ index }: InterfaceFacts): readonly IpRange[] {
    const routes = this.routes();
    return this.#routed.has(index) ? routedRanges(routes, index) : [];
  }

  /** Where this host would send a packet; undefined where that is not known. */
  wayTo(ip: Ipv4): Way | 'none' | 'refused' | undefined {
    if (!this.#routing) return undefined;
    const known = this.#ways.get(ip);
    if (known !== undefined) return known;
    const way = this.#routing.wayTo(ip);
    this.#ways.set(ip, way);
    return way;
  }

  /** The name of the interface on which this host itself would ask for the address; undefined when it would not. */
  directLink(ip: Ipv4): string | undefined {
    return directLinkOf(ip, this.wayTo(ip));
  }

  /** A rule may lead packets of an address of the link alone there: with several uplinks each has a table of its own. */
  #fewOn(facts: InterfaceFacts, few: readonly Ipv4[]): readonly IpRange[] {
    const sources = facts.addresses.slice(0, SOURCES).map(({ ip }) => ip);
    const isHere = (ip: Ipv4): boolean => {
      if (this.directLink(ip) === facts.name) return true;
      if (nearness(facts, ip) >= 0) return false;
      return sources.some((from) => directLinkOf(ip, this.#routing?.wayTo(ip, from)) === facts.name);
    };
    return few.filter(isHere).map((ip) => ({ first: ip, last: ip }));
  }
}

function directLinkOf(ip: Ipv4, way: ReturnType<Routing['wayTo']> | undefined): string | undefined {
  if (typeof way !== 'object' || way.kind !== 'unicast') return undefined;
  return way.gateway === null || way.gateway === ip ? way.link : undefined;
}

/**
 * Destinations of routes without a gateway out of an interface, less those a longer route of the same table leads elsewhere;
 * and its gateways, which are neighbours whatever way leads to them (`onlink`).
 */
export function routedRanges(routes: readonly Route[], index: number): readonly IpRange[] {
  const direct = new Set(routes.filter((route) => isDirect(route, index)));
  const gateways = routes
    .flatMap(({ hops }) => hops)
    .flatMap((hop) => (hop.index === index && typeof hop.gateway === 'number' ? [hop.gateway] : []));
  const found = new Set([...direct].map(({ table }) => table));
  const ranges = [...new Set(gateways)].map((ip) => ({ first: ip, last: ip }));
  for (const table of found)
    ranges.push(
      ...directOf(
        routes.filter((one) => one.table === table),
        direct,
      ),
    );
  return normalizeRanges(ranges);
}

function isDirect({ type, hops }: Route, index: number): boolean {
  return type === 'unicast' && hops.some((hop) => hop.index === index && hop.gateway === null);
}

/** From the shortest prefix to the longest, as a longer one takes away from a shorter one. */
function directOf(table: readonly Route[], direct: ReadonlySet<Route>): readonly IpRange[] {
  const taken = table.filter((route) => direct.has(route) && !isOutranked(route, table));
  const ground = normalizeRanges(taken.map(({ prefix }) => wholeOf(prefix)));
  const away = table.filter(
    (route) =>
      !direct.has(route) && !isShared(route) && intersectRanges([wholeOf(route.prefix)], ground).length > 0,
  );
  let ranges: readonly IpRange[] = [];
  for (let length = 0; length <= 32; length++) {
    const of = (routes: readonly Route[]): readonly IpRange[] =>
      routes.filter(({ prefix }) => prefix.length === length).map(({ prefix }) => wholeOf(prefix));
    ranges = normalizeRanges([...subtractRanges(ranges, of(away)), ...of(taken)]);
  }
  return ranges;
}

/** The kernel takes the route with the lower metric: another one leads elsewhere. */
function isOutranked({ prefix, metric }: Route, table: readonly Route[]): boolean {
  return table.some(
    (other) =>
      other.metric < metric &&
      other.prefix.length === prefix.length &&
      other.prefix.network === prefix.network &&
      !isShared(other),
  );
}

/** Without a gateway, but on another interface: the same network may well be on both. */
function isShared({ type, hops }: Route): boolean {
  return type === 'unicast' && hops.every(({ gateway }) => gateway === null);
}
