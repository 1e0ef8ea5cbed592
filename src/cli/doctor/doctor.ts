import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { type Diagnosis, diagnose } from '../../doctor/diagnose.ts';
import { diagnoseHosts } from '../../doctor/hosts.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { type DoctorHands, probe } from '../../verbs/doctor/probe.ts';
import { look } from '../../verbs/doctor/look.ts';
import { Wires } from '../../asking/wires.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { many, one, text, toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { list, packetRate, RATE_HELP } from '../../terminal/args/numbers.ts';
import { SILENCE } from '../mend/silence-flag.ts';
import { confirmFlag } from '../../terminal/args/times.ts';
import { steelHands, steelMend, steelSnapshot } from '../compose.ts';
import type { MendDoor } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { namedApart, readHostFiles } from '../explain/named-hosts.ts';
import { fix } from './fix.ts';
import { persistFlag } from '../mend/persist-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import { diagnosisLine, findingLines } from '../render/finding-lines.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { rateWords } from '../render/talk.ts';
import { plural, someOf } from '../../terminal/text/texts.ts';
import { diagnosisRecord, FINDING, findingRecord, isHealthy } from '../../records/finding.ts';
import { readHostFile } from '../explain/host-file.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing, mustBeOneForm } from '../listing/listing.ts';
import { tellAll } from '../tell-all.ts';

const FLAGS = {
  probe: toggle('--probe', {
    help: 'prove on the wire what can be proven: own answers, duplicates, PERMANENT entries, gateways (needs root)',
  }),
  rate: one('--rate', { value: 'RATE', help: `with --probe: ${RATE_HELP}` }, packetRate),
  host: one('--host', { value: 'FILE', help: 'the host of this snapshot (- for stdin), not this one' }, text),
  hosts: many(
    '--hosts',
    { value: 'FILE…', help: 'several hosts of one segment together: who would answer for what they share' },
    list,
  ),
  fix: toggle('--fix', {
    help: 'show the changes that mend it, ask, make them (arpist undo takes them back), and look again',
  }),
  yes: toggle('--yes', { help: 'with --fix: without a question' }),
  silence: SILENCE,
  confirm: confirmFlag('with --fix: take all back after so long, unless it is kept with: arpist confirm'),
  persist: persistFlag,
  why: toggle('--why', { help: 'all evidence and every change, however many lines' }),
  ...listFlags(FINDING, {
    json: 'JSON Lines, a summary last (schema/finding.v1.json, schema/diagnosis.v1.json)',
    rows: 'findings',
    where: 'severity=conflict, kind=flux, interfaces~eth0',
    format: '${severity} ${kind}: ${text}',
  }),
  sort: sortFlag(FINDING, 'host,severity'),
} as const;

type DoctorValues = FlagValues<typeof FLAGS>;

export const DOCTOR_LINE: CommandLine<typeof FLAGS> = {
  name: 'doctor',
  words: '[FILE…]',
  line: 'what is wrong with ARP on this host, how it is known, and what mends it',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: FLAGS,
  notes: [
    '--fix leaves out what would take somebody the answer he has now, and says so: it is made when the address is named with --silence. Two fixes that undo each other are left to you, and so is what changed meanwhile.',
    '',
    'Findings are computed from the settings, addresses, routes and entries of the host; without --fix nothing is changed, and without --probe nothing is sent and no root is needed. The most severe come first: conflict (two owners of one address), fault, risk, note.',
    '',
    fieldNote(FINDING),
  ],
  ends: {
    0: 'healthy (notes alone are no disease)',
    1: 'faults or risks',
    2: 'the command line, or a snapshot that cannot be used',
    3: 'an interface',
    4: 'a conflict',
  },
  examples: [
    ['arpist doctor', 'this host'],
    ['sudo arpist doctor --probe', 'proven on the wire'],
    ['sudo arpist doctor --fix', 'shown, agreed to, made, looked at again'],
    ['arpist doctor --host web1.json', 'another machine, from arpist snapshot'],
    ['arpist doctor --hosts lb.json web1.json web2.json', 'who would answer for the service address'],
  ],
};

/** What the command needs of this machine, opened only when it is asked about. */
export interface DoctorDoor {
  readonly snapshot: () => Promise<HostSnapshot>;
  readonly hands: () => Promise<DoctorHands>;
  readonly mend?: () => Promise<MendDoor>;
}

export const runDoctor: Command = (args, io) =>
  doctorOver({ snapshot: steelSnapshot, hands: steelHands, mend: steelMend }, args, io);

export async function doctorOver(
  door: DoctorDoor,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(DOCTOR_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  mustBeOneForm(values);
  const files = filesOf(taken.words, values);
  const examined = await examine(door, { values, files }, io);
  tell(examined, values, io);
  await io.stdout.drained();
  if (examined.interrupted) return EXIT.interrupted;
  const { findings } = examined.diagnosis;
  if (values.fix && examined.host !== null && door.mend && !isHealthy(findings)) {
    const { host } = examined;
    const ended = await fix(await door.mend(), { io, values, host, findings });
    if (ended === 'nothing') return codeOf(examined);
    if (ended !== 'fixed') return ended;
    const again = await examine(door, { values, files }, io);
    io.stderr.write('\nlooked at again:\n');
    tell({ ...again, fixed: true }, values, io);
    await io.stdout.drained();
    return codeOf(again);
  }
  return codeOf(examined);
}

function codeOf({ interrupted, diagnosis: { findings } }: Examined): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (findings.some(({ severity }) => severity === 'conflict')) return EXIT.conflict;
  return isHealthy(findings) ? EXIT.done : EXIT.negative;
}

