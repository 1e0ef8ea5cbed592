import { formatIpv4 } from '../../base/ipv4.ts';
import type { EpisodeKind } from '../episode.ts';
import { macWords } from './words.ts';

/** Frames of an episode from which on switches and small machines suffer. */
const MANY = 10_000;

export const STORM_KIND: EpisodeKind = {
  kind: 'storm',
  title: 'The same frames again and again, or ever other ones, far beyond need.',
  meaning:
    'A loop between switches, a runaway program, or an attack on switches and small machines; all else on the network suffers.',
  known:
    'One and the same frame more than fifteen times within a second, copies by a mirror port not counted. A host asks at most once a second; a scan asks for many, and says none of it so often. Or more becomes known than is told one by one (16,384 things of a network at once, then 64 a second), as when somebody makes up addresses: the rest is counted, and only what is critical is still told by itself. It is told again after 1, 2, 4 seconds and so on, at last once a minute.',
  next: 'Take out the last cable that was put in; look for the port with the highest rate; storm control and spanning tree end it.',
  source: 'RFC 1122 2.3.2.1 (one question a second); Cisco DAI: 15 a second',
  graveness: 'A warning; critical from 10,000 frames on.',
  severity: ({ frames }) => (frames >= MANY ? 'critical' : 'warning'),
  quiet: 5000,
  decides: null,
  sentence: ({ ip, mac, frames, why }) =>
    why.some(({ code }) => code === 'too-much')
      ? `more happens than is told one by one: ${frames} so far are counted alone`
      : `the same frame over and over, by ${macWords(mac)}${ip === null ? '' : ` for ${formatIpv4(ip)}`}: ${frames} so far`,
};
