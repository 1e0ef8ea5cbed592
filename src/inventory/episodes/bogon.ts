import type { EpisodeKind } from '../episode.ts';
import { addressWords, macWords } from './words.ts';

export const BOGON_KIND: EpisodeKind = {
  kind: 'bogon',
  title: 'A sender has an address that cannot be of this network.',
  meaning:
    'A host with the address of another network, a cable in the wrong port, or a crafted frame. Nobody here can answer it.',
  known:
    'Outside of the networks that were told, or no unicast address at all (multicast, broadcast, loopback, 240/4). 0.0.0.0 is a probe (RFC 5227), 169.254/16 is legal everywhere (RFC 3927).',
  next: 'Find the port by the MAC. If the network belongs here, name it with --networks.',
  source: 'RFC 1122 3.2.1.3, RFC 3927; arpwatch calls it bogon',
  graveness: 'Always a warning.',
  severity: () => 'warning',
  quiet: 600_000,
  decides: null,
  sentence: (event) => `${addressWords(event)} is no address of this network, said by ${macWords(event.mac)}`,
};
