import type { Millis } from '../../base/time.ts';
import type { Store } from '../../ports/store.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { beginAfterGap } from '../../verbs/watch/gap.ts';
import { KEEP_BY_DEFAULT, Retention } from '../../verbs/watch/retention.ts';
import { type Expected, NOTHING_EXPECTED } from '../../inventory/expected.ts';
import { WATCH_EVENT } from '../../records/watch.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { printable } from '../../base/printable.ts';
import { steelStoreWriter } from '../compose.ts';
import { takeCommandLine } from '../command-line.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote } from '../listing/flags.ts';
import type { FlagValues } from '../../terminal/args/flags.ts';
import { DAEMON_FLAGS } from './daemon-flags.ts';
import { WATCH_FLAGS } from './flags.ts';
import { onHangup } from './hangup.ts';
import { MeantAgain } from './meant-again.ts';
import { showLive, type ShowLiveWishes } from './show-live.ts';
import { MovesHere } from './moves-here.ts';
import { steelExpectations, steelWatchHands } from '../compose.ts';
import type { ExitCode } from '../exit-codes.ts';
import { saversFor } from '../save.ts';
import { askService } from '../service-client.ts';
import { type ReplayWishes, showReplay } from './show-replay.ts';

export const WATCH_LINE: CommandLine<typeof WATCH_FLAGS> = {
  name: 'watch',
  words: '',
  line: 'who lies, who moved, who fights: told while it happens, or from a capture as it happened',
  least: 0,
  most: 0,
  flags: WATCH_FLAGS,
  notes: [
    'Without --read it listens: promiscuous, on every interface that carries ARP. Members of bridges and bonds are heard at their master, VLANs at their trunk; ends of containers are left out unless named. What could not be heard (frames dropped, an interface down or gone, a clock that was set) is told as sensor-blind, and an interface that comes back is heard again. The gateways, networks and addresses of this machine are known; --gateways and --networks say others. Nothing is sent without --ask.',
    '',
    '--ask proves what claims alone cannot: whether both of two MACs answer for an address, then whether each answers for what the other has, then, as long as nothing tells them apart, what else around it they answer for. At most one question a second on each network, by unicast, with sender 0.0.0.0: no table of another machine remembers that, and it is no probe that anybody would defend against. Whom the table of this machine has is asked last. The questions and answers are in what --save writes, so --read of it tells the same.',
    '',
    'One sentence for each episode, when it begins, when something new is known of it (at most once a minute), and how it ended; what happens in one moment is told once, as close. Each kind has a page in docs/watch/.',
    '',
    'Severities: info, warning, critical. sure: proven, likely, undecided; --why tells the evidence, and what would decide a doubt.',
    '',
    'What is meant to be: --gateways and --networks; --known, a baseline as arpist baseline writes it, ethers(5) or an arp.dat; --leases of a DHCP server; --learn. These files are read again as soon as they change, and on HUP. --arpwatch says it in the words of arpwatch (docs/moving-from-arpwatch.md).',
    '',
    '--daemon is the same as a service, in the foreground until TERM or INT: it needs CAP_NET_RAW alone, remembers in --state, and reads /etc/arpist/arpist.toml and conf.d/*.toml, or --config FILE, again on HUP (arpist config check).',
    '',
    fieldNote(WATCH_EVENT, 'times are UTC', false),
  ],
  ends: {
    0: 'watched to the end, and no conflict was found; with --until, what was waited for came and is none',
    1: 'with --until, it did not come',
    4: 'a conflict was open at any time, or a spoof or takeover of a gateway or virtual address; with --until, what came is one, or critical',
    5: 'the capture was cut or cannot be read to its end, or what was saved is not whole, and no conflict was found',
    130: 'ended by Ctrl-C, and no conflict was found',
  },
  examples: [
    ['sudo arpist watch', 'every interface that carries ARP, until Ctrl-C'],
    [
      'sudo arpist watch -I eth0 --until conflict --for 10min',
      'for scripts: 4 as soon as one is found, 1 when none came',
    ],
    ['sudo arpist watch --ask', 'and where claims leave a doubt, ask both'],
    ['sudo arpist watch --json --save heard.pcapng', 'for programs, and what was heard beside it'],
    ['arpist watch --read office.pcapng --gateways 10.0.0.1=24:a4:3c:00:00:01', 'what happened in it'],
    ['tcpdump -U -w - arp | arpist watch --read -', 'while it is captured, on a machine without arpist, too'],
    ['arpist watch --read office.pcapng --until critical', '4 if there is any such, 1 if there is none'],
    [
      'arpist watch --read office.pcapng --known known.toml --leases /var/lib/misc/dnsmasq.leases',
      'what is known is no news',
    ],
    ['arpist watch --daemon --state DIR', 'as a service, by hand: arpist status --state DIR asks it'],
    ["arpist watch --read day.pcap --json --where 'severity=critical'", 'for programs, the worst alone'],
  ],
};

