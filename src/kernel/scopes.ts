import type { ScopeName } from './host.ts';
import {
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_SCOPE_NOWHERE,
  RT_SCOPE_SITE,
  RT_SCOPE_UNIVERSE,
} from '../wire/netlink/numbers.ts';

/** RT_SCOPE_* of linux/rtnetlink.h: how far an address or route is meant; a larger number is narrower. */

const NUMBERS: Readonly<Record<ScopeName, number>> = {
  global: RT_SCOPE_UNIVERSE,
  site: RT_SCOPE_SITE,
  link: RT_SCOPE_LINK,
  host: RT_SCOPE_HOST,
  nowhere: RT_SCOPE_NOWHERE,
};

export const SCOPE_NAMES = Object.keys(NUMBERS) as readonly ScopeName[];

export function scopeNumber(scope: ScopeName | number): number {
  return typeof scope === 'number' ? scope : NUMBERS[scope];
}

/** The name where there is one, else the number. */
export function scopeOf(number: number): ScopeName | number {
  return SCOPE_NAMES.find((name) => NUMBERS[name] === number) ?? number;
}
