import type { ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, gatewayWords, macWords, otherMacs } from './words.ts';

export const TAKEOVER_KIND: EpisodeKind = {
  kind: 'takeover',
  title: 'A machine announced an address whose owner is alive.',
  meaning:
    'Everybody who heard it sends to the new one: an administrator took the wrong address, a standby woke too early, or somebody wants the traffic.',
  known:
    'A new MAC tells everybody that it has the address, and the old one is heard with it afterwards. Adverts, leases and an owner that was asked in vain make it a failover or a renumbering.',
  next: 'Find the port of the new MAC. Announce the address from its owner again: `arpist announce ADDRESS`.',
  source: 'RFC 5227 1.2, 2.4',
  graveness: 'A warning; critical for a gateway or a virtual address.',
  severity: ({ gateway }) => (gateway ? 'critical' : 'warning'),
  quiet: 60_000,
  decides: 'ask both MACs for it by unicast with sender 0.0.0.0',
  sentence: (event) =>
    `${macWords(event.mac)} announced ${addressWords(event)}${gatewayWords(event)} while ${otherMacs(event)} has it`,
};

export const TAKEOVER_RULES: readonly ContestRule[] = [
  {
    to: 'takeover',
    sure: 'proven',
    when: ({ beganAnnounced, ownerAlive }) => beganAnnounced && ownerAlive,
  },
];
