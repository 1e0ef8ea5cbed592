import { UsageFault } from '../../base/fault.ts';
import { type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { whyNoIpv4 } from '../../base/ipv6.ts';
import { isMulticastMac, type Mac, parseMac } from '../../base/mac.ts';
import { TIME_UNITS } from '../../base/time.ts';
import { type Flags, one, type ReadFlag, text, toggle } from '../../terminal/args/flags.ts';
import { packetRate, whole } from '../../terminal/args/numbers.ts';
import { TIMEOUT_FLAGS, timeFlag } from '../../terminal/args/times.ts';

const habit = 'arping';

const address: ReadFlag<Ipv4> = (word, where) => {
  const ip = parseIpv4(word);
  if (ip === undefined) throw new UsageFault(where, whyNoIpv4(word), 'write it as 10.0.0.7');
  return ip;
};

const hostMac: ReadFlag<Mac> = (word, where) => {
  const mac = parseMac(word);
  if (mac === undefined || mac === 0)
    throw new UsageFault(where, `'${word}' is no MAC of a machine`, 'write it as b8:27:eb:00:00:01');
  if (isMulticastMac(mac))
    throw new UsageFault(
      where,
      `${word} is a multicast MAC, not that of one machine`,
      'leave it out to ask all',
    );
  return mac;
};

/** Shorter, and a question would follow the other without a pause. */
const PACE = { least: 1, most: TIME_UNITS.d };

const count = whole(1, 1_000_000_000, 'number of questions');

/** Whom to ask and as whom; what ping and who have in common. */
export const ASKED_FLAGS = {
  interface: one(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'ask on this interface; default: the one with the subnet of the target' },
    text,
  ),
  vlan: one('--vlan', { value: 'ID', help: 'ask with this VLAN tag' }, whole(1, 4094, 'VLAN id')),
  unicast: one('--unicast', { value: 'MAC', help: 'ask this machine alone, not everybody' }, hostMac),
  source: one(
    '-s -S --source',
    { value: 'ADDRESS', help: 'the sender address of every question; one that is not ours needs --force' },
    address,
  ),
  zero: toggle('-0 --zero', {
    help: 'sender 0.0.0.0 in every question; default: our own address in turns while nobody answers',
  }),
  force: toggle('--force', { help: 'take a --source that is not ours: it is written into tables of others' }),
  ...TIMEOUT_FLAGS,
  rate: one(
    '--rate',
    { value: 'RATE', help: 'packets (15, 5k) or bits (1Mbit) per second; default 1000 packets' },
    packetRate,
  ),
  evidence: one(
    '--evidence',
    {
      value: 'N',
      help: 'packets beside the questions, at most, to tell one host from two and an owner from a proxy; default 288, fewer when --rate is low; 0: none',
    },
    whole(0, 1_000_000, 'number of packets'),
  ),
  numeric: toggle('-N --numeric', { help: 'never look a name up' }),
  save: one(
    '--save',
    { value: 'FILE', help: 'write every ARP frame sent and heard meanwhile to FILE (pcapng)' },
    text,
  ),
  dryRun: toggle('--dry-run', { help: 'print what would be sent, and send nothing' }),
  why: toggle('--why', { help: 'the evidence for the verdict' }),
} as const satisfies Flags;

/** What ping takes besides. */
export const PACE_FLAGS = {
  count: one('-c --count', { value: 'N', help: 'ask N times; default until Ctrl-C' }, count),
  interval: timeFlag('-W --interval', { help: 'between two questions (0.2, 200ms); default 1s' }, PACE),
  deadline: timeFlag('-w --deadline', { help: 'the whole takes no longer' }),
  first: toggle('-f --first', { help: 'end at the first answer' }),
  quiet: toggle('-q --quiet', { help: 'only the summary' }),
  free: toggle('-D', {
    habit,
    help: 'is it free? Sender 0.0.0.0, three times, to the first answer: exit code 0 free, 1 in use',
  }),
  tell: toggle('-U', { habit, help: 'ask nobody: tell everybody that TARGET, which must be ours, is here' }),
  tellReply: toggle('-A', { habit, help: 'the same by unasked replies' }),
  broadcast: toggle('-b', { habit, help: 'broadcast only; arpist always does so' }),
} as const satisfies Flags;

