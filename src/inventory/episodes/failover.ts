import type { ContestRule } from '../contest-rule.ts';
import type { EpisodeKind } from '../episode.ts';
import { addressWords, macWords, otherMacs } from './words.ts';

/** A question is answered within this time, or in vain. */
const ANSWER_TIME = 1000;

export const FAILOVER_KIND: EpisodeKind = {
  kind: 'failover',
  title: 'An address went to another machine that stood ready for it.',
  meaning:
    'The old owner fell silent or handed it over, and the standby took it and told everybody: redundancy at work.',
  known:
    'The adverts of VRRP, CARP or HSRP name the new master and the old one is silent or left; or the address is announced from another machine after its owner was asked in vain, and one of the two has an address of its own beside it. A machine that comes in the place of another has but the one: changed.',
  next: 'See why the first machine went. If it comes back and takes the address again, a second failover follows.',
  source: 'RFC 5798 6.4, RFC 2281 5.6, keepalived garp_master_*',
  graveness: 'Info; a warning for a gateway without adverts to show for it.',
  severity: ({ gateway, reasons }) =>
    gateway && !reasons.some(({ code }) => code === 'advert-master') ? 'warning' : 'info',
  quiet: null,
  decides: null,
  sentence: (event) => {
    const from = event.macs.length > 1 ? `, from ${otherMacs(event)}` : '';
    return `${addressWords(event)} failed over to ${macWords(event.mac)}${from}`;
  },
};

export const HANDOVER_RULES: readonly ContestRule[] = [
  { to: 'failover', sure: 'proven', when: ({ handover }) => handover === 'handed-over' },
  { to: 'wait', sure: 'undecided', when: ({ handover }) => handover === 'wait' },
];

export const FAILOVER_RULES: readonly ContestRule[] = [
  {
    to: 'failover',
    sure: 'likely',
    when: ({ announced, ownerSilent, ownerHasOther, rivalHasOther, known, ownerAlive, waited }) =>
      announced > 0 &&
      ownerSilent &&
      (ownerHasOther || rivalHasOther || known) &&
      !ownerAlive &&
      waited >= ANSWER_TIME,
  },
];
