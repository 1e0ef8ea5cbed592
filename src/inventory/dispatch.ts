import { failed, ok, type Result } from '../base/result.ts';
import type { Strength } from './sighting.ts';
import { STRENGTHS } from './tenure.ts';
import {
  type Blind,
  type Network,
  WATCH_KINDS,
  WATCH_SEVERITIES,
  type WatchEvent,
  type WatchKind,
} from './watch-event.ts';

/** One thing a sensor tells its centre. Kinds and fields are added, never renamed. */
export type Dispatch =
  /** A tenure as it stands: told when it begins, when another one follows, and now and then while it lasts. */
  | {
      readonly k: 'bind';
      readonly net: Network;
      readonly ip: number;
      readonly mac: number;
      readonly from: number;
      readonly last: number;
      readonly n: number;
      readonly how: Strength;
    }
  /** Something became known of an episode. */
  | { readonly k: 'event'; readonly ep: number; readonly at: number; readonly e: WatchEvent }
  /** An episode as it was told last: it may be known already. */
  | { readonly k: 'episode'; readonly ep: number; readonly at: number; readonly e: WatchEvent }
  | { readonly k: 'blind'; readonly b: Blind }
  /** Of a version after this one. */
  | { readonly k: 'other'; readonly kind: string; readonly text: string };

/** So many are told in one batch. */
export const MOST_DISPATCHES = 500;

const LATEST = 8.64e15;
const LONGEST = 64;
const LONGEST_OTHER = 8192;

type Fields = Readonly<Record<string, unknown>>;

/** One of a batch, from what JSON made of it; unknown kinds are kept as text. */
export function readDispatch(value: unknown): Result<Dispatch, string> {
  if (!isFields(value) || typeof value['k'] !== 'string') return failed('a dispatch has no kind');
  switch (value['k']) {
    case 'bind':
      return readBind(value);
    case 'event':
    case 'episode':
      return readEvent(value['k'], value);
    case 'blind':
      return readBlind(value);
    default:
      return ok({
        k: 'other',
        kind: plain(value['k']),
        text: JSON.stringify(value).slice(0, LONGEST_OTHER),
      });
  }
}

function readBind(value: Fields): Result<Dispatch, string> {
  const { ip, mac, from, last, n } = value;
  const net = networkOf(value['net']);
  const how = STRENGTHS.find((one) => one === value['how']);
  if (!net) return failed('a binding names no network');
  if (!isWhole(ip, 2 ** 32 - 1)) return failed('a binding has no address');
  if (!isWhole(mac, 2 ** 48 - 1)) return failed('a binding has no MAC');
  if (!isTime(from) || !isTime(last) || last < from) return failed('a binding has no time');
  return ok({
    k: 'bind',
    net,
    ip,
    mac,
    from,
    last,
    n: isWhole(n, 2 ** 31 - 1) ? n : 1,
    how: how ?? 'asked-as',
  });
}

function readEvent(k: 'event' | 'episode', value: Fields): Result<Dispatch, string> {
  const { ep, at, e } = value;
  if (!isWhole(ep, Number.MAX_SAFE_INTEGER)) return failed('an event has no episode');
  if (!isTime(at)) return failed('an event has no time');
  if (!isFields(e)) return failed('an event has nothing in it');
  const severity = WATCH_SEVERITIES.find((one) => one === e['severity']);
  const state = ['open', 'update', 'close'].find((one) => one === e['state']);
  const net = networkOf(e['network']);
  if (typeof e['kind'] !== 'string' || !severity || state === undefined || !net)
    return failed('an event lacks its kind, severity, state or network');
  const ip = isWhole(e['ip'], 2 ** 32 - 1) ? e['ip'] : null;
  const mac = isWhole(e['mac'], 2 ** 48 - 1) ? e['mac'] : null;
  const kind = WATCH_KINDS.find((one) => one === e['kind']) ?? (plain(e['kind']) as WatchKind);
  return ok({
    k,
    ep,
    at,
    e: { ...(e as unknown as WatchEvent), kind, ip, mac, network: net },
  });
}

function readBlind(value: Fields): Result<Dispatch, string> {
  const { b } = value;
  if (!isFields(b) || typeof b['interface'] !== 'string' || typeof b['code'] !== 'string')
    return failed('a blindness has no interface or code');
  const { from, until } = b;
  if (!isTime(from) || (until !== null && !isTime(until))) return failed('a blindness has no time');
  return ok({
    k: 'blind',
    b: {
      code: plain(b['code']),
      text: typeof b['text'] === 'string' ? plain(b['text'], LONGEST_OTHER) : '',
      from,
      until,
      interface: plain(b['interface']),
      frames: isWhole(b['frames'], 2 ** 48) ? b['frames'] : null,
    },
  });
}

function networkOf(value: unknown): Network | null {
  if (!isFields(value) || typeof value['interface'] !== 'string') return null;
  const { vlan, innerVlan } = value;
  return {
    interface: plain(value['interface']),
    vlan: isWhole(vlan, 4095) ? vlan : null,
    innerVlan: isWhole(innerVlan, 4095) ? innerVlan : null,
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= LATEST;
}

/** No database takes a zero byte in a text. */
function plain(text: string, longest = LONGEST): string {
  return text.replaceAll(/\0|\p{Surrogate}/gu, '').slice(0, longest);
}
