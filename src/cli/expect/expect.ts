import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { isMeantAsIpv6, whyNoIpv4 } from '../../base/ipv6.ts';
import { formatMac, type Mac, parseMac } from '../../base/mac.ts';
import { TIME_UNITS } from '../../base/time.ts';
import type { Expectation, Expectations } from '../../ports/expectations.ts';
import { EXPECTATION, expectationRecord } from '../../records/expectation.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, text, toggle } from '../../terminal/args/flags.ts';
import { plural, tabbed } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelExpectations } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { momentOf, momentText } from './until.ts';

const EXPECT_FLAGS = {
  until: one(
    '--until',
    { value: 'WHEN', help: '18:00, 2026-12-31 18:00, with a zone, or 2h; default: 1h' },
    text,
  ),
  mac: one(
    '--mac',
    { value: 'MAC', help: 'it goes to this MAC; default: to whoever takes it' },
    (word, where): Mac => {
      const mac = parseMac(word);
      if (mac !== undefined) return mac;
      throw new UsageFault(where, `'${word}' is no MAC address`, 'write it as 02:00:00:00:00:01');
    },
  ),
  forget: toggle('--forget', { help: 'it is expected no more' }),
  ...listFlags(EXPECTATION, {
    json: 'JSON Lines (schema/expectation.v1.json)',
    rows: 'expectations',
    where: 'ip=10.0.0.0/24, by~move',
    format: '${ip} ${until}',
  }),
  sort: sortFlag(EXPECTATION, 'until'),
  plain: toggle('-x --plain', { help: 'no word on stderr' }),
} as const;

export const EXPECT_LINE: CommandLine<typeof EXPECT_FLAGS> = {
  name: 'expect',
  words: '[ADDRESS…]',
  line: 'say beforehand that an address will move, so that watch tells no attack; what is expected',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: EXPECT_FLAGS,
  notes: [
    'Without ADDRESS: what is expected on this machine, what its move and announce said among it. It is kept beside the journal, and read by every watch on this machine while it runs.',
    '',
    'A time without a day is the next one of the clock on the wall; the moment is told back with its zone.',
    '',
    fieldNote(EXPECTATION),
  ],
  ends: {
    0: 'noted, or something is expected',
    1: 'nothing is expected, or nothing of what was named was',
    3: 'the folder of the journal may not be written',
  },
  examples: [
    ['sudo arpist expect 10.0.0.5 --until 18:00', 'somebody replaces that machine this afternoon'],
    ['sudo arpist expect 10.0.0.5 --mac 02:00:00:00:00:07 --until 2h', 'it may go there, and nowhere else'],
    ['arpist expect', 'what is expected'],
  ],
};

export const runExpect: Command = (args, io) => expectOver(steelExpectations, args, io);

export async function expectOver(
  open: () => Promise<Expectations>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(EXPECT_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const ips = words.map(addressOf);
  const now = io.now();
  if (ips.length === 0) {
    const said = values.until !== undefined ? '--until' : values.forget ? '--forget' : '';
    if (said !== '') throw new UsageFault(said, `${said} goes with an address`, 'name the address');
    const listing = new Listing(io, EXPECTATION, values);
    return await list(await open(), listing, io);
  }
  if (values.forget) {
    const gone = (await open()).forget(ips, now);
    if (!values.plain) io.stderr.write(`${plural(gone, 'expectation')} taken back\n`);
    return gone > 0 ? EXIT.done : EXIT.negative;
  }
  const until = values.until === undefined ? now + TIME_UNITS.h : momentOf(values.until, '--until', now);
  const mac = values.mac ?? null;
  const by = `expect ${args.join(' ')}`;
  (await open()).note(
    ips.map((ip): Expectation => ({ ip, mac, from: now, until, by })),
    now,
  );
  if (!values.plain) {
    const where = mac === null ? 'may move' : `may go to ${formatMac(mac)}`;
    io.stderr.write(`${ips.map(formatIpv4).join(', ')} ${where} until ${momentText(until)}\n`);
  }
  return EXIT.done;
}

function addressOf(word: string): Ipv4 {
  const ip = parseIpv4(word);
  if (ip !== undefined) return ip;
  const why = isMeantAsIpv6(word) ? whyNoIpv4(word) : `'${word}' is no IPv4 address`;
  throw new UsageFault(word, why, 'name the address that will move');
}

async function list(
  expectations: Expectations,
  listing: Listing<ReturnType<typeof expectationRecord>>,
  io: CommandIo,
): Promise<ExitCode> {
  const { all, bad } = expectations.at(io.now());
  const rows = new Map(all.map((one) => [expectationRecord(one), one] as const));
  listing.all(rows.keys(), {
    line: (record) => {
      const { ip, mac, until, by } = rows.get(record)!;
      return `${tabbed([formatIpv4(ip), mac === null ? 'any MAC' : formatMac(mac), `until ${momentText(until)}`, by])}\n`;
    },
  });
  await io.stdout.drained();
  if (bad.length > 0)
    io.stderr.write(
      `arpist: ${plural(bad.length, 'line')} of what is expected cannot be read (line ${bad.slice(0, 9).join(', ')}).\n`,
    );
  return listing.count > 0 ? EXIT.done : EXIT.negative;
}
