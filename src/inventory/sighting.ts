import type { ArpKind } from '../wire/arp-kinds.ts';

/** The kinds in which a sender says that an address is at its MAC; probes, RARP and the rest claim nothing. */
export const CLAIMS = [
  'request',
  'reply',
  'inarp-request',
  'inarp-reply',
  'announcement',
  'gratuitous-request',
  'gratuitous-reply',
] as const satisfies readonly ArpKind[];

/** A kind of frame whose sender says that an address is at its MAC. */
export type Claim = (typeof CLAIMS)[number];

/** How strongly a claim speaks: an answer says that it is so, a question only as whom its sender speaks. */
export type Strength = 'answered' | 'announced' | 'asked-as';

export const STRENGTH_OF: Readonly<Record<Claim, Strength>> = {
  request: 'asked-as',
  reply: 'answered',
  'inarp-request': 'asked-as',
  'inarp-reply': 'answered',
  announcement: 'announced',
  'gratuitous-request': 'announced',
  'gratuitous-reply': 'announced',
};

const PLACES: Readonly<Record<string, number>> = Object.fromEntries(CLAIMS.map((claim, at) => [claim, at]));
const ANNOUNCED = CLAIMS.map((claim) => STRENGTH_OF[claim] === 'announced');

export const REPLY = CLAIMS.indexOf('reply');

/** The position in CLAIMS; -1 for a kind that claims nothing. */
export function claimOf(kind: ArpKind): number {
  return PLACES[kind] ?? -1;
}

/** Told to everybody unasked, as a failover tells it. */
export function isAnnounced(claim: number): boolean {
  return ANNOUNCED[claim] === true;
}
