import { printable } from '../../base/printable.ts';
import type { Instant } from '../../base/time.ts';
import type { JsonRecord } from '../../records/kind.ts';
import { textOf } from '../../records/kind.ts';
import { sensorWords, storeWords, targetWords } from '../../records/status-words.ts';
import { count } from '../../terminal/text/texts.ts';

const MOST_SHOWN = 20;

/** What `arpist status` says: the headline, what needs somebody, what is heard, where it is remembered, who is told. */
export function statusLines(status: JsonRecord, moment: (at: Instant) => string): readonly string[] {
  return linesOf(status, moment).map((line) => printable(line));
}

function linesOf(status: JsonRecord, moment: (at: Instant) => string): readonly string[] {
  const when = (at: unknown): string => (typeof at === 'string' ? moment(Date.parse(at)) : 'never');
  const needs = rowsOf(status['needs']);
  const store = rowOf(status['store']);
  return [
    textOf(status['headline']),
    ...needs
      .slice(0, MOST_SHOWN)
      .map(
        (one) =>
          `  ${textOf(one['severity'])} ${textOf(one['kind'])} (${textOf(one['episode'])}): ${textOf(one['text'])}`,
      ),
    ...(needs.length > MOST_SHOWN
      ? [`  and ${count(needs.length - MOST_SHOWN)} more: arpist episodes --open`]
      : []),
    ...rowsOf(status['sensors']).map((one) => `sensor ${sensorWords(one, when)}`),
    `store ${storeWords(store, when)}`,
    ...rowsOf(status['targets']).map((one) => `target ${targetWords(one)}`),
    ...(Array.isArray(status['pages']) ? status['pages'] : []).map((page) => `page ${textOf(page)}`),
    ...((status['learningUntil'] ?? null) === null
      ? []
      : [`learning until ${when(status['learningUntil'])}`]),
    `running since ${when(status['since'])}, version ${textOf(status['version'])}, process ${textOf(status['pid'])}`,
  ];
}

function rowsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.map(rowOf) : [];
}

function rowOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null ? (value as JsonRecord) : {};
}
