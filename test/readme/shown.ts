import { readFileSync, writeFileSync } from 'node:fs';
import { comesInAnyOrder, settle, settled } from './steady.ts';

const README = new URL('../../README.md', import.meta.url);
const BLOCK = /```console\n([\s\S]*?)```/g;
/** `$ arpist scan`, `# arpist scan`, `gateway# ip neigh`. */
const PROMPT = /^([a-z0-9]*)[#$] (.*)$/;
/** Stands where lines were left out. */
const LEFT_OUT = '…';

/** A command of README, and what it shows below it. */
export interface Shown {
  /** Before the prompt: where it is typed; empty where README speaks of one machine. */
  readonly host: string;
  /** Without the comment behind it. */
  readonly command: string;
  readonly lines: readonly string[];
}

interface Entry extends Shown {
  readonly head: string;
}

export interface Section {
  readonly title: string;
  readonly text: string;
}

export function sections(): readonly Section[] {
  const [head = '', ...parts] = readFileSync(README, 'utf8').split(/^## /m);
  return [
    { title: '', text: head },
    ...parts.map((text) => ({ title: text.slice(0, text.indexOf('\n')), text })),
  ];
}

function sectionNamed(title: string): Section {
  const found = sections().find((one) => one.title === title);
  if (found === undefined) throw new Error(`README has no section '${title}'`);
  return found;
}

/** The commands in the console blocks of one section. */
export function shownIn({ text }: Section): readonly Shown[] {
  return [...text.matchAll(BLOCK)].flatMap(([, block]) => entriesOf(block!));
}

export const shownUnder = (title: string): readonly Shown[] => shownIn(sectionNamed(title));

/** The file that a section shows. */
export function tomlUnder(title: string): string {
  const found = /```toml\n([\s\S]*?)```/.exec(sectionNamed(title).text)?.[1];
  if (found === undefined) throw new Error(`README shows no file under '${title}'`);
  return found;
}

function entriesOf(block: string): readonly Entry[] {
  const entries: (Entry & { readonly lines: string[] })[] = [];
  for (const line of block.replace(/\n$/, '').split('\n')) {
    const [, host = '', words] = PROMPT.exec(line) ?? [];
    if (words === undefined) entries.at(-1)?.lines.push(line);
    else entries.push({ head: line, host, command: words.replace(/\s{2,}# .*$/, ''), lines: [] });
  }
  return entries;
}

/** How README differs from what was printed, by what is the same on every run; null: it does not. */
export function difference(shown: Shown, printed: readonly string[]): object | null {
  const told = settled(shown.command, shown.lines);
  const said = settled(shown.command, printed);
  if (told.some(isLeftOut))
    return (comesInAnyOrder(shown.command) ? allIn(told, said) : partsIn(told, said)) ? null : { told, said };
  return told.join('\n') === said.join('\n') ? null : { told, said };
}

/** Puts the lines of a true run in place of those of README that differ; what it leaves out stays out. */
export function rewrite(title: string, runs: readonly (readonly string[])[]): void {
  const { text } = sectionNamed(title);
  const left = [...runs];
  const made = text.replaceAll(BLOCK, (_, block: string) => {
    const lines = entriesOf(block).flatMap((entry) => {
      const printed = left.shift() ?? [];
      return [entry.head, ...(difference(entry, printed) ? redrawn(entry, printed) : entry.lines)];
    });
    return `\`\`\`console\n${lines.join('\n').trimEnd()}\n\`\`\``;
  });
  writeFileSync(
    README,
    readFileSync(README, 'utf8').replace(text, () => made),
  );
}

function redrawn({ command, lines }: Shown, printed: readonly string[]): readonly string[] {
  const gap = lines.at(-1) === '' ? [''] : [];
  if (!lines.some(isLeftOut)) return [...printed, ...gap];
  const line = (one: string): string => settle(command, one);
  const places = partsIn(lines.slice(0, lines.length - gap.length).map(line), printed.map(line));
  if (places === null) return [...printed, ...gap];
  let part = 0;
  let at = places[0] ?? 0;
  const made = lines.slice(0, lines.length - gap.length).map((one) => {
    if (!isLeftOut(one)) return printed[at++] ?? '';
    at = places[++part] ?? 0;
    return one;
  });
  return [...made, ...gap];
}

function isLeftOut(line: string): boolean {
  return line.trim() === LEFT_OUT;
}

function allIn(told: readonly string[], said: readonly string[]): boolean {
  return told.every((line) => isLeftOut(line) || said.includes(line));
}

/** Where each run of lines between two that were left out begins; null: one of them is not there, in this order. */
function partsIn(told: readonly string[], said: readonly string[]): readonly number[] | null {
  const parts: string[][] = [[]];
  for (const line of told) {
    if (isLeftOut(line)) parts.push([]);
    else parts.at(-1)!.push(line);
  }
  const places: number[] = [];
  let from = 0;
  for (const [number, part] of parts.entries()) {
    const last = number === parts.length - 1 && part.length > 0;
    const fits = (at: number): boolean => part.every((line, next) => said[at + next] === line);
    const tries = number === 0 ? [0] : last ? [said.length - part.length] : range(from, said.length);
    const at = tries.find((one) => one >= from && fits(one));
    if (at === undefined) return null;
    places.push(at);
    from = at + part.length;
  }
  return places;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) + 1 }, (_, at) => from + at);
}
