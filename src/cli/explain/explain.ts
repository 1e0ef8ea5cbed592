import { UsageFault } from '../../base/fault.ts';
import { type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { whyNoIpv4 } from '../../base/ipv6.ts';
import { type Mac, parseMac } from '../../base/mac.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { Explanation, IsAtForm } from '../../verbs/explain/explanation.ts';
import { explainIsAt } from '../../verbs/explain/is-at.ts';
import { linkFor } from '../../verbs/explain/link-for.ts';
import { explainTo } from '../../verbs/explain/to.ts';
import { explainWhoHas } from '../../verbs/explain/who-has.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, type ReadFlag, text, toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { steelSnapshot } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { explanationLines } from './lines.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { EXPLANATION, explanationRecord } from '../../records/explanation.ts';
import { fieldNote, listFlags } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { readHostFile } from './host-file.ts';

const address: ReadFlag<Ipv4> = (word, where) => {
  const ip = parseIpv4(word);
  if (ip === undefined) throw new UsageFault(where, whyNoIpv4(word), 'write it as 10.0.0.7');
  return ip;
};

const FORMS: readonly IsAtForm[] = ['reply', 'announcement', 'announcement-reply', 'question'];

const form: ReadFlag<IsAtForm> = (word, where) => {
  const found = FORMS.find((each) => each === word);
  if (!found) throw new UsageFault(where, `there is no form '${word}'`, `write one of ${FORMS.join(', ')}`);
  return found;
};

const FLAGS = {
  on: one(
    '--on -I -i --interface --dev',
    { value: 'NAME', help: 'the interface that hears the frame; default: the one that can be meant' },
    text,
  ),
  from: one(
    '--from',
    {
      value: 'ADDRESS',
      help: 'who-has: who asks (0.0.0.0 for a probe); to: the source a program asks for',
    },
    address,
  ),
  broadcast: toggle('--broadcast', { help: 'the frame goes to all (who-has, announcements: the default)' }),
  unicast: toggle('--unicast', { help: 'the frame goes to this host alone (replies: the default)' }),
  form: one(
    '--form',
    {
      value: 'FORM',
      choices: FORMS,
      help: 'is-at: reply (default), announcement, announcement-reply, or question (a who-has for us)',
    },
    form,
  ),
  after: timeFlag(
    '--after',
    { help: 'is-at: so long after the snapshot; locktime may be over then' },
    { least: 0 },
  ),
  host: one(
    '--host',
    { value: 'FILE', help: 'about the host of this snapshot (- for stdin), not this one' },
    text,
  ),
  ...listFlags(EXPLANATION, {
    json: 'one JSON line (schema/explanation.v1.json)',
    rows: 'answers',
    where: 'yes=no, reason^=arp-filter, interface=eth1',
    format: '${ip} ${yes} ${reason}',
  }),
} as const;

type ExplainValues = FlagValues<typeof FLAGS>;

export const EXPLAIN_LINE: CommandLine<typeof FLAGS> = {
  name: 'explain',
  words: 'who-has IP | to IP | is-at IP MAC',
  choices: ['who-has', 'to', 'is-at'],
  line: 'would this host answer, which way does a packet go, would the table change; and because of what',
  least: 2,
  most: 3,
  flags: FLAGS,
  notes: [
    'The answer is computed from the settings, addresses, routes and entries of the host, by rules that are held against real kernels; nothing is sent, and no root is needed.',
    '',
    fieldNote(EXPLANATION, 'mac is the MAC that is told, or that of the next hop as the table has it', false),
  ],
  ends: {
    0: 'yes: it would answer, it can be reached, the table would change',
    1: 'no',
    2: 'the command line, or a snapshot that cannot be used',
    3: 'an interface that is not there',
  },
  examples: [
    ['arpist explain who-has 10.0.0.5 --on eth0', 'would this host answer, with which MAC'],
    ['arpist explain who-has 10.0.0.5 --on eth0 --from 10.0.0.9', '… if 10.0.0.9 asks'],
    ['arpist explain to 8.8.8.8', 'mine? connected? which route? which ARP request?'],
    ['arpist explain is-at 10.0.0.9 02:00:00:00:00:09 --on eth0', 'would the table change'],
    ['arpist explain who-has 10.0.0.5 --host web1.json', 'about another machine'],
  ],
};

export const runExplain: Command = (args, io) => explainOver(steelSnapshot, args, io);

/** The command over any snapshot; it is taken only when the words were understood. */
export async function explainOver(
  take: () => Promise<HostSnapshot>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(EXPLAIN_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  const listing = new Listing(io, EXPLANATION, values);
  const asked = askedBy(taken.words, values);
  const host = values.host === undefined ? await take() : await readHostFile(values.host, io);
  const told = answer(host, asked, values);
  listing.row(explanationRecord(told), () =>
    explanationLines(told, paintFor(io.stdout.colour))
      .map((line) => `${line}\n`)
      .join(''),
  );
  listing.end();
  await io.stdout.drained();
  return told.yes ? EXIT.done : EXIT.negative;
}

type Asked =
  | { readonly question: 'who-has'; readonly ip: Ipv4 }
  | { readonly question: 'to'; readonly ip: Ipv4 }
  | { readonly question: 'is-at'; readonly ip: Ipv4; readonly mac: Mac };

function askedBy(words: readonly string[], values: ExplainValues): Asked {
  const [question = '', target = '', third] = words;
  if (values.broadcast && values.unicast)
    throw new UsageFault('--unicast', '--broadcast and --unicast contradict each other', 'keep one of them');
  if (question === 'is-at') {
    const ip = address(target, 'IP');
    const mac = parseMac(third ?? '');
    if (third === undefined)
      throw new UsageFault(
        'MAC',
        'is-at needs an address and a MAC',
        'write is-at 10.0.0.9 02:00:00:00:00:09',
      );
    if (mac === undefined)
      throw new UsageFault('MAC', `'${third}' is no MAC address`, 'write it as 02:00:00:00:00:09');
    return { question, ip, mac };
  }
  if (question !== 'who-has' && question !== 'to')
    throw new UsageFault(
      'question',
      `there is no question '${question}'`,
      'ask who-has IP, to IP, or is-at IP MAC',
    );
  if (third !== undefined)
    throw new UsageFault(third, `'${third}' is one word too many`, 'see arpist explain --help');
  return { question, ip: address(target, 'IP') };
}

function answer(host: HostSnapshot, asked: Asked, values: ExplainValues): Explanation {
  const { ip } = asked;
  const from = values.from === undefined ? {} : { from: values.from };
  if (asked.question === 'to') return explainTo(host, { ip, ...from });
  const on = linkFor(host, ip, { named: values.on, where: '--on' });
  if (asked.question === 'who-has')
    return explainWhoHas(host, { ip, on, broadcast: !values.unicast, ...from });
  const how = values.form ?? 'reply';
  const broadcast = values.broadcast || (how !== 'reply' && !values.unicast);
  const after = values.after === undefined ? {} : { after: values.after };
  return explainIsAt(host, { ip, mac: asked.mac, on, form: how, broadcast, ...after });
}
