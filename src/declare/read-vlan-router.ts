import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import type { At, Cidr, VlanNetwork, VlanRouter } from './declaration.ts';
import { addresses, cidr, flag, linkName, oneOf, text, vlanIds, whole } from './leaves.ts';
import { each } from './read-addresses.ts';
import type { TableReader } from './table-reader.ts';
import { TPID_8021AD, TPID_8021Q } from '../wire/vlan.ts';

const KEYS = [
  'parent',
  'vlans',
  'protocol',
  'name',
  'address',
  'addresses',
  'machines',
  'each',
  'public-side',
  'forwarding',
  'proxy_arp',
  'pvlan',
];
const PROTOCOLS: Readonly<Record<string, number>> = { '802.1Q': TPID_8021Q, '802.1ad': TPID_8021AD };
/** IFNAMSIZ of linux/if.h, with its final zero. */
const LONGEST_NAME = 15;

export function readVlanRouter(table: TableReader): VlanRouter | undefined {
  table.only(KEYS);
  const parent = table.need('parent', linkName, '"eth1"');
  const ids = table
    .needList('vlans', vlanIds, '[1234]')
    .flatMap(({ value, line }) => value.map((id): At<number> => ({ value: id, line })));
  const twice = ids.find(({ value }, index) => ids.findIndex((one) => one.value === value) < index);
  if (twice) table.fault('vlans', `VLAN ${twice.value} is named twice`, 'name each VLAN once');
  if (!parent || ids.length === 0) return undefined;
  const own = addressesOf(table, ids.length);
  const machines = machinesOf(table, ids);
  const publicSide = table.at('public-side', linkName) ?? null;
  const pattern = table.read('name', text) ?? '{parent}.{id}';
  const networks = ids.map((id, at): VlanNetwork => {
    const link = pattern.replaceAll('{parent}', parent.value).replaceAll('{id}', String(id.value));
    return { id, link, addresses: own[at] ?? [], machines: machines.get(id.value) ?? [] };
  });
  judgeNames(table, networks);
  const anyMachine = networks.some((network) => network.machines.length > 0);
  if (anyMachine && publicSide === null && !table.has('public-side'))
    table.fault(
      'machines',
      'machines with addresses of their own need the side they are asked for from',
      'write public-side = "eth0", or leave machines out when the networks are private',
    );
  if (publicSide && publicSide.value === parent.value)
    table.fault('public-side', `${parent.value} is the trunk itself`, 'name the interface to the outside');
  return {
    line: table.line(),
    parent,
    protocol: PROTOCOLS[table.read('protocol', oneOf(...Object.keys(PROTOCOLS))) ?? '802.1Q']!,
    networks,
    forwarding: table.read('forwarding', flag) ?? true,
    proxyArp: table.read('proxy_arp', flag) ?? publicSide !== null,
    pvlan: table.read('pvlan', flag) ?? false,
    publicSide,
  };
}

function judgeNames(table: TableReader, networks: readonly VlanNetwork[]): void {
  const long = networks.find(({ link }) => link.length > LONGEST_NAME);
  if (long)
    table.fault(
      table.has('name') ? 'name' : 'parent',
      `'${long.link}' has ${long.link.length} letters, and the name of an interface at most ${LONGEST_NAME}`,
      'write name = "vlan{id}"',
    );
  if (networks.length > 1 && new Set(networks.map(({ link }) => link)).size < networks.length)
    table.fault('name', 'all VLANs would have the same name', 'write name = "vlan{id}"');
}

/** The router's addresses by VLAN: a list has one each, a single address is taken on by a network for each further VLAN. */
function addressesOf(table: TableReader, count: number): readonly (readonly At<Cidr>[])[] {
  if (table.has('address') && table.has('addresses'))
    table.fault('addresses', "'address' and 'addresses' contradict each other", 'keep one of them');
  const first = table.at('address', cidr);
  if (first) return Array.from({ length: count }, (_, at) => [advanced(table, first, at)]);
  const all = table.list('addresses', cidr);
  if (count === 1) return [all];
  if (all.length > 0 && all.length !== count)
    table.fault(
      'addresses',
      `there are ${count} VLANs and ${all.length} addresses`,
      'give each VLAN one, in the order of vlans, or write address = "10.1.0.1/24" for the first alone',
    );
  return all.map((one) => [one]);
}

function advanced(table: TableReader, { value, line }: At<Cidr>, networks: number): At<Cidr> {
  const local = value.local + networks * 2 ** (32 - value.length);
  if (local < 0xe0000000) return { value: { ...value, local }, line };
  table.fault(
    'address',
    `the networks behind ${formatIpv4(value.local)} do not reach so far`,
    'write addresses = [...]',
  );
  return { value, line };
}

/** A list for a single VLAN, a list cut into `each`, or a table by VLAN id. */
function machinesOf(
  table: TableReader,
  ids: readonly At<number>[],
): ReadonlyMap<number, readonly At<Ipv4>[]> {
  const share = table.read('each', whole(1, 65_536));
  if (table.isTable('machines')) return machinesById(table, ids);
  const all = table.list('machines', addresses).flatMap(each);
  if (all.length === 0) return new Map();
  const size = share ?? all.length;
  if (share === undefined && ids.length > 1) {
    table.fault(
      'machines',
      `it is not said which of the ${ids.length} VLANs they are in`,
      'write each = 125, or a table: machines = { 100 = ["203.0.113.10-50"] }',
    );
  } else if (all.length > size * ids.length)
    table.fault(
      'machines',
      `${all.length} machines do not fit in ${ids.length} VLANs of ${size}`,
      'write a larger each, or fewer machines',
    );
  return new Map(ids.map((id, at) => [id.value, all.slice(at * size, (at + 1) * size)]));
}

function machinesById(
  table: TableReader,
  ids: readonly At<number>[],
): ReadonlyMap<number, readonly At<Ipv4>[]> {
  const inner = table.table('machines')!;
  if (table.has('each')) table.fault('each', "'each' goes with a list of machines", 'leave it out');
  inner.only(ids.map(({ value }) => String(value)));
  return new Map(ids.map(({ value }) => [value, inner.list(String(value), addresses).flatMap(each)]));
}
