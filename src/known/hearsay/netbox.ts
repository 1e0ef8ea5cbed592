import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { isObject, jsonList, wordOf } from './json.ts';
import { parseCsvTable } from './table.ts';

/** Statuses under which an address is nobody's yet, or no more (NetBox ipam/choices.py IPAddressStatusChoices). */
const NOT_IN_USE: ReadonlySet<string> = new Set(['reserved', 'deprecated']);
const MACS = [
  'mac',
  'mac_address',
  'mac address',
  'primary_mac_address',
  'assigned_object.mac_address',
  'assigned_object.primary_mac_address.mac_address',
  'interface.mac_address',
  'custom_fields.mac',
  'custom_fields.mac_address',
] as const;

/**
 * IP addresses as NetBox exports them: CSV (columns by name, those of its pages and of its API) or the JSON of
 * `/api/ipam/ip-addresses/`. A MAC is there where the export has that of the interface; without one it speaks of the
 * address alone. Reserved and deprecated addresses are passed over. Never throws.
 */
export function parseNetBox(text: string): HearsayFile {
  const book = new HearsayBook();
  if (/^\s*[[{]/.test(text)) {
    const list = jsonList(text, ['results']) ?? jsonList(text);
    if (list === undefined) book.bad(1, 'this is no list in JSON');
    for (const { value, line } of list?.entries ?? []) takeAddress((path) => at(value, path), line, book);
    for (const line of list?.odd ?? []) book.bad(line, 'it is no address');
    return book.all;
  }
  const { columns, rows, bad } = parseCsvTable(text);
  if (!columns.some((name) => name === 'address' || name === 'ip address'))
    book.bad(1, 'the first line names no column address');
  else for (const row of rows) takeAddress((name) => row.cell(name), row.line, book);
  for (const { line, why } of bad) book.bad(line, why);
  return book.all;
}

function takeAddress(cell: (path: string) => string, line: number, book: HearsayBook): void {
  const first = (...paths: readonly string[]): string => paths.map(cell).find((word) => word !== '') ?? '';
  const address = first('address', 'ip address');
  const status = first('status', 'status.value').toLowerCase();
  if (address.includes(':') || NOT_IN_USE.has(status)) {
    book.pass();
    return;
  }
  if (address === '') {
    book.bad(line, 'it has no address');
    return;
  }
  const device = first(
    'assigned_object.device.name',
    'device',
    'parent',
    'assigned_object.virtual_machine.name',
  );
  const vrf = first('vrf', 'vrf.name');
  const description = first('description');
  book.take(
    line,
    { ip: address.replace(/\/\d+$/, ''), mac: first(...MACS) },
    {
      name: first('dns_name', 'dns name') || device,
      note: [description, vrf === '' ? '' : `VRF ${vrf}`].filter((part) => part !== '').join('; '),
      approved: true,
    },
  );
}

/** A text or number by its path. */
function at(value: unknown, path: string): string {
  let found: unknown = value;
  for (const key of path.split('.'))
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return wordOf(found);
}
