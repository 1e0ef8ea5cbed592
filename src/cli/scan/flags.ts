import { type Flags, many, one, text, toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { bandwidth, list, packetRate, vlanIds, whole } from '../../terminal/args/numbers.ts';
import { TIMEOUT_FLAGS } from '../../terminal/args/times.ts';
import { STATION } from '../../records/station-kind.ts';
import { listFlags } from '../listing/flags.ts';
import { parseSort } from '../../records/sort.ts';

const habit = 'arp-scan';

/** How hard it is asked before something is said. */
export const PROOF_FLAGS = {
  tries: one(
    '-r --tries --retry',
    { value: 'N', help: 'ask silent addresses N times in all; default 2, more when packets get lost' },
    whole(1, 100, 'number of tries'),
  ),
  evidence: one(
    '--evidence',
    {
      value: 'N',
      help: 'packets beside the questions, at most, to tell one host from two and an owner from a proxy; default 288, fewer when --rate is low, more in large networks; 0: none',
    },
    whole(0, 1_000_000, 'number of packets'),
  ),
} as const satisfies Flags;

/** Whom to ask and how, for every command that scans. */
export const SCANNING_FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'ask on this interface (several: again, or A,B); default: all that make sense' },
    list,
  ),
  vlan: many(
    '--vlan -Q',
    { value: 'IDS', help: 'ask with these VLAN tags (10,20,100-110), answers kept apart by tag' },
    vlanIds,
  ),
  exclude: many(
    '--exclude',
    { value: 'TARGET', help: 'leave these out; same spellings as targets' },
    (word) => [word],
  ),
  rate: one(
    '--rate',
    {
      value: 'RATE',
      help: 'packets (5000, 5k) or bits (1Mbit) per second on each wire (VLAN interfaces of one parent share it); default 1000 packets',
    },
    packetRate,
  ),
  fast: toggle('--fast', {
    help: 'as fast as the link takes them (mind Wi-Fi: broadcasts take the air from all)',
  }),
  ...PROOF_FLAGS,
  ...TIMEOUT_FLAGS,
} as const satisfies Flags;

/** The same, and more that scan and find have in common. */
export const ASKING_FLAGS = {
  ...SCANNING_FLAGS,
  names: toggle('--names -d --resolve', { help: 'names by reverse DNS' }),
  save: one('--save', { value: 'FILE', help: 'write every frame sent and heard to FILE (pcapng)' }, text),
  dryRun: toggle('--dry-run', { help: 'print what would be sent and how long it takes, and send nothing' }),
  localnet: toggle('-l --localnet', {
    habit,
    help: 'the subnets of the interfaces (the default), beside named targets',
  }),
  file: one(
    '-f --file',
    {
      habit,
      value: 'FILE',
      help: 'targets from FILE, or - for stdin: the first word of each line; @FILE takes all words',
    },
    text,
  ),
  bandwidth: one('-B --bandwidth', { habit, value: 'BITS', help: 'bits per second: 256000, 1M' }, bandwidth),
  numeric: toggle('-N --numeric', { habit, help: 'never look a name up: targets are addresses' }),
  random: toggle('-R --random', {
    habit,
    help: 'neighbours are never asked in a row; arpist always does so',
  }),
  pcap: one(
    '-W --pcapsavefile',
    { habit, value: 'FILE', help: 'write the frames heard to FILE (pcap); see --save for both directions' },
    text,
  ),
} as const satisfies Flags;

/** What to show and in which form. */
export const SHOWING_FLAGS = {
  ...listFlags(STATION, {
    json: 'JSON Lines, a summary last (schema/station.v1.json, schema/summary.v1.json)',
    rows: 'stations',
    where: "vendor~espressif, ip=10.0.0.0/24, mac^=b8:27:eb, rtt>100, 'verdict=conflict or late'",
    format: '${ip;-15} ${mac} ${vendor}',
  }),
  sort: one(
    '--sort',
    { value: 'FIELDS', help: 'held to the end and sorted: ip, -rtt, vendor,ip' },
    parseSort,
  ),
  why: toggle('--why', { help: 'the evidence for each verdict' }),
  quiet: toggle('-q --quiet', { habit, help: 'no vendor column' }),
  plain: toggle('-x --plain', { habit, help: 'no header and no summary on stderr' }),
  ignoreDups: toggle('-g --ignoredups', {
    habit,
    help: 'only the first MAC of each address; the summary and exit code 4 still tell of conflicts',
  }),
  rtt: toggle('-D --rtt', { habit, help: 'the round-trip time on each line' }),
} as const satisfies Flags;

export type AskingValues = FlagValues<typeof ASKING_FLAGS>;
export type ScanningValues = FlagValues<typeof SCANNING_FLAGS>;
export type ShowingValues = FlagValues<typeof SHOWING_FLAGS>;

export const FIELD_NOTE =
  'Fields for --where, --sort and --format: ip mac vendor name interface vlan rtt tries late local macs verdict why dup ipnum; rtt in milliseconds, or with its unit (rtt>0.1s). --where takes = != ~ (contains) !~ ^= (begins) < <= > >=, and, or; and binds more.';

export const VERDICT_NOTE =
  'Verdicts: ok; conflict (two hosts use the address); undecided (not enough was asked or answered to say, exit code 5); own-conflict (somebody uses ours); flux (one host, several MACs); proxy (answers for others); virtual (VRRP, HSRP, GLBP, CARP …).';

export const TARGET_NOTE =
  'Targets: 10.0.0.7, 10.0.0.0/24 (all of it; the subnets of an interface go without their first and last address), 10.0.0.0:255.255.255.0, 10.0.0.10-10.0.0.99, 10.0.0.10-99, 10.0.0,1.1-254, lists with commas, @FILE, - (stdin), an interface (by any of its names), a host name. None: all local subnets, and what routes without a gateway lead to; one of more than 65,536 addresses must be named. A target that is reached through a router needs -I.';
