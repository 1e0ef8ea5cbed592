import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { Millis } from '../../base/time.ts';
import type { Role, TokenEntry, TokenKeeper } from '../../ports/door.ts';
import { TOKEN, tokenRecord } from '../../records/token.ts';
import { one, toggle } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { whole } from '../../terminal/args/numbers.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { tabbed } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelTokens } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag, WATCH_STATE } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { askService } from '../service-client.ts';

const ROLES = ['viewer', 'operator', 'admin'] as const;
const LONGEST_NAME = 64;

const FLAGS = {
  login: toggle('--login', {
    help: 'a link to the page of the running service that logs in once, within two minutes',
  }),
  list: toggle('--list', { help: 'those that are there, without themselves' }),
  revoke: one(
    '--revoke',
    { value: 'ID', help: 'this one is of no use any more' },
    whole(1, Number.MAX_SAFE_INTEGER, 'number of a token'),
  ),
  role: one(
    '--role',
    {
      value: 'ROLE',
      help: 'what it may: look, also approve, mute and note, or all of it (default: admin)',
      choices: ROLES,
    },
    (word, where): Role => {
      const role = ROLES.find((known) => known === word);
      if (role) return role;
      throw new UsageFault(where, `'${word}' is no role`, `write ${ROLES.join(', ')}`);
    },
  ),
  for: timeFlag('--for', { help: 'it ends after this time (default: never)' }),
  name: one(
    '--name',
    { value: 'NAME', help: 'as it stands in the audit (default: the user)' },
    (word, where) => {
      if (word.length > 0 && word.length <= LONGEST_NAME && !/\p{C}/u.test(word)) return word;
      throw new UsageFault(
        where,
        `a name of 1 to ${LONGEST_NAME} characters is wanted`,
        'as in --name wallboard',
      );
    },
  ),
  state: { ...stateFlag, help: `of the service (default: ${WATCH_STATE})` },
  ...listFlags(TOKEN, {
    json: 'JSON Lines (schema/token.v1.json)',
    rows: 'tokens',
    where: 'role=admin',
    format: '${id} ${name}',
  }),
  sort: sortFlag(TOKEN, 'name'),
} as const;

export const TOKEN_LINE: CommandLine<typeof FLAGS> = {
  name: 'token',
  words: '',
  line: 'a key to the page and the API of the service, printed once; those that are there; one less',
  least: 0,
  most: 0,
  flags: FLAGS,
  notes: [
    'Only the hash of a token is kept: whoever loses it makes another. Tokens that are there stay good until they end or are revoked.',
    '',
    fieldNote(TOKEN),
  ],
  ends: {
    0: 'it is printed, or revoked, or some are listed',
    1: 'there is none to list, or none of that number; with --login: no service runs, or its page listens nowhere',
    3: 'the folder of the state may not be written',
  },
  examples: [
    ['sudo arpist token', 'log in to the page with it'],
    ['sudo arpist token --role viewer --name wallboard --for 90d', 'for a screen on the wall'],
    ['sudo arpist token --login', 'a link for the browser, without a token to paste'],
    ['sudo arpist token --revoke 3', 'it is lost'],
  ],
};

export const runToken: Command = (args, io) => tokenOver(steelTokens, args, io);

export async function tokenOver(
  open: (folder: string) => Promise<TokenKeeper>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(TOKEN_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  if (values.login && (values.list || values.revoke !== undefined))
    throw new UsageFault('--login', '--login asks for a link, and nothing else', 'leave the other out');
  if (values.list && values.revoke !== undefined)
    throw new UsageFault('--revoke', '--list and --revoke are two questions', 'ask one after the other');
  const listing = new Listing(io, TOKEN, values);
  if (values.login) return await logIn(values.state, io);
  const tokens = await open(values.state ?? WATCH_STATE);
  if (values.list) return await list(tokens, listing, io);
  if (values.revoke !== undefined) {
    const gone = tokens.revoke(values.revoke);
    io.stderr.write(
      gone
        ? `token ${values.revoke} is of no use any more\n`
        : `arpist: there is no token ${values.revoke}\n`,
    );
    return gone ? EXIT.done : EXIT.negative;
  }
  const token = tokens.make(
    { name: values.name ?? 'admin', role: values.role ?? 'admin', expires: endOf(values.for, io.now()) },
    io.now(),
  );
  const entry = tokens.list().at(-1)!;
  if (values.json) io.stdout.write(`${JSON.stringify(tokenRecord(entry, token))}\n`);
  else io.stdout.write(`${token}\n`);
  await io.stdout.drained();
  io.stderr.write(`token ${entry.id}: it is told this once, and kept nowhere\n`);
  return EXIT.done;
}

async function logIn(state: string | undefined, io: CommandIo): Promise<ExitCode> {
  const service = await askService(state);
  if (!service) {
    io.stderr.write('arpist: no service is running: sudo systemctl start arpist, or arpist watch --daemon\n');
    return EXIT.negative;
  }
  const { links } = await service.post('/login-codes', {});
  const found = Array.isArray(links) ? links.filter((link) => typeof link === 'string') : [];
  if (found.length === 0) {
    io.stderr.write('arpist: the page of the service listens nowhere: name a place in [web] listen\n');
    return EXIT.negative;
  }
  for (const link of found) io.stdout.write(`${printable(link)}\n`);
  await io.stdout.drained();
  io.stderr.write('it logs in once, within two minutes\n');
  return EXIT.done;
}

function endOf(span: Millis | undefined, now: number): number | null {
  return span === undefined ? null : now + span;
}

async function list(
  tokens: TokenKeeper,
  listing: Listing<ReturnType<typeof tokenRecord>>,
  io: CommandIo,
): Promise<ExitCode> {
  const rows = new Map(tokens.list().map((one) => [tokenRecord(one), one] as const));
  listing.all(rows.keys(), { line: (record) => `${lineOf(rows.get(record)!)}\n` });
  await io.stdout.drained();
  return listing.count > 0 ? EXIT.done : EXIT.negative;
}

function lineOf({ id, name, role, made, expires }: TokenEntry): string {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return tabbed([
    String(id),
    name,
    role,
    `since ${day(made)}`,
    expires === null ? '' : `until ${day(expires)}`,
  ]);
}
