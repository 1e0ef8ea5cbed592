import { UsageFault } from '../../base/fault.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { type FlagValues, many, one, type ReadFlag, toggle } from '../../terminal/args/flags.ts';
import { whole } from '../../terminal/args/numbers.ts';
import { TIME_FORMS, type TimeForm } from '../../terminal/text/clock.ts';
import { FRAME } from '../../records/frame.ts';
import { BINDING } from '../../records/binding.ts';
import { SIGHTING } from '../../records/sighting.ts';
import { fieldNote, formFlags } from '../listing/flags.ts';

/** What it names is known when it is known whether frames or stations are told. */
export interface Typed {
  readonly text: string;
  readonly where: string;
}

const asTyped: ReadFlag<Typed> = (text, where) => ({ text, where });

const READ_FLAGS = {
  ...formFlags(
    'JSON Lines (schema/frame.v1.json; with --summary sighting.v1.json, with --bindings binding.v1.json, and capture.v1.json last)',
  ),
  format: one(
    '-F --format',
    { value: 'TEXT', help: "a line of your own: '${ts} ${kind} ${ip} ${mac}'; fields as in --where" },
    asTyped,
  ),
  summary: toggle('--summary', {
    help: 'fold the whole capture: stations with verdicts, kinds, rates, what was malformed',
  }),
  bindings: toggle('--bindings', {
    help: 'fold it, and tell who had each address from when to when, and how that began and ended',
  }),
  where: many(
    '--where',
    {
      value: 'EXPR',
      help: 'only frames (with --summary stations, with --bindings holders) that fit, see below',
    },
    (text, where) => [{ text, where }],
  ),
  sort: one(
    '--sort',
    { value: 'FIELDS', help: 'with --summary: ip, -frames, vendor,ip; with --bindings: -from, ip,from' },
    asTyped,
  ),
  count: one(
    '-c --count',
    { value: 'N', help: 'end after N frames (or stations, or holders)' },
    whole(1, 4_000_000_000, 'number of records'),
  ),
  time: one(
    '--time',
    { value: 'FORM', choices: TIME_FORMS, help: 'clock (default), date, epoch (nanoseconds) or none' },
    (text, where): TimeForm => {
      const form = TIME_FORMS.find((known) => known === text);
      if (form) return form;
      throw new UsageFault(where, `'${text}' is no form of time`, `write ${TIME_FORMS.join(', ')}`);
    },
  ),
  why: toggle('--why', { help: 'with --summary: the evidence for each verdict' }),
  plain: toggle('-x --plain', { help: 'no header and no summary on stderr' }),
} as const;

export type ReadValues = FlagValues<typeof READ_FLAGS>;

export const READ_LINE: CommandLine<typeof READ_FLAGS> = {
  name: 'read',
  words: '[FILE|-]',
  line: 'the ARP of a capture (pcap, pcapng, gzip too), no root needed',
  least: 0,
  most: 1,
  flags: READ_FLAGS,
  notes: [
    fieldNote(FRAME, 'ip and mac are the sender', false),
    '',
    `With --summary: ${Object.keys(SIGHTING.fields).join(' ')}; --sort, too.`,
    '',
    `With --bindings: ${Object.keys(BINDING.fields).join(' ')}; --sort, too. began is first, announced or heard; ended is open (it has it still), quiet (another came after a pause) or cut (another came while it was speaking). Of one address the first and the 15 latest holders are kept.`,
    '',
    'Verdicts of --summary come from claims alone: ok; moved (from one MAC to another); conflict (MACs in turns, also announced ones that are defended or come back soon); flux (the same MACs in turns for several addresses, or one for each asker); undecided (one card told several MACs, or a MAC has more addresses than its twin: asking tells); virtual (VRRP, HSRP, GLBP, CARP …). Malformed frames are shown with their reason and end nothing.',
  ],
  ends: {
    0: 'a frame fits',
    1: 'none does',
    4: '--summary finds a conflict',
    5: 'the capture was cut, or cannot be read to its end; or --summary could not decide about an address',
  },
  examples: [
    ['arpist read capture.pcapng', 'every ARP frame in one line'],
    ['tcpdump -U -w - arp | arpist read -', 'while it is captured'],
    ['arpist read --summary capture.pcap.gz', 'who claimed what, and who quarrels'],
    ["arpist read --bindings --where 'ip=10.0.0.1' capture.pcap", 'who had the gateway’s address, and when'],
    [
      "arpist read --json --where 'kind=gratuitous-request' -c 10 capture.pcap",
      'the first ten, for programs',
    ],
    ["arpist read --where 'kind=malformed' capture.pcap", 'what is broken, and why'],
  ],
};
