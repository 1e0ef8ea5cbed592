import type { EpisodeKind } from '../episode.ts';
import { ipWords, macWords } from './words.ts';

export const PROXY_KIND: EpisodeKind = {
  kind: 'proxy',
  title: 'One MAC answers for many addresses that never speak themselves.',
  meaning:
    'A router answers for hosts behind it (proxy ARP), a daemon for a whole network, or a host has many aliases that it never uses as a sender.',
  known:
    'Four addresses or more that are only ever answered for, each twice at least, by a MAC that has another address for itself or none. Containers and aliases that ask and announce are their own.',
  next: 'Is it meant? `arpist scan ADDRESS…` asks with sender 0.0.0.0: an owner answers, a Linux proxy does not.',
  source: 'RFC 1027; net/ipv4/arp.c arp_process',
  graveness: 'Always info.',
  severity: () => 'info',
  quiet: null,
  decides: 'ask for some of them with sender 0.0.0.0: Linux answers those for its own addresses alone',
  sentence: ({ mac, ips }) => `${macWords(mac)} answers for addresses that never speak: ${ipWords(ips)}`,
};
