import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, Problem } from './api.ts';
import { changes } from './state.ts';

export interface Loaded<T> {
  readonly value: T | null;
  readonly why: string;
}

/** Asks for it, and again when something happened; what was known stays until the next answer. */
export function useAnswer<T>(path: string): ReadonlySignal<Loaded<T>> {
  const answer = useSignal<Loaded<T>>({ value: null, why: '' });
  const seen = changes.value;
  useEffect(() => {
    const stop = new AbortController();
    get<T>(path, stop.signal).then(
      (value) => {
        answer.value = { value, why: '' };
      },
      (fault: unknown) => {
        if (stop.signal.aborted) return;
        answer.value = { value: answer.value.value, why: whyOf(fault) };
      },
    );
    return () => stop.abort();
  }, [path, seen]);
  return answer;
}

export function whyOf(fault: unknown): string {
  if (fault instanceof Problem) return fault.hint === '' ? fault.message : `${fault.message}: ${fault.hint}`;
  return String(fault);
}
