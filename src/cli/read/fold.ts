import type { CaptureCounts } from '../../records/sighting.ts';
import { count } from '../../terminal/text/texts.ts';
import { type FoldedCapture, summarise } from '../../verbs/read/summarise.ts';
import type { CommandIo } from '../io.ts';
import { ProgressLine } from '../render/talk.ts';
import { tellAll } from '../tell-all.ts';

/** The whole capture in one pass; how far it is is told meanwhile. */
export async function foldAll(source: AsyncIterable<Uint8Array>, io: CommandIo): Promise<FoldedCapture> {
  const line = new ProgressLine(io.stderr);
  let told = io.now();
  return await tellAll(summarise(source, {}, io.signal), {
    take(event) {
      if (io.now() - told < 200) return;
      told = io.now();
      line.show(`${count(event.frames)} frames, ${count(event.bytes / 1e6)} MB`);
    },
    end(summary) {
      line.clear();
      return summary;
    },
  });
}

export function countsOf({ sightings }: FoldedCapture): CaptureCounts {
  let addresses = 0;
  let silent = 0;
  for (const { macs } of sightings.addresses()) {
    if (macs > 0) addresses++;
    else silent++;
  }
  return { stations: sightings.stationCount, addresses, silent };
}

/** Rows that are still shown when somebody wants it to end: what takes no time. */
const SHOWN_STILL = 4096;

/** Lets signals be heard while many rows are told. */
export class RowPace {
  /** How many rows are wanted in all. */
  most = Number.POSITIVE_INFINITY;
  readonly #io: CommandIo;

  constructor(io: CommandIo) {
    this.#io = io;
  }

  /** A signal is heard between turns of the event loop alone, and a full pipe or a filter may take none. */
  async turn(told: number): Promise<void> {
    await new Promise((resolve) => void setImmediate(resolve));
    if (this.most === Number.POSITIVE_INFINITY && this.#io.stopped() === 'interrupted')
      this.most = told + SHOWN_STILL;
  }
}
