import { setTimeout } from 'node:timers/promises';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { GroupCommit } from '../../centre/group-commit.ts';
import { CENTRE_SENSOR, centreSensorRecord, sensorState } from '../../records/centre-sensor.ts';
import { one, text } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { plural, tabbed } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { sensorsOf, steelCentre, steelDatabase, steelKeys } from '../compose-centre.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';

const HERE = 'postgres:///arpist?host=/run/postgresql';
const INTAKE = '127.0.0.1:8470';
const WHAT = ['enrol', 'rotate', 'revoke', 'status'] as const;

const FLAGS = {
  postgres: one('--postgres', { value: 'URL', help: `the database (default: ${HERE})` }, text),
  listen: one(
    '--listen',
    {
      value: 'ADDRESS:PORT',
      help: `where sensors come in (default: ${INTAKE}); beyond this machine with TLS alone`,
    },
    text,
  ),
  certificate: one(
    '--certificate',
    { value: 'FILE', help: 'TLS, with --key; read again when it changes' },
    text,
  ),
  key: one('--key', { value: 'FILE', help: 'the private key of the certificate' }, text),
  ...listFlags(CENTRE_SENSOR, {
    json: 'with status: JSON Lines (schema/centre-sensor.v1.json)',
    rows: 'sensors',
    where: 'state!=well, site=berlin',
    format: '${site} ${sensor} ${state}',
  }),
  sort: sortFlag(CENTRE_SENSOR, 'seconds, site,sensor'),
} as const;

export const CENTRE_LINE: CommandLine<typeof FLAGS> = {
  name: 'centre',
  words: '[enrol|rotate|revoke SITE/SENSOR | status]',
  choices: WHAT,
  line: 'what sensors of many sites tell, kept in one PostgreSQL: nothing lost, nothing twice',
  least: 0,
  most: 2,
  flags: FLAGS,
  notes: [
    'Alone it takes what sensors send, until it is ended, and leads the database to its schema by itself. A sensor is a watch --daemon with [uplink] to and key in its configuration; it forgets only what is committed here, and works on while nobody answers. docs/centre/ says how to set it up, back it up and upgrade it.',
    '',
    'enrol prints the key of a sensor, once: one line for a file there that its service alone may read. rotate prints another, and the one before is of no use any more; revoke leaves none. A key writes as its own sensor alone. status lists the sensors.',
    '',
    fieldNote(CENTRE_SENSOR),
  ],
  ends: {
    0: 'it was ended, the key is printed or revoked, or all sensors are well',
    1: 'there is no such sensor, or none fits',
    2: 'words that cannot be used, or TLS is wanting',
    3: 'PostgreSQL does not answer, or refuses; or its driver is not installed',
    4: 'enrol: it has a key already',
    5: 'status: a sensor is not well',
  },
  examples: [
    ['arpist centre', 'with the PostgreSQL of this machine'],
    ['arpist centre enrol berlin/core-1 > core-1.key', 'for the sensor: [uplink] to and key'],
    ['arpist centre status', 'who is silent, whose clock is wrong'],
    ['arpist centre --listen 0.0.0.0:8470 --certificate c.pem --key k.pem', 'for sensors elsewhere'],
  ],
};

export const runCentre: Command = async (args, io) => {
  const taken = takeCommandLine(CENTRE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const [first, name] = words;
  const what = WHAT.find((word) => word === first);
  if (first !== undefined && what === undefined)
    throw new UsageFault(first, `arpist centre has no '${first}'`, `there are ${WHAT.join(', ')}`);
  const url = values.postgres ?? HERE;
  if (what === undefined) return await serve({ ...values, url }, io);
  if (values.listen !== undefined || values.certificate !== undefined || values.key !== undefined)
    throw new UsageFault(
      '--listen',
      `${what} listens nowhere`,
      'leave --listen, --certificate and --key out',
    );
  if (what === 'status') {
    if (name !== undefined)
      throw new UsageFault(name, 'status lists all sensors', `choose by --where sensor=${name}`);
    return await status(url, new Listing(io, CENTRE_SENSOR, values), io);
  }
  return await keysOf(what, { name: sensorName(name, what), url }, io);
};

function sensorName(word: string | undefined, what: string): string {
  if (word !== undefined && /^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}$/.test(word)) return word;
  throw new UsageFault(
    word ?? what,
    word === undefined ? `${what} whom?` : `'${word}' is no sensor`,
    'write SITE/SENSOR of small letters, digits and dashes, as in berlin/core-1',
  );
}

