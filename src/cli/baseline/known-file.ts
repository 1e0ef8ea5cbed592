import { printable } from '../../base/printable.ts';
import { UsageFault } from '../../base/fault.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { parseArpDat } from '../../known/arp-dat.ts';
import { readBaseline } from '../../known/baseline.ts';
import { parseEthers } from '../../known/ethers.ts';
import { knownFormOf, type KnownForm } from '../../known/forms.ts';
import type { KnownPair } from '../../known/known-pair.ts';
import type { BadLine } from '../../known/lines.ts';
import type { Whole } from '../input.ts';
import type { CommandIo } from '../io.ts';
import { asUsageFault, nameOfPath, readText, readToml } from '../toml.ts';

export interface KnownFile {
  readonly form: KnownForm;
  readonly pairs: readonly KnownPair[];
}

export const KNOWN_FILE: Whole = {
  most: 64 * 1024 * 1024,
  what: 'baseline',
  remedy: 'name a baseline in TOML, an ethers(5) file or an arp.dat',
};

/** A baseline, an ethers(5) file or an arp.dat, told apart by its lines. Throws UsageFault with the line that cannot be used. */
export async function readKnownFile(path: string, io: Pick<CommandIo, 'openInput'>): Promise<KnownFile> {
  return knownOf(await readText(path, io, KNOWN_FILE), nameOfPath(path));
}

/** Throws UsageFault: a line that nobody can read may be the one that matters. */
export function knownOf(text: string, name: string): KnownFile {
  const form = knownFormOf(text);
  if (form === 'toml') {
    const { value, lineOf } = readToml(text, { name, remedy: KNOWN_FILE.remedy });
    const read = readBaseline(value, lineOf);
    if (!read.ok) throw asUsageFault(read.error, name);
    return { form, pairs: read.value };
  }
  const { pairs, bad } = form === 'ethers' ? ofEthers(text) : ofArpDat(text);
  const [first, ...others] = bad;
  if (first === undefined) return { form, pairs };
  throw new UsageFault(
    `${name}:${first.line}`,
    printable(first.why),
    others.length === 0
      ? 'mend the line, or put # in front of it'
      : `mend the line, or put # in front of it (and ${others.length} more)`,
  );
}

interface Lines {
  readonly pairs: readonly KnownPair[];
  readonly bad: readonly BadLine[];
}

const NOT_KEPT = { vlan: null, note: null, expires: null, heard: null };

function ofEthers(text: string): Lines {
  const { lines, bad } = parseEthers(text);
  const names = lines.flatMap(({ line, host }) =>
    typeof host === 'string' ? [{ line, why: `'${host}' is a name, and a baseline has addresses` }] : [],
  );
  const pairs = lines.flatMap(({ host, mac, line }) =>
    typeof host === 'number' ? [{ ip: host, mac, ...NOT_KEPT, line }] : [],
  );
  return { pairs, bad: [...bad, ...names].toSorted((a, b) => a.line - b.line) };
}

/** arpwatch keeps every MAC an address ever had; the one heard last has it. */
function ofArpDat(text: string): Lines {
  const { lines, bad } = parseArpDat(text);
  const last = new Map<Ipv4, KnownPair>();
  for (const { ip, mac, heard, host, line } of lines) {
    const known = last.get(ip);
    if (known !== undefined && (known.heard ?? 0) >= (heard ?? 0)) continue;
    last.set(ip, { ip, mac, ...NOT_KEPT, note: host, heard, line });
  }
  return { pairs: [...last.values()], bad };
}
