import { printable } from '../../base/printable.ts';
import type { Expected } from '../../inventory/expected.ts';
import type { Store } from '../../ports/store.ts';
import { watchSummaryRecord, WATCH_EVENT } from '../../records/watch.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { isAlarm, replay } from '../../verbs/watch/replay.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import type { FormValues } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { endOfCapture, mustBeCapture } from '../read/end.ts';
import { unpacked } from '../read/unpacked.ts';
import { tellAll } from '../tell-all.ts';
import type { WatchEvent } from '../../inventory/watch-event.ts';
import type { ArpwatchKnows } from '../../inventory/arpwatch-words.ts';
import type { CaptureFrame } from '../../wire/capture-frame.ts';
import { ArpwatchLines } from './arpwatch-lines.ts';
import { watchLine, watchWords } from './lines.ts';
import type { Until } from './live-flags.ts';
import { Sparing } from './sparing.ts';
import { isAwaited, isGrave } from './until.ts';

export interface ReplayWishes extends FormValues<WatchEvent> {
  readonly path: string;
  readonly expected: Expected;
  readonly why: boolean;
  readonly plain: boolean;
  /** Its words in place of events; null: events. */
  readonly arpwatch: ArpwatchKnows | null;
  /** What is found out is remembered there. */
  readonly keep?: Store;
  readonly until?: Until | undefined;
  readonly count?: number | undefined;
}

/** A capture watched by its own times: events on stdout, all else on stderr. */
export async function showReplay(wishes: ReplayWishes, io: CommandIo): Promise<ExitCode> {
  const { path, expected, why, plain, arpwatch, keep } = wishes;
  const listing = new Listing(io, WATCH_EVENT, wishes);
  const paint = paintFor(io.stdout.colour);
  const name = path === '-' ? 'stdin' : path;
  const lineOf = (event: WatchEvent): string => watchLine(event, { paint, why });
  const sparing = new Sparing(lineOf, io.stdout.isTTY);
  let second = Number.NaN;
  const spared = (event: WatchEvent): string => {
    const before = second;
    second = Math.floor((event.at ?? 0) / 1000);
    return `${second === before ? '' : sparing.second()}${sparing.textOf(event)}`;
  };
  const textOf = wishes.sort ? lineOf : spared;
  const lines = arpwatch && new ArpwatchLines(arpwatch, io);
  const beside = lines ? (frame: CaptureFrame) => lines.hear(frame) : undefined;
  const { until, count = Number.POSITIVE_INFINITY } = wishes;
  let came: WatchEvent | undefined;
  let alarmed = false;
  const enough = (): boolean => came !== undefined || listing.count >= count;
  const options = { expected, beside, store: keep, enough };
  return await tellAll(replay(unpacked(io.openInput(path), name), options, io.signal), {
    async take({ events }) {
      for (const event of events) {
        if (enough()) break;
        alarmed ||= isAlarm(event);
        if (lines === null) listing.row(event, textOf);
        if (isAwaited(event, until)) came = event;
      }
      await io.stdout.drained();
    },
    async end(report) {
      mustBeCapture(report, name);
      io.stdout.write(sparing.second() + sparing.rest());
      listing.end();
      listing.record(watchSummaryRecord({ ...report, alarmed, capture: report }));
      await io.stdout.drained();
      if (!plain && io.stopped() !== 'closed-pipe')
        for (const line of [...watchWords(report.counts), ...(lines?.leftWords() ?? [])])
          io.stderr.write(`${printable(line)}\n`);
      const code = endOfCapture(report, 1, { io, name });
      if (came !== undefined) return isGrave(came) ? EXIT.conflict : EXIT.done;
      // What could not be read to its end may have held it.
      if (until !== undefined && code === EXIT.done) return EXIT.negative;
      return alarmed ? EXIT.conflict : code;
    },
    until: () => (io.stopped() === 'closed-pipe' ? EXIT.done : undefined),
  });
}
