import { parseIpv4 } from '../../base/ipv4.ts';
import { formatPrefix, lengthOfMask, type Prefix, prefixOf } from '../../base/prefix.ts';
import { type BadLine, linesOfText, shortWord } from '../lines.ts';

/** A file of Debian's arpwatch: /etc/default/arpwatch (`interface` null), or /etc/arpwatch/IF.iface. */
export interface ArpwatchFile {
  readonly name: string;
  readonly interface: string | null;
  readonly text: string;
}

export interface ArpwatchConfig {
  /** The same for arpist, to stand in /etc/arpist/conf.d/. */
  readonly toml: string;
  /** What cannot be said in it, one sentence each. */
  readonly left: readonly string[];
  readonly bad: readonly (BadLine & { readonly file: string })[];
}

export function isArpwatchConfig(text: string): boolean {
  return /^\s*(ARGS|IFACE_ARGS|PCAP_FILTER|RUNAS|INTERFACES)=/m.test(text);
}

const LINE = /^\s*([A-Z_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s#'"]*))\s*(?:#.*)?$/;
/** Options with a word behind them (arpwatch.c of Debian's 2.1a15). */
const WITH_WORD = new Set(['f', 'i', 'n', 'r', 'F', 's', 'm', 'u', 'z']);

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly words: ReadonlyMap<string, readonly string[]>;
}

/**
 * What arpwatch was told, as a configuration of arpist: interfaces, networks (`-n`, unless `-N`), whether promiscuous
 * (`-p`), who gets mail (`-m`, `-s`, unless `-Q`), and its databases as what is known. Never throws.
 */
export function arpwatchToToml(files: readonly ArpwatchFile[]): ArpwatchConfig {
  const bad: (BadLine & { file: string })[] = [];
  const left = new Set<string>();
  const read = files.map((file) => ({ file, values: variablesOf(file, bad) }));
  const machine = read.find(({ file }) => file.interface === null)?.values ?? new Map<string, string>();
  const own = new Map(
    read.flatMap(({ file, values }) => (file.interface === null ? [] : [[file.interface, values]])),
  );
  for (const name of (machine.get('INTERFACES') ?? '').split(/\s+/))
    if (name !== '' && !own.has(name)) own.set(name, new Map());
  const links = [...own.keys()].toSorted();
  const all = (links.length === 0 ? [new Map<string, string>()] : links.map((name) => own.get(name)!)).map(
    (values) => {
      const line = `${values.get('ARGS') ?? machine.get('ARGS') ?? ''} ${values.get('IFACE_ARGS') ?? ''}`;
      const filter = values.get('PCAP_FILTER') ?? machine.get('PCAP_FILTER') ?? '';
      if (filter !== '')
        left.add(`a filter (PCAP_FILTER="${shortWord(filter)}"): mute what it kept away with arpist mute`);
      return optionsOf(line, left);
    },
  );
  const toml = [
    '# What arpwatch was told, as arpist import read it.',
    ...(all.every(({ flags }) => flags.has('p')) ? ['promiscuous = false'] : []),
    `known = [${(links.length === 0 ? ['arp'] : links).map((name) => quoted(`/var/lib/arpwatch/${name}.dat`)).join(', ')}]`,
    ...links.flatMap((name) => ['', '[[watch]]', `interface = ${quoted(name)}`]),
    ...networksOf(all, left).flatMap((cidr) => [
      '',
      '[[network]]',
      `cidr = "${formatPrefix(cidr)}"`,
      'new = "tell"',
    ]),
    ...mailsOf(all),
  ];
  return { toml: `${toml.join('\n')}\n`, left: [...left], bad };
}

function variablesOf(
  { name, text }: ArpwatchFile,
  bad: (BadLine & { file: string })[],
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { text: raw, line } of linesOfText(text)) {
    if (raw.trim() === '' || raw.trim().startsWith('#')) continue;
    const found = LINE.exec(raw);
    if (found) values.set(found[1]!, (found[2] ?? found[3] ?? found[4] ?? '').replaceAll(/\\(.)/g, '$1'));
    else bad.push({ file: name, line, why: `'${shortWord(raw.trim())}' is no variable with a value` });
  }
  return values;
}

function optionsOf(line: string, left: Set<string>): Options {
  const flags = new Set<string>();
  const words = new Map<string, string[]>();
  const tokens = line
    .trim()
    .split(/\s+/)
    .filter((token) => token !== '');
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (!/^-[A-Za-z]/.test(token)) {
      left.add(`'${shortWord(token)}', which is no option`);
      continue;
    }
    for (let sign = 1; sign < token.length; sign++) {
      const letter = token[sign]!;
      if (!WITH_WORD.has(letter)) {
        flags.add(letter);
        continue;
      }
      const word = token.slice(sign + 1) || tokens[++at] || '';
      words.set(letter, [...(words.get(letter) ?? []), word]);
      break;
    }
  }
  return { flags, words };
}

/** Of an address without a width the network of its class (arpwatch.c addnet). */
function networksOf(all: readonly Options[], left: Set<string>): readonly Prefix[] {
  const networks = new Map<string, Prefix>();
  for (const { flags, words } of all) {
    for (const word of words.get('z') ?? [])
      left.add(`addresses to pass over (-z ${shortWord(word)}): mute them with arpist mute`);
    if (flags.has('N')) continue;
    for (const word of words.get('n') ?? []) {
      const network = networkOf(word);
      if (network === undefined) left.add(`'-n ${shortWord(word)}', which is no network`);
      else networks.set(formatPrefix(network), network);
    }
  }
  return [...networks.values()].toSorted((a, b) => a.network - b.network);
}

function networkOf(word: string): Prefix | undefined {
  const [address = '', width] = word.split('/');
  const dots = 3 - (address.split('.').length - 1);
  const ip = dots < 0 ? undefined : parseIpv4(address + '.0'.repeat(dots));
  if (ip === undefined) return undefined;
  const ofClass = ip >>> 31 === 0 ? 8 : ip >>> 30 === 2 ? 16 : 24;
  const mask = width?.includes('.') ? parseIpv4(width) : undefined;
  const length = width === undefined ? ofClass : mask === undefined ? Number(width) : lengthOfMask(mask);
  return length !== undefined && Number.isInteger(length) && length >= 0 && length <= 32
    ? prefixOf(ip, length)
    : undefined;
}

/** Mails go on in arpwatch's form, to whoever got them; root without a word. */
function mailsOf(all: readonly Options[]): readonly string[] {
  const targets = new Map<string, Set<string>>();
  for (const { flags, words } of all) {
    if (flags.has('Q')) continue;
    const program = words.get('s')?.at(-1) ?? '/usr/sbin/sendmail';
    const to = targets.get(program) ?? new Set();
    targets.set(program, to.add(words.get('m')?.at(-1) ?? 'root'));
  }
  return [...targets].flatMap(([program, to], at) => [
    '',
    '[[notify]]',
    `name = "${at === 0 ? 'mail' : `mail-${at + 1}`}"`,
    'type = "sendmail"',
    `program = ${quoted(program)}`,
    `to = [${[...to].map(quoted).join(', ')}]`,
    'style = "arpwatch"',
    'severity = "info"',
  ]);
}

function quoted(text: string): string {
  return JSON.stringify(text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '_'));
}
