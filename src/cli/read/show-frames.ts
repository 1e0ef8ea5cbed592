import { jsonText } from '../../base/printable.ts';
import type { CaptureRead, ReadFrame } from '../../verbs/read/events.ts';
import { read } from '../../verbs/read/read.ts';
import { BURST, endOfCapture, mustBeCapture, type CaptureShowing } from './end.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { captureWords } from './words.ts';
import { frameLine } from './frame-line.ts';
import { FRAME_FIELDS, frameRecord } from '../../records/frame.ts';
import { parseWhereOf } from '../../records/where.ts';

/** Every ARP frame that fits, as it is read. */
export async function showFrames(
  source: AsyncIterable<Uint8Array>,
  showing: CaptureShowing,
): Promise<ExitCode> {
  const { io, values } = showing;
  const filters = values.where.map(({ text, where }) => parseWhereOf(FRAME_FIELDS, text, where));
  const most = values.count ?? Number.POSITIVE_INFINITY;
  const textOf = values.json
    ? (frame: ReadFrame) => `${jsonText(frameRecord(frame))}\n`
    : (frame: ReadFrame) => frameLine(frame, values.time ?? 'clock');
  const events = read(source, io.signal);
  let shown = 0;
  while (shown < most) {
    const next = await events.next();
    if (next.done === true) {
      const report = next.value;
      mustBeCapture(report, showing.name);
      if (!values.plain && io.stopped() !== 'closed-pipe') io.stderr.write(`${captureWords(report)}\n`);
      return endOfCapture(report, shown, showing);
    }
    const { frame } = next.value;
    if (!filters.every(({ fits }) => fits(frame))) continue;
    io.stdout.write(textOf(frame));
    if (++shown % BURST === 0) await io.stdout.drained();
  }
  await events.return({} as CaptureRead);
  return EXIT.done;
}
