import type { ContestFacts, ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, allMacs } from './words.ts';

export const FLUX_KIND: EpisodeKind = {
  kind: 'flux',
  title: 'One host answers for an address with the MACs of several cards.',
  meaning:
    'Linux answers on every card for every address of the host. Neighbours learn one MAC or the other, and traffic wanders.',
  known:
    'Two MACs answer the same questions, for several addresses alike. Two hosts with one address have nothing else in common.',
  next: 'On that host: arp_ignore=1 and arp_announce=2, or a bond: `arpist doctor` tells what mends it.',
  source: 'Documentation/networking/ip-sysctl.rst arp_filter, arp_ignore',
  graveness: 'Always a warning.',
  severity: () => 'warning',
  quiet: 120_000,
  decides: 'ask both MACs for addresses of both: one host answers alike',
  sentence: (event) =>
    `${addressWords(event)} is answered for by several cards of one host: ${allMacs(event)}`,
};

/** Each was asked alone. Servers that share addresses look the same until all around was asked for, too. */
export const ASKED_ALIKE_RULES: readonly ContestRule[] = [
  {
    to: 'flux',
    sure: 'proven',
    when: (facts) => isAlike(facts) && facts.aloneWhole,
  },
  { to: 'flux', sure: 'likely', when: isAlike },
];

function isAlike({ ownerAlone, rivalAlone, aloneShared, aloneApart, pressed }: ContestFacts): boolean {
  const both = ownerAlone === 'answered' && rivalAlone === 'answered';
  return both && aloneShared > 0 && aloneApart === 0 && pressed === 0;
}

export const FLUX_RULES: readonly ContestRule[] = [
  {
    to: 'flux',
    sure: 'likely',
    when: ({ together, alike, pressed, defended, gaveWay }) =>
      together > 0 && alike > 0 && pressed === 0 && !defended && !gaveWay,
  },
];
