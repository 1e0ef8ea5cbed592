import { EXIT_MEANINGS } from './exit-codes.ts';
import { ROUTES } from './routes.ts';

/** What `arpist --help` prints. */
export function overview(): string {
  const commands = ROUTES.map(({ name, words, line }) => `  ${`${name} ${words}`.padEnd(22)} ${line}`);
  const codes = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return [
    'arpist: see, explain, prove and mend who answers for which IP address',
    '',
    'usage: arpist COMMAND [WORD…] [FLAG…]',
    '',
    ...commands,
    '',
    '  arpist COMMAND --help  tells the flags of a command',
    '',
    'examples:',
    '  sudo arpist scan                        every host on every local network',
    '  sudo arpist scan 10.0.0.0/16 --json     one JSON line for each host',
    '  sudo arpist find b8:27:eb               where is my Raspberry Pi?',
    '  tcpdump -w - arp | arpist read -        the ARP of a capture',
    '',
    'exit codes, the same for every command:',
    ...codes,
    '',
  ].join('\n');
}
