import type { ReasonCode } from '../kernel/reasons.ts';

/** Refusals of this asker, which say nothing of another one. */
export const OF_THE_ASKER: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'own-sender',
  'sender-not-reachable-kind',
  'sender-loopback',
  'sender-not-unicast',
  'sender-zero-net',
]);

/** The same where what answers is another link than the one to the asker: his way back may be refused too. */
export const OF_THE_ASKER_FROM_AFAR: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  ...OF_THE_ASKER,
  'rp-filter-strict',
  'rp-filter-no-route',
  'rp-filter-unnumbered',
]);
