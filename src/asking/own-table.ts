import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Evidence } from '../inventory/verdict.ts';
import { selfAnswerWords } from '../kernel/self-answer.ts';
import type { Host, InterfaceFacts } from '../ports/host.ts';

/** That an answer came, or may have come, out of this host's own table; undefined where only the wire answers. */
export type OwnTable = (ip: Ipv4, mac: Mac) => OwnAnswer;

export interface OwnAnswer {
  /** Nobody on the wire was heard. */
  readonly sure: boolean;
  readonly evidence: Evidence;
}

/**
 * What answers on a link that has answers made by this host itself. A vxlan with `proxy` lets no question out, so all of
 * them are (drivers/net/vxlan/vxlan_core.c arp_reduce); a bridge with neigh_suppress asks the wire for what its table does
 * not have. What batman-adv knows cannot be read here.
 */
export function ownTableOf(host: Host, facts: InterfaceFacts): OwnTable | undefined {
  const { selfAnswer } = facts;
  if (!selfAnswer) return undefined;
  const words = selfAnswerWords(selfAnswer);
  const sure: Evidence = { code: 'own-table', text: `${words}: nobody was heard on the wire` };
  const perhaps: Evidence = { code: 'perhaps-own-table', text: `${words}: it may be such an answer` };
  if (selfAnswer.because === 'vxlan-proxy') return () => ({ sure: true, evidence: sure });
  let known: ReadonlySet<string> | undefined;
  return (ip, mac) => {
    // Read at the first answer: what is learnt of the answers themselves comes later.
    known ??= tablesOf(host, selfAnswer.link);
    const has = known.has(`${ip} ${mac}`);
    return { sure: has, evidence: has ? sure : perhaps };
  };
}

/** Why silence shows nothing on a link; undefined where questions reach the wire. */
export function silenceShowsNothing({ selfAnswer }: InterfaceFacts): Evidence | undefined {
  if (selfAnswer?.because !== 'vxlan-proxy') return undefined;
  const text = `${selfAnswerWords(selfAnswer)}, and lets no question out: that nobody answers shows nothing`;
  return { code: 'own-table', text };
}

/** The entries of all links whose questions that link has answered. */
function tablesOf(host: Host, link: string): ReadonlySet<string> {
  const asked = host.interfaces().filter(({ selfAnswer }) => selfAnswer?.link === link);
  const entries = asked.flatMap(({ name }) => host.neighbours?.(name) ?? []);
  return new Set(entries.map(({ ip, mac }) => `${ip} ${mac}`));
}
