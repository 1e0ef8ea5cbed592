import { type AST, getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import type { Declaration } from '../../declare/declaration.ts';
import type { DeclarationFault, LineOf } from '../../declare/fault.ts';
import { faultsOn } from '../../declare/fits.ts';
import { readDeclaration } from '../../declare/read.ts';
import { withRealNames } from '../../declare/real-names.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { readWhole, type Whole } from '../input.ts';
import type { CommandIo } from '../io.ts';
import { beyondBounds } from './toml-bounds.ts';

/** More is no file a person wrote, and not one a program should. */
const DECLARATION: Whole = {
  most: 16 * 1024 * 1024,
  what: 'declaration',
  remedy: 'name a declaration in TOML',
};

/** The declaration in a file (`-`: stdin). Throws SystemFault, or UsageFault that names the line of what is wrong. */
export async function readDeclarationFile(
  path: string,
  io: Pick<CommandIo, 'openInput'>,
): Promise<Declaration> {
  return declarationOf(await textOf(path, io), nameOf(path));
}

/**
 * With each interface called as the kernel calls it. Throws UsageFault when the declaration is for another host, or names what
 * this one does not have.
 */
export function fitted(written: Declaration, host: HostSnapshot, path: string): Declaration {
  const declaration = withRealNames(written, host);
  const faults = faultsOn(declaration, host);
  if (faults.length > 0) throw asUsageFault(faults, nameOf(path));
  return declaration;
}

/** Throws UsageFault. `name` is what the file is called in sentences. */
export function declarationOf(text: string, name: string): Declaration {
  const tree = treeOf(text, name);
  const read = readDeclaration(getStaticTOMLValue(tree), linesOf(tree));
  if (read.ok) return read.value;
  throw asUsageFault(read.error, name);
}

function nameOf(path: string): string {
  return path === '-' ? 'stdin' : path;
}

function treeOf(text: string, name: string): AST.TOMLProgram {
  const beyond = beyondBounds(text);
  if (beyond) throw new UsageFault(`${name}:${beyond.line}`, beyond.sentence, 'name a declaration in TOML');
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
function asUsageFault(faults: readonly DeclarationFault[], name: string): UsageFault {
  const [{ line, sentence, remedy } = { line: null, sentence: '', remedy: '' }, ...others] = faults;
  const places = others.flatMap((fault) => fault.line ?? []);
  const more =
    others.length === 0
      ? ''
      : ` (and ${others.length} more fault${others.length === 1 ? '' : 's'}${places.length > 0 ? `: line ${[...new Set(places)].slice(0, 9).join(', ')}` : ''})`;
  return new UsageFault(line === null ? name : `${name}:${line}`, sentence, `${remedy}${more}`);
}

type Places = Map<string, number>;

/** The line of every key, table and element of a list. */
function linesOf(tree: AST.TOMLProgram): LineOf {
  const places: Places = new Map();
  for (const part of tree.body[0].body) {
    if (part.type === 'TOMLKeyValue') notePair(part, [], places);
    else {
      note(part.resolvedKey, part.loc.start.line, places);
      for (const pair of part.body) notePair(pair, part.resolvedKey, places);
    }
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = places.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return null;
  };
}

type Path = readonly (string | number)[];

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function note(path: Path, line: number, places: Places): void {
  const key = keyOf(path);
  if (!places.has(key)) places.set(key, line);
}

function notePair(pair: AST.TOMLKeyValue, above: Path, places: Places): void {
  let path = above;
  for (const part of pair.key.keys) {
    path = [...path, part.type === 'TOMLBare' ? part.name : part.value];
    note(path, part.loc.start.line, places);
  }
  noteValue(pair.value, path, places);
}

function noteValue(value: AST.TOMLContentNode, path: Path, places: Places): void {
  if (value.type === 'TOMLArray')
    for (const [at, element] of value.elements.entries()) {
      note([...path, at], element.loc.start.line, places);
      noteValue(element, [...path, at], places);
    }
  else if (value.type === 'TOMLInlineTable') for (const pair of value.body) notePair(pair, path, places);
}

async function textOf(path: string, io: Pick<CommandIo, 'openInput'>): Promise<string> {
  const bytes = await readWhole(io, path, DECLARATION);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SystemFault('file', `${nameOf(path)} is no text in UTF-8`, {
      operation: 'read declaration',
      facts: { file: nameOf(path) },
      remedy: 'name a declaration in TOML',
    });
  }
}
