import type { ReasonCode } from './reasons.ts';

/** Yes with what follows from it, or no; and why, both times. */
export type Verdict<T> =
  | { readonly yes: true; readonly reason: ReasonCode; readonly value: T }
  | { readonly yes: false; readonly reason: ReasonCode };

export function yes<T>(reason: ReasonCode, value: T): Verdict<T> {
  return { yes: true, reason, value };
}

export function no(reason: ReasonCode): { readonly yes: false; readonly reason: ReasonCode } {
  return { yes: false, reason };
}
