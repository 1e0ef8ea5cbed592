import type { ContestFacts, ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, allMacs, gatewayWords } from './words.ts';

const DOUBT = 10_000;
const LONG_DOUBT = 30_000;

export const CONFLICT_KIND: EpisodeKind = {
  kind: 'conflict',
  title: 'Two machines use one address.',
  meaning:
    'Neighbours believe whoever they heard last; connections stall and jump between the two. Split brain of a cluster is the same.',
  known:
    'Both ask or answer as it within a minute, one defends it against the other (RFC 5227 2.4) or gives way, or two routers advertise themselves as its master. One host with several cards would answer alike for more than this address; where nothing else is asked for, it stays undecided.',
  next: 'Take the address from one of them (`arpist who ADDRESS` names both), then announce it from the other. In a cluster: mend the link between the two.',
  source: 'RFC 5227 2.4',
  graveness: 'A warning; critical for a gateway that was told.',
  severity: ({ gateway, reasons }) =>
    gateway && !reasons.some(({ code }) => code === 'two-masters') ? 'critical' : 'warning',
  quiet: 60_000,
  decides: 'ask both MACs for it by unicast with sender 0.0.0.0, and for another address of each',
  sentence: (event) => `two machines use ${addressWords(event)}${gatewayWords(event)} ${allMacs(event)}`,
};

export const SPLIT_RULES: readonly ContestRule[] = [
  {
    to: 'conflict',
    sure: 'proven',
    when: ({ handover, ownerAlive }) => handover === 'two-masters' && ownerAlive,
  },
  { to: 'conflict', sure: 'proven', when: ({ defended, gaveWay }) => defended || gaveWay },
];

/** Each was asked alone: two hosts differ in what they answer for; a card with arp_ignore=1 differs one way. */
export const ASKED_APART_RULES: readonly ContestRule[] = [
  {
    to: 'conflict',
    sure: 'proven',
    when: (facts) => bothAnswer(facts) && facts.aloneApart === 2,
  },
  {
    to: 'conflict',
    sure: 'likely',
    when: (facts) => bothAnswer(facts) && facts.aloneApart === 1,
  },
];

function bothAnswer({ ownerAlone, rivalAlone }: ContestFacts): boolean {
  return ownerAlone === 'answered' && rivalAlone === 'answered';
}

export const CONFLICT_RULES: readonly ContestRule[] = [
  {
    to: 'conflict',
    sure: 'proven',
    when: ({ used, ownerUsed, pressed }) => used > 0 && ownerUsed > 0 && pressed === 0,
  },
  {
    to: 'conflict',
    sure: 'likely',
    when: ({ ownLives, together, waited }) => ownLives && together > 0 && waited >= DOUBT,
  },
  {
    to: 'conflict',
    sure: 'likely',
    when: ({ ownerAlive, used, together, waited }) =>
      ownerAlive && used > 0 && together === 0 && waited >= DOUBT,
  },
  // Cards of one host would answer alike for its other addresses, too; that none of them is asked for is rare.
  {
    to: 'conflict',
    sure: 'undecided',
    when: ({ together, ownerAlive, wide, sameVendor, waited }) =>
      together > 0 && ownerAlive && wide && waited >= (sameVendor ? LONG_DOUBT : DOUBT),
  },
  {
    to: 'conflict',
    sure: 'undecided',
    when: (facts) =>
      bothAnswer(facts) && facts.aloneShared === 0 && facts.waited >= (facts.sameVendor ? LONG_DOUBT : DOUBT),
  },
];
