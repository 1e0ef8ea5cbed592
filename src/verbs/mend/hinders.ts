import { commandOf } from '../../change/change.ts';
import type { PlanStep } from '../../declare/draft.ts';
import { holds, preconditionWords } from '../../declare/preconditions.ts';
import type { Surroundings } from '../../ports/system.ts';

/** Why the step cannot be made on the host as it is; null: it can. */
export function hinders({ change, needs }: PlanStep, host: Surroundings): string | null {
  const lacking = needs.find((needed) => !holds(needed, host));
  if (!lacking) return null;
  return `'${commandOf(change)}' needs that ${preconditionWords(lacking)}, and it is not so any more`;
}
