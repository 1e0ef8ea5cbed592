/**
 * The events of one who tells, each as what `as` makes of it, and the report. Whoever reads on no more sends him away,
 * too: what he held is put away.
 */
export async function* passOn<E, R, T>(
  events: AsyncGenerator<E, R>,
  as: (event: E) => Iterable<T>,
): AsyncGenerator<T, R> {
  let over = false;
  try {
    for (;;) {
      const next = await events.next();
      if (next.done === true) {
        over = true;
        return next.value;
      }
      yield* as(next.value);
    }
  } finally {
    if (!over) await events.return(undefined as R);
  }
}

/** The report alone. */
export async function reportOf<R>(events: AsyncGenerator<unknown, R>): Promise<R> {
  for (;;) {
    const next = await events.next();
    if (next.done === true) return next.value;
  }
}
