import type { ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, ipWords, macWords, otherMacs } from './words.ts';

export const RENUMBER_KIND: EpisodeKind = {
  kind: 'renumber',
  title: 'A host went to another address, or a lease to another host.',
  meaning:
    'The host left its old address and speaks from a new one; or DHCP gave the address of one host to another.',
  known:
    'The old address is asked for in vain since the same MAC speaks from another; or DHCP shows the lease (ACK, request, release). An alias is none: the old address lives on.',
  next: 'Nothing. What names the old address by hand (configuration, firewall, DNS) has to follow.',
  source: 'RFC 2131 3.1, 4.4',
  graveness: 'Always info.',
  severity: () => 'info',
  quiet: null,
  decides: null,
  sentence: (event) =>
    event.ips.length > 0
      ? `${macWords(event.mac)} went from ${ipWords(event.ips)} to ${addressWords(event)}`
      : `${addressWords(event)} went to ${macWords(event.mac)} by DHCP${event.macs.length > 1 ? `, from ${otherMacs(event)}` : ''}`,
};

export const RENUMBER_RULES: readonly ContestRule[] = [
  { to: 'renumber', sure: 'proven', when: ({ leased, ownerAlive }) => leased && !ownerAlive },
];
