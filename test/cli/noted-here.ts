import type { Expectation, Expectations } from '../../src/ports/expectations.ts';

/** What is noted beforehand on a machine of paper. */
export function notedHere(): Expectations & { readonly kept: Expectation[] } {
  const kept: Expectation[] = [];
  return {
    kept,
    note: (these) => void kept.push(...these),
    forget: () => 0,
    at: () => ({ all: kept, bad: [] }),
    stamp: () => String(kept.length),
  };
}
