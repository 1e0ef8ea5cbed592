/** What becomes of the events of a verb, and of its report. */
export interface Telling<E, R, T> {
  readonly take: (event: E) => void | Promise<void>;
  readonly end: (report: R) => T | Promise<T>;
  /** Enough was told, and nobody waits for the report. Left out: never. */
  readonly until?: () => T | undefined;
}

/** Written beside what is shown: captures. Closing twice does nothing. */
export interface Beside<F> {
  take(frame: F): void;
  close(): void;
}

type FrameOf<E> = Extract<E, { readonly type: 'frame' }>;

/**
 * Tells every event of a verb, then its report. However it ends, also when telling throws, `close` was called before the
 * report is told, and the verb has put away what it held.
 */
export async function tellAll<E, R, T>(
  events: AsyncGenerator<E, R>,
  { take, end, until = () => undefined }: Telling<E, R, T>,
  close = (): void => {},
): Promise<T> {
  let over = false;
  try {
    for (;;) {
      const next = await events.next();
      if (next.done === true) {
        over = true;
        close();
        return await end(next.value);
      }
      const slow = take(next.value);
      if (slow) await slow;
      const told = until();
      if (told !== undefined) return told;
    }
  } finally {
    if (!over) {
      close();
      // The report of a verb that was sent away is nobody's.
      await events.return(undefined as R);
    }
  }
}

/** The same, with frames for `savers` alone, which are closed before the report is told, whatever happens. */
export async function tellAndSave<E, R, T>(
  events: AsyncGenerator<E, R>,
  savers: readonly Beside<FrameOf<E>>[],
  { take, ...telling }: Telling<Exclude<E, FrameOf<E>>, R, T>,
): Promise<T> {
  return await tellAll<E, R, T>(
    events,
    {
      ...telling,
      take(event) {
        if (!isFrame(event)) return take(event as Exclude<E, FrameOf<E>>);
        for (const saver of savers) saver.take(event);
        return undefined;
      },
    },
    () => {
      for (const saver of savers) saver.close();
    },
  );
}

function isFrame<E>(event: E): event is FrameOf<E> {
  return (event as { readonly type?: unknown }).type === 'frame';
}
