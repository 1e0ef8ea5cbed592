import { SystemFault } from '../../base/fault.ts';
import type { PlanStep, PlanWarning } from '../../declare/draft.ts';
import type { Plan } from '../../declare/plan.ts';
import { silenceWords } from '../../declare/silences.ts';
import { type Consent, isAgreed } from '../../doctor/consent.ts';
import { silences, turnsBetween } from '../../doctor/silence.ts';
import type { HostSnapshot } from '../../kernel/host.ts';

/** What a person said beforehand. */
export interface Word {
  readonly yes: boolean;
  /** Seconds after which all is taken back. */
  readonly confirm: number | undefined;
  /** Addresses that may fall silent. */
  readonly silence: readonly Consent[];
}

/** Why a plan is not carried out, and with which word it would be. */
export interface Objection {
  readonly sentence: string;
  readonly remedy: string;
}

/** A session, or the host as a whole from what lies behind its gateway. */
function cuts({ kind }: PlanWarning): boolean {
  return kind === 'session' || kind === 'guard-cuts-off';
}

/** Answers that would be lost are agreed to by name alone; a session that would be cut by --yes, or for a while. */
export function objectionTo(plan: Plan, { yes, confirm, silence }: Word): Objection | null {
  const silent = plan.silences.filter((turn) => !isAgreed(silence, turn));
  if (silent.length > 0) {
    const names = [...new Set(silent.map(({ ip, on }) => `${ip}@${on}`))];
    const shown = names.length > 4 ? [...names.slice(0, 4), '…'] : names;
    return {
      sentence: `nothing was changed: ${silenceWords(silent).join('; ')}`,
      remedy: `leave out what does it, or write --silence ${shown.join(',')} if nobody needs that answer (--yes is not enough)`,
    };
  }
  const cutting = plan.warnings.find(cuts);
  if (!cutting || yes || confirm !== undefined) return null;
  return {
    sentence: `nothing was changed: ${cutting.sentence.replace(/\.$/, '')}`,
    remedy: 'write --confirm 60, or --yes to do it all the same',
  };
}

/**
 * The plan on the host as it is when nobody else of us may change it any more: what was agreed to, or nothing at all. Held
 * against it by what it does: its changes, who answers afterwards, and whom it cuts. Throws SystemFault (`busy`).
 */
export function asAgreed(agreed: Plan, now: Plan, remedy: string): readonly PlanStep[] {
  if (now.steps.length === 0 || deedsOf(agreed) === deedsOf(now)) return now.steps;
  throw new SystemFault('busy', 'The host changed since the plan was made: nothing was changed', {
    operation: 'apply',
    remedy,
  });
}

function deedsOf({ steps, shifts, silences: silent, warnings }: Plan): string {
  const changes = steps.map(({ change }) => Object.entries(change).toSorted(byName));
  const cutting = warnings.filter(cuts).map(({ sentence }) => sentence);
  return JSON.stringify([changes, shifts, silent, cutting]);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** By looking: where somebody was answered on the host before, and is not on the host as it is now. */
export function lostAnswers(before: HostSnapshot, now: HostSnapshot): readonly string[] {
  return silenceWords(silences(turnsBetween(before, now)), 'now');
}
