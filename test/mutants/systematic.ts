import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Bend, bendsOf, bentAt, lineOf, nameOf } from './bends.ts';
import { HARMLESS } from './harmless.ts';
import { type Hunted, huntAll, type Quarry, wordsOf } from './hunt.ts';
import { ROOT } from './root.ts';

/** One small bend of a file of the sources. */
export interface Small {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** The sources that these names stand for; a folder stands for all under it. */
export function sourcesOf(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) =>
      statSync(join(ROOT, name)).isDirectory() ? globSync(`${name}/**/*.ts`, { cwd: ROOT }) : [name],
    )
    .filter((name) => !name.endsWith('.test.ts'))
    .toSorted();
}

/** All small bends of a file but those of which is known that they change nothing. */
export function quarriesOf(file: string): readonly Quarry<Small>[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const known = new Set((HARMLESS[file] ?? []).map(([name]) => name));
  return bendsOf(text)
    .map((bend): readonly [Bend, Small] => [
      bend,
      { file, line: lineOf(text, bend), name: nameOf(text, bend) },
    ])
    .filter(([, { name }]) => !known.has(name))
    .map(([bend, of]) => ({ of, held: () => ({ file, text: bentAt(text, bend), at: bend.start }) }));
}

/** Bends everything in the files that can be bent, tells what got away, and how many of how many were caught in each. */
export async function huntSystematically(
  names: readonly string[],
  of: { readonly most: number; readonly atOnce: number; readonly say: (line: string) => void },
): Promise<number> {
  const quarries = sourcesOf(names).flatMap((file) => everySoMany(quarriesOf(file), of.most));
  const left = new Map<string, number>();
  for (const { of: small } of quarries) left.set(small.file, (left.get(small.file) ?? 0) + 1);
  const done = new Map([...left.keys()].map((file): [string, Hunted<Small>[]] => [file, []]));
  const tell = (one: Hunted<Small>): void => {
    const { file } = one.of;
    const ofFile = done.get(file)!;
    ofFile.push(one);
    if (ofFile.length === left.get(file)) tellFile(file, ofFile, of.say);
  };
  const { hunted, unfit } = await huntAll(quarries, tell, of.atOnce);
  for (const test of unfit) of.say(`${test} fails with nothing bent: it was not asked`);
  of.say(`all: ${sumOf(hunted)}`);
  return hunted.every(({ is }) => is === 'caught' || is === 'ended') ? 0 : 1;
}

function tellFile(file: string, hunted: readonly Hunted<Small>[], say: (line: string) => void): void {
  for (const one of hunted.toSorted((a, b) => a.of.line - b.of.line)) {
    if (one.is === 'caught') continue;
    const [mark, words] = wordsOf(one);
    say(`${mark}  ${file}:${one.of.line}  ${one.of.name}  ${words}`);
  }
  say(`${file}: ${sumOf(hunted)}`);
}

function sumOf(hunted: readonly Hunted<Small>[]): string {
  const count = (is: string): number => hunted.filter((one) => one.is === is).length;
  const held = count('caught') + count('ended');
  const share = hunted.length === 0 ? 100 : (100 * held) / hunted.length;
  return `${held} of ${hunted.length} caught (${share.toFixed(1)} %), ${count('ended')} of them ended by the limit, ${count('failed')} failed`;
}

/** Spread evenly over the list, the same every time. */
export function everySoMany<T>(list: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, list.length / most);
  return Array.from({ length: Math.min(most, list.length) }, (_, at) => list[Math.floor(at * step)]!);
}