async function keysOf(
  what: 'enrol' | 'rotate' | 'revoke',
  { name, url }: { readonly name: string; readonly url: string },
  io: CommandIo,
): Promise<ExitCode> {
  const { postgres } = await steelDatabase(url);
  try {
    const keys = await steelKeys(postgres);
    if (what === 'revoke') {
      const gone = await keys.revoke(name);
      io.stderr.write(
        gone > 0 ? `${name} writes here no more, within 2 s\n` : `arpist: ${name} has no key here\n`,
      );
      return gone > 0 ? EXIT.done : EXIT.negative;
    }
    const { line, before } = await keys.enrol(name, what === 'rotate');
    if (what === 'enrol' && before > 0) {
      io.stderr.write(`arpist: ${name} has a key already: arpist centre rotate ${name} makes another\n`);
      return EXIT.conflict;
    }
    io.stdout.write(`${line}\n`);
    await io.stdout.drained();
    io.stderr.write(`the key of ${name}: it is told this once, and kept nowhere\n`);
    return EXIT.done;
  } finally {
    await postgres.close();
  }
}

async function status(
  url: string,
  listing: Listing<ReturnType<typeof centreSensorRecord>>,
  io: CommandIo,
): Promise<ExitCode> {
  const { postgres } = await steelDatabase(url);
  try {
    const now = io.now();
    const sensors = await sensorsOf(postgres);
    listing.all(
      sensors.map((sensor) => centreSensorRecord(sensor, now)),
      { line: (row) => `${sensorLine(row)}\n` },
    );
    await io.stdout.drained();
    if (listing.count === 0) {
      io.stderr.write('arpist: no sensor fits; arpist centre enrol SITE/SENSOR makes one known\n');
      return EXIT.negative;
    }
    return sensors.every((sensor) => sensorState(sensor, now) === 'well') ? EXIT.done : EXIT.partial;
  } finally {
    await postgres.close();
  }
}

function sensorLine(row: Readonly<Record<string, unknown>>): string {
  const heard = row['seconds'] === null ? 'never heard' : `heard ${Number(row['seconds'])} s ago`;
  const skew = Number(row['skew'] ?? 0);
  return tabbed([
    `${String(row['site'])}/${String(row['sensor'])}`,
    String(row['state']),
    heard,
    `${String(row['stations'])} stations`,
    Number(row['open']) > 0 ? plural(Number(row['open']), 'open episode') : '',
    Number(row['holes']) > 0 ? `${String(row['holes'])} batches were dropped there` : '',
    Math.abs(skew) > 60 ? `clock ${Math.abs(skew)} s ${skew > 0 ? 'behind' : 'ahead'}` : '',
  ]);
}

/** A machine that starts has its PostgreSQL a little later: so long it is waited for. */
const PATIENCE = 60_000;
const LOOK_EVERY = 500;

async function waitedFor(url: string, io: CommandIo): ReturnType<typeof steelDatabase> {
  const until = performance.now() + PATIENCE;
  for (let told = false; ; told = true) {
    try {
      return await steelDatabase(url);
    } catch (fault) {
      const away = fault instanceof SystemFault && fault.kind === 'busy' && fault.code !== '25006';
      if (!away || io.signal.aborted || performance.now() > until) throw fault;
      if (!told)
        io.stderr.write(`arpist: ${fault.message}: it is waited for, ${PATIENCE / 1000} s at most\n`);
      await setTimeout(LOOK_EVERY, undefined, { signal: io.signal }).catch(() => undefined);
    }
  }
}

interface Serving {
  readonly url: string;
  readonly listen?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

async function serve({ url, listen, certificate, key }: Serving, io: CommandIo): Promise<ExitCode> {
  if ((certificate === undefined) !== (key === undefined))
    throw new UsageFault(
      certificate === undefined ? '--certificate' : '--key',
      'TLS needs a certificate and its key, and one of them is not named',
      'name both, or none',
    );
  const { postgres, migrated } = await waitedFor(url, io);
  try {
    for (const name of migrated) io.stderr.write(`the database was led on: ${name}\n`);
    const { sinkOver, intake, listenFor } = await steelCentre();
    const group = new GroupCommit(sinkOver(postgres), () => io.now());
    const taking = intake({
      keys: await steelKeys(postgres),
      take: (batches) => group.add(batches),
      now: () => io.now(),
    });
    const open = await listenFor(taking, {
      place: listen ?? INTAKE,
      tls: certificate === undefined || key === undefined ? null : { certificate, key },
      flag: '--listen',
    });
    io.stderr.write(`sensors come in at ${open.url}; it is kept in ${postgres.place}\n`);
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      io.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await open.close();
    return io.terminated?.() === false ? EXIT.interrupted : EXIT.done;
  } finally {
    await postgres.close();
  }
}
