import { UsageFault } from '../base/fault.ts';
import { parsePrefix, formatPrefix } from '../base/prefix.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type {
  AddressSnapshot,
  NexthopSnapshot,
  PortSelector,
  PublishedSnapshot,
  RouteSnapshot,
  RouteType,
  RuleAction,
  RuleSnapshot,
  ScopeName,
} from './host.ts';
import { SCOPE_NAMES } from './scopes.ts';
import {
  ROUTE_TABLES,
  ROUTE_TYPE_NAMES,
  RTPROT_BOOT,
  RTPROT_KERNEL,
  RTPROT_STATIC,
} from '../wire/netlink/numbers.ts';

/** The words of `ip route add`, `ip rule add` …, so that hosts for tests and plays can be written as people write them. */
const TYPES: ReadonlySet<string> = new Set(ROUTE_TYPE_NAMES);
const PROTOCOLS: Readonly<Record<string, number>> = {
  kernel: RTPROT_KERNEL,
  boot: RTPROT_BOOT,
  static: RTPROT_STATIC,
};

type Words = Map<string, string>;

/** Pairs of words behind `from`; single words have the value ''. */
function wordsOf(text: string, singles: readonly string[]): { head: string[]; words: Words } {
  const parts = text.trim().split(/\s+/);
  const words: Words = new Map();
  const head: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    const word = parts[at]!;
    if (singles.includes(word)) words.set(word, '');
    else if (KEYS.has(word)) words.set(word, parts[++at] ?? '');
    else head.push(word);
  }
  return { head, words };
}

const KEYS: ReadonlySet<string> = new Set(
  (
    'dev via via6 realm nhid table metric tos scope proto src weight from to iif oif fwmark pref priority lookup goto suppress_prefixlength ' +
    'uidrange peer broadcast brd label ipproto sport dport'
  ).split(' '),
);

/** `10.0.0.1/24`, `10.0.0.1 peer 10.0.0.9/32 scope link`, `10.0.0.200/32 scope host label lo:1`. */
export function addressOf(link: string, text: string): AddressSnapshot {
  const { head, words } = wordsOf(text, ['noprefixroute', 'deprecated']);
  const [first = ''] = head;
  const peer = words.get('peer');
  const length = (peer ?? first).split('/')[1];
  const local = checkedIp(first.split('/')[0] ?? '', text);
  return {
    link,
    local,
    prefixLength: length === undefined ? 32 : Number(length),
    peer: peer === undefined ? null : checkedIp(peer.split('/')[0] ?? '', text),
    scope: scopeWord(words.get('scope'), 'global'),
    secondary: false,
    broadcast: words.get('broadcast') ?? words.get('brd') ?? null,
    label: words.get('label') ?? null,
    flags: ['noprefixroute', 'deprecated'].filter((flag) => words.has(flag)),
    ...(words.has('metric') ? { metric: Number(words.get('metric')) } : {}),
  };
}

/** `10.1.0.0/24 dev e1 table 101`, `default via 10.0.0.254 dev e0`, `local 10.8.0.0/24 dev lo`, with `nexthop …` for more. */
export function routeOf(text: string): RouteSnapshot {
  const [before = '', ...hops] = text.split(/\bnexthop\b/);
  const { head, words } = wordsOf(before, ['onlink', 'linkdown', 'dead']);
  const typed = TYPES.has(head[0] ?? '');
  const type = (typed ? head[0] : 'unicast') as RouteType;
  const to = (typed ? head[1] : head[0]) ?? '';
  const nexthops = hops.map((hop) => hopOf(wordsOf(hop, ['onlink', 'linkdown', 'dead']).words));
  if (words.has('dev')) nexthops.unshift(hopOf(words));
  const isLocal = type === 'local';
  return {
    table: tableOf(words.get('table') ?? (isLocal || type === 'broadcast' ? 'local' : 'main')),
    type,
    destination: destinationOf(to, text),
    metric: Number(words.get('metric') ?? 0),
    tos: Number(words.get('tos') ?? 0),
    scope: scopeWord(words.get('scope'), isLocal ? 'host' : words.has('via') ? 'global' : 'link'),
    protocol: protocolOf(words.get('proto') ?? 'boot'),
    source: words.get('src') ?? null,
    ...(words.has('nhid') ? { object: Number(words.get('nhid')) } : {}),
    ...(words.has('realm') ? { realm: true } : {}),
    nexthops,
  };
}

