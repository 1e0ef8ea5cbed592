/** The part of an AbortSignal that pure rooms use. */
export interface Signal {
  readonly aborted: boolean;
  /** `heard` is called once, when it fires. */
  addEventListener(kind: 'abort', heard: () => void): void;
  /** Nothing stays behind. */
  removeEventListener(kind: 'abort', heard: () => void): void;
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
