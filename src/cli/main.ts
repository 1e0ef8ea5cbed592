import { closest } from '../base/closest.ts';
import { printable } from '../base/printable.ts';
import { end } from './end.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Command } from './io.ts';
import { LINES } from '../manual/lines.ts';
import { overview } from './overview.ts';
import { inLocale } from '../terminal/text/ascii.ts';
import { ROUTES } from './routes.ts';

const ALIASES: Readonly<Record<string, string>> = { '--version': 'version', '-V': 'version' };

async function main(args: readonly string[]): Promise<ExitCode> {
  const [first = '', ...rest] = args;
  const asked = isHelp(first, rest)
    ? [...[first, ...rest].filter((word) => word !== 'help' && !word.startsWith('-')), '--help']
    : [ALIASES[first] ?? first, ...rest];
  const [word = '', ...words] = asked;
  if (['--help', '-h', 'help'].includes(word)) return await run(() => Promise.resolve(tellOverview), words);
  const named = asked.slice(0, -1).join(' ');
  if (['--help', '-h'].includes(asked.at(-1) ?? '') && LINES.some(({ name }) => name === named))
    return await run(() => Promise.resolve(tellHelp), [named]);
  const route = ROUTES.find(({ name }) => name === word);
  // What stands behind help are commands alone: a word that is none has no help.
  if (route && first === 'help' && words.length > 1)
    return await run(() => Promise.resolve(tellUnknown), [named]);
  return await run(route?.load ?? (() => Promise.resolve(tellUnknown)), route ? words : [word]);
}

/** `help scan`, `help table verify`, `scan help`, `table verify help`: a host of that name is written help. with its dot. */
function isHelp(first: string, rest: readonly string[]): boolean {
  if (first === 'help') return rest.some((word) => !word.startsWith('-') && word !== 'help');
  const most = MOST_WORDS[first] ?? 1;
  return rest.length <= most && (rest.at(-1) === 'help' || (most > 1 && rest[0] === 'help'));
}

/** Of commands with commands of their own: `table timers set help`. */
const MOST_WORDS: Readonly<Record<string, number>> = { table: 3, persist: 2 };

const tellOverview: Command = (_, io) => {
  io.stdout.write(inLocale(overview(io.stdout.isTTY ? io.stdout.columns : undefined), io.env));
  return Promise.resolve(EXIT.done);
};

/** From the manual: of what the command does nothing is loaded. */
const tellHelp: Command = async ([named = ''], io) => {
  const { MANUAL } = await import('../manual/manual.ts');
  const { commandHelp } = await import('../terminal/args/help.ts');
  const line = MANUAL.find(({ name }) => name === named)!;
  io.stdout.write(inLocale(commandHelp(line, io.stdout.isTTY ? io.stdout.columns : undefined), io.env));
  return EXIT.done;
};

const tellUnknown: Command = ([word = ''], io) => {
  io.stderr.write(
    word === ''
      ? overview(io.stderr.isTTY ? io.stderr.columns : undefined)
      : `arpist: ${printable(unknownCommand(word))}\n`,
  );
  return Promise.resolve(EXIT.usage);
};

function unknownCommand(word: string): string {
  if (word.startsWith('-')) return `a command comes first, then its flags, as in: arpist scan ${word}.`;
  const [group = '', deeper] = word.split(' ');
  const names = deeper === undefined ? ROUTES.map(({ name }) => name) : namesUnder(group);
  if (names.length === 0) return `${group} has no commands of its own; arpist help ${group} shows its help.`;
  const near = closest(word, names);
  return `there is no command '${word}'; ${near ? `did you mean ${near}?` : `there are ${names.join(', ')}.`}`;
}

/** `table add`, `table timers set`. */
function namesUnder(group: string): readonly string[] {
  return LINES.map(({ name }) => name).filter((name) => name.startsWith(`${group} `));
}

async function run(load: () => Promise<Command>, words: readonly string[]): Promise<ExitCode> {
  const { processIo } = await import('./process-io.ts');
  const { tellFault } = await import('./faults.ts');
  const { steelLogins } = await import('./compose.ts');
  const io = { ...processIo(), logins: steelLogins };
  const tell = (cause: unknown): ExitCode => {
    const { sentence, code } = tellFault(cause);
    io.stderr.write(`${sentence}\n`);
    if (process.env['ARPIST_TRACE'] && cause instanceof Error) io.stderr.write(`${cause.stack}\n`);
    return code;
  };
  const finish = async (code: ExitCode): Promise<ExitCode> => {
    await io.stdout.drained();
    const fault = io.fault();
    const last = fault === undefined ? code : tell(fault);
    await io.stderr.drained();
    return last;
  };
  process.on('uncaughtException', (cause) => {
    void finish(tell(cause)).then(end);
  });
  try {
    const command = await load();
    return await finish(await command(words, io));
  } catch (cause) {
    return await finish(tell(cause));
  }
}

void main(process.argv.slice(2)).then(end);
