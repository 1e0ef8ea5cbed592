import type { HostSnapshot } from '../kernel/host.ts';
import { knowledgeOf } from '../kernel/versions.ts';
import { type Check, CHECKS } from './checks.ts';
import { bySeverity, type Finding } from './finding.ts';
import { FINDING_KINDS } from './findings.ts';
import { folded } from './fold.ts';
import { MOST_PUBLISHED } from './published.ts';
import { withinReach } from './reach.ts';
import { sceneOf } from './scene.ts';

/** What is wrong with a host, and how far that can be told. */
export type Diagnosis = {
  /** Most severe first. */
  readonly findings: readonly Finding[];
  /** What the answer leaves out, or cannot be sure of: one plain sentence each. */
  readonly caveats: readonly string[];
};

/** Everything the model finds wrong with one host. */
export function diagnose(host: HostSnapshot): Diagnosis {
  return { findings: sorted(findingsOf(host)), caveats: [...caveatsOf(host), ...leftOut(host)] };
}

/** As the checks tell them: one for each address where they judge addresses. */
export function findingsOf(host: HostSnapshot): readonly Finding[] {
  const scene = sceneOf(host);
  const checks = new Set<Check>(Object.values(CHECKS));
  return [...checks].flatMap((check) => check(scene)).map((found) => asReachable(found, host));
}

/** With what cannot be changed on the host from where it was looked at told apart. */
export function asReachable(found: Finding, host: HostSnapshot): Finding {
  return { ...found, ...withinReach(found.changes, host) };
}

function leftOut(host: HostSnapshot): readonly string[] {
  const many = host.published.length;
  if (many <= MOST_PUBLISHED) return [];
  return [`Of ${many} published entries only the first ${MOST_PUBLISHED} were judged.`];
}

/** Most severe first, what is the same for many addresses said once. */
export function sorted(findings: readonly Finding[]): readonly Finding[] {
  return folded(findings).toSorted(bySeverity(FINDING_KINDS));
}

/** What the snapshot and the model do not know of this host. */
export function caveatsOf(host: HostSnapshot): readonly string[] {
  const { sentence } = knowledgeOf(host.kernel);
  const filters =
    host.netfilter === 'present'
      ? [
          'Packet filter rules for ARP exist on the host; they are not read, and may drop questions or answers.',
        ]
      : [];
  return [...(sentence === null ? [] : [sentence]), ...filters, ...host.unread];
}
