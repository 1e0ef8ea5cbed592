import { UsageFault } from '../../base/fault.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import type { Whom } from '../../ports/orders.ts';
import { STANDING } from '../../records/standing.ts';
import { listFlags, sortFlag } from '../listing/flags.ts';
import { stateFlag } from '../history/store-flag.ts';

/** What approve, mute and note take for their lists. */
export function standingFlags(where: string) {
  return {
    state: stateFlag,
    ...listFlags(STANDING, {
      json: 'JSON: schema/ordered.v1.json; of a list schema/standing.v1.json',
      rows: 'of the list',
      where,
      format: '${id} ${ip} ${mac} ${note}',
    }),
    sort: sortFlag(STANDING, 'until, -at'),
  } as const;
}

/** Undefined for a word that is neither. */
export function whomOf(word: string): Whom | undefined {
  const ip = parseIpv4(word);
  if (ip !== undefined) return { ip };
  const mac = parseMac(word);
  return mac === undefined ? undefined : { mac };
}

/** Throws UsageFault. */
export function mustBeWhom(word: string): Whom {
  const whom = whomOf(word);
  if (whom) return whom;
  throw new UsageFault(
    word,
    `'${word}' is neither an address nor a MAC`,
    'write 10.1.2.3 or b8:27:eb:12:34:56',
  );
}
