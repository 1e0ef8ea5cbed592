import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { readInterfaces } from './interfaces.ts';
import { talk } from './talk.ts';
import { readRoutes, unpluggedOf } from './snapshot-routes.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** The next hops of the default routes in the main table, lowest metric first: `ip route show default`. Throws SystemFault. */
export function readGateways(): readonly { readonly link: string; readonly ip: Ipv4 }[] {
  return talk((netlink) => {
    const interfaces = readInterfaces(netlink);
    const nameOf = new Map(interfaces.map(({ index, name }) => [index, name]));
    return readRoutes(netlink, { nameOf, unplugged: unpluggedOf(interfaces) }, [])
      .filter(
        ({ table, type, destination }) =>
          table === RT_TABLE_MAIN && type === 'unicast' && destination === '0.0.0.0/0',
      )
      .toSorted((a, b) => a.metric - b.metric)
      .flatMap(({ nexthops }) => nexthops)
      .flatMap(({ link, via }) => {
        const ip = parseIpv4(via ?? '');
        return ip === undefined ? [] : [{ link, ip }];
      });
  });
}
