import type { TableChange } from '../../change/change.ts';
import type { Outcome } from '../../ports/neighbours.ts';
import { applySteps, type Deed, type StepHands } from '../mend/apply-steps.ts';
import type { Planned } from './plan.ts';

/** What became of a planned change. */
export interface Applied extends Planned {
  /** `same` was so already; `gone` had vanished before it could be removed; `undone` was made and taken back. */
  readonly outcome: 'done' | 'same' | 'gone' | 'refused' | 'undone';
  readonly refusal: Outcome | null;
}

/** Writes the changes down with their undo, then makes them. Throws SystemFault. */
export function applyPlan(hands: StepHands, planned: readonly Planned[], deed: Deed): readonly Applied[] {
  const toDo = planned.filter(({ same }) => !same);
  const outcomes = applySteps(hands, toDo, deed);
  let nth = 0;
  return planned.map((plan) => appliedOf(plan, plan.same ? undefined : outcomes[nth++]));
}

/** The same, but what was made is taken back when anything is refused. */
export function applyAllOrNothing(
  hands: StepHands,
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
