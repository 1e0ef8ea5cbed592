import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { PlanStep } from '../../declare/draft.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { DoctorHands } from '../../verbs/doctor/probe.ts';
import { verifyHost, type WireReport } from '../../verbs/verify/verify.ts';
import { Wires } from '../../asking/wires.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, toggle } from '../../terminal/args/flags.ts';
import { packetRate, RATE_HELP } from '../../terminal/args/numbers.ts';
import { steelHands, steelSnapshot } from '../compose.ts';
import { fitted, readDeclarationFile } from './file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { changeWords } from './change-words.ts';
import { findingLines } from '../render/finding-lines.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { plural, tabbed } from '../../terminal/text/texts.ts';
import { findingRecord } from '../../records/finding.ts';
import { warningRecord } from '../../records/plan.ts';
import { DRIFT, driftRecord, verifySummaryRecord } from '../../records/drift.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { tellAll } from '../tell-all.ts';

const FLAGS = {
  probe: toggle('--probe', {
    help: 'ask on the wire, too, and hold the answers against what the kernel answers by its present settings (needs root)',
  }),
  rate: one('--rate', { value: 'RATE', help: `with --probe: ${RATE_HELP}` }, packetRate),
  ...listFlags(DRIFT, {
    json: 'JSON Lines, a summary last (schema/drift.v1.json, schema/plan-warning.v1.json, schema/finding.v1.json, schema/verify-summary.v1.json)',
    rows: 'differences',
    where: 'type=drift, command~rp_filter, severity=conflict',
    format: '${line} ${command}',
  }),
  sort: sortFlag(DRIFT, 'line or type,command'),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const;

export const VERIFY_HOST_LINE: CommandLine<typeof FLAGS> = {
  name: 'verify',
  words: 'FILE',
  line: 'is this host still as a file declares it? What differs, and where it is declared',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'Without --probe nothing is sent and no root is needed. Nothing is changed; arpist apply FILE makes it so again.',
    '',
    fieldNote(DRIFT),
  ],
  ends: {
    0: 'it is so',
    1: 'it differs, also when no change here would mend it, as while an interface is down',
    2: 'the file',
    3: 'the host or an interface',
    4: 'with --probe, somebody else uses an address of this host',
  },
  examples: [
    ['arpist verify router.toml', 'for cron: the exit code tells'],
    ['sudo arpist verify flux.toml --probe', 'proven on the wire'],
  ],
};

export interface VerifyDoor {
  readonly snapshot: () => Promise<HostSnapshot>;
  readonly hands: () => Promise<DoctorHands>;
}

export const runVerify: Command = (args, io) =>
  verifyOver({ snapshot: steelSnapshot, hands: steelHands }, args, io);

export async function verifyOver(
  door: VerifyDoor,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(VERIFY_HOST_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values, words } = taken;
  if (values.rate !== undefined && !values.probe)
    throw new UsageFault('--rate', '--rate goes with --probe', 'leave it out, or write --probe');
  const listing = new Listing(io, DRIFT, values);
  const file = words[0]!;
  const written = await readDeclarationFile(file, io);
  const host = await door.snapshot();
  const declaration = fitted(written, host, file);
  const hands = values.probe ? await handsAt(door, values.rate) : null;
  const place = (line: number | null): string => (line === null ? file : `${file}:${line}`);
  const { steps, warnings, wire } = await tellAll(verifyHost({ host, declaration }, hands, io.signal), {
    take(event) {
      if (event.type === 'step') listing.row(driftRecord(event.step), () => stepLine(event.step, place));
      else if (event.type === 'warning') {
        const { line, sentence } = event.warning;
        listing.row(warningRecord(event.warning), () => `${printable(`${place(line)}: ${sentence}`)}\n`);
      } else listing.row(findingRecord(event.finding), () => textOf(event.finding, io));
    },
    end: (report) => report,
  });
  const drift = steps + warnings;
  listing.end();
  listing.record(
    verifySummaryRecord(
      file,
      { drift: steps, warnings },
      wire === null ? null : { ...wire, findings: wire.findings.length },
    ),
  );
  await io.stdout.drained();
  for (const caveat of wire?.caveats ?? []) io.stderr.write(`${printable(`not certain: ${caveat}`)}\n`);
  if (!values.plain) io.stderr.write(`${printable(summaryWords(file, drift, wire))}\n`);
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (wire?.findings.some(({ severity }) => severity === 'conflict')) return EXIT.conflict;
  return drift + (wire?.findings.length ?? 0) === 0 ? EXIT.done : EXIT.negative;
}

function stepLine({ change, undo, why, line }: PlanStep, place: (line: number | null) => string): string {
  const words = tabbed([`${place(line)}: ${changeWords(change, undo)}`, why]);
  return `${printable(words).replaceAll('\\x09', '\t')}\n`;
}

function textOf(found: Finding, io: CommandIo): string {
  const lines = findingLines(found, { why: true, paint: paintFor(io.stdout.colour) });
  return lines.map((line) => `${line}\n`).join('');
}

function summaryWords(file: string, drift: number, wire: WireReport | null): string {
  const told = drift === 0 ? 'the host is as declared' : `${plural(drift, 'difference')}`;
  return wire === null ? `${file}: ${told}` : `${file}: ${told}; ${wireWords(wire, drift)}`;
}

/** The wire is held against the settings as they are, which are those of the file only where nothing differs. */
function wireWords({ findings, questions, interrupted }: WireReport, drift: number): string {
  if (findings.length > 0) return `the wire differs: ${plural(findings.length, 'finding')}`;
  if (interrupted) return 'undecided, interrupted before the wire was asked to the end';
  if (questions === 0) return 'nothing could be asked on the wire';
  const but = drift === 0 ? '' : ', which are not those declared';
  return `the wire answers as the kernel's present settings say${but}`;
}

async function handsAt(door: VerifyDoor, rate: number | undefined): Promise<DoctorHands> {
  const hands = await door.hands();
  return rate === undefined ? hands : { ...hands, wires: new Wires(rate) };
}
