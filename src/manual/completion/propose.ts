import type { CommandWords } from '../../terminal/args/line.ts';
import type { FlagWords } from '../../terminal/args/flags.ts';

/** What a shell may propose in a place: the names of files, of interfaces, or words; null: it cannot know. */
export type Proposal = 'files' | 'interfaces' | readonly string[] | null;

/** For the value of a flag. */
export function valueProposal({ names, value = '', choices }: FlagWords): Proposal {
  if (choices) return choices;
  if (names.includes('--interface') || value === 'INTERFACE') return 'interfaces';
  return value.startsWith('FILE') ? 'files' : null;
}

/** For a word of the command. */
export function wordProposal({ words, choices }: CommandWords): Proposal {
  if (choices) return choices;
  return words.includes('FILE') ? 'files' : null;
}

/** Commands as they are typed: `ping --compat habets` is ping with a flag. */
export function typedCommands(manual: readonly CommandWords[]): readonly CommandWords[] {
  return manual.filter(({ name }) => !name.includes(' -'));
}

/** What may stand behind `name` and makes another command of it; behind '' stand the commands. */
export function partsOf(name: string, manual: readonly CommandWords[]): readonly CommandWords[] {
  const behind = name === '' ? '' : `${name} `;
  return typedCommands(manual).filter(
    (one) => one.name.startsWith(behind) && !one.name.slice(behind.length).includes(' ') && one.name !== name,
  );
}

export function lastWord({ name }: CommandWords): string {
  return name.slice(name.lastIndexOf(' ') + 1);
}

/** In single quotes, for any of the three shells. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
