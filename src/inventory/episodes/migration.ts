import type { EpisodeKind } from '../episode.ts';
import { ipWords, macWords } from './words.ts';

export const MIGRATION_KIND: EpisodeKind = {
  kind: 'migration',
  title: 'A machine moved to another port and keeps its MAC and addresses.',
  meaning:
    'A hypervisor moved a virtual machine, or a bond changed its active card, and told the switches by RARP. The binding never changed.',
  known:
    'A RARP request for a MAC that has an address already (QEMU sends five in 0.8 s, VMware three, one a second). One for an unknown MAC is a machine that boots.',
  next: 'Nothing. If it moves again and again, look at the scheduler of the hypervisor, or for a flapping link.',
  source: 'RFC 903; QEMU net/announce.c; VMware: Notify Switches',
  graveness: 'Always info.',
  severity: () => 'info',
  quiet: 5000,
  decides: null,
  sentence: ({ mac, ips }) =>
    `${macWords(mac)} moved to another port${ips.length > 0 ? `, with ${ipWords(ips)}` : ''}`,
};
