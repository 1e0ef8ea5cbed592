import { SystemFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { momentText, ownZone } from '../../base/zone.ts';
import type { JsonRecord } from '../../records/kind.ts';
import type { StatusWord } from '../../records/status.ts';
import { toggle } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { takeCommandLine } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import { askService, type ServiceClient } from '../service-client.ts';
import { statusLines } from './lines.ts';

const FLAGS = {
  state: stateFlag,
  json: toggle('--json', { help: 'one record (schema/status.v1.json)' }),
  quiet: toggle('-q --quiet', { help: 'the exit code alone' }),
} as const;

export const STATUS_LINE: CommandLine<typeof FLAGS> = {
  name: 'status',
  words: '',
  line: 'how the service is: what needs you, what it hears, remembers and tells',
  least: 0,
  most: 0,
  flags: FLAGS,
  notes: [
    'It asks arpist watch --daemon through its socket: /run/arpist/arpist.sock, or that in --state. Is one of several true, the exit code is that of the gravest: a conflict, blindness, something else that needs somebody.',
  ],
  ends: {
    0: 'quiet: nothing needs you',
    1: 'something needs you: an episode of severity warning or critical is open',
    3: 'no service answers, or this user may not ask it',
    4: 'a conflict is open, or a lie about a gateway or a virtual address',
    5: 'an interface that should be heard is not',
  },
  examples: [
    ['arpist status', 'in words'],
    ['arpist status --json | jq .sensors', 'for programs'],
    ['until arpist status -q --state DIR || [ $? -ne 3 ]; do sleep 1; done', 'until it listens'],
  ],
};

const CODES: Readonly<Record<StatusWord, ExitCode>> = {
  conflict: EXIT.conflict,
  blind: EXIT.partial,
  attention: EXIT.negative,
  quiet: EXIT.done,
};

type Ask = (state: string | undefined) => Promise<Pick<ServiceClient, 'get'> | undefined>;

export const runStatus: Command = (args, io) => statusOver(askService, args, io);

export async function statusOver(ask: Ask, args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const taken = takeCommandLine(STATUS_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { state, json, quiet } = taken.values;
  const service = await ask(state);
  if (service === undefined) return noService(state, { io, quiet });
  const status = await service.get('/status');
  if (json) io.stdout.write(`${JSON.stringify(status)}\n`);
  else if (!quiet)
    io.stdout.write(
      statusLines(status, (at) => momentText(at, ownZone()))
        .map((line) => `${line}\n`)
        .join(''),
    );
  return codeOf(status);
}

function noService(
  state: string | undefined,
  { io, quiet }: { readonly io: CommandIo; readonly quiet: boolean },
): ExitCode {
  if (!quiet)
    io.stderr.write(
      `arpist: no service answers${state === undefined ? '' : ` in ${printable(state)}`}; systemctl start arpist, or arpist watch --daemon${state === undefined ? '' : ` --state ${printable(state)}`}.\n`,
    );
  return EXIT.refused;
}

function codeOf({ verdict }: JsonRecord): ExitCode {
  const found = typeof verdict === 'string' && Object.hasOwn(CODES, verdict) ? verdict : undefined;
  if (found === undefined)
    throw new SystemFault('damaged', 'the service answered something else than its status', {
      operation: 'ask service',
      remedy: 'is it of the same version? arpist version tells this one',
    });
  return CODES[found as StatusWord];
}
