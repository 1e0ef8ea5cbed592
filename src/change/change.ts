import { shellWord } from '../base/shell-word.ts';
import type { ConfName, NeighName } from '../kernel/conf.ts';
import type { GuardSnapshot, NudState, PlainName, ScopeName } from '../kernel/host.ts';
import { RTPROT_BOOT, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';
import { TPID_8021AD } from '../wire/vlan.ts';
import { guardCommand } from './guard-command.ts';

/** How many entries the neighbour table of the machine may hold: see arp(7). */
export type Threshold = 'gc_thresh1' | 'gc_thresh2' | 'gc_thresh3';

/** A route as a change makes it: one next hop, of type unicast. */
export type RoutePlan = {
  readonly table: number;
  readonly destination: string;
  readonly link: string;
  readonly via: string | null;
  readonly source: string | null;
  /** Left out: 0. */
  readonly metric?: number;
  /** RTPROT_*; left out: 3 (boot), as `ip route` does. */
  readonly protocol?: number;
  /** Left out: link without a gateway, global with one, as `ip route` does. */
  readonly scope?: ScopeName | number;
  /** The gateway lies in no subnet of the link. */
  readonly onlink?: boolean;
  /** Behind others to the same destination with the same metric, beside which the kernel takes no other. */
  readonly append?: boolean;
};

/** An address of an interface, `10.0.0.1/24`. */
export type AddressPlan = {
  readonly link: string;
  readonly local: string;
  readonly prefixLength: number;
  /** The other end of a point-to-point address; null when there is none. */
  readonly peer: string | null;
  readonly scope: ScopeName | number;
  readonly label: string | null;
  /** null or left out: none. */
  readonly broadcast?: string | null;
  /** Of the route to its prefix; left out: 0. */
  readonly metric?: number;
  /** No route to its prefix comes with it. */
  readonly noPrefixRoute?: boolean;
};

/** A policy rule. */
export type RulePlan = {
  readonly priority: number;
  readonly from: string;
  readonly table: number;
  /** Routes of this length and shorter do not count; left out: all do. */
  readonly suppress?: number;
};

/** An entry of the neighbour table as a change makes it. */
export type NeighbourPlan = {
  readonly link: string;
  readonly ip: string;
  /** null: the kernel finds it out (state `none`, flag `managed`). */
  readonly mac: string | null;
  /** `add` is refused when there is one already; left out: `replace`, which takes its place. */
  readonly how?: 'add' | 'replace';
  /** Left out: permanent. */
  readonly state?: NudState;
  /** NTF_* and NTF_EXT_* in lower case; left out: none. */
  readonly flags?: readonly string[];
  /** RTPROT_*; null or left out: nobody says who made it. */
  readonly protocol?: number | null;
};

/** With what may be left out. */
export function wholeNeighbour(plan: NeighbourPlan): Required<NeighbourPlan> {
  const { link, ip, mac, how = 'replace', state = 'permanent', flags = [], protocol = null } = plan;
  return { link, ip, mac, how, state, flags, protocol };
}

/** What each kind of change needs to know. A `link` of settings is `all`, `default` or the name of a link. */
export type Plans = {
  'set-conf': { readonly link: string; readonly setting: ConfName; readonly value: number };
  'set-neigh': { readonly link: string; readonly setting: NeighName; readonly value: number };
  'set-threshold': { readonly setting: Threshold; readonly value: number };
  /** In seconds. */
  'set-gc-interval': { readonly setting: 'gc_interval'; readonly value: number };
  'add-address': AddressPlan;
  'remove-address': AddressPlan;
  'add-route': RoutePlan;
  'remove-route': RoutePlan;
  'add-rule': RulePlan;
  'remove-rule': RulePlan;
  publish: { readonly ip: string; readonly link: string | null };
  unpublish: { readonly ip: string; readonly link: string | null };
  'set-neighbour': NeighbourPlan;
  'remove-neighbour': { readonly link: string; readonly ip: string };
  'set-mac': { readonly link: string; readonly mac: string };
  /** The new link is down and has the MAC and MTU of its parent. */
  'add-vlan': {
    readonly link: string;
    readonly parent: string;
    /** The tag's EtherType: 0x8100 (802.1Q) or 0x88a8 (802.1ad). */
    readonly protocol: number;
    readonly id: number;
  };
  /** A VLAN: other kinds can be told of, but not made again. */
  'remove-link': { readonly link: string };
  'set-up': { readonly link: string; readonly up: boolean };
  /** A setting of net.ipv4 outside of conf and neigh. `ip_forward` is `forwarding` of conf/all. */
  'set-sysctl': { readonly setting: PlainName; readonly value: number };
  /** null: nothing is guarded any more. Entries that a liar got into the table before go with it. */
  'set-guard': { readonly guard: GuardSnapshot | null };
};

/** The word in `do`. */
export type ChangeKind = keyof Plans;

/** One kind of change. */
export type Change<K extends ChangeKind> = { [Kind in K]: { readonly do: Kind } & Plans[Kind] }[K];

/** One change of a Linux system as data: it can be shown, applied to a snapshot, applied to a machine, and undone. */
export type SystemChange = Change<ChangeKind>;

/** One change of the entries of the neighbour table. */
export type TableChange = Change<'set-neighbour' | 'remove-neighbour' | 'publish' | 'unpublish'>;

/** One change of what the table lives by. */
export type TimerChange = Change<'set-neigh' | 'set-threshold' | 'set-gc-interval'>;

export function isTableChange(change: SystemChange): change is TableChange {
  const { do: kind } = change;
  return (
    kind === 'set-neighbour' || kind === 'remove-neighbour' || kind === 'publish' || kind === 'unpublish'
  );
}

export function isTimerChange(change: SystemChange): change is TimerChange {
  return change.do === 'set-neigh' || change.do === 'set-threshold' || change.do === 'set-gc-interval';
}

/** What sets a limit of the whole machine. */
export function limitChange(
  setting: string,
  value: number,
): Change<'set-threshold'> | Change<'set-gc-interval'> {
  return setting === 'gc_interval'
    ? { do: 'set-gc-interval', setting, value }
    : { do: 'set-threshold', setting: setting as Threshold, value };
}

/** The shell command it stands for. */
export function commandOf(change: SystemChange): string {
  return COMMANDS[change.do](change as never);
}

const COMMANDS: { readonly [K in ChangeKind]: (change: Change<K>) => string } = {
  'set-conf': ({ link, setting, value }) => sysctl(['conf', link, setting], value),
  'set-neigh': ({ link, setting, value }) => sysctl(['neigh', link, setting], value),
  'set-threshold': ({ setting, value }) => sysctl(['neigh', 'default', setting], value),
  'set-gc-interval': ({ setting, value }) => sysctl(['neigh', 'default', setting], value),
  'add-address': (address) => `ip address add ${addressWords(address)}`,
  'remove-address': (address) => `ip address del ${rangeWords(address)} dev ${shellWord(address.link)}`,
  'add-route': (route) => `ip route ${route.append ? 'append' : 'add'} ${routeWords(route)}`,
  'remove-route': (route) => `ip route del ${routeWords(route)}`,
  'add-rule': (rule) => `ip rule add ${ruleWords(rule)}`,
  'remove-rule': (rule) => `ip rule del ${ruleWords(rule)}`,
  publish: ({ ip, link }) =>
    link === null
      ? `arpist table publish ${ip} --everywhere`
      : `ip neigh add proxy ${ip} dev ${shellWord(link)}`,
  unpublish: ({ ip, link }) =>
    link === null ? `arp -d ${ip} pub` : `ip neigh del proxy ${ip} dev ${shellWord(link)}`,
  'set-neighbour': neighbourCommand,
  'remove-neighbour': ({ ip, link }) => `ip neigh del ${ip} dev ${shellWord(link)}`,
  'set-mac': ({ link, mac }) => `ip link set ${shellWord(link)} address ${mac}`,
  'add-vlan': ({ link, parent, protocol, id }) =>
    `ip link add link ${shellWord(parent)} name ${shellWord(link)} type vlan${protocol === TPID_8021AD ? ' protocol 802.1ad' : ''} id ${id}`,
  'remove-link': ({ link }) => `ip link del ${shellWord(link)}`,
  'set-up': ({ link, up }) => `ip link set ${shellWord(link)} ${up ? 'up' : 'down'}`,
  'set-sysctl': ({ setting, value }) => `sysctl -w net.ipv4.${setting}=${value}`,
  'set-guard': ({ guard }) => guardCommand(guard),
};

/** With slashes when a name has a dot in it (`eth0.10`): sysctl takes both forms. */
function sysctl(path: readonly [string, string, string], value: number): string {
  const dotted = path.some((part) => part.includes('.'));
  return `sysctl -w ${shellWord(`${['net', 'ipv4', ...path].join(dotted ? '/' : '.')}=${value}`)}`;
}

function rangeWords({ local, prefixLength, peer }: AddressPlan): string {
  return peer === null ? `${local}/${prefixLength}` : `${local} peer ${peer}/${prefixLength}`;
}

function addressWords(address: AddressPlan): string {
  const { link, scope, label, broadcast = null, metric = 0, noPrefixRoute = false } = address;
  const words = [rangeWords(address)];
  if (broadcast !== null) words.push(`brd ${broadcast}`);
  words.push(`dev ${shellWord(link)}`);
  if (scope !== 'global') words.push(`scope ${scope}`);
  if (metric !== 0) words.push(`metric ${metric}`);
  if (noPrefixRoute) words.push('noprefixroute');
  if (label !== null && label !== link) words.push(`label ${shellWord(label)}`);
  return words.join(' ');
}

function routeWords(route: RoutePlan): string {
  const { destination, via, link, source, table, metric = 0, protocol, scope, onlink } = route;
  const words = [destination === '0.0.0.0/0' ? 'default' : destination];
  if (via !== null) words.push(`via ${via}`);
  words.push(`dev ${shellWord(link)}`);
  if (source !== null) words.push(`src ${source}`);
  if (table !== RT_TABLE_MAIN) words.push(`table ${table}`);
  if (metric !== 0) words.push(`metric ${metric}`);
  if (protocol !== undefined && protocol !== RTPROT_BOOT) words.push(`proto ${protocol}`);
  if (scope !== undefined && scope !== (via === null ? 'link' : 'global')) words.push(`scope ${scope}`);
  if (onlink) words.push('onlink');
  return words.join(' ');
}

function neighbourCommand(plan: NeighbourPlan): string {
  const { link, ip, mac, how, state, flags, protocol } = wholeNeighbour(plan);
  const words = [`ip neigh ${how} ${ip}`];
  if (mac !== null) words.push(`lladdr ${mac}`);
  words.push(`nud ${state}`, ...flags);
  if (protocol !== null) words.push(`protocol ${protocol}`);
  return [...words, `dev ${shellWord(link)}`].join(' ');
}

function ruleWords({ from, table, priority, suppress }: RulePlan): string {
  const words = `from ${from} lookup ${table === RT_TABLE_MAIN ? 'main' : table} priority ${priority}`;
  return suppress === undefined ? words : `${words} suppress_prefixlength ${suppress}`;
}
