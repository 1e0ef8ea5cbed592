/** The part of an AbortSignal that pure rooms use. */
export interface Signal {
  readonly aborted: boolean;
  /** `heard` is called once, when it fires. */
  addEventListener(kind: 'abort', heard: () => void): void;
  /** Nothing stays behind. */
  removeEventListener(kind: 'abort', heard: () => void): void;
}

/**
 * The same as `orStopped` for a loop that waits again and again: it hears the signal once for all of its waits, which
 * follow each other. `close` when the loop is over.
 */
export class Stops {
  readonly #signal: Signal | undefined;
  #stop: () => void = () => undefined;
  readonly #heard = (): void => this.#stop();

  constructor(signal: Signal | undefined) {
    this.#signal = signal;
    signal?.addEventListener('abort', this.#heard);
  }

  /** Ends with `wait` or with the signal; rejects as `wait` does. */
  wait(wait: Promise<void>): Promise<void> {
    if (this.#signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#stop = resolve;
      wait.then(resolve, reject);
    });
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.#heard);
  }
}

/**
 * What `wait` comes to, or `stopped` when `signal` fires first. Nothing stays behind on the signal: Promise.race with a
 * promise that outlives the wait keeps every value it was raced against.
 */
export function orStopped<T>(wait: Promise<T>, signal: Signal | undefined): Promise<T | 'stopped'> {
  if (!signal) return wait;
  return new Promise((resolve, reject) => {
    if (signal.aborted) resolve('stopped');
    const stop = (): void => resolve('stopped');
    const over = (): void => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop);
    wait.then(resolve, reject).finally(over);
  });
}
