/** Frames may come a little out of order: so many seconds are open at the same time. */
const OPEN_SECONDS = 16;

/** The most frames in one second of the clock, in constant memory. */
export class PeakRate {
  readonly #seconds = new Float64Array(OPEN_SECONDS).fill(Number.NaN);
  readonly #counts = new Uint32Array(OPEN_SECONDS);
  #peak = 0;
  #peakSecond = 0;

  count(second: number): void {
    const slot = ((second % OPEN_SECONDS) + OPEN_SECONDS) % OPEN_SECONDS;
    if (this.#seconds[slot] !== second) {
      this.#seconds[slot] = second;
      this.#counts[slot] = 0;
    }
    const count = ++this.#counts[slot]!;
    if (count > this.#peak) {
      this.#peak = count;
      this.#peakSecond = second;
    }
  }

  /** null when nothing was counted */
  get peak(): { readonly frames: number; readonly second: number } | null {
    return this.#peak === 0 ? null : { frames: this.#peak, second: this.#peakSecond };
  }
}
