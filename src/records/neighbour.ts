import { formatIpv4, isMulticastIpv4 } from '../base/ipv4.ts';
import { formatMac, isLocallyAdministered, isMulticastMac } from '../base/mac.ts';
import { jsonText } from '../base/printable.ts';
import type { NeighbourEntry } from '../ports/neighbours.ts';
import { field, type Fields, type RecordField, timeField } from './fields.ts';
import type { Kind } from './kind.ts';

/** An entry of the neighbour table as people and programs get it. */
export interface NeighbourRow {
  readonly entry: NeighbourEntry;
  readonly vendor: string | null;
}

/** NTF_* as people call them, where the kernel's own word is none. */
const WORDS: Readonly<Record<string, string>> = { extern_learn: 'extern-learned' };

const NO_WORDS: readonly string[] = [];
const ORDINARY: ReadonlySet<string> = new Set([
  'reachable',
  'stale',
  'delay',
  'probe',
  'incomplete',
  'failed',
]);

/** What is special about the entry, in one word each. */
export function flagWords({ entry }: NeighbourRow): readonly string[] {
  const { state, flags, published } = entry;
  if (flags.length === 0 && ORDINARY.has(state) && !published && !isMulticast(entry)) return NO_WORDS;
  const words: string[] = [];
  if (published) words.push('published');
  if (state === 'permanent') words.push('permanent');
  if (state === 'noarp') words.push('noarp');
  if (isMulticast(entry)) words.push('multicast');
  for (const flag of flags) words.push(WORDS[flag] ?? flag);
  return words;
}

function isMulticast({ ip, mac }: NeighbourEntry): boolean {
  return isMulticastIpv4(ip) || (mac !== null && isMulticastMac(mac));
}

export type NeighbourRecord = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** schema/neighbour.v1.json */
export function neighbourRecord(row: NeighbourRow): NeighbourRecord {
  const { entry, vendor } = row;
  return {
    v: 1,
    type: 'neighbour',
    ip: formatIpv4(entry.ip),
    mac: entry.mac === null ? null : formatMac(entry.mac),
    vendor,
    localMac: entry.mac !== null && isLocallyAdministered(entry.mac),
    interface: entry.link,
    state: entry.published ? null : entry.state,
    published: entry.published,
    permanent: entry.state === 'permanent',
    flags: flagWords(row),
    confirmedMs: entry.ages?.confirmed ?? null,
    usedMs: entry.ages?.used ?? null,
    updatedMs: entry.ages?.updated ?? null,
    probes: entry.probes,
    protocol: entry.protocol,
  };
}

/**
 * Texts of records, one after another: what a row has in common with the one before is not written anew. A table of
 * thousands is written by this, without an object or a long text for each row.
 */
export class NeighbourJson {
  #row: NeighbourRow | undefined;
  #vendor: string | null = null;
  #middle = '';
  #ages: NeighbourEntry['ages'] = null;
  #agesText = NO_AGES;

