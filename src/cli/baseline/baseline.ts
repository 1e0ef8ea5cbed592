import { UsageFault } from '../../base/fault.ts';
import { arpDatLine } from '../../known/arp-dat.ts';
import { baselineText, type DoubtedPair } from '../../known/baseline-text.ts';
import { dhcpHostLine } from '../../known/dnsmasq-leases.ts';
import { ethersLine } from '../../known/ethers.ts';
import { byPair, type KnownPair } from '../../known/known-pair.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, text, toggle } from '../../terminal/args/flags.ts';
import { plural } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelHands } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { NetworkHands } from '../hands.ts';
import type { Command, CommandIo } from '../io.ts';
import { HEARING_FLAGS, hearFrom, type Hearing } from './hear.ts';
import { readKnownFile } from './known-file.ts';

const FORMS = ['toml', 'ethers', 'arp.dat', 'dnsmasq'] as const;

type Form = (typeof FORMS)[number];

const BASELINE_FLAGS = {
  read: one('--read', { value: 'FILE', help: 'what a capture holds (pcap, pcapng; - for stdin)' }, text),
  ...HEARING_FLAGS,
  form: one(
    '--form',
    { value: 'FORM', choices: FORMS, help: 'toml (default), ethers, arp.dat, or dnsmasq (dhcp-host=)' },
    (word, where): Form => {
      const form = FORMS.find((known) => known === word);
      if (form) return form;
      throw new UsageFault(where, `'${word}' is no form of a baseline`, `write ${FORMS.join(', ')}`);
    },
  ),
  onto: one(
    '--onto',
    {
      value: 'FILE',
      help: 'keep what this baseline knows, its notes and ends too, and add what it does not know',
    },
    text,
  ),
  output: one('-o --output', { value: 'FILE', help: 'write there; default: stdout' }, text),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const;

export const BASELINE_LINE: CommandLine<typeof BASELINE_FLAGS> = {
  name: 'baseline',
  words: '[TARGET…]',
  line: 'write down who has which address: a file for git, for diff and for watch --known',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: BASELINE_FLAGS,
  notes: [
    'What is written was heard: in a capture (--read), by asking everybody (--scan), or by listening (--for). TARGETs are those of --scan, written as for arpist scan.',
    '',
    'One line a pair, in one order, without a time of writing, so that git shows what changed and nothing else. Of an address that moved the MAC it moved to is written. Pairs under a conflict, and those that could not be decided, stand in TOML as comments with their reason, and are left out of the other forms: who is right is for a person to say. Addresses that a proxy answers for are left out.',
    '',
    'A line of TOML: address (a range too, without a MAC: whoever comes), mac (one or a list), and where they matter vlan, note, expires (2026-12-31: to the end of that day in UTC, or a moment with its zone). ethers has one MAC an address; arp.dat is what arpwatch starts with.',
  ],
  ends: {
    0: 'written',
    1: 'nobody was heard, and so nothing was written',
    4: 'written, and an address has two hosts',
    5: 'written, and not all was heard (a capture cut, a link lost), or it could not be decided whose an address is',
  },
  examples: [
    ['sudo arpist baseline --scan -o known.toml', 'who is there now'],
    ['arpist baseline --read office.pcapng', 'from a capture, no root'],
    ['sudo arpist baseline --for 1h -I eth0 --onto known.toml -o known.toml', 'add who spoke within an hour'],
    ['arpist baseline --read office.pcapng --form arp.dat -o arp.dat', 'for arpwatch'],
  ],
};

export const runBaseline: Command = (args, io) => baselineOver(steelHands, args, io);

/** The command over any hands; a capture needs none. */
export async function baselineOver(
  open: () => Promise<NetworkHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(BASELINE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  if (words.length > 0 && !values.scan)
    throw new UsageFault(
      words[0]!,
      `'${words[0]}' is a target, and nothing is asked without --scan`,
      'write --scan, or --read FILE for a capture',
    );
  const before = values.onto === undefined ? [] : (await readKnownFile(values.onto, io)).pairs;
  const hearing = await hearFrom({ capture: values.read, targets: words, values, open }, io);
  const { pairs, doubted } = written(hearing, before);
  if (pairs.length + doubted.length > 0)
    await put(textOf(values.form ?? 'toml', { pairs, doubted, hearing }), values.output, io);
  if (!values.plain && io.stopped() !== 'closed-pipe') tell({ hearing, pairs, doubted }, io);
  return codeOf(hearing, pairs.length + doubted.length);
}

type Pair = Omit<KnownPair, 'line'>;

interface Written {
  readonly pairs: readonly Pair[];
  readonly doubted: readonly DoubtedPair[];
}

/** What was known stays as it stands; what is new beside it is added once. */
function written({ pairs }: Hearing, before: readonly KnownPair[]): Written {
  const known = new Map<string, Pair>();
  const anyone = new Set<string>();
  for (const pair of before) {
    known.set(keyOf(pair), pair);
    if (pair.mac === null) anyone.add(`${pair.ip} ${pair.vlan}`);
  }
  const doubted: DoubtedPair[] = [];
  for (const { ip, mac, vlan, last, doubt } of pairs) {
    const there = known.get(keyOf({ ip, mac, vlan })) ?? known.get(keyOf({ ip, mac, vlan: null }));
    if (there !== undefined) {
      known.set(keyOf(there), { ...there, heard: last ?? there.heard });
      continue;
    }
    if (anyone.has(`${ip} ${vlan}`) || anyone.has(`${ip} ${null}`)) continue;
    const pair: Pair = { ip, mac, vlan, note: null, expires: null, heard: last };
    if (doubt === null) known.set(keyOf(pair), pair);
    else doubted.push({ pair, why: doubt });
  }
  return { pairs: [...known.values()].toSorted(byPair), doubted };
}

function keyOf({ ip, mac, vlan }: Pick<Pair, 'ip' | 'mac' | 'vlan'>): string {
  return `${ip} ${mac} ${vlan}`;
}

function textOf(form: Form, { pairs, doubted, hearing }: Written & { readonly hearing: Hearing }): string {
  if (form === 'toml') return baselineText(pairs, doubted);
  const single = onePerAddress(pairs, form === 'arp.dat');
  return single
    .map(({ ip, mac, heard, note }) => {
      if (form === 'ethers') return ethersLine(ip, mac);
      if (form === 'dnsmasq') return dhcpHostLine({ ip, mac });
      return arpDatLine({ ip, mac, heard: heard ?? hearing.at, host: note, interface: null });
    })
    .join('');
}

/** Forms that know no VLAN, and some no second MAC: the one heard last is it. */
function onePerAddress(
  pairs: readonly Pair[],
  several: boolean,
): readonly (Pair & { readonly mac: number })[] {
  const chosen = new Map<string, Pair & { readonly mac: number }>();
  for (const pair of pairs) {
    const { ip, mac, heard } = pair;
    if (mac === null) continue;
    const key = several ? `${ip} ${mac}` : `${ip}`;
    const other = chosen.get(key);
    if (other === undefined || (other.heard ?? 0) < (heard ?? 0)) chosen.set(key, { ...pair, mac });
  }
  return [...chosen.values()];
}

async function put(content: string, path: string | undefined, io: CommandIo): Promise<void> {
  if (path === undefined || path === '-') {
    io.stdout.write(content);
    await io.stdout.drained();
    return;
  }
  const sink = io.createFile(path);
  sink.write(new TextEncoder().encode(content));
  sink.close();
}

function tell({ hearing, pairs, doubted }: Written & { readonly hearing: Hearing }, io: CommandIo): void {
  if (pairs.length + doubted.length === 0) {
    io.stderr.write('nobody was heard: nothing was written\n');
    return;
  }
  const parts = [
    plural(pairs.length, 'pair'),
    doubted.length === 0 ? '' : `${plural(doubted.length, 'pair')} in doubt not taken as known`,
    hearing.proxied === 0
      ? ''
      : `${plural(hearing.proxied, 'address', 'addresses')} that a proxy answers for left out`,
  ].filter(Boolean);
  io.stderr.write(`${parts.join(', ')}\n`);
}

function codeOf({ pairs, cut }: Hearing, entries: number): ExitCode {
  if (cut === EXIT.interrupted) return cut;
  const verdicts = new Set(pairs.map(({ verdict }) => verdict));
  if (verdicts.has('conflict') || verdicts.has('own-conflict')) return EXIT.conflict;
  if (cut !== null || verdicts.has('undecided')) return EXIT.partial;
  return entries === 0 ? EXIT.negative : EXIT.done;
}
