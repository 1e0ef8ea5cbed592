import { count, plural } from '../base/counted.ts';
import type { JsonRecord } from './kind.ts';
import { textOf } from './kind.ts';

/** A moment of a record as whoever reads it likes to see it; what is no text is `never`. */
export type When = (at: unknown) => string;

export function sensorWords(one: JsonRecord, when: When): string {
  const [name, link] = [textOf(one['name']), textOf(one['interface'])];
  const who = name === link ? link : `${name} (${link})`;
  const lost = numberOf(one['lost']);
  const heard = `${plural(numberOf(one['frames']), 'frame')}, last ${when(one['lastFrame'])}${lost > 0 ? `, ${count(lost)} lost` : ''}`;
  return one['state'] === 'hearing'
    ? `${who} hears: ${heard}`
    : `${who} is ${textOf(one['state'])}: ${textOf(one['why'])}; ${heard}`;
}

export function storeWords(store: JsonRecord, when: When): string {
  const place = (store['path'] ?? null) === null ? 'in memory' : textOf(store['path']);
  const holds = `${plural(numberOf(store['events']), 'event')}, ${plural(numberOf(store['stations']), 'station')}, written ${when(store['lastCommit'])}`;
  const left = numberOf(store['left']);
  const lost = left > 0 ? `; ${plural(left, 'event')} could not be written` : '';
  return store['state'] === 'writing'
    ? `${place}: ${holds}`
    : `${place} is ${textOf(store['state'])}: ${textOf(store['why'])}; ${holds}${lost}`;
}

export function targetWords(one: JsonRecord): string {
  const error = (one['lastError'] ?? null) === null ? '' : `; last: ${textOf(one['lastError'])}`;
  const counts = ['sent', 'waiting', 'failed', 'dropped'].map(
    (name) => `${count(numberOf(one[name]))} ${name}`,
  );
  return `${textOf(one['name'])} (${textOf(one['type'])}): ${counts.join(', ')}${error}`;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
