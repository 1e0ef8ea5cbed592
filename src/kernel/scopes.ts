import type { ScopeName } from './host.ts';

/** RT_SCOPE_* of linux/rtnetlink.h: how far an address or route is meant; a larger number is narrower. */
export const SCOPE_GLOBAL = 0;
export const SCOPE_SITE = 200;
export const SCOPE_LINK = 253;
export const SCOPE_HOST = 254;
export const SCOPE_NOWHERE = 255;

const NUMBERS: Readonly<Record<ScopeName, number>> = {
  global: SCOPE_GLOBAL,
  site: SCOPE_SITE,
  link: SCOPE_LINK,
  host: SCOPE_HOST,
  nowhere: SCOPE_NOWHERE,
};

export const SCOPE_NAMES = Object.keys(NUMBERS) as readonly ScopeName[];

export function scopeNumber(scope: ScopeName | number): number {
  return typeof scope === 'number' ? scope : NUMBERS[scope];
}

/** The name where there is one, else the number. */
export function scopeOf(number: number): ScopeName | number {
  return SCOPE_NAMES.find((name) => NUMBERS[name] === number) ?? number;
}
