import type { ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, macWords } from './words.ts';

export const VIRTUAL_KIND: EpisodeKind = {
  kind: 'virtual',
  title: 'The MAC of an address stands for a role, not for a card.',
  meaning:
    'Routers share the address (VRRP, CARP, HSRP, GLBP, an anycast gateway), a cluster does (MS-NLB), or one host gives each asker a MAC of its own (bonding balance-alb). Several machines may answer with that MAC, and that is meant.',
  known:
    'By the ranges that the protocols reserve; balance-alb by each asker being answered by one of the MACs alone, and not all by the same, from cards that have nothing apart.',
  next: 'Nothing. Where no such cluster should be, somebody runs one.',
  source: 'RFC 5798 7.3, RFC 2281 5.1; Linux drivers/net/bonding/bond_alb.c',
  graveness: 'Always info: it is an inventory.',
  severity: () => 'info',
  quiet: null,
  decides: null,
  sentence: (event) => `${addressWords(event)} is shared by role, at ${macWords(event.mac)}`,
};

/** What is meant to be so, and no quarrel: a router asks from its own card, and an asker gets a MAC of its own. */
export const VIRTUAL_RULES: readonly ContestRule[] = [
  { to: 'quiet', sure: 'proven', when: ({ roles }) => roles === 'both' },
  {
    to: 'quiet',
    sure: 'likely',
    when: ({ roles, rivalIsRouter, pressed }) => roles !== 'neither' && rivalIsRouter && pressed === 0,
  },
  { to: 'quiet', sure: 'likely', when: ({ roles, ownerIsRouter }) => roles === 'rival' && ownerIsRouter },
  {
    to: 'quiet',
    sure: 'likely',
    when: ({ roles, answered, pressed, announced, whispered, gateway }) =>
      roles === 'owner' && answered + pressed + announced === 0 && !(gateway && whispered > 2),
  },
  {
    to: 'virtual',
    sure: 'likely',
    when: ({ byAsker, rivalHasOther, announced, ownerAlive, gateway, pressed }) =>
      byAsker && ownerAlive && !rivalHasOther && announced === 0 && !(gateway && pressed > 0),
  },
];
