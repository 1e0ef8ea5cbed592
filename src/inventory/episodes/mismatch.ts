import type { EpisodeKind } from '../episode.ts';
import { addressWords, macWords } from './words.ts';

export const MISMATCH_KIND: EpisodeKind = {
  kind: 'mismatch',
  title: 'A frame comes from another MAC than the one it speaks for.',
  meaning:
    'Somebody speaks for others: an access point, a load balancer, a broken driver, or a forger who forgot the Ethernet header.',
  known:
    'The Ethernet source is not the ARP sender. Routers that share a virtual MAC are known and not told; MS-NLB in multicast mode (03:bf) is told as info; frames damaged by one bit are none.',
  next: 'Find the port by the Ethernet source; several addresses spoken for by one card are an access point or a balancer.',
  source: 'RFC 826; arpwatch calls it ethernet mismatch',
  graveness: 'A warning; info for the pattern of MS-NLB.',
  severity: ({ reasons }) => (reasons.some(({ code }) => code === 'virtual-nlb') ? 'info' : 'warning'),
  quiet: 600_000,
  decides: null,
  sentence: (event) => `${macWords(event.mac)} sends frames that speak for ${addressWords(event)}`,
};
