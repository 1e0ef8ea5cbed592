import type { EpisodeKind } from '../episode.ts';
import { addressWords } from './words.ts';

export const UNANSWERED_KIND: EpisodeKind = {
  kind: 'unanswered',
  title: 'Many questions for one address, and never an answer.',
  meaning:
    'A machine is down or was removed, and others still want it; or a route, a printer or a DNS entry points into the void.',
  known:
    'Questions at thirty a minute or faster and no claim between them: fifteen by three askers or more, thirty by two, two hundred by one. On an ordinary host, which hears no answers to others, only askers that repeat themselves count.',
  next: 'Bring the machine back, or take its address out of the configuration of the askers.',
  source: 'RFC 1122 2.3.2.1; AMS-IX arpsponge: 30 questions a minute, 200 in all',
  graveness: 'Info; a warning for a gateway.',
  severity: ({ gateway }) => (gateway ? 'warning' : 'info'),
  quiet: 60_000,
  decides: null,
  sentence: (event) => `${addressWords(event)} is asked for again and again, and does not answer`,
};
