import type { EpisodeKind } from '../episode.ts';
import { addressWords, macWords } from './words.ts';

export const NEW_STATION_KIND: EpisodeKind = {
  kind: 'new-station',
  title: 'An address speaks for the first time.',
  meaning: 'A machine came, or one that was there took another address. It is news, and nothing is wrong.',
  known:
    'The first frame that says or asks something as that address on that network; probes (RFC 5227) say nothing yet. While it learns (`--learn`), and for addresses of a baseline, it is not told. A locally administered MAC is one that phones and virtual machines make up.',
  next: 'If nobody knows it: look up its vendor and its port at the switch; `arpist who ADDRESS` tells what it answers. Known ones belong into the baseline (`--known`).',
  source: 'RFC 826; arpwatch calls it new station',
  graveness: 'Always info.',
  severity: () => 'info',
  quiet: null,
  decides: null,
  sentence: (event) => `${addressWords(event)} is new, at ${macWords(event.mac)}`,
};
