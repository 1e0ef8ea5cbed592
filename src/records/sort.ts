import { FIELDS, type Fields, fieldOf } from './fields.ts';
import type { Row } from './station.ts';

export type OrderOf<R> = (a: R, b: R) => number;
export type Order = OrderOf<Row>;

/** `ip`, `-rtt` (descending), `vendor,ip`; what is unknown comes last, and equals by address. Throws UsageFault. */
export function parseSort(text: string, where: string): Order {
  const order = parseSortOf(FIELDS, text, where);
  return (a, b) => order(a, b) || byAddress(a, b);
}

/** The same over records with other fields; equals stay in their order. */
export function parseSortOf<R>(fields: Fields<R>, text: string, where: string): OrderOf<R> {
  const orders = text.split(',').map((word): OrderOf<R> => {
    const descending = word.startsWith('-');
    const field = fieldOf(fields, word.replace(/^[-+]/, '').trim(), where);
    return (a, b) => {
      const [x, y] = [field.value(a), field.value(b)];
      if (x === null || y === null) return Number(x === null) - Number(y === null);
      return descending ? compare(y, x) : compare(x, y);
    };
  });
  return (a, b) => {
    for (const order of orders) {
      const found = order(a, b);
      if (found !== 0) return found;
    }
    return 0;
  };
}

export const byAddress: Order = (a, b) =>
  a.station.ip - b.station.ip ||
  (a.station.vlan ?? 0) - (b.station.vlan ?? 0) ||
  compare(a.station.interface, b.station.interface) ||
  a.station.mac - b.station.mac;

function compare(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a.toLowerCase(), b.toLowerCase());
  return Number(a) - Number(b);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
