import type { Declaration } from '../../declare/declaration.ts';
import { Draft } from '../../declare/draft.ts';
import type { Plan } from '../../declare/plan.ts';
import { NO_SESSIONS, type Sessions, warnOfSessions } from '../../declare/session.ts';
import { outcomeOf, silenceWords } from '../../declare/silences.ts';
import { after } from '../../change/after.ts';
import type { SystemChange } from '../../change/change.ts';
import { concernsOf } from '../../doctor/concerns.ts';
import { type Consent, isAgreed } from '../../doctor/consent.ts';
import { diagnose } from '../../doctor/diagnose.ts';
import type { Finding } from '../../doctor/finding.ts';
import { invert } from '../../change/invert.ts';
import type { Beyond } from '../../doctor/reach.ts';
import { silences, type SilenceTurn, turnsBetween } from '../../doctor/silence.ts';
import type { HostSnapshot } from '../../kernel/host.ts';

export interface Fixes extends Plan {
  /** Findings that no change of this host mends. */
  readonly unmended: readonly Finding[];
  /** What mends some of them, and cannot be changed from here. */
  readonly beyond: readonly Beyond[];
  readonly leftOut: readonly LeftOut[];
}

/** What would mend a finding, and is not done. */
export interface LeftOut {
  readonly finding: Finding;
  /** Answers that would be lost by it; empty when another fix undoes it. */
  readonly silences: readonly SilenceTurn[];
  /** Without a full stop. */
  readonly sentence: string;
}

const NOTHING: Declaration = {
  host: null,
  vip: null,
  flux: null,
  vlanRouters: [],
  published: [],
  routes: [],
  addresses: [],
  neighbours: [],
  macs: [],
  timers: [],
  guard: null,
};

/** Each fix may bring a finding to light that another one hid. */
const ROUNDS = 100;

export interface FixWishes {
  readonly sessions?: Sessions;
  /** Addresses that may fall silent. */
  readonly consents?: readonly Consent[];
}

/**
 * The changes that mend what is wrong with a host, one finding after the other, the most severe first: each is looked at
 * on the host as the fixes before it would leave it, so none is made twice, and none that is not needed any more. What
 * would leave somebody without an answer he has now is left out, and so are two fixes that undo each other.
 */
export function fixesFor(
  host: HostSnapshot,
  found: readonly Finding[],
  { sessions = NO_SESSIONS, consents = [] }: FixWishes = {},
): Fixes {
  const quarrels = new Map<string, LeftOut>();
  let run = mend(host, found, { consents, quarrels });
  while (run.quarrel) {
    for (const one of run.quarrel) quarrels.set(keyOf(one.finding), one);
    run = mend(host, found, { consents, quarrels });
  }
  const { draft, leftOut } = run;
  warnOfSessions(draft, host, sessions);
  const diseases = found.filter(isDisease);
  return {
    steps: draft.steps,
    ...outcomeOf(draft, host, NOTHING),
    warnings: draft.warnings,
    unmended: diseases.filter(({ changes, beyond }) => changes.length + beyond.length === 0),
    beyond: diseases.flatMap(({ beyond }) => beyond),
    leftOut: [...leftOut, ...quarrels.values()],
  };
}

interface Run {
  readonly draft: Draft;
  readonly leftOut: readonly LeftOut[];
  readonly quarrel: readonly LeftOut[] | null;
}

function mend(
  host: HostSnapshot,
  found: readonly Finding[],
  on: { readonly consents: readonly Consent[]; readonly quarrels: ReadonlyMap<string, LeftOut> },
): Run {
  const draft = new Draft(host);
  const tried = new Set<string>(on.quarrels.keys());
  const made: Finding[] = [];
  const leftOut: LeftOut[] = [];
  // What only the wire showed is not found again on paper.
  const model = new Set(diagnose(host).findings.map(keyOf));
  let findings = found.filter(isDisease);
  for (let round = 0; round < ROUNDS; round++) {
    const next = findings.find((one) => one.changes.length > 0 && !tried.has(keyOf(one)));
    if (!next) break;
    tried.add(keyOf(next));
    const undone = made.find(({ changes }) => changes.some((one) => next.changes.some(isUndoing(one, host))));
    if (undone) return { draft, leftOut, quarrel: quarrelOf(undone, next) };
    const trial = after(draft.host, next.changes);
    const turns = turnsBetween(host, trial, concernsOf(next.changes));
    const silent = silences(turns).filter((turn) => !isAgreed(on.consents, turn));
    if (silent.length > 0) {
      leftOut.push({ finding: next, silences: silent, sentence: silencing(next, silent) });
      continue;
    }
    made.push(next);
    draft.all(next.changes, () => ({ why: next.sentence, line: null }));
    const wire = found.filter((one) => isDisease(one) && !model.has(keyOf(one)));
    findings = [...wire, ...diagnose(draft.host).findings.filter(isDisease)];
  }
  return { draft, leftOut, quarrel: null };
}

function silencing({ kind }: Finding, silent: readonly SilenceTurn[]): string {
  return `the fix of ${kind} is left out: ${silenceWords(silent).join('; ')}`;
}

function quarrelOf(one: Finding, other: Finding): readonly LeftOut[] {
  const sentence = `the fixes of ${one.kind} and ${other.kind} undo each other, and are left out: which is right only a person knows`;
  return [
    { finding: one, silences: [], sentence },
    { finding: other, silences: [], sentence },
  ];
}

/** Whether the second change takes the first one back. */
function isUndoing(one: SystemChange, host: HostSnapshot): (other: SystemChange) => boolean {
  const back = new Set(invert(one, host).map((change) => JSON.stringify(sorted(change))));
  return (other) => back.has(JSON.stringify(sorted(other)));
}

/** One spelling for one change. */
function sorted(change: SystemChange): readonly (readonly [string, unknown])[] {
  return Object.entries(change).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function isDisease({ severity }: Finding): boolean {
  return severity !== 'note';
}

function keyOf({ kind, links, addresses }: Finding): string {
  return `${kind} ${links.join()} ${addresses.join()}`;
}
