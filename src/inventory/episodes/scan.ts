import type { EpisodeKind } from '../episode.ts';
import { addressWords, macWords } from './words.ts';

export const SCAN_KIND: EpisodeKind = {
  kind: 'scan',
  title: 'One station asks for many addresses that nobody has.',
  meaning:
    'Somebody explores the network: an inventory, a monitoring host, a worm, or a router that is scanned from outside.',
  known:
    'Twenty different targets within ten seconds (or twenty-four within five minutes) that were not answered. A host that asks for living machines after a restart is none.',
  next: 'Is it your monitoring? Else look at that machine. For a router: who outside sends to unused addresses?',
  source: 'thresholds: facts of nmap, arp-scan, netdiscover against what hosts ask for',
  graveness: 'A warning; info for a gateway, which asks for whom it is sent to.',
  severity: ({ gateway }) => (gateway ? 'info' : 'warning'),
  quiet: 30_000,
  decides: null,
  sentence: (event) =>
    `${event.ip === null ? macWords(event.mac) : `${addressWords(event)} at ${macWords(event.mac)}`} asks for many addresses that nobody has`,
};
