import { SCOPE_NAMES } from '../kernel/scopes.ts';
import type {
  Declaration,
  DeclaredAddress,
  DeclaredMac,
  DeclaredNeighbour,
  DeclaredRoute,
} from './declaration.ts';
import { cidr, destination, flag, ip, linkName, mac, oneOf, routeTable, text, whole } from './leaves.ts';
import type { TableReader } from './table-reader.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

type Plain = Pick<Declaration, 'routes' | 'addresses' | 'neighbours' | 'macs'>;

export function readPlain(root: TableReader, macs: TableReader | undefined): Plain {
  return {
    routes: root.tables('route').flatMap((table) => readRoute(table) ?? []),
    addresses: root.tables('address').flatMap((table) => readAddress(table) ?? []),
    neighbours: root.tables('neighbour').flatMap((table) => readNeighbour(table) ?? []),
    macs: macs ? macs.keys.flatMap((link) => readMac(macs, link) ?? []) : [],
  };
}

function readRoute(table: TableReader): DeclaredRoute | undefined {
  table.only(['to', 'via', 'interface', 'source', 'table', 'metric', 'onlink']);
  const to = table.need('to', destination, '"10.0.0.0/8"');
  const via = table.read('via', ip) ?? null;
  const link = table.at('interface', linkName) ?? null;
  if (!table.has('via') && !table.has('interface'))
    table.fault(null, 'a route leads to a gateway or out of an interface', 'write via or interface');
  const onlink = table.read('onlink', flag) ?? false;
  if (onlink && link === null)
    table.fault('onlink', 'an onlink gateway needs its interface', 'write interface = "eth0"');
  if (!to) return undefined;
  return {
    line: table.line(),
    to: to.value,
    via,
    link,
    source: table.read('source', ip) ?? null,
    table: table.read('table', routeTable) ?? RT_TABLE_MAIN,
    metric: table.read('metric', whole(0, 0xffffffff)) ?? 0,
    onlink,
  };
}

function readAddress(table: TableReader): DeclaredAddress | undefined {
  table.only(['address', 'interface', 'peer', 'scope', 'label']);
  const address = table.need('address', cidr, '"10.0.0.1/24"');
  const link = table.need('interface', linkName, '"eth0"');
  const label = table.read('label', text) ?? null;
  if (link && label !== null && (!label.startsWith(link.value) || label.length > 15))
    table.fault(
      'label',
      `the label of an address begins with the name of its interface and has at most 15 letters`,
      `write "${link.value}:1"`,
    );
  if (!address || !link) return undefined;
  return {
    line: table.line(),
    address: address.value,
    link,
    peer: table.read('peer', ip) ?? null,
    scope: table.read('scope', oneOf(...SCOPE_NAMES)) ?? null,
    label,
  };
}

function readNeighbour(table: TableReader): DeclaredNeighbour | undefined {
  table.only(['ip', 'mac', 'interface']);
  const address = table.need('ip', ip, '"10.0.0.9"');
  const station = table.need('mac', mac, '"02:00:00:00:00:09"');
  const link = table.need('interface', linkName, '"eth0"');
  if (!address || station === undefined || !link) return undefined;
  return { line: table.line(), ip: address.value, mac: station.value, link };
}

function readMac(table: TableReader, link: string): DeclaredMac | undefined {
  const value = table.read(link, mac);
  return value === undefined ? undefined : { line: table.line(link), link, mac: value };
}
