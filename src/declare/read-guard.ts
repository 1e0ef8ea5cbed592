import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { At, DeclaredGuard, Speaker } from './declaration.ts';
import { addressesUpTo, linkName, mac, oneOf, shown, whole, type Wrong } from './leaves.ts';
import { each } from './read-addresses.ts';
import type { TableReader } from './table-reader.ts';

/** The first MAC of virtual routers, whose last byte is their number (RFC 5798 7.3). */
const VRRP: Mac = 0x00005e000100;
/** Of all speakers together. */
const MOST = 100_000;
const DAY = 86_400;
const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: DAY };
const LONGEST = 3650 * DAY;

export function readGuard(table: TableReader): DeclaredGuard {
  table.only(['interface', 'interfaces', 'mode', 'expires', 'speaker']);
  const both = table.has('interface') && table.has('interfaces');
  if (both) table.fault('interface', "'interface' and 'interfaces' say the same", 'write one of the two');
  const key = table.has('interfaces') ? 'interfaces' : 'interface';
  const links = table.needList(key, linkName, '"eth0"');
  if (!table.has('speaker'))
    table.fault(
      null,
      '[guard] names nobody who may speak',
      'write [[guard.speaker]] with address = "10.0.0.1" and macs = ["02:00:00:00:00:01"]',
    );
  const speakers = table.tables('speaker').map(readSpeaker);
  faultOfNumber(table, speakers);
  return {
    line: table.line(),
    links,
    mode: table.read('mode', oneOf('drop', 'count')) ?? 'drop',
    expires: table.read('expires', duration) ?? null,
    speakers,
  };
}

function faultOfNumber(table: TableReader, speakers: readonly Speaker[]): void {
  const many = speakers.reduce((sum, { addresses }) => sum + addresses.length, 0);
  if (many > MOST) table.fault('speaker', `[guard] names ${many} addresses`, `at most ${MOST} are taken`);
  const macsOf = new Map<Ipv4 | 'gateway', number | null>();
  for (const { addresses, line } of speakers)
    for (const { value } of addresses) {
      if (macsOf.has(value)) {
        const name = value === 'gateway' ? value : formatIpv4(value);
        table.fault('speaker', `[[guard.speaker]] names ${name} twice`, 'list all its MACs in one of them');
        return;
      }
      macsOf.set(value, line);
    }
}

function readSpeaker(table: TableReader): Speaker {
  table.only(['address', 'addresses', 'macs', 'vrrp']);
  const addresses = readAddressesOf(table);
  const vrrp = table.read('vrrp', whole(1, 255)) ?? null;
  const named = table.list('macs', mac);
  if (named.length === 0 && vrrp === null && !table.has('macs') && !table.has('vrrp'))
    table.fault(
      null,
      "[guard.speaker] needs 'macs'",
      'write macs = ["02:00:00:00:00:01"], all that may speak for it',
    );
  if (named.length === 0 && table.has('macs') && vrrp === null)
    table.fault('macs', "'macs' names nobody", 'an address for which nobody may speak is never reached');
  const virtual: At<Mac>[] = vrrp === null ? [] : [{ value: VRRP + vrrp, line: table.line('vrrp') }];
  return { line: table.line(), addresses, macs: [...named, ...virtual], vrrp };
}

function readAddressesOf(table: TableReader): Speaker['addresses'] {
  if (table.has('address') && table.has('addresses'))
    table.fault('address', "'address' and 'addresses' say the same", 'write one of the two');
  if (!table.has('addresses')) {
    const one = table.need('address', gatewayOr, '"10.0.0.1"');
    if (one === undefined) return [];
    if (one.value === 'gateway') return [{ value: one.value, line: one.line }];
    return each({ value: one.value, line: one.line });
  }
  return table.needList('addresses', addressesUpTo(MOST), '["10.0.0.10-10.0.0.19"]').flatMap(each);
}

const range = addressesUpTo(1);

function gatewayOr(value: unknown): 'gateway' | Exclude<ReturnType<typeof range>, Wrong> | Wrong {
  return value === 'gateway' ? value : range(value);
}

/** `30d`, `12h`; in seconds. */
function duration(value: unknown): number | Wrong {
  const [, digits = '', unit = ''] =
    (typeof value === 'string' ? /^(\d{1,6})(s|min|h|d)$/.exec(value) : null) ?? [];
  const seconds = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (seconds >= 1 && seconds <= LONGEST) return seconds;
  return {
    wrong: `should be a length of time up to 3650d, not ${shown(value)}`,
    remedy: 'write it as "30d", "12h" or "45min"',
  };
}
