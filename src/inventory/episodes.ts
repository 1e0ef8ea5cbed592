import type { ContestFacts, ContestRule } from './contest-rule.ts';
import type { EpisodeKind } from './episode.ts';
import { BOGON_KIND } from './episodes/bogon.ts';
import { CHANGED_KIND, REPLACED_RULES, EXPECTED_RULES } from './episodes/changed.ts';
import { ASKED_APART_RULES, CONFLICT_KIND, CONFLICT_RULES, SPLIT_RULES } from './episodes/conflict.ts';
import { FAILOVER_KIND, FAILOVER_RULES, HANDOVER_RULES } from './episodes/failover.ts';
import { ASKED_ALIKE_RULES, FLUX_KIND, FLUX_RULES } from './episodes/flux.ts';
import { MIGRATION_KIND } from './episodes/migration.ts';
import { MISMATCH_KIND } from './episodes/mismatch.ts';
import { NEW_STATION_KIND } from './episodes/new-station.ts';
import { OWN_CONFLICT_KIND, OWN_RULES } from './episodes/own-conflict.ts';
import { PROXY_KIND } from './episodes/proxy.ts';
import { RENUMBER_KIND, RENUMBER_RULES } from './episodes/renumber.ts';
import { SCAN_KIND } from './episodes/scan.ts';
import { SENSOR_BLIND_KIND } from './episodes/sensor-blind.ts';
import { SPOOF_KIND, SPOOF_RULES } from './episodes/spoof.ts';
import { STALE_KIND } from './episodes/stale.ts';
import { STORM_KIND } from './episodes/storm.ts';
import { TAKEOVER_KIND, TAKEOVER_RULES } from './episodes/takeover.ts';
import { UNANSWERED_KIND } from './episodes/unanswered.ts';
import { VIRTUAL_KIND, VIRTUAL_RULES } from './episodes/virtual.ts';
import type { Sure, WatchKind } from './watch-event.ts';

/** Every kind once; the compiler refuses one without a sentence and a page. */
export const EPISODE_KINDS: Readonly<Record<WatchKind, EpisodeKind>> = {
  'new-station': NEW_STATION_KIND,
  virtual: VIRTUAL_KIND,
  migration: MIGRATION_KIND,
  renumber: RENUMBER_KIND,
  failover: FAILOVER_KIND,
  changed: CHANGED_KIND,
  proxy: PROXY_KIND,
  bogon: BOGON_KIND,
  mismatch: MISMATCH_KIND,
  scan: SCAN_KIND,
  unanswered: UNANSWERED_KIND,
  stale: STALE_KIND,
  storm: STORM_KIND,
  flux: FLUX_KIND,
  conflict: CONFLICT_KIND,
  takeover: TAKEOVER_KIND,
  spoof: SPOOF_KIND,
  'own-conflict': OWN_CONFLICT_KIND,
  'sensor-blind': SENSOR_BLIND_KIND,
};

/** What single MACs answered when they were asked alone: it corrects what claims made likely. */
const ASKED_RULES: readonly ContestRule[] = [...ASKED_APART_RULES, ...ASKED_ALIKE_RULES];

/**
 * What a MAC is that claims the address of another: the first rule that fits. What was told to be explains most, adverts
 * and leases next; a lie is seen before a quarrel, because liars quarrel, too.
 */
export const CONTEST_RULES: readonly ContestRule[] = [
  ...OWN_RULES,
  ...EXPECTED_RULES,
  ...HANDOVER_RULES,
  ...SPLIT_RULES,
  ...VIRTUAL_RULES,
  ...RENUMBER_RULES,
  ...SPOOF_RULES,
  ...ASKED_RULES,
  ...FLUX_RULES,
  ...TAKEOVER_RULES,
  ...CONFLICT_RULES,
  ...FAILOVER_RULES,
  ...REPLACED_RULES,
];

/** What a verdict may become when more is known; one that is not named stays. */
export const BECOMES: Readonly<Partial<Record<WatchKind, readonly WatchKind[]>>> = {
  changed: ['takeover', 'conflict', 'spoof', 'flux', 'failover', 'renumber', 'virtual'],
  failover: ['conflict', 'spoof'],
  renumber: ['conflict', 'spoof'],
  takeover: ['conflict', 'spoof'],
  conflict: ['spoof'],
};

/** What answers to single questions may make of a verdict, beside what it may become anyway. */
const CORRECTED: Readonly<Partial<Record<WatchKind, WatchKind>>> = { flux: 'conflict', conflict: 'flux' };
const RANK: Readonly<Record<Sure, number>> = { undecided: 0, likely: 1, proven: 2 };

/** The rule that fits: what it is told as by now may become something else; else it may become surer. */
export function ruleFor(
  facts: ContestFacts,
  current: WatchKind | null,
  sure: Sure = 'undecided',
): ContestRule | undefined {
  if (current === null) return CONTEST_RULES.find(({ when }) => when(facts));
  const graver: readonly string[] = BECOMES[current] ?? [];
  return (
    ASKED_RULES.find(
      (rule) => rule.to === CORRECTED[current] && RANK[rule.sure] >= RANK[sure] && rule.when(facts),
    ) ??
    CONTEST_RULES.find(({ to, when }) => graver.includes(to) && when(facts)) ??
    CONTEST_RULES.find(({ to, when }) => to === current && when(facts))
  );
}
