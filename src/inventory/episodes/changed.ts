import type { ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, macWords, otherMacs } from './words.ts';

const ANSWER_TIME = 1000;
const DOUBT = 10_000;

export const CHANGED_KIND: EpisodeKind = {
  kind: 'changed',
  title: 'Another MAC has an address, and nothing explains it.',
  meaning:
    'A machine or its card was replaced, or the address was given to another one by hand. While it is undecided, it may be the beginning of a quarrel.',
  known:
    'A new MAC speaks for the address, the old one is silent, and neither adverts, leases nor an announcement by a standby explain it. Undecided: nothing showed within ten seconds that the old one is gone.',
  next: 'Was a machine replaced? Then nothing. Else `arpist ping ADDRESS` asks who answers; for a gateway look at once.',
  source: 'RFC 826; arpwatch calls it changed ethernet address',
  graveness: 'Info; a warning for a gateway, a virtual address or one of the baseline.',
  severity: ({ gateway, reasons }) =>
    gateway || reasons.some(({ code }) => code === 'baseline-differs') ? 'warning' : 'info',
  quiet: null,
  decides: 'ask the old and the new MAC for it by unicast with sender 0.0.0.0: who is still there answers',
  sentence: (event) => `${addressWords(event)} went to ${macWords(event.mac)}, from ${otherMacs(event)}`,
};

export const EXPECTED_RULES: readonly ContestRule[] = [
  { to: 'changed', sure: 'proven', when: ({ expected }) => expected },
];

export const REPLACED_RULES: readonly ContestRule[] = [
  {
    to: 'changed',
    sure: 'proven',
    when: ({ ownerAlone, rivalAlone }) => ownerAlone === 'silent' && rivalAlone === 'answered',
  },
  {
    to: 'changed',
    sure: 'likely',
    when: ({ ownerSilent, ownerAlive, waited }) => ownerSilent && !ownerAlive && waited >= ANSWER_TIME,
  },
  { to: 'changed', sure: 'undecided', when: ({ waited }) => waited >= DOUBT },
];
