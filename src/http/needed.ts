import { Refused } from './problem.ts';

/** Throws Refused (400) for what could not be read. */
export function needed<T>(name: string, what: string, value: T | undefined): T {
  if (value === undefined) throw new Refused(400, `${name}: ${what} is wanted`);
  return value;
}
