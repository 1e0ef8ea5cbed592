import type { EpisodeKind } from '../episode.ts';
import { addressWords, ipWords, otherMacs } from './words.ts';

export const STALE_KIND: EpisodeKind = {
  kind: 'stale',
  title: 'A station still sends to the MAC that had an address before.',
  meaning:
    'The address moved, and a neighbour table was not told: that station reaches nobody until its entry runs out.',
  known:
    'Unicast questions to the MAC that had it, in vain, after another MAC has spoken for the address: four or more, beyond the three that Linux sends by itself before it asks everybody.',
  next: 'Announce the address from where it is: `arpist announce ADDRESS`; a permanent entry has to be removed by hand.',
  source: 'net/core/neighbour.c (ucast_solicit); RFC 5227 2.3',
  graveness: 'Always a warning.',
  severity: () => 'warning',
  quiet: 60_000,
  decides: null,
  sentence: (event) =>
    `${ipWords(event.ips)} still asks ${otherMacs(event)} for ${addressWords(event)}, which moved`,
};
