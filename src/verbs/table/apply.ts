import type { Intent, Journal, PersistFile } from '../../ports/journal.ts';
import type { TableChange } from '../../change/change.ts';
import type { Changer, Outcome } from '../../ports/neighbours.ts';
import type { Planned } from './plan.ts';

export interface ApplyHands {
  readonly table: Changer;
  readonly journal: Journal;
}

/** What became of a planned change. */
export interface Applied extends Planned {
  /** `same` was so already; `gone` had vanished before it could be removed; `undone` was made and taken back. */
  readonly outcome: 'done' | 'same' | 'gone' | 'refused' | 'undone';
  readonly refusal: Outcome | null;
}

/** For the journal. */
export interface Deed {
  readonly command: string;
  /** Written by whoever asks, when nothing was refused. */
  readonly files: readonly PersistFile[];
}

/** Writes the changes down with their undo, then makes them in one conversation. Throws SystemFault. */
export function applyPlan(
  { table, journal }: ApplyHands,
  planned: readonly Planned[],
  { command, files }: Deed,
): readonly Applied[] {
  const toDo = planned.filter(({ same }) => !same);
  let outcomes: readonly Outcome[] = [];
  if (toDo.length + files.length > 0) {
    const name = journal.begin(intentOf(toDo, { command, files }));
    outcomes = toDo.length === 0 ? [] : table.makeEach(toDo.map(({ change }) => change));
    const refused: number[] = [];
    for (const [at, { code }] of outcomes.entries()) if (code !== null) refused.push(at);
    journal.end(name, refused);
  }
  let nth = 0;
  return planned.map((plan) => appliedOf(plan, plan.same ? undefined : outcomes[nth++]));
}

function intentOf(toDo: readonly Planned[], { command, files }: Deed): Intent {
  if (toDo.length === 0) return { by: 'files', command, changes: [], files };
  return {
    by: 'steps',
    command,
    changes: toDo.map(({ change }) => change),
    undo: toDo.map(({ undo }) => undo),
    ...(files.length === 0 ? {} : { files }),
  };
}

/** The same, but what was made is taken back when anything is refused. */
export function applyAllOrNothing(
  hands: ApplyHands,
  planned: readonly Planned[],
  deed: Deed,
): readonly Applied[] {
  const applied = applyPlan(hands, planned, deed);
  if (!applied.some(({ outcome }) => outcome === 'refused')) return applied;
  const made = applied.filter(({ outcome, undo }) => outcome === 'done' && undo !== null);
  const back = made.map(({ undo }): Planned => ({ change: undo!, undo: null, same: false, line: null }));
  const returned = applyPlan(hands, back.toReversed(), {
    command: `${deed.command} (taken back)`,
    files: [],
  });
  const lost = new Set(returned.filter(({ outcome }) => outcome === 'refused').map(({ change }) => change));
  return applied.map((one) =>
    one.outcome === 'done' && (one.undo === null || !lost.has(one.undo))
      ? { ...one, outcome: 'undone' }
      : one,
  );
}

function appliedOf({ change, undo, same, line }: Planned, said: Outcome | undefined): Applied {
  const outcome = outcomeOf(change, said);
  return { change, undo, same, line, outcome, refusal: outcome === 'refused' ? (said ?? null) : null };
}

function outcomeOf(change: TableChange, said: Outcome | undefined): Applied['outcome'] {
  if (said === undefined) return 'same';
  if (said.code === null) return 'done';
  // Entries come and go by themselves: what is not there any more needs no removal.
  const isGone = said.code === 'ENOENT' && (change.do === 'remove-neighbour' || change.do === 'unpublish');
  return isGone ? 'gone' : 'refused';
}

/** Why the kernel refused, in words, its own in brackets. */
export function refusalText({ change, refusal }: Applied): string {
  const words = refusal?.words ? ` (the kernel says: ${refusal.words})` : '';
  return `${REFUSALS[refusal?.code ?? ''] ?? `the kernel refused with ${refusal?.code}`}${words}${
    change.do === 'set-neighbour' && refusal?.code === 'EEXIST'
      ? '; arpist table replace takes its place'
      : ''
  }`;
}

const REFUSALS: Readonly<Record<string, string>> = {
  EEXIST: 'there is an entry already',
  ENOENT: 'there is no such entry',
  EPERM: 'changing the table needs the capability CAP_NET_ADMIN: run it with sudo',
  EACCES: 'changing the table is not allowed here',
  ENODEV: 'the interface is gone',
  ENETDOWN: 'the interface is down',
  ENOBUFS: 'the neighbour table of the machine is full (arpist table timers gc_thresh)',
  EINVAL: 'the kernel finds no sense in it',
  EOPNOTSUPP: 'this kernel cannot do that',
};
