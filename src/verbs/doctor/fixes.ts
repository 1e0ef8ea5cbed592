import type { Declaration } from '../../declare/declaration.ts';
import { Draft } from '../../declare/draft.ts';
import type { Plan } from '../../declare/plan.ts';
import { type Session, warnOfSession } from '../../declare/session.ts';
import { shiftsBetween } from '../../declare/shifts.ts';
import { diagnose } from '../../doctor/diagnose.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { Beyond } from '../../doctor/reach.ts';
import type { HostSnapshot } from '../../kernel/host.ts';

export interface Fixes extends Plan {
  /** Findings that no change of this host mends. */
  readonly unmended: readonly Finding[];
  /** What mends some of them, and cannot be changed from here. */
  readonly beyond: readonly Beyond[];
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
};

/** Each fix may bring a finding to light that another one hid. */
const ROUNDS = 100;

/**
 * The changes that mend what is wrong with a host, one finding after the other, the most severe first: each is looked at
 * on the host as the fixes before it would leave it, so none is made twice, and none that is not needed any more.
 */
export function fixesFor(
  host: HostSnapshot,
  found: readonly Finding[],
  session: Session | null = null,
): Fixes {
  const draft = new Draft(host);
  const tried = new Set<string>();
  // What only the wire showed is not found again on paper.
  const model = new Set(diagnose(host).findings.map(keyOf));
  let findings = found.filter(isDisease);
  for (let round = 0; round < ROUNDS; round++) {
    const next = findings.find((one) => one.changes.length > 0 && !tried.has(keyOf(one)));
    if (!next) break;
    tried.add(keyOf(next));
    draft.all(next.changes, () => ({ why: next.sentence, line: null }));
    const wire = found.filter((one) => isDisease(one) && !model.has(keyOf(one)));
    findings = [...wire, ...diagnose(draft.host).findings.filter(isDisease)];
  }
  if (session) warnOfSession(draft, { before: host, session });
  const diseases = found.filter(isDisease);
  return {
    steps: draft.steps,
    shifts: shiftsBetween(host, draft.host, NOTHING),
    warnings: draft.warnings,
    unmended: diseases.filter(({ changes, beyond }) => changes.length + beyond.length === 0),
    beyond: diseases.flatMap(({ beyond }) => beyond),
  };
}

function isDisease({ severity }: Finding): boolean {
  return severity !== 'note';
}

function keyOf({ kind, links, addresses }: Finding): string {
  return `${kind} ${links.join()} ${addresses.join()}`;
}
