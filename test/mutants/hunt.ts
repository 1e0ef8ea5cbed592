import { Imports } from './related.ts';
import { ROOT } from './root.ts';
import { type Held, Known, type Outcome, Workshop } from './workshop.ts';

/** One thing to bend, and how it is told. */
export interface Quarry<Of> {
  readonly of: Of;
  readonly held: () => Held;
}

/** What came of it; `failed` when it could not be held against a test at all. */
export type Hunted<Of> = { readonly of: Of } & (Outcome | { readonly is: 'failed'; readonly why: string });

export interface Hunt<Of> {
  readonly hunted: readonly Hunted<Of>[];
  /** Tests that fail with nothing bent, and so were not asked. */
  readonly unfit: readonly string[];
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Bends one after another, in so many workshops at once. One that cannot be bent is told, and the hunt goes on. */
export async function huntAll<Of>(
  quarries: readonly Quarry<Of>[],
  tell: (hunted: Hunted<Of>) => void,
  atOnce = 2,
): Promise<Hunt<Of>> {
  const imports = new Imports(ROOT);
  const left = [...quarries];
  const hunted: Hunted<Of>[] = [];
  const known = new Known();
  const open = new Set<Workshop>();
  const onSignal = (signal: NodeJS.Signals): void => {
    for (const workshop of open) workshop.close();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  const hunter = async (): Promise<void> => {
    const workshop = new Workshop(imports, known);
    open.add(workshop);
    try {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const one = { of: next.of, ...(await outcomeOf(workshop, next)) };
        hunted.push(one);
        tell(one);
      }
    } finally {
      open.delete(workshop);
      workshop.close();
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, Math.max(1, left.length)) }, hunter));
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
  return { hunted, unfit: [...known.unfit] };
}

async function outcomeOf(
  workshop: Workshop,
  { held }: Quarry<unknown>,
): Promise<Outcome | { readonly is: 'failed'; readonly why: string }> {
  try {
    return await workshop.heldAgainst(held());
  } catch (fault) {
    return { is: 'failed', why: fault instanceof Error ? fault.message : String(fault) };
  }
}

/** How an outcome is told, in front of the name of what was bent. */
export function wordsOf(hunted: Hunted<unknown>): readonly [mark: string, words: string] {
  switch (hunted.is) {
    case 'caught':
      return ['caught  ', `(${hunted.by})`];
    case 'ended':
      return [
        'ENDED   ',
        `(${hunted.by}: ended by the limit after ${(hunted.after / 1000).toFixed(0)} s; with nothing bent it takes ${(hunted.whole / 1000).toFixed(1)} s)`,
      ];
    case 'away':
      return [
        'SURVIVES',
        hunted.reached === 0 ? '(no test comes there)' : `(${hunted.reached} tests come there)`,
      ];
    case 'failed':
      return ['FAILED  ', `(${hunted.why})`];
  }
}
