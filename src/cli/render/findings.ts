import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { firstOf, formatPrefix, lastOf, type Prefix, prefixOf } from '../../base/prefix.ts';
import type { ProxyRange } from '../../verbs/scan/events.ts';
import { placeKey, type Row } from '../rows/row.ts';
import { byAddress } from '../rows/sort.ts';
import { plural } from './texts.ts';

/** A sentence for each address that is not simply ok. */
export function findings(rows: readonly Row[], ranges: readonly ProxyRange[]): readonly string[] {
  const places = new Map<string, Row[]>();
  for (const row of rows.toSorted(byAddress)) {
    const shared = places.get(placeKey(row));
    if (shared) shared.push(row);
    else places.set(placeKey(row), [row]);
  }
  const found = [...places.values()].map(sentenceOf).filter((sentence) => sentence !== undefined);
  return [...found, ...ranges.map(proxySentence)];
}

function sentenceOf(rows: readonly Row[]): string | undefined {
  const of = (verdict: string): readonly Row[] => rows.filter(({ station }) => station.verdict === verdict);
  const where = placeName(rows[0]!);
  const own = of('own-conflict');
  if (own.length > 0) return `${where}: our own address is used by ${who(own)} too`;
  const conflict = of('conflict');
  if (conflict.length > 0) return `${where}: conflict, ${conflictWords(conflict)}: ${who(conflict)}`;
  const flux = of('flux');
  if (flux.length > 0)
    return `${where}: flux, one host answers with ${plural(flux.length, 'MAC')}: ${who(flux)}`;
  return undefined;
}

/** Two hosts only where something shows them to be two. */
function conflictWords(rows: readonly Row[]): string {
  const proven = rows.some(({ station }) => station.why.some(({ code }) => code === 'different-answers'));
  if (proven) return `${rows.length === 2 ? 'two' : 'several'} hosts use it`;
  return `${rows.length} MACs answer, and nothing shows them to be one host`;
}

function placeName({ station }: Row): string {
  return `${formatIpv4(station.ip)}${station.vlan === null ? '' : ` (VLAN ${station.vlan})`}`;
}

function who(rows: readonly Row[]): string {
  return rows
    .map(({ station, vendor }) => `${formatMac(station.mac)}${vendor === null ? '' : ` (${vendor})`}`)
    .join(', ');
}

/** `10.77.0.254 proxies 10.77.0.128/25 (126 answers)` */
export function proxySentence(range: ProxyRange): string {
  const owner = range.owner === null ? formatMac(range.mac) : formatIpv4(range.owner);
  const tag = range.vlan === null ? '' : ` on VLAN ${range.vlan}`;
  return `${owner} proxies ${spanOf(range)}${tag} (${plural(range.count, 'answer')})`;
}

/** A network when all of it answered, but for its edges and the proxy itself; else first-last. */
export function spanOf({ first, last, owner }: ProxyRange): string {
  if (first === last) return formatIpv4(first);
  const prefix = around(first, last);
  const missing: number[] = [];
  for (let ip = firstOf(prefix); ip < first && missing.length < 4; ip++) missing.push(ip);
  for (let ip = lastOf(prefix); ip > last && missing.length < 4; ip--) missing.push(ip);
  const whole = missing.every((ip) => ip === owner || ip === firstOf(prefix) || ip === lastOf(prefix));
  return whole ? formatPrefix(prefix) : `${formatIpv4(first)}-${formatIpv4(last)}`;
}

function around(first: number, last: number): Prefix {
  const length = Math.clz32(first ^ last);
  return prefixOf(first, length);
}
