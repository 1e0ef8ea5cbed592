import type { Ipv4 } from '../base/ipv4.ts';
import type { Range } from './ranges.ts';

/** What came of asking one MAC for one address; `lost`: fewer questions than make a silence, all in vain. */
export type Said = 'answered' | 'silent' | 'lost' | 'unasked';

/** Addresses around the one in question that are looked at: a /28. */
const BLOCK = 16;
/** Fewer answers may be a host's own addresses. */
const LEAST = 4;
/** One answer of so many may be lost. */
const LOST_OF = 8;

/**
 * All around an address a MAC answers for whatever it is asked for: also for what nobody has, as does a host with a whole
 * network on lo. Then that it answers for two addresses shows nothing of who it is. The block it answers for; undefined
 * when it was silent for one, or too few were asked for.
 */
export function wholeBlock(ip: Ipv4, said: (ip: Ipv4) => Said): Range | undefined {
  const first = ip - (ip % BLOCK);
  let [answered, lost] = [0, 0];
  for (let other = first; other < first + BLOCK; other++) {
    const word = other === ip ? 'unasked' : said(other);
    if (word === 'silent') return undefined;
    if (word === 'answered') answered++;
    if (word === 'lost') lost++;
  }
  return answered < LEAST || lost * LOST_OF > answered ? undefined : { first, last: first + BLOCK - 1 };
}
