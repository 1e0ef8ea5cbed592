import { closest } from '../../base/closest.ts';
import { UsageFault } from '../../base/fault.ts';
import { WATCH_KINDS, type WatchKind } from '../../inventory/watch-event.ts';
import type { Mute } from '../../ports/orders.ts';
import { muteRecord, STANDING } from '../../records/standing.ts';
import { one, text, toggle } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { momentOf } from '../expect/until.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote } from '../listing/flags.ts';
import type { MemoryDoor } from './door.ts';
import { standingFlags, whomOf } from './flags.ts';
import { listStanding } from './list.ts';
import { obeyed, tellOrdered } from './obey.ts';

const FLAGS = {
  on: one('--on', { value: 'NAME', help: 'only on this interface' }, text),
  gateways: toggle('--gateways', { help: 'also of gateways and virtual addresses' }),
  until: one('--until', { value: 'WHEN', help: '18:00, 2026-12-31 18:00, 8h; default: until revoked' }, text),
  ...standingFlags('kind=scan, gateways=yes'),
} as const;

export const MUTE_LINE: CommandLine<typeof FLAGS> = {
  name: 'mute',
  words: '[KIND] [ADDRESS] [MAC] [e-NUMBER]',
  line: 'what fits all of these words is told to nobody any more; it is kept all the same',
  least: 0,
  most: 4,
  flags: FLAGS,
  notes: [
    `Kinds: ${WATCH_KINDS.join(' ')}. A mute never covers a gateway or a virtual address unless --gateways says so. Without words and --on: what is muted.`,
    '',
    'It is asked of the service, or written into its store where none runs.',
    '',
    fieldNote(STANDING),
  ],
  ends: {
    0: 'muted, or something is',
    1: 'nothing is muted',
    2: 'words that cannot be used, or there is no store',
    3: 'no rights to the service or its store',
    5: 'the store is full or damaged',
  },
  examples: [
    ['arpist mute e-1907', 'that is known'],
    ['arpist mute scan 10.0.0.9', 'the scanner of our own'],
    ['arpist mute new-station --on guests --until 18:00', 'during the open day'],
    ['arpist mute', 'what is muted'],
  ],
};

export const runMute: Command = (args, io) => muteOver(steelMemory, args, io);

export async function muteOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(MUTE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  if (words.length === 0 && values.on === undefined) {
    if (values.gateways || values.until !== undefined)
      throw new UsageFault('', 'a mute of everything would be none to trust', 'say what is muted');
    return await listStanding(await open(), values, {
      io,
      rowsOf: async (store) => (await store.mutes()).map(muteRecord),
      nothing: 'nothing is muted',
    });
  }
  const now = io.now();
  const until = values.until === undefined ? null : momentOf(values.until, '--until', now);
  const named = mutedBy(words);
  const mute: Mute = { ...named, interface: values.on ?? null, gateways: values.gateways, until };
  const done = await obeyed(await open(), { order: 'mute', mute }, { state: values.state, now });
  tellOrdered('mute', done, { io, json: values.json, state: values.state });
  return EXIT.done;
}

type Named = Pick<Mute, 'kind' | 'ip' | 'mac' | 'episode'>;

/** Each word once, in any order. Throws UsageFault. */
function mutedBy(words: readonly string[]): Named {
  let named: Named = { kind: null, ip: null, mac: null, episode: null };
  for (const word of words) {
    const found = namedBy(word);
    const [name] = Object.keys(found) as [keyof Named];
    if (named[name] !== null)
      throw new UsageFault(word, `'${word}' is the second of its kind`, 'make two mutes of it');
    named = { ...named, ...found };
  }
  return named;
}

function namedBy(word: string): Partial<Named> {
  const whom = whomOf(word);
  if (whom) return whom;
  const episode = /^e-([1-9]\d{0,14})$/.exec(word);
  if (episode) return { episode: Number(episode[1]) };
  if ((WATCH_KINDS as readonly string[]).includes(word)) return { kind: word as WatchKind };
  const near = closest(word, WATCH_KINDS);
  throw new UsageFault(
    word,
    `'${word}' is no kind, address, MAC or episode`,
    near === undefined ? 'write scan, 10.1.2.3, b8:27:eb:12:34:56 or e-1907' : `did you mean ${near}?`,
  );
}
