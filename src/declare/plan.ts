import type { SilenceTurn } from '../doctor/silence.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Declaration } from './declaration.ts';
import { Draft, type PlanStep, type PlanWarning } from './draft.ts';
import { planAddresses, planMacs, planNeighbours, planRoutes, planTimers } from './plan-plain.ts';
import { planFlux } from './plan-flux.ts';
import { planGuard } from './plan-guard.ts';
import { planPublished } from './plan-published.ts';
import { planHiding, planVip } from './plan-vip.ts';
import { planGateways, planVlanRouter } from './plan-vlan-router.ts';
import { NO_SESSIONS, type Sessions, warnOfSessions } from './session.ts';
import { type AnswerShift, warnOfAnswers } from './shifts.ts';
import { outcomeOf } from './silences.ts';

/** What would change, in order; empty steps: the host is as declared. */
export type Plan = {
  readonly steps: readonly PlanStep[];
  /** Addresses for which others answer afterwards than before, by the kernel model. */
  readonly shifts: readonly AnswerShift[];
  /** Those that stay on links without a subnet, which hang on settings that are not theirs. */
  readonly stays: readonly AnswerShift[];
  /** Addresses that lose their only answer somewhere, and that the declaration does not name for it. */
  readonly silences: readonly SilenceTurn[];
  readonly warnings: readonly PlanWarning[];
};

/**
 * The fewest changes that make the host what is declared; a plan of the host it leads to is empty. Ask `faultsOn` before
 * it: what the host lacks is left out here. Links come before addresses, addresses before routes, and what hides an
 * address before the address.
 */
export function planFor(
  declaration: Declaration,
  host: HostSnapshot,
  sessions: Sessions = NO_SESSIONS,
): Plan {
  const draft = new Draft(host);
  // A VLAN takes on the MAC its parent has when it is made; one with a MAC of its own gets it afterwards.
  planMacs(draft, declaration.macs);
  const delays = declaration.timers.some(({ setting }) => setting === 'proxy_delay');
  for (const router of declaration.vlanRouters) planVlanRouter(draft, router, delays);
  planMacs(draft, declaration.macs);
  planTimers(draft, declaration.timers);
  if (declaration.vip) planVip(draft, declaration.vip);
  planAddresses(draft, declaration.addresses);
  if (declaration.vip) planHiding(draft, declaration.vip);
  planRoutes(draft, declaration.routes);
  if (declaration.flux) planFlux(draft, declaration.flux);
  for (const router of declaration.vlanRouters) planGateways(draft, router);
  for (const published of declaration.published) planPublished(draft, published);
  planNeighbours(draft, declaration.neighbours);
  if (declaration.guard) planGuard(draft, declaration.guard);
  warnOfAnswers(draft, declaration);
  warnOfSessions(draft, host, sessions);
  const outcome = outcomeOf(draft, host, declaration);
  return { steps: draft.steps, ...outcome, warnings: draft.warnings };
}
