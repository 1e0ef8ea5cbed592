import { beside, wrap } from '../text/wrap.ts';
import type { CommandWords } from './line.ts';
import { type FlagWords, toggle } from './flags.ts';
import { TIME_RULE } from './times.ts';

/** Wider lines are hard to read, also where there is room. */
const WIDEST = 100;
const COLUMN = 30;

/** Every command takes it. */
export const HELP = toggle('-h --help', { help: 'this text' });

/** The help of a command, made from what it takes. */
export function commandHelp(line: CommandWords, columns = WIDEST): string {
  const width = Math.min(WIDEST, columns);
  const ofFlag = (flag: FlagWords): readonly string[] => flagLines(flag, width);
  const flags: readonly FlagWords[] = [...Object.values(line.flags), HELP];
  const habits = flags.filter(({ habit }) => habit !== undefined);
  const parts = [
    ...wrap(`arpist ${line.name}: ${line.line}`, width),
    '',
    ...wrap(`usage: arpist ${`${line.name} ${line.words}`.trim()} [FLAG…]`, width),
    '',
    'flags:',
    ...flags.filter(({ habit }) => habit === undefined).flatMap(ofFlag),
  ];
  if (flags.some(({ time }) => time === 's')) parts.push('', ...wrap(TIME_RULE, width, 2));
  for (const tool of new Set(habits.map(({ habit }) => habit))) {
    const own = habits.filter(({ habit }) => habit === tool);
    parts.push('', `habits (of ${tool}), with the same meaning:`, ...own.flatMap(ofFlag));
  }
  if (line.notes) parts.push('', ...line.notes.flatMap((note) => wrap(note, width)));
  parts.push('', 'exit codes:', ...endLines(line.ends, width));
  if (line.examples.length > 0) parts.push('', 'examples:', ...exampleLines(line.examples, width));
  return `${parts.join('\n')}\n`;
}

function endLines(ends: CommandWords['ends'], width: number): readonly string[] {
  return Object.entries(ends).flatMap(([code, what]) => beside(`  ${code}`, what, { column: 7, width }));
}

/** What an example does stands beside it, or below when that would be too wide. */
function exampleLines(examples: CommandWords['examples'], wide: number): readonly string[] {
  const room = wide - 4 - Math.max(...examples.map(([, what]) => what.length));
  const width = Math.max(
    0,
    ...examples.map(([command]) => command.length).filter((length) => length <= room),
  );
  return examples.flatMap(([command, what]) =>
    command.length > width
      ? [`  ${command}`, ...wrap(what, wide, 6)]
      : [`  ${command.padEnd(width)}  ${what}`],
  );
}

function flagLines(flag: FlagWords, width: number): readonly string[] {
  const value = flag.value === undefined ? '' : ` ${flag.value}`;
  return beside(`  ${flag.names.join(', ')}${value}`, flag.help, { column: COLUMN, width });
}
