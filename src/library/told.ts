import type { Signal } from '../base/signal.ts';

/** The last event of every verb: how it ended. It comes also when `signal` fired or a link went down, and then says so. */
export interface ReportEvent<R> {
  readonly type: 'report';
  readonly report: R;
}

/** What might surprise about the targets: an address that is left out, or asked for where it is not expected. */
export interface TargetNote {
  readonly type: 'note';
  readonly code: 'targets';
  readonly text: string;
}

/** The events of a verb, the report last; it is the generator's return value too, for `yield*`. */
export type Told<E, R> = AsyncGenerator<E | TargetNote | ReportEvent<R>, R, void>;

/** What every verb takes. */
export interface Wished {
  /** An AbortSignal: when it fires the verb ends within 100 ms, with its report. */
  readonly signal?: Signal | undefined;
}

/** Notes first, then the events of `verb`, then its report as an event. */
export async function* told<E, R>(notes: readonly string[], verb: AsyncGenerator<E, R>): Told<E, R> {
  for (const text of notes) yield { type: 'note', code: 'targets', text };
  const report = yield* verb;
  yield { type: 'report', report };
  return report;
}
