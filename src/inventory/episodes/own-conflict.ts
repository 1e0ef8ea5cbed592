import type { ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, macWords } from './words.ts';

export const OWN_CONFLICT_KIND: EpisodeKind = {
  kind: 'own-conflict',
  title: 'Another machine claims an address of this host.',
  meaning:
    'Peers of this host reach the other one; this host loses connections. Linux does not defend its addresses.',
  known: 'A MAC that is none of this host says or asks something as an address that this host has.',
  next: 'Take the address from one of the two, then `arpist announce ADDRESS` from the other.',
  source: 'RFC 5227 2.4; net/ipv4/arp.c arp_process',
  graveness: 'Always critical.',
  severity: () => 'critical',
  quiet: 60_000,
  decides: null,
  sentence: (event) => `${macWords(event.mac)} claims ${addressWords(event)}, an address of this host`,
};

export const OWN_RULES: readonly ContestRule[] = [
  { to: 'own-conflict', sure: 'proven', when: ({ own }) => own },
];
