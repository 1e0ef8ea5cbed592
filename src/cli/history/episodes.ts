import { momentText, ownZone } from '../../base/zone.ts';
import type { EpisodeQuery, StoredEpisode } from '../../ports/store.ts';
import { EPISODE } from '../../records/episode.ts';
import { one, toggle } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { whole } from '../../terminal/args/numbers.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { everyEpisode } from '../../verbs/history/episodes.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelStore } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { watchLine } from '../watch/lines.ts';
import { whoseIs } from './history.ts';
import { stateFlag, storePath, type StoreHands } from './store-flag.ts';

const FLAGS = {
  open: toggle('--open', { help: 'only those that go on' }),
  count: one(
    '-c --count',
    { value: 'N', help: 'the latest N of those that fit (default: 1000)' },
    whole(1, 1_000_000, 'number of episodes'),
  ),
  why: toggle('--why', { help: 'the evidence under each' }),
  state: stateFlag,
  ...listFlags(EPISODE, {
    json: 'JSON Lines (schema/episode.v1.json)',
    rows: 'episodes',
    where: 'kind=conflict, severity=critical and open=yes, ip=10.0.0.0/24',
    format: '${episode} ${kind} ${ip} ${mac}',
  }),
  sort: sortFlag(EPISODE, 'first, -seconds, severity,ip'),
} as const;

const LATEST = 1000;

export const EPISODES_LINE: CommandLine<typeof FLAGS> = {
  name: 'episodes',
  words: '[ADDRESS|MAC]',
  line: 'what a watch remembers that happened: conflicts, failovers, lies, scans, the latest first',
  least: 0,
  most: 1,
  flags: FLAGS,
  notes: [
    'An episode is told as it was told last; those that were open when a watch ended are closed, and say so.',
    '',
    fieldNote(EPISODE, 'times are UTC'),
  ],
  ends: {
    0: 'one fits',
    1: 'there is none that fits',
    2: 'there is no store',
    5: 'the store is damaged',
  },
  examples: [
    ['arpist episodes', 'what happened'],
    ["arpist episodes --where 'kind=conflict'", 'who fought'],
    ['arpist episodes 10.1.2.3 --why', 'of one address, with the evidence'],
    ['arpist episodes --open --json', 'what goes on, for programs'],
  ],
};

export const runEpisodes: Command = (args, io) => episodesOver(steelStore, args, io);

export async function episodesOver(
  open: () => Promise<StoreHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(EPISODES_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const query: EpisodeQuery = {
    ...(words[0] === undefined ? {} : whoseIs(words[0])),
    ...(values.open ? { open: true } : {}),
  };
  const listing = new Listing(io, EPISODE, values);
  const { openStore } = await open();
  const store = await openStore(storePath(values.state));
  const most = values.count ?? LATEST;
  const zone = ownZone();
  const paint = paintFor(io.stdout.colour);
  const line = (one: StoredEpisode): string =>
    `${String(one.episode).padStart(5)}  ${momentText(one.first, zone).slice(4)}  ${one.open ? 'open' : '    '}  ${watchLine(one.event, { paint, why: values.why })}`;
  try {
    for await (const episode of everyEpisode(store, query)) {
      if (io.stopped() !== undefined) return EXIT.interrupted;
      listing.row(episode, line);
      if (listing.count >= most) break;
      if (listing.count % 512 === 511) await io.stdout.drained();
    }
    listing.end();
    await io.stdout.drained();
  } finally {
    await store.close();
  }
  if (listing.count > 0) return EXIT.done;
  io.stderr.write('arpist: no episode that is remembered fits\n');
  return EXIT.negative;
}
