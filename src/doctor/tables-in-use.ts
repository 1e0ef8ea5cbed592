import type { HostSnapshot } from '../kernel/host.ts';
import { ROUTE_TABLES } from '../wire/netlink/numbers.ts';

/** default, main and local. */
const BORN = Object.values(ROUTE_TABLES);

/** Tables with a route, those a rule leads to or a VRF has though they are empty, and those that have a name. */
export function tablesInUse({ routes, rules, links, namedTables = [] }: HostSnapshot): Set<number> {
  return new Set([
    ...BORN,
    ...namedTables,
    ...routes.map(({ table }) => table),
    ...rules.map(({ table }) => table),
    ...links.flatMap(({ vrfTable }) => vrfTable ?? []),
  ]);
}
