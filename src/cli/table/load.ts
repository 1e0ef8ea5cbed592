import type { Ipv4 } from '../../base/ipv4.ts';
import { printable } from '../../base/printable.ts';
import { interfaceNamed } from '../../asking/targets/interfaces.ts';
import { type EthersLine, parseEthers } from '../../known/ethers.ts';
import type { BadLine } from '../../known/lines.ts';
import { homeOf } from '../../verbs/table/place.ts';
import { planLoad, type ResolvedLine } from '../../verbs/table/plan-load.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, text, toggle } from '../../terminal/args/flags.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readWhole, type Whole } from '../input.ts';
import type { CommandIo } from '../io.ts';
import { count, plural } from '../../terminal/text/texts.ts';
import { SILENCE } from '../mend/silence-flag.ts';
import { CHANGE_FIELD_NOTE, CHANGE_FLAGS, carryOut } from './carry-out.ts';
import { endsNone } from './silence.ts';
import type { TableHands } from '../hands.ts';

const LOAD_FLAGS = {
  interface: one(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'all on this interface; default: each where its address is at home' },
    text,
  ),
  resolve: toggle('--resolve', { help: 'look up names (DNS, /etc/hosts)' }),
  force: toggle('--force', { help: 'multicast MACs too, as clusters want them' }),
  silence: SILENCE,
  ...CHANGE_FLAGS,
} as const;

export const LOAD_LINE: CommandLine<typeof LOAD_FLAGS> = {
  name: 'table load',
  words: 'FILE|-',
  line: 'static entries from an ethers(5) file: all of them, or none',
  least: 1,
  most: 1,
  flags: LOAD_FLAGS,
  notes: [
    'A line is a MAC and an address (or a name, with --resolve), in either order; # begins a comment; temp and pub behind them mean what they mean to arp -f. A bad line is told with its number, and nothing is changed then.',
    '',
    CHANGE_FIELD_NOTE,
  ],
  ends: {
    0: 'done, or so already',
    1: 'refused: nothing of it was done',
    2: 'a line of the file cannot be used, or an answer would end that nobody named (--silence): nothing of it was done',
    3: 'the kernel refused all of it',
    5: 'some of it, or what makes it last could not be written',
  },
  examples: [
    ['arpist table load /etc/ethers', 'what arp -f does'],
    ['arpist table load hosts.txt --dry-run', 'only shown'],
    ['arpist table save - | ssh other arpist table load -', 'from one machine to another'],
  ],
};

const ETHERS: Whole = {
  most: 64 * 1024 * 1024,
  what: 'list of neighbours',
  remedy: 'name an ethers(5) file',
};
const MOST_BAD = 20;
const LOOK_UPS = 16;

export async function loadEntries(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(LOAD_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const [path = '-'] = words;
  const file = path === '-' ? 'stdin' : path;
  const ethers = parseEthers(new TextDecoder().decode(await readWhole(io, path, ETHERS)));
  if (ethers.lines.length === 0 && ethers.bad.length === 0) {
    if (!values.plain) io.stderr.write(`${printable(file)} has no entry; nothing was changed\n`);
    return EXIT.negative;
  }
  const hands = await open();
  const interfaces = hands.table.interfaces();
  const link = values.interface === undefined ? null : interfaceNamed(interfaces, values.interface).name;
  const isHome = (ip: Ipv4): boolean => homeOf(ip, interfaces, hands.table.routing) !== undefined;
  const { lines, bad: unresolved } = values.resolve
    ? await resolveAll(ethers.lines, hands, isHome)
    : withoutNames(ethers.lines);
  const wishes = { link, force: values.force };
  const plan = planLoad(
    lines,
    { entries: hands.table.entries(), interfaces, routing: hands.table.routing },
    wishes,
  );
  const bad = [...ethers.bad, ...unresolved, ...plan.bad].toSorted((a, b) => a.line - b.line);
  if (bad.length > 0) return tellBad(io, file, bad);
  const command = `table load ${args.join(' ')}`;
  const agreed = endsNone(values.silence);
  return await carryOut(hands, plan.planned, { io, values, command, agreed, allOrNothing: { file } });
}

function tellBad(io: CommandIo, file: string, bad: readonly BadLine[]): ExitCode {
  for (const { line, why } of bad.slice(0, MOST_BAD))
    io.stderr.write(`arpist: ${printable(`${file}:${line}: ${why}`)}.\n`);
  if (bad.length > MOST_BAD) io.stderr.write(`arpist: and ${count(bad.length - MOST_BAD)} more.\n`);
  io.stderr.write(`${plural(bad.length, 'bad line')}; nothing was changed\n`);
  return EXIT.usage;
}

interface Resolved {
  readonly lines: readonly ResolvedLine[];
  readonly bad: readonly BadLine[];
}

function hasAddress(one: EthersLine): one is ResolvedLine {
  return typeof one.host === 'number';
}

function withoutNames(lines: readonly EthersLine[]): Resolved {
  const bad = lines
    .filter((one) => !hasAddress(one))
    .map(({ line, host }) => ({ line, why: `'${host}' is a name: --resolve looks names up` }));
  return { lines: lines.filter(hasAddress), bad };
}

/** Of several addresses the first that is in one of our networks is meant. */
async function resolveAll(
  lines: readonly EthersLine[],
  { lookUp }: TableHands,
  isHome: (ip: Ipv4) => boolean,
): Promise<Resolved> {
  const names = [...new Set(lines.map(({ host }) => host).filter((host) => typeof host === 'string'))];
  const found = new Map<string, Ipv4 | string>();
  for (let at = 0; at < names.length; at += LOOK_UPS)
    await Promise.all(
      names.slice(at, at + LOOK_UPS).map(async (name) => {
        const answer = await lookUp(name);
        if (!answer.ok) found.set(name, `'${name}' ${answer.error}`);
        else found.set(name, answer.value.find(isHome) ?? answer.value[0] ?? `'${name}' has no IPv4 address`);
      }),
    );
  const resolved: ResolvedLine[] = [];
  const bad: BadLine[] = [];
  for (const one of lines) {
    const host = typeof one.host === 'number' ? one.host : found.get(one.host);
    if (typeof host === 'number') resolved.push({ ...one, host });
    else bad.push({ line: one.line, why: host ?? 'has no address' });
  }
  return { lines: resolved, bad };
}