export const COMPAT = ['iputils', 'habets'] as const;

const compat: ReadFlag<(typeof COMPAT)[number]> = (word, where) => {
  const found = COMPAT.find((each) => each === word);
  if (!found)
    throw new UsageFault(
      where,
      `there is no tool '${word}' to be like`,
      `write --compat ${COMPAT.join(' or ')}`,
    );
  return found;
};

export const COMPAT_FLAG = {
  compat: one(
    '--compat',
    {
      value: 'TOOL',
      choices: COMPAT,
      help: 'flags, lines and exit codes of another arping: iputils, habets',
    },
    compat,
  ),
} as const satisfies Flags;

/** What arping of iputils takes, for pinging and for -D. */
export const IPUTILS_FLAGS = {
  first: toggle('-f', { help: 'end at the first reply' }),
  quiet: toggle('-q', { help: 'print nothing' }),
  broadcast: toggle('-b', { help: 'go on by broadcast after the first reply' }),
  tell: toggle('-U', { help: 'unsolicited requests: TARGET is ours' }),
  tellReply: toggle('-A', { help: 'unsolicited replies' }),
  version: toggle('-V', { help: 'which arping this is' }),
  free: toggle('-D', { help: 'duplicate address detection: exit code 0 free, 1 in use' }),
  count: one('-c', { value: 'COUNT', help: 'probes to send' }, count),
  deadline: timeFlag('-w', { help: 'the whole takes no longer' }),
  interval: timeFlag('-i', { help: 'between two probes; default 1' }, PACE),
  interface: one('-I', { value: 'DEVICE', help: 'the interface to ask on' }, text),
  source: one('-s', { value: 'SOURCE', help: 'source address' }, address),
  ...COMPAT_FLAG,
} as const satisfies Flags;

/** What arping of Thomas Habets takes and ARP can do. */
export const HABETS_FLAGS = {
  zero: toggle('-0', { help: 'source address 0.0.0.0' }),
  broadcastSource: toggle('-b', { help: 'source address 255.255.255.255' }),
  source: one('-S', { value: 'IP', help: 'source address, ours or not' }, address),
  unicast: one('-t', { value: 'MAC', help: 'ask this machine alone' }, hostMac),
  interface: one('-i', { value: 'INTERFACE', help: 'the interface to ask on' }, text),
  count: one('-c', { value: 'COUNT', help: 'requests to send' }, count),
  replies: one('-C', { value: 'COUNT', help: 'end after so many replies' }, count),
  deadline: timeFlag('-w', { help: 'the whole takes no longer' }),
  interval: timeFlag('-W', { help: 'between two requests; default 1' }, PACE),
  vlan: one('-V', { value: 'ID', help: 'ask with this VLAN tag' }, whole(1, 4094, 'VLAN id')),
  quiet: toggle('-q', { help: 'print nothing' }),
  dots: toggle('-D', { help: 'an exclamation mark for each answer, a dot for each question without' }),
  raw: toggle('-r', { help: 'the MAC alone' }),
  rawOther: toggle('-R', { help: 'the address alone; with -r both' }),
  duplicates: toggle('-d', { help: 'exit code 1 when two MACs answer' }),
  sentToo: toggle('-u', { help: 'index=received/sent' }),
  audible: toggle('-a', { help: 'beep for each answer' }),
  beepMissing: toggle('-e', { help: 'beep for each question without' }),
  tell: toggle('-U', { help: 'unsolicited requests: TARGET is ours' }),
  tellReply: toggle('-P', { help: 'with -U: replies' }),
  ignored: toggle('-A -F -p -v -z -Z', { help: 'taken and not needed' }),
  group: one('-g', { value: 'GROUP', help: 'taken and not needed' }, text),
  stampType: one('-m', { value: 'TYPE', help: 'taken and not needed' }, text),
  ...COMPAT_FLAG,
} as const satisfies Flags;
