import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import { foldRanges, formatRange } from '../../inventory/ranges.ts';
import type { ProxyRange } from '../../inventory/station.ts';
import { placeKey, type Row } from '../../records/station.ts';
import { byAddress } from '../../records/sort.ts';
import { count, plural } from '../../terminal/text/texts.ts';

/** More addresses with one finding are told as ranges. */
const LISTED = 8;
/** A network in which everything is wrong is not told line by line; each has its record. */
const MOST_SENTENCES = 200;
const MOST_LOOKED_AT = 8192;
const GOOD: ReadonlySet<string> = new Set(['ok', 'virtual', 'proxy']);
/** The MACs of one address that are named. */
const NAMED = 8;

/** A sentence for each address that is not simply ok, or for many of which the same is to be said. */
export function findings(rows: readonly Row[], ranges: readonly ProxyRange[]): readonly string[] {
  const places = new Map<string, Row[]>();
  let left = 0;
  for (const row of rows.filter(({ station }) => !GOOD.has(station.verdict)).toSorted(byAddress)) {
    const shared = places.get(placeKey(row));
    if (shared) shared.push(row);
    else if (places.size < MOST_LOOKED_AT) places.set(placeKey(row), [row]);
    else left++;
  }
  const found = new Map<string, Row[]>();
  for (const shared of places.values()) {
    const [first] = shared as [Row, ...Row[]];
    const words = wordsFor(shared);
    if (words === undefined) continue;
    const key = `${first.station.interface} ${first.station.vlan} ${words}`;
    const alike = found.get(key);
    if (alike) alike.push(first);
    else found.set(key, [first]);
  }
  const lines = [...found]
    .flatMap(([key, alike]) => linesOf(alike, key.split(' ').slice(2).join(' ')))
    .toSorted((a, b) => byAddress(a.row, b.row))
    .map(({ text }) => text);
  const more = Math.max(0, lines.length - MOST_SENTENCES) + left;
  const told = more <= 0 ? lines : [...lines.slice(0, MOST_SENTENCES), `and ${count(more)} more like these`];
  return [...told, ...ranges.map(proxySentence)];
}

function linesOf(
  alike: readonly Row[],
  words: string,
): readonly { readonly row: Row; readonly text: string }[] {
  if (alike.length <= LISTED) return alike.map((row) => ({ row, text: `${placeName(row)}: ${words}` }));
  const { vlan } = alike[0]!.station;
  const tag = vlan === null ? '' : ` (VLAN ${vlan})`;
  const byIp = new Map(alike.map((row) => [row.station.ip, row]));
  return foldRanges(byIp.keys(), 1).map((range) => {
    const many = range.last - range.first + 1;
    const size = many === 1 ? '' : ` (${count(many)} addresses)`;
    return { row: byIp.get(range.first)!, text: `${formatRange(range)}${tag}${size}: ${words}` };
  });
}

function wordsFor(rows: readonly Row[]): string | undefined {
  const of = (verdict: string): readonly Row[] => rows.filter(({ station }) => station.verdict === verdict);
  const own = of('own-conflict');
  if (own.length > 0) return `our own address is used by ${who(own)} too`;
  const conflict = of('conflict');
  if (conflict.length > 0) return `conflict, ${conflictWords(conflict)}: ${who(conflict)}`;
  const undecided = of('undecided');
  if (undecided.length > 0) return `undecided, ${undecidedWords(undecided)}: ${who(undecided)}`;
  const flux = of('flux');
  if (flux.length > 0) return `flux, one host answers with ${plural(flux.length, 'MAC')}: ${who(flux)}`;
  return undefined;
}

function undecidedWords(rows: readonly Row[]): string {
  const { macs, why } = rows[0]!.station;
  const table = why.find(({ code }) => code === 'own-table');
  if (table) return printable(table.text);
  if (macs === 1) return 'an owner or a proxy, it ended before that was known';
  if (why.some(({ code }) => code === 'several-stacks'))
    return `${plural(macs, 'MAC')} answer for the same addresses, but not from one card`;
  return `${plural(macs, 'MAC')} answer, and too little was asked to say whether they are one host (see --evidence)`;
}

/** Two hosts only where something shows them to be two. */
function conflictWords(rows: readonly Row[]): string {
  const proven = rows.some(({ station }) => station.why.some(({ code }) => code === 'different-answers'));
  if (proven) return `${rows.length === 2 ? 'two' : 'several'} hosts use it`;
  return `${Math.max(rows.length, rows[0]!.station.macs)} MACs answer, and nothing shows them to be one host`;
}

function placeName({ station }: Row): string {
  return `${formatIpv4(station.ip)}${station.vlan === null ? '' : ` (VLAN ${station.vlan})`}`;
}

function who(rows: readonly Row[]): string {
  const named = rows
    .slice(0, NAMED)
    .map(
      ({ station, vendor }) => `${formatMac(station.mac)}${vendor === null ? '' : ` (${printable(vendor)})`}`,
    )
    .join(', ');
  const more = Math.max(rows.length, rows[0]!.station.macs) - NAMED;
  return rows.length <= NAMED || more <= 0 ? named : `${named} and ${plural(more, 'more MAC')}`;
}

/** `24:a4:3c:00:00:fe (10.77.0.254) proxies 10.77.0.128/27 (32 answers)` */
export function proxySentence(range: ProxyRange): string {
  const { mac, owner, vlan, first, last, count: answered } = range;
  const who = owner === null ? formatMac(mac) : `${formatMac(mac)} (${formatIpv4(owner)})`;
  const tag = vlan === null ? '' : ` on VLAN ${vlan}`;
  const size = last - first + 1;
  const answers =
    answered === size ? plural(answered, 'answer') : `${count(answered)} of ${count(size)} answer`;
  return `${who} proxies ${spanOf(range)}${tag} (${answers})`;
}

/** A network only when all of it answered; else first-last. */
export function spanOf({ first, last, count: answered }: ProxyRange): string {
  return answered === last - first + 1
    ? formatRange({ first, last })
    : `${formatIpv4(first)}-${formatIpv4(last)}`;
}
