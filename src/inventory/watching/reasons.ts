import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { formatMillis } from '../../base/time.ts';
import type { ContestFacts } from '../contest-rule.ts';
import { virtualOf } from '../virtual.ts';
import type { WatchReason } from '../watch-event.ts';
import type { Contest, Claimer } from './contest.ts';

interface Told {
  readonly facts: ContestFacts;
  readonly rival: string;
  readonly owner: string;
  readonly ip: string;
}

interface Reason {
  readonly code: string;
  readonly when: (facts: ContestFacts) => boolean;
  readonly text: (told: Told) => string;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** Every piece of evidence that counts for or against, in the order in which people ask for it. */
const REASONS: readonly Reason[] = [
  { code: 'own-address', when: ({ own }) => own, text: ({ ip }) => `${ip} is an address of this host` },
  {
    code: 'expected-move',
    when: ({ expected }) => expected,
    text: ({ ip }) => `that ${ip} would move was said beforehand`,
  },
  {
    code: 'advert-master',
    when: ({ handover }) => handover === 'handed-over',
    text: ({ rival, owner }) => `its adverts say that ${rival} is master, and ${owner} advertises no more`,
  },
  {
    code: 'two-masters',
    when: ({ handover }) => handover === 'two-masters',
    text: ({ rival, owner }) =>
      `${rival} and ${owner} both advertise themselves as master: neither hears the other`,
  },
  {
    code: 'lease',
    when: ({ leased }) => leased,
    text: ({ rival, ip }) => `DHCP gives ${ip} to ${rival}`,
  },
  {
    code: 'unasked-answers',
    when: ({ pressed }) => pressed > 0,
    text: ({ rival, facts }) =>
      `${rival} told single hosts that it has it, ${times(facts.pressed)}, and nobody had asked`,
  },
  {
    code: 'gives-away',
    when: ({ givesAway }) => givesAway,
    text: ({ rival, owner, ip }) =>
      `${rival} itself sends to ${owner} what is for ${ip}: it knows whose it is`,
  },
  {
    code: 'asks-for-it',
    when: ({ askedForIt }) => askedForIt === 'since',
    text: ({ rival, ip }) => `${rival} asks others for ${ip} while it says to have it`,
  },
  {
    code: 'asked-for-it',
    when: ({ askedForIt }) => askedForIt === 'before',
    text: ({ rival, ip }) => `${rival} asked for ${ip} itself before it claimed it`,
  },
  {
    code: 'announced',
    when: ({ announced }) => announced > 0,
    text: ({ rival, facts }) =>
      `${rival} told everybody, ${times(facts.announced)}${facts.announcing > 0 ? ` within ${formatMillis(facts.announcing)}` : ''}`,
  },
  {
    code: 'defended',
    when: ({ defended }) => defended,
    text: ({ owner }) => `${owner} announced itself against it within ten seconds (RFC 5227 2.4)`,
  },
  {
    code: 'gave-way',
    when: ({ gaveWay }) => gaveWay,
    text: ({ owner }) => `${owner} gave the address up at once (RFC 5227 2.4)`,
  },
  {
    code: 'both-answer',
    when: ({ together }) => together > 0,
    text: ({ rival, owner, facts }) =>
      `${owner} and ${rival} answered the same question, ${times(facts.together)}`,
  },
  {
    code: 'answers-alike',
    when: ({ alike }) => alike > 0,
    text: ({ rival, owner, facts }) =>
      `${owner} and ${rival} both claim ${facts.alike === 1 ? 'another address' : `${facts.alike} other addresses`} as well`,
  },
  {
    code: 'own-lives',
    when: ({ ownLives }) => ownLives,
    text: ({ rival, owner }) => `${owner} and ${rival} each use an address that the other does not claim`,
  },
  {
    code: 'both-use-it',
    when: ({ used, ownerUsed }) => used > 0 && ownerUsed > 0,
    text: ({ rival, owner, ip }) => `${owner} and ${rival} both ask others as ${ip}`,
  },
  {
    code: 'by-asker',
    when: ({ byAsker, pressed }) => byAsker && pressed === 0,
    text: () => 'each asker is answered by one of the MACs alone',
  },
  {
    code: 'owner-alive',
    when: ({ ownerAlive }) => ownerAlive,
    text: ({ owner }) => `${owner} is alive with it: it was heard since`,
  },
  {
    code: 'owner-silent',
    when: ({ ownerSilent, ownerAlive }) => ownerSilent && !ownerAlive,
    text: ({ owner }) => `${owner} was asked in vain`,
  },
  {
    code: 'asked-both',
    when: ({ ownerAlone, rivalAlone }) => ownerAlone === 'answered' && rivalAlone === 'answered',
    text: ({ owner, rival, ip }) => `asked alone, ${owner} answers for ${ip}, and so does ${rival}`,
  },
  {
    code: 'asked-owner-only',
    when: ({ ownerAlone, rivalAlone }) => ownerAlone === 'answered' && rivalAlone === 'silent',
    text: ({ owner, rival, ip }) => `asked alone, ${owner} answers for ${ip}; ${rival} does not`,
  },
  {
    code: 'asked-rival-only',
    when: ({ ownerAlone, rivalAlone }) => ownerAlone === 'silent' && rivalAlone === 'answered',
    text: ({ owner, rival, ip }) => `asked alone, ${rival} answers for ${ip}; ${owner} does not any more`,
  },
  {
    code: 'asked-none',
    when: ({ ownerAlone, rivalAlone }) => ownerAlone === 'silent' && rivalAlone === 'silent',
    text: ({ owner, rival, ip }) => `asked alone, neither ${owner} nor ${rival} answers for ${ip}`,
  },
  {
    code: 'asked-apart',
    when: ({ aloneApart }) => aloneApart > 0,
    text: ({ owner, rival, facts }) =>
      facts.aloneApart === 2
        ? `each of ${owner} and ${rival} stays silent, asked alone, for an address that the other answers for: two hosts`
        : `one of ${owner} and ${rival} stays silent, asked alone, for an address that the other answers for`,
  },
  {
    code: 'asked-alike',
    when: ({ aloneShared }) => aloneShared > 0,
    text: ({ owner, rival, facts }) =>
      `asked alone, ${owner} and ${rival} both answer for ${facts.aloneShared === 1 ? 'another address' : `${facts.aloneShared} other addresses`} as well`,
  },
  {
    code: 'asked-around',
    when: ({ aloneWhole }) => aloneWhole,
    text: ({ owner, rival }) =>
      `asked alone for all addresses around it, nothing tells ${owner} and ${rival} apart: one host`,
  },
  {
    code: 'known-machine',
    when: ({ known }) => known,
    text: ({ rival }) => `${rival} was heard before with another address`,
  },
  {
    code: 'new-machine',
    when: ({ known }) => !known,
    text: ({ rival }) => `${rival} was never heard before`,
  },
];

/** The evidence, for programs and in sentences. */
export function reasonsOf(facts: ContestFacts, contest: Contest, rival: Claimer): readonly WatchReason[] {
  const told: Told = {
    facts,
    rival: formatMac(rival.mac),
    owner: formatMac(contest.owner),
    ip: formatIpv4(contest.ip),
  };
  const reasons = REASONS.filter(({ when }) => when(facts)).map(({ code, text }) => ({
    code,
    text: text(told),
  }));
  for (const mac of [contest.owner, rival.mac]) {
    const virtual = virtualOf(mac);
    if (virtual) reasons.push({ code: virtual.code, text: `${formatMac(mac)} is ${virtual.text}` });
  }
  return reasons;
}