function hopOf(words: Words): NexthopSnapshot {
  return {
    link: words.get('dev') ?? '',
    via: words.get('via') ?? null,
    ...(words.has('via6') ? { via6: words.get('via6')! } : {}),
    weight: Number(words.get('weight') ?? 1),
    dead: words.has('dead'),
    linkdown: words.has('linkdown'),
  };
}

const ACTIONS: ReadonlySet<string> = new Set(['nop', 'blackhole', 'unreachable', 'prohibit']);

/** `from 10.0.0.1 lookup 101 pref 100`, `not iif e0 prohibit`, `goto 500`. */
export function ruleOf(text: string, priority: number): RuleSnapshot {
  const { head, words } = wordsOf(text, ['not', 'l3mdev', ...ACTIONS]);
  if (head.some((word) => word !== 'all')) throw unreadable(text);
  const action = [...ACTIONS].find((word) => words.has(word)) ?? (words.has('goto') ? 'goto' : 'lookup');
  const [mark, mask = '0xffffffff'] = (words.get('fwmark') ?? '').split('/');
  const uids = words.get('uidrange')?.split('-').map(Number);
  const suppress = words.get('suppress_prefixlength');
  return {
    priority: Number(words.get('pref') ?? words.get('priority') ?? priority),
    action: action as RuleAction,
    table:
      action === 'lookup' && !words.has('l3mdev')
        ? tableOf(words.get('lookup') ?? words.get('table') ?? 'main')
        : 0,
    goto: words.has('goto') ? Number(words.get('goto')) : null,
    not: words.has('not'),
    from: selectorOf(words.get('from')),
    to: selectorOf(words.get('to')),
    iif: words.get('iif') ?? null,
    oif: words.get('oif') ?? null,
    mark: mark ? { value: Number(mark), mask: Number(mask) } : null,
    tos: Number(words.get('tos') ?? 0),
    l3mdev: words.has('l3mdev'),
    suppressPrefixLength: suppress === undefined ? null : Number(suppress),
    uids: uids ? [uids[0] ?? 0, uids[1] ?? uids[0] ?? 0] : null,
    neverForArp: ['ipproto', 'sport', 'dport'].some((word) => words.has(word)),
    ...(words.has('ipproto') ? { ipProtocol: Number(words.get('ipproto')) } : {}),
    ...(words.has('sport') ? { sourcePorts: portsOf(words.get('sport')!) } : {}),
    ...(words.has('dport') ? { destinationPorts: portsOf(words.get('dport')!) } : {}),
    ...(words.has('realm') ? { realm: true } : {}),
  };
}

/** `80`, `80-90` */
function portsOf(text: string): PortSelector {
  const [first = 0, last = first] = text.split('-').map(Number);
  return { first, last };
}

/** `10.1.0.50 dev e0`, or without a link for a wildcard entry. */
export function publishedOf(text: string): PublishedSnapshot {
  const { head, words } = wordsOf(text, []);
  return { ip: checkedIp(head[0] ?? '', text), link: words.get('dev') ?? null, permanent: true };
}

function selectorOf(text: string | undefined): string | null {
  return text === undefined || text === 'all' || text === 'any' ? null : text;
}

function tableOf(text: string): number {
  return ROUTE_TABLES[text] ?? Number(text);
}

function protocolOf(text: string): number {
  return PROTOCOLS[text] ?? Number(text);
}

function scopeWord(text: string | undefined, otherwise: ScopeName): ScopeName | number {
  if (text === undefined) return otherwise;
  return SCOPE_NAMES.find((name) => name === text) ?? Number(text);
}

function destinationOf(text: string, all: string): string {
  if (text === 'default') return '0.0.0.0/0';
  const prefix = parsePrefix(text.includes('/') ? text : `${text}/32`);
  if (!prefix) throw unreadable(all);
  return formatPrefix(prefix);
}

function checkedIp(text: string, all: string): string {
  if (parseIpv4(text) === undefined) throw unreadable(all);
  return text;
}

function unreadable(text: string): UsageFault {
  return new UsageFault(
    text,
    `"${text}" is not in the words of the ip command.`,
    'Write it as for ip address, ip route or ip rule add.',
  );
}
