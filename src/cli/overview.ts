import { TIME_RULE } from '../terminal/args/times.ts';
import { EXIT_MEANINGS } from './exit-codes.ts';
import { LINES } from '../manual/lines.ts';
import { beside, wrap } from '../terminal/text/wrap.ts';
import { ROUTES } from './routes.ts';

const WIDEST = 100;

export const EXAMPLES: readonly (readonly [command: string, what: string])[] = [
  ['sudo arpist scan', 'every host on every local network'],
  ['sudo arpist scan 10.0.0.0/16 --json', 'one JSON line for each host'],
  ['sudo arpist find b8:27:eb', 'where is my Raspberry Pi?'],
  ['tcpdump -U -w - arp | arpist read -', 'the ARP of a network, as tcpdump hears it'],
];

/** What `arpist --help` prints. */
export function overview(columns = WIDEST): string {
  const width = Math.min(WIDEST, columns);
  const two = (head: string, text: string, column: number): readonly string[] =>
    beside(`  ${head}`, text, { column, width });
  return [
    ...wrap('arpist: see, explain, prove and mend who answers for which IP address', width),
    '',
    'usage: arpist COMMAND [WORD…] [FLAG…]',
    '',
    ...ROUTES.flatMap(({ name }) => LINES.filter((line) => line.name === name)).flatMap(
      ({ name, words, line }) => two(`${name} ${words}`.trim(), line, 26),
    ),
    '',
    ...two('arpist COMMAND --help', 'tells the flags of a command', 26),
    ...wrap(`Every ${TIME_RULE}`, width),
    '',
    'examples:',
    ...EXAMPLES.flatMap(([command, what]) => two(command, what, 42)),
    '',
    'exit codes, the same for every command:',
    ...Object.entries(EXIT_MEANINGS).flatMap(([code, meaning]) => two(code.padStart(3), meaning, 7)),
    '',
  ].join('\n');
}
