import { failed, type Result } from '../base/result.ts';

/** Bytes that are not what they claim to be: a value that travels, never an exception. */
export interface Malformed {
  /** kebab-case and stable: part of the record contract */
  readonly code: string;
  /** one plain sentence */
  readonly text: string;
  /** how many bytes were needed, and how many were there */
  readonly needed: number;
  readonly there: number;
  /** the field or rule that asked for `needed` */
  readonly claimedBy: string;
}

/** A value read from bytes, or why they are none. */
export type Decoded<T> = Result<T, Malformed>;

/** The common case: something ends before what it or its header promised. */
export function tooShort(
  code: string,
  what: string,
  lengths: { readonly needed: number; readonly there: number; readonly claimedBy: string },
): { readonly ok: false; readonly error: Malformed } {
  const { needed, there, claimedBy } = lengths;
  const text = `${what} needs ${needed} bytes by ${claimedBy}, but there ${there === 1 ? 'is' : 'are'} only ${there}.`;
  return failed({ code, text, needed, there, claimedBy });
}

/** A part whose checksum does not hold; `length` is that of the part. */
export function wrongSum(code: string, what: string, length: number): Decoded<undefined> {
  const text = `The checksum of the ${what} is wrong.`;
  return failed({ code, text, needed: length, there: length, claimedBy: 'its checksum' });
}
