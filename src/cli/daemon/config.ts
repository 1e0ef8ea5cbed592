import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { defaultConfigText, shownKeys } from '../../daemon/config-text.ts';
import { one, text, toggle } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { plural } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import type { Command } from '../io.ts';
import { CONFIG_FILE, placeText, readConfigFiles } from './config-files.ts';

const FLAGS = {
  config: one(
    '--config',
    { value: 'FILE', help: `the file, conf.d/*.toml beside it too (default: ${CONFIG_FILE})` },
    text,
  ),
  origin: toggle('--origin', { help: 'with show: the file and line that says it' }),
} as const;

const WHAT = ['check', 'show', 'default'] as const;

export const CONFIG_LINE: CommandLine<typeof FLAGS> = {
  name: 'config',
  words: 'check|show|default',
  choices: WHAT,
  line: 'the configuration of the service: is it right, what holds, and a file with everything in it',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'check judges the file and its drop-ins as the service does at its start and at each reload. show tells what holds, defaults too; secrets are left out. default prints a commented file with every key.',
  ],
  ends: {
    0: 'it is right, or printed',
    2: 'it is not: the first mistake with its file and line, and how many there are',
    3: 'a file may not be read',
  },
  examples: [
    ['arpist config check', 'before systemctl reload arpist'],
    ['arpist config show --origin', 'what holds, and who says so'],
    ['arpist config default > arpist.toml', 'to begin with'],
  ],
};

export const runConfig: Command = async (args, io) => {
  const taken = takeCommandLine(CONFIG_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const what = WHAT.find((word) => word === words[0]);
  if (what === undefined)
    throw new UsageFault(words[0]!, `arpist config has no '${words[0]}'`, `there are ${WHAT.join(', ')}`);
  if (values.origin && what !== 'show')
    throw new UsageFault('--origin', '--origin goes with show', 'leave it out');
  if (what === 'default') {
    if (values.config !== undefined)
      throw new UsageFault('--config', 'the defaults stand in no file', 'leave --config out');
    io.stdout.write(defaultConfigText());
    return EXIT.done;
  }
  const { merged, files, warnings } = await readConfigFiles(values.config, io);
  for (const warning of warnings) io.stderr.write(`arpist: ${printable(warning)}.\n`);
  if (what === 'show') {
    let last = '';
    for (const one of shownKeys(merged)) {
      const table = one.table === '' ? '' : `${one.table} ${one.at}`;
      if (table !== last) io.stdout.write(`\n${one.at === null ? `[${one.table}]` : `[[${one.table}]]`}\n`);
      last = table;
      const place = one.place === null ? 'default' : placeText(one.place);
      io.stdout.write(`${printable(`${one.key} = ${one.text}${values.origin ? `  # ${place}` : ''}`)}\n`);
    }
    return EXIT.done;
  }
  const read =
    files.length === 0
      ? 'no file is there: the defaults hold'
      : `${plural(files.length, 'file')}, and nothing is wrong: ${files.join(', ')}`;
  io.stdout.write(`${printable(read)}\n`);
  return EXIT.done;
};
