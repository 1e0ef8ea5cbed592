import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { Expected, ExpectedPair, Lease } from '../../inventory/expected.ts';
import type { HadBefore } from '../../inventory/arpwatch-words.ts';
import { parseArpDat } from '../../known/arp-dat.ts';
import { parseLeases } from '../../known/forms.ts';
import { count } from '../../terminal/text/texts.ts';
import { many } from '../../terminal/args/flags.ts';
import { knownOf, KNOWN_FILE } from '../baseline/known-file.ts';
import type { Whole } from '../input.ts';
import type { CommandIo } from '../io.ts';
import { nameOfPath, readText } from '../toml.ts';

/** What is meant to be, from files. */
export const MEANT_FILE_FLAGS = {
  known: many(
    '--known',
    {
      value: 'FILE',
      help: 'who may have which address: a baseline (arpist baseline), ethers(5) or an arp.dat; these are no news, and another MAC for one of them is',
    },
    (word) => [word],
  ),
  leases: many(
    '--leases',
    { value: 'FILE', help: 'what a DHCP server gave away: leases of dnsmasq, Kea (memfile) or ISC dhcpd' },
    (word) => [word],
  ),
} as const;

export interface MeantFiles {
  readonly known: readonly string[];
  readonly leases: readonly string[];
}

export interface MeantByFiles extends Pick<Expected, 'pairs' | 'leases'> {
  /** All lines of an arp.dat, also those of MACs that an address had before. */
  readonly had: readonly HadBefore[];
}

const LEASES: Whole = {
  most: 64 * 1024 * 1024,
  what: 'lease file',
  remedy: 'name the leases of dnsmasq, of Kea (memfile) or of ISC dhcpd',
};
const MOST_TOLD = 20;

/**
 * A line of a baseline that cannot be used is a UsageFault: it may be the one that matters. Of leases, which servers write
 * while they are read, such lines are told on stderr, and the others count.
 */
export async function meantByFiles(
  { known, leases }: MeantFiles,
  io: Pick<CommandIo, 'openInput' | 'stderr'>,
): Promise<MeantByFiles> {
  const twice = [...known, ...leases].filter((path) => path === '-').length > 1;
  if (twice) throw new UsageFault('-', 'stdin can be read but once', 'name files');
  const pairs: ExpectedPair[] = [];
  const had: HadBefore[] = [];
  for (const path of known) {
    const text = await readText(path, io, KNOWN_FILE);
    const { form, pairs: written } = knownOf(text, nameOfPath(path));
    for (const { ip, mac, vlan, note, expires } of written)
      pairs.push({ ip, mac, vlan, note: note ?? '', expires });
    if (form === 'arp.dat')
      for (const { ip, mac, heard } of parseArpDat(text).lines)
        had.push({ ip, mac, seconds: Math.floor((heard ?? 0) / 1000) });
  }
  const given: Lease[] = [];
  for (const path of leases) given.push(...(await leasesOf(path, io)));
  return { pairs, leases: given, had };
}

async function leasesOf(
  path: string,
  io: Pick<CommandIo, 'openInput' | 'stderr'>,
): Promise<readonly Lease[]> {
  const name = nameOfPath(path);
  const read = parseLeases(await readText(path, io, LEASES));
  if (read === undefined) throw new UsageFault(name, `${name} is no lease file`, LEASES.remedy);
  for (const { line, why } of read.bad.slice(0, MOST_TOLD))
    io.stderr.write(`arpist: ${printable(`${name}:${line}: ${why}`)}.\n`);
  if (read.bad.length > MOST_TOLD)
    io.stderr.write(`arpist: and ${count(read.bad.length - MOST_TOLD)} more lines of ${printable(name)}.\n`);
  return read.leases.map(({ ip, mac, name: client, expires }) => ({ ip, mac, name: client, until: expires }));
}
