import type { FaultKind } from '../base/fault.ts';

/** The same for every command, for ever: scripts depend on them. */
export const EXIT = {
  done: 0,
  negative: 1,
  usage: 2,
  refused: 3,
  conflict: 4,
  partial: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'done, and something was found',
  1: 'nothing found, or the answer is no',
  2: 'the command line or a file it names cannot be used',
  3: 'rights or interface: the system did not let us',
  4: 'a conflict was found',
  5: 'partial or undecided: the link was lost, a file could not be written to its end, or not enough was answered',
  130: 'interrupted, with what was found so far',
};

const OF_FAULT: Readonly<Record<FaultKind, ExitCode>> = {
  rights: EXIT.refused,
  interface: EXIT.refused,
  unsupported: EXIT.refused,
  busy: EXIT.refused,
  'link-lost': EXIT.partial,
  'disk-full': EXIT.partial,
  damaged: EXIT.partial,
  file: EXIT.usage,
  'not-a-capture': EXIT.usage,
  name: EXIT.usage,
  interrupted: EXIT.interrupted,
};

export function exitCodeOfFault(kind: FaultKind): ExitCode {
  return OF_FAULT[kind];
}
