// src/manual/lines.ts, manual.ts and man/: what every command says of itself, in one list that is loaded without the commands.
import { readdirSync } from 'node:fs';
import type { CommandLine } from '../src/terminal/args/line.ts';
import type { Flags, FlagWords } from '../src/terminal/args/flags.ts';
import { ROUTES } from '../src/cli/routes.ts';
import type { Page } from './docs-kernel.ts';
import { manPages } from './docs-man.ts';

const FOLDER = new URL('../src/cli/', import.meta.url);

/** Every command line that a file of the room exports: as the routes stand, each with its sub-commands behind it. */
export const COMMAND_LINES: readonly CommandLine<Flags>[] = await allLines();

async function allLines(): Promise<readonly CommandLine<Flags>[]> {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/\.test\.ts$|^(?:main|manual)\.ts$/.test(name),
  );
  const modules = await Promise.all(
    files.map(async (name) => (await import(new URL(name, FOLDER).href)) as Record<string, unknown>),
  );
  const lines = modules.flatMap((one) => Object.values(one)).filter(isCommandLine);
  const place = ({ name }: CommandLine<Flags>): number =>
    ROUTES.findIndex((route) => route.name === name.split(' ')[0]);
  return [...new Set(lines)].toSorted((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
}

function isCommandLine(value: unknown): value is CommandLine<Flags> {
  const line = value as Partial<CommandLine<Flags>> | null;
  return typeof line === 'object' && typeof line?.line === 'string' && typeof line.flags === 'object';
}

export function commandPages(): readonly Page[] {
  const quoted = (text: string): string =>
    text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", String.raw`\'`)}'`;
  const field = (name: string, text: string): string => {
    return `    ${name}: ${quoted(text)},\n`;
  };
  const entries = COMMAND_LINES.map(({ name, words, line }) => {
    const fields = [field('name', name), field('words', words), field('line', line)];
    return `  {\n${fields.join('')}  },\n`;
  });
  const text = [
    '// Made by npm run docs from the command lines of the commands; a test holds it to them.',
    '',
    '/** What a command says of itself. */',
    'export interface Line {',
    '  readonly name: string;',
    '  readonly words: string;',
    '  readonly line: string;',
    '}',
    '',
    '/** All commands and their sub-commands, for whatever must not load them: the overview first of all. */',
    `export const LINES: readonly Line[] = [\n${entries.join('')}];`,
    '',
  ].join('\n');
  return [['src/manual/lines.ts', text], ['src/manual/manual.ts', manualText()], ...manPages(COMMAND_LINES)];
}

/** All of a command line but how its values are read. */
function manualText(): string {
  // A line for each flag, so that two who add one do not meet.
  const entries = COMMAND_LINES.map(({ name, words, line, choices, flags, notes, ends, examples }) => {
    const told = Object.entries(flags).map(([key, flag]) => {
      const { kind, names, value, habit, time, choices: own, help } = flag as FlagWords;
      return `    ${key}: ${JSON.stringify({ kind, names, value, habit, time, choices: own, help })},\n`;
    });
    const about = Object.entries({ name, words, line, choices, notes, ends, examples })
      .filter(([, told]) => told !== undefined)
      .map(([key, told]) => `  ${key}: ${JSON.stringify(told)},\n`);
    return `{\n${about.join('')}  flags: {\n${told.join('')}  },\n},\n`;
  });
  return [
    '// Made by npm run docs from the command lines of all commands; a test holds it to them.',
    "import type { CommandWords } from '../terminal/args/line.ts';",
    '',
    '/** What every command says of itself, for help, completions and the manual: loaded only for these. */',
    `export const MANUAL: readonly CommandWords[] = [\n${entries.join('')}];`,
    '',
  ].join('\n');
}
