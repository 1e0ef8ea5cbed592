import { UsageFault } from './fault.ts';
import type { IpRange } from './target-set.ts';

/** More separate ranges than this are refused: `*.*.*.1` is a slip, and it would be a list after all. */
const MOST_RANGES = 1 << 16;

interface Span {
  readonly low: number;
  readonly high: number;
}

const NUMBER_OR_SPAN = /^(\d{1,3})(?:-(\d{1,3}))?$/;

/**
 * Reads four numbers of which each may be a list, a range or `*`: `10.0.0,1.1-254`, `10.0.0.11,12`, `10.0.0.*`.
 * undefined when the word has another shape (a plain address too). Throws UsageFault for a number above 255, a
 * reversed range, or too many ranges.
 */
export function parseOctets(word: string, where: string): readonly IpRange[] | undefined {
  if (!/[,*-]/.test(word) || !/^[\d,*-]+(\.[\d,*-]+){3}$/.test(word)) return undefined;
  const fields: (readonly Span[])[] = [];
  for (const field of word.split('.')) {
    const spans = parseField(field, { word, where });
    if (!spans) return undefined;
    fields.push(spans);
  }
  let ranges: readonly IpRange[] = [{ first: 0, last: 0 }];
  for (const spans of fields) {
    if (countWider(ranges, spans) > MOST_RANGES)
      throw new UsageFault(
        where,
        `${word} makes more than ${MOST_RANGES} separate ranges`,
        'name a network (10.0.0.0/8) or fewer of them',
      );
    ranges = widen(ranges, spans);
  }
  return ranges;
}

function isWhole(spans: readonly Span[]): boolean {
  return spans.length === 1 && spans[0]!.low === 0 && spans[0]!.high === 255;
}

function countWider(ranges: readonly IpRange[], spans: readonly Span[]): number {
  if (isWhole(spans)) return ranges.length;
  return ranges.reduce((sum, { first, last }) => sum + (last - first + 1) * spans.length, 0);
}

/** All ranges with one more number behind; a number that runs over 0-255 keeps a range in one piece. */
function widen(ranges: readonly IpRange[], spans: readonly Span[]): readonly IpRange[] {
  if (isWhole(spans))
    return ranges.map(({ first, last }) => ({ first: first * 256, last: last * 256 + 255 }));
  const wider: IpRange[] = [];
  for (const { first, last } of ranges) {
    for (let ip = first; ip <= last; ip++)
      for (const { low, high } of spans) wider.push({ first: ip * 256 + low, last: ip * 256 + high });
  }
  return wider;
}

function parseField(field: string, context: { word: string; where: string }): readonly Span[] | undefined {
  const spans: Span[] = [];
  for (const part of field.split(',')) {
    const numbers = NUMBER_OR_SPAN.exec(part === '*' ? '0-255' : part);
    if (!numbers) return undefined;
    const low = Number(numbers[1]);
    const high = numbers[2] === undefined ? low : Number(numbers[2]);
    const { word, where } = context;
    if (low > 255 || high > 255)
      throw new UsageFault(where, `${word}: ${Math.max(low, high)} is above 255`, 'each number is 0 to 255');
    if (low > high)
      throw new UsageFault(where, `${word}: the range ${part} runs backwards`, `write ${high}-${low}`);
    spans.push({ low, high });
  }
  return spans;
}
