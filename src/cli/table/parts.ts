import { closest } from '../../base/closest.ts';
import { UsageFault } from '../../base/fault.ts';

/** What `arpist table` does besides listing. */
export const PART_NAMES = [
  'add',
  'replace',
  'delete',
  'flush',
  'publish',
  'unpublish',
  'load',
  'save',
  'events',
  'verify',
  'timers',
] as const;

export type PartName = (typeof PART_NAMES)[number];

/** Words of `ip neigh`, of arp and of other tools that mean one of them; `list`: the table itself. */
const ALIASES: Readonly<Record<string, PartName | 'list'>> = {
  list: 'list',
  show: 'list',
  ls: 'list',
  lst: 'list',
  get: 'list',
  del: 'delete',
  remove: 'delete',
  rm: 'delete',
  clear: 'flush',
  set: 'replace',
  monitor: 'events',
  watch: 'events',
  check: 'verify',
};

export function partNamed(word: string): PartName | 'list' | undefined {
  const part = PART_NAMES.find((name) => name === word);
  return part ?? (Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined);
}

/** The part that a word was meant as, if it is near to one and not one itself. `alone`: it may be a vendor, as Dell is. */
export function partNear(word: string, alone: boolean): PartName | 'list' | undefined {
  if (!/^[a-z]{2,}$/i.test(word)) return undefined;
  const short = alone ? [] : ['del', 'show', 'set', 'list'];
  const near = closest(word.toLowerCase(), [...PART_NAMES, 'clear', 'remove', ...short]);
  return near === undefined ? undefined : partNamed(near);
}

/** The same of a word that nothing in the table answers to: it was hardly a vendor. */
export function partMeant(word: string): PartName | 'list' | undefined {
  if (!/^[a-z]{3,}$/i.test(word)) return undefined;
  const near = partNear(word, true) ?? closest(word.toLowerCase(), ['list', 'show']);
  return near === undefined ? undefined : partNamed(near);
}

export function noSuchPart(word: string, near: PartName | 'list'): UsageFault {
  return new UsageFault(
    word,
    `there is no command 'table ${word}'`,
    `did you mean arpist table ${near}? A vendor of that name: arpist table --where vendor~${word}`,
  );
}
