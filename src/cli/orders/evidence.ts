import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { EvidenceFrame } from '../../ports/store.ts';
import { FRAME } from '../../records/frame.ts';
import { one, text, toggle } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { plural } from '../../terminal/text/texts.ts';
import type { ReadFrame } from '../../verbs/read/events.ts';
import { readFrame } from '../../verbs/read/frame.ts';
import { LINKTYPE_ETHERNET, newCaptureFrame } from '../../wire/capture-frame.ts';
import { captureTimeOf } from '../../wire/capture-time.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag, storePath } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { frameLine } from '../read/frame-line.ts';
import { watchLine } from '../watch/lines.ts';
import type { MemoryDoor } from './door.ts';
import { writeEvidence } from './evidence-capture.ts';

const FLAGS = {
  pcap: one(
    '--pcap',
    { value: 'FILE', help: 'write them to FILE (pcapng), with what they prove beside each' },
    text,
  ),
  hex: toggle('-x --hex', { help: 'the bytes of each below it' }),
  state: stateFlag,
  ...listFlags(FRAME, {
    json: 'JSON Lines (schema/frame.v1.json)',
    rows: 'frames',
    where: 'sha=b8:27:eb:12:34:56',
    format: '${ts} ${sha} ${spa}',
  }),
} as const;

export const EVIDENCE_LINE: CommandLine<typeof FLAGS> = {
  name: 'evidence',
  words: 'e-NUMBER',
  line: 'the frames of an episode: what was proven, and by what',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'The number is that of arpist episodes. The first 100 frames and the latest 100 are kept, of a storm some each second; ARP alone, and no payload.',
    '',
    fieldNote(FRAME, '', false),
  ],
  ends: {
    0: 'there are frames',
    1: 'there is no such episode, or nothing of it is kept',
    2: 'there is no store, or FILE cannot be written',
    5: 'the store is damaged, or FILE could not be written to its end',
  },
  examples: [
    ['arpist evidence e-1907', 'what was heard'],
    ['arpist evidence e-1907 --pcap conflict.pcapng', 'for Wireshark, or for whoever does not believe it'],
  ],
};

export const runEvidence: Command = (args, io) => evidenceOver(steelMemory, args, io);

export async function evidenceOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(EVIDENCE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const number = Number(/^(?:e-)?([1-9]\d{0,14})$/.exec(words[0]!)?.[1] ?? 0);
  if (number === 0)
    throw new UsageFault(
      words[0]!,
      `'${words[0]!}' is no episode`,
      'write e-1907, as arpist episodes numbers them',
    );
  const listing = new Listing(io, FRAME, values);
  const store = await (await open()).read(storePath(values.state));
  try {
    const [episode] = await store.episodes({ before: number + 1 }, 1);
    if (episode?.episode !== number) {
      io.stderr.write(`arpist: there is no episode e-${number}\n`);
      return EXIT.negative;
    }
    const sentence = watchLine(episode.event, { paint: paintFor(io.stderr.colour), why: true });
    io.stderr.write(sentence);
    const frames = await store.evidenceOf(number);
    for (const [at, frame] of frames.entries()) {
      const read = readOf(frame, at + 1);
      if (!read) continue;
      const hex = values.hex ? hexLines(frame.bytes) : '';
      listing.row(read, (row) => `${frameLine(row, 'date')}${hex}`);
    }
    listing.end();
    await io.stdout.drained();
    if (values.pcap !== undefined && frames.length > 0) {
      save(values.pcap, { io, frames, comment: `e-${number} ${printable(sentence.split('\n')[0]!)}` });
      io.stderr.write(`${printable(values.pcap)} has ${plural(frames.length, 'frame')}\n`);
    }
    if (listing.count > 0) return EXIT.done;
    io.stderr.write(`arpist: of episode e-${number} no frame is kept that fits\n`);
    return EXIT.negative;
  } finally {
    await store.close();
  }
}

function readOf(
  { at, interface: name, wireLength, outgoing, bytes }: EvidenceFrame,
  n: number,
): ReadFrame | undefined {
  const time = at === null ? { seconds: 0, nanoseconds: 0 } : captureTimeOf(at);
  const frame = Object.assign(newCaptureFrame(), { bytes, to: bytes.length, wireLength, outgoing, ...time });
  return readFrame(
    Object.assign(frame, { interfaceName: name, linkType: LINKTYPE_ETHERNET, hasTime: at !== null }),
    n,
  );
}

/** As `tcpdump -xx` shows them. */
function hexLines(bytes: Uint8Array): string {
  let lines = '';
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)].map((byte) => byte.toString(16).padStart(2, '0'));
    lines += `    ${at.toString(16).padStart(4, '0')}  ${row.join(' ')}\n`;
  }
  return lines;
}

/** Throws SystemFault. */
function save(
  path: string,
  {
    io,
    frames,
    comment,
  }: { readonly io: CommandIo; readonly frames: readonly EvidenceFrame[]; readonly comment: string },
): void {
  const sink = io.createFile(path);
  writeEvidence(frames, comment, (bytes) => sink.write(bytes));
  sink.close();
}
