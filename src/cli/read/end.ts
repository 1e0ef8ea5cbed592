import { SystemFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { CaptureRead } from '../../verbs/read/events.ts';
import type { ReadValues } from './flags.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellFault } from '../faults.ts';
import type { CommandIo } from '../io.ts';
import { unreadLines } from './words.ts';

/** What a capture is shown with; `name` is how people know it. */
export interface CaptureShowing {
  readonly io: CommandIo;
  readonly values: ReadValues;
  readonly name: string;
}

/** How many lines go out before we wait for whoever reads them. */
export const BURST = 512;

/** Throws SystemFault when what was read is no capture at all. */
export function mustBeCapture({ broken }: CaptureRead, name: string): void {
  if (broken?.code !== 'capture-empty' && broken?.code !== 'not-a-capture') return;
  throw new SystemFault('not-a-capture', broken.text.replace(/^The file/, name).replace(/\.$/, ''), {
    operation: 'read',
    facts: { file: name },
    remedy: 'name a pcap or pcapng, as tcpdump -w and Wireshark write them',
  });
}

/** Says what is wrong with the capture, if anything, and tells the exit code. */
export function endOfCapture(
  report: CaptureRead,
  shown: number,
  { io, name }: Pick<CaptureShowing, 'io' | 'name'>,
): ExitCode {
  if (io.stopped() !== 'closed-pipe') {
    for (const line of unreadLines(report)) io.stderr.write(`arpist: ${printable(name)}: ${line}.\n`);
    if (report.broken) io.stderr.write(`arpist: ${printable(name)}: ${report.broken.text}\n`);
    if (report.fault) io.stderr.write(`${tellFault(report.fault).sentence}\n`);
  }
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (report.broken || report.fault) return EXIT.partial;
  return shown === 0 ? EXIT.negative : EXIT.done;
}