function filesOf(words: readonly string[], values: DoctorValues): readonly string[] {
  const { host, hosts, probe: probing } = values;
  const [stray] = words;
  if (stray !== undefined && hosts.length === 0)
    throw new UsageFault(
      stray,
      `'${stray}' is no word of doctor`,
      'name a snapshot with --host FILE, several with --hosts',
    );
  if (host !== undefined && hosts.length > 0)
    throw new UsageFault(
      '--hosts',
      '--host and --hosts contradict each other',
      'name all of them with --hosts',
    );
  const files = host === undefined ? [...hosts, ...words] : [host];
  if (files.length > 0 && values.fix)
    throw new UsageFault(
      '--fix',
      '--fix mends this host, and a snapshot is of another',
      'leave one out; the changes for it stand beside the findings',
    );
  const [lonely] = [
    ...(values.yes ? ['--yes'] : []),
    ...(values.confirm === undefined ? [] : ['--confirm']),
    ...(values.silence.length === 0 ? [] : ['--silence']),
    ...(values.persist === undefined ? [] : ['--persist']),
  ];
  if (!values.fix && lonely !== undefined)
    throw new UsageFault(lonely, `${lonely} goes with --fix`, 'leave it out, or write --fix');
  if (values.rate !== undefined && !probing)
    throw new UsageFault('--rate', '--rate goes with --probe', 'leave it out, or write --probe');
  if (files.length > 0 && probing)
    throw new UsageFault(
      '--probe',
      '--probe asks the wire of this host, and a snapshot is of another',
      'leave one out',
    );
  return files;
}

interface Examined {
  readonly diagnosis: Diagnosis;
  readonly hosts: readonly string[];
  readonly about: string;
  readonly questions: number | null;
  readonly sent?: number;
  readonly interrupted: boolean;
  /** null: several, or none of this machine. */
  readonly host: HostSnapshot | null;
  readonly fixed?: boolean;
}

async function examine(
  door: DoctorDoor,
  asked: { readonly values: DoctorValues; readonly files: readonly string[] },
  io: CommandIo,
): Promise<Examined> {
  const { values, files } = asked;
  if (values.hosts.length > 0) return await together(files, io);
  const [file] = files;
  const snapshot =
    file === undefined
      ? await look({ snapshot: door.snapshot, pause: (millis) => pause(millis, io.signal) })
      : await readHostFile(file, io);
  const about = `${snapshot.hostname ?? 'the host'} (Linux ${snapshot.kernel})`;
  const hosts = [snapshot.hostname ?? file ?? ''];
  if (!values.probe)
    return {
      diagnosis: diagnose(snapshot),
      hosts,
      about,
      questions: null,
      interrupted: file === undefined && io.signal.aborted,
      host: snapshot,
    };
  const found = await onTheWire(door, { snapshot, rate: values.rate }, io);
  return { ...found, hosts, about, host: snapshot };
}

/** Whether the whole time passed. */
function pause(millis: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, millis);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve(!signal.aborted);
    }
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}

async function together(files: readonly string[], io: CommandIo): Promise<Examined> {
  const hosts = namedApart(await readHostFiles(files, io));
  const about = plural(hosts.length, 'host');
  const names = hosts.map(({ name }) => name);
  return {
    diagnosis: diagnoseHosts(hosts),
    hosts: names,
    about,
    questions: null,
    interrupted: false,
    host: null,
  };
}

async function onTheWire(
  door: DoctorDoor,
  { snapshot, rate }: { readonly snapshot: HostSnapshot; readonly rate: number | undefined },
  io: CommandIo,
): Promise<Pick<Examined, 'diagnosis' | 'questions' | 'sent' | 'interrupted'>> {
  const hands = await door.hands();
  const paced = rate === undefined ? hands : { ...hands, wires: new Wires(rate) };
  return await tellAll(probe(paced, snapshot, io.signal), {
    take(event) {
      if (event.type !== 'probing' || event.questions === 0) return;
      const { links, questions, packets, rate: pace } = event;
      io.stderr.write(
        `${printable(`asking on ${someOf(links)}: ${plural(questions, 'address', 'addresses')}`)}\nat most ${plural(packets, 'packet')}, ${rateWords(pace)}\n`,
      );
    },
    end: ({ findings, caveats, questions, sent, interrupted }) => ({
      diagnosis: { findings, caveats },
      questions,
      sent,
      interrupted,
    }),
  });
}

function tell(examined: Examined, values: DoctorValues, io: CommandIo): void {
  const { findings, caveats } = examined.diagnosis;
  const listing = new Listing(io, FINDING, values);
  const paint = paintFor(io.stdout.colour);
  let told = 0;
  for (const found of findings)
    listing.row(findingRecord(found), () => {
      const lines = findingLines(found, { why: values.why, paint });
      return `${told++ === 0 ? '' : '\n'}${lines.map((line) => `${line}\n`).join('')}`;
    });
  listing.end();
  listing.record(diagnosisRecord(examined.diagnosis, examined));
  if (values.json) return;
  for (const caveat of caveats) io.stderr.write(`${printable(`not certain: ${caveat}`)}\n`);
  io.stderr.write(`${printable(diagnosisLine(findings, examined.about, examined))}\n`);
}
