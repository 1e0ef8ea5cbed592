/** Written beside what is shown: captures. Closing twice does nothing. */
export interface Beside<F> {
  take(frame: F): void;
  close(): void;
}

type FrameOf<E> = Extract<E, { readonly type: 'frame' }>;

/** What becomes of the events of a verb, and of its report. */
export interface Telling<E, R, T> {
  /** Frames are for `savers` alone. */
  readonly take: (event: Exclude<E, FrameOf<E>>) => void | Promise<void>;
  /** What was saved is closed by then. */
  readonly end: (report: R) => T | Promise<T>;
  readonly savers?: readonly Beside<FrameOf<E>>[];
}

/**
 * Tells every event of a verb, then its report. However it ends, also when telling throws, what was saved is closed and
 * the verb has put away what it held.
 */
export async function tellAll<E, R, T>(events: AsyncGenerator<E, R>, telling: Telling<E, R, T>): Promise<T> {
  const { take, end, savers = [] } = telling;
  const close = (): void => {
    for (const saver of savers) saver.close();
  };
  let over = false;
  try {
    for (;;) {
      const next = await events.next();
      if (next.done === true) {
        over = true;
        close();
        return await end(next.value);
      }
      const event = next.value;
      if (isFrame(event)) for (const saver of savers) saver.take(event);
      else await take(event as Exclude<E, FrameOf<E>>);
    }
  } finally {
    if (!over) {
      close();
      // The report of a verb that was sent away is nobody's.
      await events.return(undefined as R);
    }
  }
}

function isFrame<E>(event: E): event is FrameOf<E> {
  return (event as { readonly type?: unknown }).type === 'frame';
}
