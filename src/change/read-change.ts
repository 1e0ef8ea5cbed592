import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { parsePrefix } from '../base/prefix.ts';
import { CONF_NAMES, NEIGH_NAMES } from '../kernel/conf.ts';
import { GUARD_MODES, NUD_STATES } from '../kernel/host.ts';
import type { Change, ChangeKind, SystemChange } from './change.ts';

/** A change as it was written down, by this version or by an older one; null for what is none that this one knows. */
export function readChange(record: unknown): SystemChange | null {
  if (!isRecord(record)) return null;
  const { do: kind } = record;
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) return null;
  const shape: Shape = SHAPES[kind as ChangeKind];
  return Object.entries(shape).every(([name, fits]) => fits(record[name])) ? (record as SystemChange) : null;
}

type Fits = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Fits>>;

const text: Fits = (value) => typeof value === 'string' && value !== '';
const number: Fits = (value) => typeof value === 'number' && Number.isFinite(value);
const flag: Fits = (value) => typeof value === 'boolean';
const ip: Fits = (value) => typeof value === 'string' && parseIpv4(value) !== undefined;
const mac: Fits = (value) => typeof value === 'string' && parseMac(value) !== undefined;
const prefix: Fits = (value) =>
  typeof value === 'string' && (value.includes('/') ? parsePrefix(value) !== undefined : ip(value));
const scope: Fits = (value) => text(value) || number(value);
const words: Fits = (value) => Array.isArray(value) && value.every(text);
const oneOf =
  (names: readonly string[]): Fits =>
  (value) =>
    typeof value === 'string' && names.includes(value);
const orNull =
  (fits: Fits): Fits =>
  (value) =>
    value === null || fits(value);
const orLeftOut =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value);

const guard: Fits = (value) =>
  isRecord(value) &&
  words(value['links']) &&
  oneOf(GUARD_MODES)(value['mode']) &&
  Array.isArray(value['guarded']) &&
  value['guarded'].every(
    (one) =>
      isRecord(one) &&
      ip(one['ip']) &&
      Array.isArray(one['macs']) &&
      one['macs'].every(mac) &&
      orLeftOut(number)(one['expires']),
  );

const ADDRESS = {
  link: text,
  local: ip,
  prefixLength: number,
  peer: orNull(ip),
  scope,
  label: orNull(text),
  broadcast: orLeftOut(orNull(ip)),
  metric: orLeftOut(number),
  noPrefixRoute: orLeftOut(flag),
};
const ROUTE = {
  table: number,
  destination: prefix,
  link: text,
  via: orNull(ip),
  source: orNull(ip),
  metric: orLeftOut(number),
  protocol: orLeftOut(number),
  scope: orLeftOut(scope),
  onlink: orLeftOut(flag),
  append: orLeftOut(flag),
};
const RULE = { priority: number, from: prefix, table: number, suppress: orLeftOut(number) };
const PUBLISHED = { ip, link: orNull(text) };
/** Every field of every kind: the compiler refuses one that is not looked at. */
const SHAPES: {
  readonly [K in ChangeKind]: { readonly [Name in Exclude<keyof Change<K>, 'do'>]-?: Fits };
} = {
  'set-conf': { link: text, setting: oneOf(CONF_NAMES), value: number },
  'set-neigh': { link: text, setting: oneOf(NEIGH_NAMES), value: number },
  'set-threshold': { setting: oneOf(['gc_thresh1', 'gc_thresh2', 'gc_thresh3']), value: number },
  'set-gc-interval': { setting: oneOf(['gc_interval']), value: number },
  'add-address': ADDRESS,
  'remove-address': ADDRESS,
  'add-route': ROUTE,
  'remove-route': ROUTE,
  'add-rule': RULE,
  'remove-rule': RULE,
  publish: PUBLISHED,
  unpublish: PUBLISHED,
  'set-neighbour': {
    link: text,
    ip,
    mac: orNull(mac),
    how: orLeftOut(oneOf(['add', 'replace'])),
    state: orLeftOut(oneOf(NUD_STATES)),
    flags: orLeftOut(words),
    protocol: orLeftOut(orNull(number)),
  },
  'remove-neighbour': { link: text, ip },
  'set-mac': { link: text, mac },
  'add-vlan': { link: text, parent: text, protocol: number, id: number },
  'remove-link': { link: text },
  'set-up': { link: text, up: flag },
  'set-sysctl': { setting: oneOf(['icmp_echo_ignore_broadcasts']), value: number },
  'set-guard': { guard: orNull(guard) },
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