  /** Adds the pieces of the row's record to `parts`. */
  add(row: NeighbourRow, parts: string[]): void {
    const { entry } = row;
    const { mac, ages, probes, protocol } = entry;
    const vendor = row.vendor;
    if (this.#row === undefined || vendor !== this.#vendor || !isAlike(this.#row.entry, entry)) {
      this.#row = row;
      this.#vendor = vendor;
      this.#middle = middleOf(row, vendor);
    }
    if (!isSameAge(this.#ages, ages)) {
      this.#ages = ages;
      this.#agesText = ages
        ? `"confirmedMs":${ages.confirmed},"usedMs":${ages.used},"updatedMs":${ages.updated},"probes":`
        : NO_AGES;
    }
    parts.push(HEAD, formatIpv4(entry.ip));
    if (mac === null) parts.push('","mac":null,"vendor":');
    else parts.push('","mac":"', formatMac(mac), '","vendor":');
    parts.push(this.#middle, this.#agesText, String(probes), ',"protocol":', String(protocol), '}');
  }
}

const HEAD = '{"v":1,"type":"neighbour","ip":"';
const NO_AGES = '"confirmedMs":null,"usedMs":null,"updatedMs":null,"probes":';

/** Whether nothing of what stands between the MAC and the ages differs, but for the vendor. */
function isAlike(a: NeighbourEntry, b: NeighbourEntry): boolean {
  return (
    a.link === b.link &&
    a.state === b.state &&
    a.published === b.published &&
    a.flags === b.flags &&
    isLocal(a) === isLocal(b) &&
    isMulticast(a) === isMulticast(b)
  );
}

function isSameAge(a: NeighbourEntry['ages'], b: NeighbourEntry['ages']): boolean {
  if (a === null || b === null) return a === b;
  return a.confirmed === b.confirmed && a.used === b.used && a.updated === b.updated;
}

function isLocal({ mac }: NeighbourEntry): boolean {
  return mac !== null && isLocallyAdministered(mac);
}

function middleOf(row: NeighbourRow, vendor: string | null): string {
  const { entry } = row;
  const { link, state, published } = entry;
  const words = flagWords(row);
  const flags = words.length === 0 ? '' : `"${words.join('","')}"`;
  return (
    `${quoted(vendor)},"localMac":${isLocal(entry)},"interface":${quoted(link)},` +
    `"state":${published ? 'null' : `"${state}"`},"published":${published},` +
    `"permanent":${state === 'permanent'},"flags":[${flags}],`
  );
}

/** Nothing in it that JSON writes in another way. */
const PLAIN = /^[\w .,:()&+/-]*$/;

function quoted(text: string | null): string {
  if (text === null) return 'null';
  return PLAIN.test(text) ? `"${text}"` : jsonText(text);
}

function age(of: 'confirmed' | 'used' | 'updated'): RecordField<NeighbourRow> {
  return timeField('s', ({ entry }) => (entry.ages ? entry.ages[of] / 1000 : null));
}

function flag(word: string): RecordField<NeighbourRow> {
  return field(
    'flag',
    (row) => flagWords(row).includes(word),
    (row) => (flagWords(row).includes(word) ? 'yes' : ''),
  );
}

/** What --where, --sort and --format can name; ages in seconds. */
export const NEIGHBOUR_FIELDS: Fields<NeighbourRow> = {
  ip: field(
    'ip',
    ({ entry }) => entry.ip,
    ({ entry }) => formatIpv4(entry.ip),
  ),
  mac: field(
    'mac',
    ({ entry }) => entry.mac,
    ({ entry }) => (entry.mac === null ? '' : formatMac(entry.mac)),
  ),
  vendor: field('text', ({ vendor }) => vendor),
  state: field('text', ({ entry }) => (entry.published ? 'published' : entry.state)),
  interface: field('text', ({ entry }) => entry.link),
  flags: field('text', (row) => flagWords(row).join(',')),
  confirmed: age('confirmed'),
  used: age('used'),
  updated: age('updated'),
  probes: field('number', ({ entry }) => entry.probes),
  permanent: flag('permanent'),
  published: flag('published'),
  router: flag('router'),
  managed: flag('managed'),
  learned: flag('extern-learned'),
  multicast: flag('multicast'),
  noarp: flag('noarp'),
  local: field('flag', ({ entry }) => entry.mac !== null && isLocallyAdministered(entry.mac)),
  protocol: field('number', ({ entry }) => entry.protocol),
};

export const NEIGHBOUR: Kind<NeighbourRow> = {
  types: ['neighbour'],
  recordOf: neighbourRecord,
  fields: NEIGHBOUR_FIELDS,
  columns: [
    'ip',
    'mac',
    'vendor',
    'localMac',
    'interface',
    'state',
    'published',
    'permanent',
    'flags',
    'confirmedMs',
    'usedMs',
    'updatedMs',
    'probes',
    'protocol',
  ],
};

/** By address, then by interface; an entry before what is published. */
export function byNeighbour({ entry: a }: NeighbourRow, { entry: b }: NeighbourRow): number {
  if (a.ip !== b.ip) return a.ip - b.ip;
  if (a.published !== b.published) return Number(a.published) - Number(b.published);
  const [x, y] = [a.link ?? '', b.link ?? ''];
  return x < y ? -1 : Number(x > y);
}
