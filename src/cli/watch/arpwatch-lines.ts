import { ArpwatchWords, type ArpwatchKnows } from '../../inventory/arpwatch-words.ts';
import { printable } from '../../base/printable.ts';
import type { CaptureFrame } from '../../wire/capture-frame.ts';
import type { CommandIo } from '../io.ts';
import { plural } from '../../terminal/text/texts.ts';

/** Lines told of one second; arpwatch writes one for each frame, and a storm of two MACs fills a disk with them. */
const MOST_A_SECOND = 1000;

/** What arpwatch would log, on stdout; of a storm the first lines of each second, the others counted. */
export class ArpwatchLines {
  readonly #words: ArpwatchWords;
  #second = Number.NaN;
  #told = 0;
  /** Lines that were not told. */
  left = 0;

  constructor(knows: ArpwatchKnows, { stdout }: Pick<CommandIo, 'stdout'>) {
    this.#words = new ArpwatchWords(knows, (line) => {
      if (++this.#told <= MOST_A_SECOND) stdout.write(`${printable(line)}\n`);
      else this.left++;
    });
  }

  hear(frame: CaptureFrame, name?: string): void {
    if (frame.seconds !== this.#second) {
      this.#second = frame.seconds;
      this.#told = 0;
    }
    this.#words.hear(frame, name);
  }

  /** For stderr; nothing when all was told. */
  leftWords(): readonly string[] {
    return this.left === 0
      ? []
      : [`${plural(this.left, 'line')} of arpwatch left out: more than ${MOST_A_SECOND} in a second`];
  }
}
