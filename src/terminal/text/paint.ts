import type { VerdictWord } from '../../inventory/verdict.ts';

/** SGR parameters of ECMA-48. */
const CODES = { dim: 2, bold: 1, red: 31, yellow: 33, cyan: 36 } as const;

export type Ink = keyof typeof CODES;

export type Paint = (ink: Ink | undefined, text: string) => string;

export function paintFor(colour: boolean): Paint {
  return (ink, text) => (colour && ink !== undefined ? `\u001b[${CODES[ink]}m${text}\u001b[0m` : text);
}

export const VERDICT_INK: Readonly<Record<VerdictWord, Ink | undefined>> = {
  ok: undefined,
  virtual: 'cyan',
  proxy: 'cyan',
  flux: 'yellow',
  undecided: 'yellow',
  conflict: 'red',
  'own-conflict': 'red',
};
