import { UsageFault } from '../../base/fault.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { Whom } from '../../ports/orders.ts';
import type { Pruned, Store } from '../../ports/store.ts';
import { toggle } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { plural } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag, storePath } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import type { MemoryDoor } from './door.ts';
import { whomOf } from './flags.ts';
import { obeyed, tellOrdered } from './obey.ts';

const FLAGS = {
  yes: toggle('-y --yes', { help: 'do not ask' }),
  state: stateFlag,
  json: toggle('--json', { help: 'JSON Lines (schema/ordered.v1.json)' }),
} as const;

export const FORGET_LINE: CommandLine<typeof FLAGS> = {
  name: 'forget',
  words: 'ADDRESS|MAC|NAME',
  line: 'everything of an address or a MAC goes from what is remembered; what that is, is shown first',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'What goes: when it was heard, its episodes with their frames, notes, approvals and mutes; where others are told of, it is named no more. The audit keeps that something was forgotten, not whom. NAME is a note, and stands for all that bear it. Nothing brings it back, but backups still hold it.',
    '',
    'Who is still there is heard anew.',
  ],
  ends: {
    0: 'forgotten',
    1: 'nothing is remembered of it, or the answer was no',
    2: 'words that cannot be used, --yes was needed, or there is no store',
    3: 'no rights to the service or its store',
    5: 'the store is full or damaged',
    130: 'interrupted before the answer: nothing is forgotten',
  },
  examples: [
    ['arpist forget b8:27:eb:12:34:56', 'shows what would go, and asks'],
    ["arpist forget 'telephone of Vera' --yes", 'all that bear that note'],
  ],
};

export const runForget: Command = (args, io) => forgetOver(steelMemory, args, io);

export async function forgetOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(FORGET_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const { state } = values;
  const door = await open();
  const store = await door.read(storePath(state));
  const found: Whom[] = [];
  try {
    for (const whom of await meantBy(store, words[0]!)) {
      const held = await store.holdings(whom);
      const standing = await standsFor(store, whom);
      if (standing + sum(held) === 0) continue;
      found.push(whom);
      io.stderr.write(`${textOf(whom)}: ${heldText(held, standing)}\n`);
    }
  } finally {
    await store.close();
  }
  if (found.length === 0) {
    io.stderr.write(printable(`arpist: nothing is remembered of ${words[0]!}`) + '\n');
    return EXIT.negative;
  }
  if (!values.yes) {
    const answer = await agreed(door, io);
    if (answer !== true) return answer === null ? EXIT.interrupted : EXIT.negative;
  }
  for (const whom of found) {
    const done = await obeyed(door, { order: 'forget', whom }, { state, now: io.now() });
    tellOrdered('forget', done, { io, json: values.json, state });
  }
  return EXIT.done;
}

async function meantBy(store: Store, word: string): Promise<readonly Whom[]> {
  const whom = whomOf(word);
  if (whom) return [whom];
  const name = word.toLowerCase();
  return (await store.notes())
    .filter(({ value }) => value.text.toLowerCase() === name)
    .map(({ value }) => value.whom);
}

async function standsFor(store: Store, whom: Whom): Promise<number> {
  const isAbout = (one: { readonly ip?: number | null; readonly mac?: number | null }): boolean =>
    'ip' in whom ? one.ip === whom.ip : one.mac === whom.mac;
  const [approvals, mutes, notes] = await Promise.all([store.approvals(), store.mutes(), store.notes()]);
  return (
    [...approvals, ...mutes].filter(({ value }) => isAbout(value)).length +
    notes.filter(({ value }) => isAbout(value.whom)).length
  );
}

function textOf(whom: Whom): string {
  return 'ip' in whom ? formatIpv4(whom.ip) : formatMac(whom.mac);
}

function sum({ events, episodes, tenures, stations, frames }: Pruned): number {
  return events + episodes + tenures + stations + frames;
}

function heldText({ events, episodes, tenures, stations, frames }: Pruned, standing: number): string {
  return [
    plural(stations, 'station'),
    plural(tenures, 'tenure'),
    `${plural(episodes, 'episode')} with ${plural(events, 'event')} and ${plural(frames, 'frame')}`,
    `${plural(standing, 'note')}, approvals and mutes among them`,
  ].join(', ');
}

const LOOK_AGAIN = 50;

/** True: yes; null: interrupted. Throws UsageFault where nobody can answer. */
async function agreed(door: MemoryDoor, io: CommandIo): Promise<boolean | null> {
  if (door.typed === null)
    throw new UsageFault(
      '--yes',
      'what is forgotten cannot be brought back, and nobody sits here to ask',
      'add --yes',
    );
  io.stderr.write('type yes and Enter to forget it for good: ');
  const typed = door.typed();
  try {
    for (;;) {
      if (io.signal.aborted) return null;
      const [line] = typed.heard();
      if (line !== undefined) return /^\s*y(es)?\s*$/i.test(line);
      if (typed.ended()) return false;
      await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN));
    }
  } finally {
    typed.close();
  }
}
