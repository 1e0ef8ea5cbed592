import { readFileSync, writeFileSync } from 'node:fs';

const README = new URL('../../README.md', import.meta.url);
const COMMAND = /^[#$] arpist (.*)$/;

export interface Shown {
  readonly command: string;
  readonly lines: readonly string[];
}

/** The commands of arpist in the console blocks of one section, each with what README says it prints. */
export function shownIn(section: string): readonly Shown[] {
  const part = partOf(readFileSync(README, 'utf8'), section);
  const shown: { command: string; lines: string[] }[] = [];
  for (const [, block] of part.matchAll(/```console\n([\s\S]*?)```/g))
    for (const line of block!.trimEnd().split('\n')) {
      const command = COMMAND.exec(line)?.[1];
      if (command !== undefined) shown.push({ command, lines: [] });
      else shown.at(-1)?.lines.push(line);
    }
  return shown;
}

/** Puts the lines of a true run in place of those that README has. */
export function rewrite(section: string, runs: readonly Shown[]): void {
  const text = readFileSync(README, 'utf8');
  const part = partOf(text, section);
  const left = [...runs];
  const made = part.replaceAll(/```console\n([\s\S]*?)```/g, (_, block: string) => {
    const commands = block.split('\n').filter((line) => COMMAND.test(line));
    const lines = commands.flatMap((line) => [line, ...left.shift()!.lines]);
    return `\`\`\`console\n${lines.join('\n')}\n\`\`\``;
  });
  writeFileSync(
    README,
    text.replace(part, () => made),
  );
}

function partOf(text: string, section: string): string {
  return text.split(/^## /m).find((one) => one.startsWith(`${section}\n`)) ?? '';
}

/** What is another number on every run: times, the columns that are as wide as them, and packets that were needed because some were late. */
export function settled(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) =>
      line
        .replaceAll(/(?<=\s)\d+\.\d{3}(?=\s|$)/g, '0.000')
        .replaceAll(/in \d+(\.\d+)? m?s\b/g, 'in T')
        .replaceAll(/about \d+(\.\d+)? m?s\b/g, 'about T')
        .replaceAll(/\d+ packets sent( \(\d+ for evidence\))?/g, 'N packets sent')
        .replaceAll(/ +/g, ' ')
        .trimEnd(),
    )
    .toSorted();
}
