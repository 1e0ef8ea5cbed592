import { type AST, getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { SystemFault, UsageFault } from '../base/fault.ts';
import type { DeclarationFault, LineOf } from '../declare/fault.ts';
import { readWhole, type Whole } from './input.ts';
import type { CommandIo } from './io.ts';
import { beyondBounds } from './toml-bounds.ts';

export interface TomlFile {
  /** Days and moments are the texts that stand in the file. */
  readonly value: unknown;
  readonly lineOf: LineOf;
}

/** What the file is called in sentences, and what to name instead. */
export interface TomlWords {
  readonly name: string;
  readonly remedy: string;
}

/** Throws UsageFault with the line. */
export function readToml(text: string, words: TomlWords): TomlFile {
  const tree = treeOf(text, words);
  const notes = notesOf(tree, text);
  const value = getStaticTOMLValue(tree);
  return {
    value: notes.dates.size === 0 ? value : withTexts(value, notes.dates),
    lineOf: linesOf(notes),
  };
}

function withTexts(value: unknown, dates: ReadonlyMap<unknown, string>): unknown {
  if (value instanceof Date) return dates.get(value) ?? value.toISOString();
  if (Array.isArray(value)) return value.map((one) => withTexts(one, dates));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withTexts(one, dates)]));
}

export function nameOfPath(path: string): string {
  return path === '-' ? 'stdin' : path;
}

function treeOf(text: string, { name, remedy }: TomlWords): AST.TOMLProgram {
  const beyond = beyondBounds(text);
  if (beyond) throw new UsageFault(`${name}:${beyond.line}`, beyond.sentence, remedy);
  try {
    return parseTOML(text, { tomlVersion: '1.0' });
  } catch (cause) {
    const { message, lineNumber } = cause as { readonly message: string; readonly lineNumber?: number };
    if (lineNumber === undefined) throw cause;
    const sentence = `this is not TOML: ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, '')}`;
    throw new UsageFault(`${name}:${lineNumber}`, sentence, 'texts stand in quotes, lists in [ ]');
  }
}

/** The first fault, with its place, and how many there are behind it. */
export function asUsageFault(faults: readonly DeclarationFault[], name: string): UsageFault {
  const [{ line, sentence, remedy } = { line: null, sentence: '', remedy: '' }, ...others] = faults;
  const places = others.flatMap((fault) => fault.line ?? []);
  const more =
    others.length === 0
      ? ''
      : ` (and ${others.length} more fault${others.length === 1 ? '' : 's'}${places.length > 0 ? `: line ${[...new Set(places)].slice(0, 9).join(', ')}` : ''})`;
  return new UsageFault(line === null ? name : `${name}:${line}`, sentence, `${remedy}${more}`);
}

interface Notes {
  readonly text: string;
  /** By path. */
  readonly lines: Map<string, number>;
  /** Days and moments, as they are written. */
  readonly dates: Map<unknown, string>;
}

/** The line of every key, table and element of a list. */
function notesOf(tree: AST.TOMLProgram, text: string): Notes {
  const notes: Notes = { text, lines: new Map(), dates: new Map() };
  for (const part of tree.body[0].body) {
    if (part.type === 'TOMLKeyValue') notePair(part, [], notes);
    else {
      note(part.resolvedKey, part.loc.start.line, notes);
      for (const pair of part.body) notePair(pair, part.resolvedKey, notes);
    }
  }
  return notes;
}

function linesOf({ lines }: Notes): LineOf {
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return null;
  };
}

type Path = readonly (string | number)[];

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function note(path: Path, line: number, { lines }: Notes): void {
  const key = keyOf(path);
  if (!lines.has(key)) lines.set(key, line);
}

function notePair(pair: AST.TOMLKeyValue, above: Path, notes: Notes): void {
  let path = above;
  for (const part of pair.key.keys) {
    path = [...path, part.type === 'TOMLBare' ? part.name : part.value];
    note(path, part.loc.start.line, notes);
  }
  noteValue(pair.value, path, notes);
}

function noteValue(value: AST.TOMLContentNode, path: Path, notes: Notes): void {
  if (value.type === 'TOMLArray')
    for (const [at, element] of value.elements.entries()) {
      note([...path, at], element.loc.start.line, notes);
      noteValue(element, [...path, at], notes);
    }
  else if (value.type === 'TOMLInlineTable') for (const pair of value.body) notePair(pair, path, notes);
  else if (value.value instanceof Date) notes.dates.set(value.value, notes.text.slice(...value.range));
}

/** The whole of a file or stdin (`-`), in UTF-8. Throws SystemFault, and UsageFault beyond the bound. */
export async function readText(
  path: string,
  io: Pick<CommandIo, 'openInput'>,
  whole: Whole,
): Promise<string> {
  const bytes = await readWhole(io, path, whole);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SystemFault('file', `${nameOfPath(path)} is no text in UTF-8`, {
      operation: 'read',
      facts: { file: nameOfPath(path) },
      remedy: whole.remedy,
    });
  }
}