export const runWatch: Command = async (args, io) => {
  const taken = takeCommandLine(WATCH_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  if (values.daemon) {
    mustBeService(values);
    return await (await import('../daemon/run.ts')).runDaemon({ ...values, log: values.log ?? 'text' }, io);
  }
  mustBeNoService(values);
  mustStandAlone(values);
  const { read } = values;
  const files = new MeantAgain(io, (_, text) => io.stderr.write(`arpist: ${printable(text)}.\n`));
  (await files.read(values))();
  const { had, ...meant } = files.found;
  const expected = { ...expectedOf(values), ...meant };
  const arpwatch = values.arpwatch ? { networks: values.networks, had } : null;
  const live = read === undefined ? undefined : LIVE_ONLY.find(([name]) => isTyped(values[name]));
  if (live !== undefined)
    throw new UsageFault(
      live[1],
      `${live[1]} is about the network as it is now, and --read is a capture`,
      'keep one of them',
    );
  const wishes = { ...values, expected, arpwatch };
  const watch = async (keep?: Store): Promise<ExitCode> =>
    read === undefined
      ? await watchLinks({ ...wishes, files, keep }, io)
      : await showReplay({ ...wishes, path: read, ...(keep && { keep }) }, io);
  if (values.store === undefined) return await watch();
  const store = await steelStoreWriter(values.store, (text) =>
    io.stderr.write(`arpist: ${printable(text)}.\n`),
  );
  let shortening: NodeJS.Timeout | undefined;
  try {
    if (read !== undefined) {
      await store.begin(io.now());
      return await watch(store);
    }
    await beginAfterGap(store, io.now());
    const retention = new Retention(store, () => KEEP_BY_DEFAULT);
    retention.pass(io.now());
    shortening = setInterval(() => retention.pass(io.now()), SHORTEN_EVERY);
    return await watch(store);
  } finally {
    clearInterval(shortening);
    await store.close();
  }
};

/** It is looked whether something is too old; that goes in small steps. */
const SHORTEN_EVERY: Millis = 60_000;

/** Flags that make no sense with a capture, as they are typed. */
const LIVE_ONLY = [
  ['interface', '-I'],
  ['wait', '--wait'],
  ['modest', '--no-promiscuous'],
  ['ask', '--ask'],
  ['length', '--for'],
  ['save', '--save'],
] as const;

function isTyped(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

/** What a service does stands in its configuration. Throws UsageFault for a flag that says it, too. */
function mustBeService(values: FlagValues<typeof WATCH_FLAGS>): void {
  for (const [key, flag] of Object.entries(WATCH_FLAGS)) {
    if (Object.hasOwn(DAEMON_FLAGS, key) || !isTyped(values[key as keyof typeof values])) continue;
    const name = flag.names.find((one) => one.startsWith('--')) ?? flag.names[0]!;
    throw new UsageFault(
      name,
      `${name} and --daemon contradict each other`,
      IN_CONFIG[key] ??
        'a service runs until it is ended, and tells what it is configured to: leave one of them out',
    );
  }
}

const IN_CONFIG: Readonly<Record<string, string>> = {
  interface: 'name interfaces in its configuration: [[watch]] interface = "eth0"',
  modest: 'write promiscuous = false in its configuration',
  gateways: 'write [[vip]] in its configuration',
  networks: 'write [[network]] in its configuration',
  learn: 'write learn = "1h" in its configuration',
  known: 'write known = ["FILE"] in its configuration',
  leases: 'write leases = ["FILE"] in its configuration',
  store: 'name its folder with --state DIR',
};

function mustBeNoService({ config, state, log }: FlagValues<typeof WATCH_FLAGS>): void {
  const typed = Object.entries({ '--config': config, '--state': state, '--log': log });
  const [flag] = typed.find(([, value]) => value !== undefined) ?? [];
  if (flag !== undefined)
    throw new UsageFault(
      flag,
      `${flag} is about the service`,
      flag === '--state' ? 'add --daemon, or remember with --store DIR' : 'add --daemon, or leave it out',
    );
}

async function watchLinks(
  values: Omit<FlagValues<typeof WATCH_FLAGS>, 'arpwatch'> &
    Pick<ReplayWishes, 'expected' | 'arpwatch'> &
    Pick<ShowLiveWishes, 'files' | 'keep'>,
  io: CommandIo,
): Promise<ExitCode> {
  const { interface: interfaces, modest, save, files } = values;
  const hands = await steelWatchHands();
  const savers = saversFor({ save, pcap: undefined, dryRun: false }, io);
  const moves = new MovesHere(await steelExpectations(), () => io.now());
  if (files?.isEmpty === false) onHangup(io, () => files.ask());
  return await showLive(
    { ...values, interfaces, promiscuous: !modest, savers, moves, service: serviceHere },
    hands,
    io,
  );
}

/** A service watches on this machine already: a sentence, or null. */
async function serviceHere(): Promise<string | null> {
  try {
    if ((await askService(undefined)) === undefined) return null;
    return 'a service watches on this machine, too (arpist status): it remembers and tells, whatever this one does';
  } catch (fault) {
    if (fault instanceof SystemFault && fault.kind === 'rights')
      return 'a service may watch on this machine, too: this user may not ask it';
    if (fault instanceof SystemFault || fault instanceof UsageFault) return null;
    throw fault;
  }
}

/** Its words are one form of their own. Throws UsageFault. */
function mustStandAlone(values: FlagValues<typeof WATCH_FLAGS>): void {
  const { arpwatch, json, csv, format, where } = values;
  const other = json ? '--json' : csv ? '--csv' : format ? '--format' : where.length > 0 ? '--where' : '';
  if (arpwatch && other !== '')
    throw new UsageFault('--arpwatch', `--arpwatch and ${other} contradict each other`, 'keep one of them');
}

/** What the command line says is meant to be. */
export function expectedOf(values: {
  readonly gateways: Expected['gateways'];
  readonly networks: Expected['networks'];
  readonly learn: number | undefined;
}): Expected {
  const { gateways, networks, learn = 0 } = values;
  return { ...NOTHING_EXPECTED, gateways, networks, learn };
}
