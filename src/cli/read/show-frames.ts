import type { ReadFrame } from '../../verbs/read/events.ts';
import { read } from '../../verbs/read/read.ts';
import { BURST, endOfCapture, mustBeCapture, type CaptureShowing } from './end.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { captureWords } from './words.ts';
import { frameLine } from './frame-line.ts';
import { UsageFault } from '../../base/fault.ts';
import { parseFormatOf } from '../../records/format.ts';
import { FRAME, FRAME_FIELDS } from '../../records/frame.ts';
import { Listing } from '../listing/listing.ts';
import { parseWhereOf } from '../../records/where.ts';
import { tellAll } from '../tell-all.ts';

/** Every ARP frame that fits, as it is read. */
export async function showFrames(
  source: AsyncIterable<Uint8Array>,
  showing: CaptureShowing,
): Promise<ExitCode> {
  const { io, values } = showing;
  if (values.sort)
    throw new UsageFault(
      '--sort',
      '--sort goes with --summary or --bindings',
      'leave it out: frames come as they are read',
    );
  const most = values.count ?? Number.POSITIVE_INFINITY;
  const listing = new Listing(io, FRAME, {
    ...values,
    format: values.format && parseFormatOf(FRAME_FIELDS, values.format.text, values.format.where),
    where: values.where.map(({ text, where }) => parseWhereOf(FRAME_FIELDS, text, where)),
    sort: undefined,
  });
  const textOf = (frame: ReadFrame): string => frameLine(frame, values.time ?? 'clock');
  return await tellAll(read(source, io.signal), {
    take({ frame }) {
      return listing.row(frame, textOf) && listing.count % BURST === 0 ? io.stdout.drained() : undefined;
    },
    until: () => (listing.count < most ? undefined : EXIT.done),
    end(report) {
      mustBeCapture(report, showing.name);
      listing.end();
      if (!values.plain && io.stopped() !== 'closed-pipe') io.stderr.write(`${captureWords(report)}\n`);
      return endOfCapture(report, listing.count, showing);
    },
  });
}
