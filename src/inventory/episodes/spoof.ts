import type { ContestFacts, ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, gatewayWords, macWords, otherMacs } from './words.ts';

/** A takeover announces itself in a burst: keepalived ten times in six seconds, RFC 5227 twice in two. */
const LONGEST_BURST = 10_000;
const MOST_ANNOUNCED = 10;
/** So many questions as another could be a table that is wrong for a moment. */
const MOST_WHISPERED = 2;

export const SPOOF_KIND: EpisodeKind = {
  kind: 'spoof',
  title: 'Somebody lies about who has an address.',
  meaning: 'Traffic for that address goes to the liar, who can read, change or drop it (man in the middle).',
  known:
    'Unicast answers that nobody asked for, more than it gave to those who asked, of an address whose owner is not gone; announcements without end beside a living owner, by one that never uses the address; a MAC that claims it and asks its owner for it, or sends to its owner as to the one that has it. A failover asks for nothing and ends.',
  next: 'Find the port of the liar by its MAC and shut it. Fixed entries for the gateway on what matters hold meanwhile; dynamic ARP inspection on the switch ends it for good.',
  source: 'what arpspoof, ettercap and bettercap send; RFC 826 (tables are updated by any claim)',
  graveness: 'A warning; critical for a gateway or a virtual address.',
  severity: ({ gateway }) => (gateway ? 'critical' : 'warning'),
  quiet: 60_000,
  decides: 'ask both MACs for it by unicast with sender 0.0.0.0: the owner answers',
  sentence: (event) =>
    `${macWords(event.mac)} lies about ${addressWords(event)}${gatewayWords(event)} which ${otherMacs(event)} has`,
};

/** So many, also of one that asks as the address as well. */
const MANY_PRESSED = 4;

/** Where frames are lost, an answer may seem unasked: of whoever answers what is asked, that are the fewer. */
function presses({ pressed, answered, used }: ContestFacts): boolean {
  return pressed > (used === 0 ? 1 : MANY_PRESSED) && pressed > answered;
}

/** It claims the address and, asked alone, does not answer for it, while the owner does. */
function isHollow({ rivalAlone, ownerAlone, used }: ContestFacts): boolean {
  return rivalAlone === 'silent' && ownerAlone === 'answered' && used === 0;
}

export const SPOOF_RULES: readonly ContestRule[] = [
  {
    to: 'spoof',
    sure: 'proven',
    when: (facts) => isHollow(facts) && (presses(facts) || (facts.gateway && facts.pressed > 0)),
  },
  {
    to: 'spoof',
    sure: 'proven',
    when: (facts) =>
      presses(facts) && facts.ownerAlive && (facts.rivalHasOther || facts.crossed || facts.gateway),
  },
  {
    to: 'spoof',
    sure: 'proven',
    when: ({ askedForIt, answered, pressed, announced, ownerAlive, used }) =>
      askedForIt === 'since' && ownerAlive && used === 0 && answered + pressed + announced > 0,
  },
  {
    to: 'spoof',
    sure: 'proven',
    when: (facts) => presses(facts) && facts.givesAway && facts.used === 0,
  },
  // Its first word about a gateway: a router that takes over announces it, or uses it.
  {
    to: 'spoof',
    sure: 'likely',
    when: ({ gateway, pressed, answered, announced, used, ownerSilent }) =>
      gateway && pressed > 0 && answered + announced + used === 0 && !ownerSilent,
  },
  {
    to: 'spoof',
    sure: 'likely',
    when: (facts) =>
      presses(facts) && (facts.rivalHasOther || facts.crossed || facts.gateway) && !facts.ownerSilent,
  },
  {
    to: 'spoof',
    sure: 'likely',
    when: ({ gateway, askedForIt, answered, used, together, ownerAlive }) =>
      gateway && askedForIt !== 'never' && answered > 0 && used === 0 && (together > 0 || ownerAlive),
  },
  {
    to: 'spoof',
    sure: 'likely',
    when: ({ announced, announcing, ownerAlive, answered, used }) =>
      (announced > MOST_ANNOUNCED || announcing > LONGEST_BURST) && ownerAlive && answered + used === 0,
  },
  {
    to: 'spoof',
    sure: 'likely',
    // A card of the owner's own host may ask as it, too; but no host asks for an address of its own.
    when: ({ gateway, askedForIt, whispered, rivalHasOther, ownerAlive, answered, used }) =>
      (gateway || askedForIt !== 'never') &&
      whispered > MOST_WHISPERED &&
      rivalHasOther &&
      ownerAlive &&
      answered + used === 0,
  },
];
