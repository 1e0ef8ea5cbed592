import { closest } from '../../base/closest.ts';
import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { exampleMessage } from '../../daemon/alert-message.ts';
import { notifyTestRecord } from '../../records/order.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, text, toggle } from '../../terminal/args/flags.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelTargets } from '../compose.ts';
import { readConfigFiles } from '../daemon/config-files.ts';
import { EXIT } from '../exit-codes.ts';
import { stateFlag } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import { askService } from '../service-client.ts';

const NOTIFY_FLAGS = {
  config: one(
    '--config',
    {
      value: 'FILE',
      help: 'as this file says, whoever runs (default: as the service that runs, else /etc/arpist/arpist.toml)',
    },
    text,
  ),
  state: stateFlag,
  json: toggle('--json', { help: 'one JSON record (schema/notify-test.v1.json)' }),
} as const;

export const NOTIFY_LINE: CommandLine<typeof NOTIFY_FLAGS> = {
  name: 'notify',
  words: 'test TARGET',
  line: 'send a marked example to somebody the service tells, to see that it arrives',
  least: 2,
  most: 2,
  flags: NOTIFY_FLAGS,
  notes: [
    'TARGET is the name of a [[notify]] of the configuration. The service that runs sends it, with its rights and its secrets; where none runs, or with --config, this command does. It goes once, at once: quiet hours and filters do not hold it back.',
  ],
  ends: {
    0: 'it was sent: whoever carries it has taken it',
    2: 'there is no such target, or the configuration cannot be used',
    3: 'this user may not ask the service',
    5: 'it could not be sent; why is told',
  },
  examples: [
    ['arpist notify test ops-mail', 'does the mail arrive?'],
    ['sudo arpist notify test ops-mail --config new.toml', 'would it, with that file?'],
  ],
};

export const runNotify: Command = async (args, io) => {
  const taken = takeCommandLine(NOTIFY_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const [what = '', name = ''] = words;
  if (what !== 'test')
    throw new UsageFault(what, `notify does not know '${what}'`, `write arpist notify test ${name}`);
  const service = values.config === undefined ? await askService(values.state) : undefined;
  const why = service
    ? whyOf(await service.post(`/targets/${encodeURIComponent(name)}/test`, {}))
    : await sendExample(name, { config: values.config, io });
  if (values.json) io.stdout.write(`${JSON.stringify(notifyTestRecord(name, why))}\n`);
  else if (why === null) io.stdout.write(`an example was sent to ${printable(name)}\n`);
  else io.stderr.write(`arpist: ${printable(name)}: it could not be sent: ${printable(why)}\n`);
  return why === null ? EXIT.done : EXIT.partial;
};

function whyOf({ sent, why }: Readonly<Record<string, unknown>>): string | null {
  if (sent === true) return null;
  return typeof why === 'string' ? why : 'the service does not say why';
}

async function sendExample(
  name: string,
  { config: file, io }: { readonly config: string | undefined; readonly io: CommandIo },
): Promise<string | null> {
  const { config } = await readConfigFiles(file, io);
  const wanted = config.targets.filter((target) => target.name === name);
  if (wanted.length === 0)
    throw noTarget(
      name,
      config.targets.map((target) => target.name),
    );
  const [target] = await steelTargets(wanted, config.site);
  try {
    return await target!.queue.try(exampleMessage(io.now(), config.site));
  } finally {
    await target!.queue.close(0);
  }
}

function noTarget(name: string, names: readonly string[]): UsageFault {
  const near = closest(name, names);
  const hint =
    names.length === 0
      ? 'there is no [[notify]] in the configuration'
      : near === undefined
        ? `there are ${names.join(', ')}`
        : `did you mean ${near}?`;
  return new UsageFault(name, `nobody is told by the name '${name}'`, hint);
}
