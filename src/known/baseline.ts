import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, type Mac, parseMac, ZERO_MAC } from '../base/mac.ts';
import { failed, ok, type Result } from '../base/result.ts';
import type { Instant } from '../base/time.ts';
import type { DeclarationFault, LineOf } from '../declare/fault.ts';
import { addresses, text, whole, type Wrong, shown } from '../declare/leaves.ts';
import { TableReader } from '../declare/table-reader.ts';
import type { KnownPair } from './known-pair.ts';

/** More pairs than any network of ARP has; a range in the file counts as what it spans. */
export const MOST_PAIRS_KNOWN = 1_000_000;

/**
 * A baseline from the value of a TOML file, in the order of its lines, or all that is wrong with it. `[[known]]` tables, or
 * `known = [ { … } ]`: `address` (or a range, when no MAC is named), `mac` (one or several), `vlan`, `note`, `expires`.
 */
export function readBaseline(
  value: unknown,
  lineOf: LineOf,
): Result<readonly KnownPair[], readonly DeclarationFault[]> {
  const faults: DeclarationFault[] = [];
  const root = new TableReader(value, [], { lineOf, faults, whole: 'a baseline' });
  root.only(['known']);
  const pairs: KnownPair[] = [];
  const seen = new Map<string, number>();
  for (const table of root.tables('known'))
    for (const pair of readEntry(table)) {
      const key = `${pair.ip} ${pair.mac} ${pair.vlan}`;
      const before = seen.get(key);
      if (before !== undefined) {
        const twice = `${formatIpv4(pair.ip)} stands twice with ${pair.mac === null ? 'any MAC' : formatMac(pair.mac)}`;
        faults.push({
          line: pair.line,
          sentence: twice,
          remedy: `the other one is in line ${before}: keep one`,
        });
        break;
      }
      seen.set(key, pair.line);
      pairs.push(pair);
      if (pairs.length > MOST_PAIRS_KNOWN) break;
    }
  if (faults.length === 0 && !root.has('known'))
    faults.push({
      line: null,
      sentence: 'the file knows nobody',
      remedy: 'arpist baseline writes one; known = [] says that nobody is known',
    });
  if (pairs.length > MOST_PAIRS_KNOWN)
    faults.push({
      line: null,
      sentence: `the file names more than ${MOST_PAIRS_KNOWN} addresses`,
      remedy: 'keep a baseline for each network',
    });
  return faults.length === 0 ? ok(pairs) : failed(faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)));
}

function readEntry(table: TableReader): readonly KnownPair[] {
  table.only(['address', 'mac', 'vlan', 'note', 'expires']);
  const range = table.need('address', addresses, '"10.0.0.7"')?.value;
  const macs = table.list('mac', stationMac).map(({ value }) => value);
  const rest = {
    vlan: table.read('vlan', whole(1, 4094)) ?? null,
    note: table.read('note', text) ?? null,
    expires: table.read('expires', endOf) ?? null,
    heard: null,
    line: table.line() ?? 0,
  };
  if (range === undefined) return [];
  if (table.has('mac') && range.last > range.first) {
    table.fault(
      'mac',
      'one MAC would have many addresses',
      'leave the MAC out, or give each address its own line',
    );
    return [];
  }
  const ips: Ipv4[] = [];
  for (let ip = range.first; ip <= range.last; ip++) ips.push(ip);
  const whose: readonly (Mac | null)[] = table.has('mac') ? macs : [null];
  return ips.flatMap((ip) => whose.map((mac) => ({ ip, mac, ...rest })));
}

/** Clusters answer with group MACs (MS-NLB multicast), so only those that are nobody's are refused. */
function stationMac(value: unknown): Mac | Wrong {
  const read = typeof value === 'string' ? parseMac(value) : undefined;
  return read === undefined || read === ZERO_MAC || read === BROADCAST_MAC
    ? { wrong: `should be a MAC address, not ${shown(value)}`, remedy: 'write it as "02:00:00:00:00:01"' }
    : read;
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const MOMENT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/;
const DAY_LENGTH = 86_400_000;

/** A day counts to its end in UTC, so that a file means the same on every machine; a moment says its zone. */
function endOf(value: unknown): Instant | Wrong {
  const written = typeof value === 'string' ? value.trim() : '';
  const day = DAY.exec(written);
  const parsed =
    day || MOMENT.test(written) ? Date.parse(written.toUpperCase().replace(' ', 'T')) : Number.NaN;
  // 2026-02-31 is taken for the third of March by some.
  const exists = !day || (!Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(written));
  if (!Number.isNaN(parsed) && exists) return parsed + (day ? DAY_LENGTH : 0);
  return {
    wrong: `should be a day or a moment with its zone, not ${shown(value)}`,
    remedy: 'write 2026-12-31 (to the end of that day, UTC) or 2026-12-31T18:00:00+01:00',
  };
}
