import { UsageFault } from '../base/fault.ts';
import { printable } from '../base/printable.ts';
import { FIELDS, type Fields, fieldOf } from './fields.ts';
import type { Row } from './station.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b' };
/** arp-scan's own fields that stand for parts of a frame, which a station is not. */
const OF_A_FRAME = ['hdrmac', 'padding', 'framing', 'proto'];

/**
 * Reads `${ip;-15}\t${mac} ${vendor}`: a width aligns right, a negative one left; `\t \n \r \b` are escapes, any other
 * letter after `\` is itself. Throws UsageFault.
 */
export function parseFormat(template: string, where: string): (row: Row) => string {
  return parseFormatOf(FIELDS, template, where);
}

/** The same over records with other fields. */
export function parseFormatOf<R>(fields: Fields<R>, template: string, where: string): (row: R) => string {
  const parts: ((row: R) => string)[] = [];
  for (const found of template.matchAll(/\\(.)|\$\{([^}]*)\}|\$\{|[^\\$]+|[\\$]/gs)) {
    const [whole, escape, inside] = found;
    if (escape !== undefined) parts.push(() => ESCAPES[escape] ?? escape);
    else if (inside !== undefined) parts.push(placeFor(fields, inside, where));
    else if (whole === '${') throw new UsageFault(where, '${ is not closed', "write '${ip} ${mac}'");
    else parts.push(() => whole);
  }
  return (row) => parts.map((part) => part(row)).join('');
}

function placeFor<R>(fields: Fields<R>, inside: string, where: string): (row: R) => string {
  const parts = /^\s*([A-Za-z]*)\s*(?:;\s*(-?\d{1,4})\s*)?$/.exec(inside);
  if (!parts) throw new UsageFault(where, `'\${${inside}}' is no field`, "write '${ip}' or '${ip;-15}'");
  const [, name = '', size] = parts;
  if (OF_A_FRAME.includes(name.toLowerCase()) && !Object.hasOwn(fields, name.toLowerCase()))
    throw new UsageFault(
      where,
      `${name} is of a frame, not of a station`,
      'save the frames with --save, and look with arpist read',
    );
  const field = fieldOf(fields, name, where);
  const width = Number(size ?? 0);
  return (row) => {
    const text = printable(field.text(row));
    return width < 0 ? text.padEnd(-width) : text.padStart(width);
  };
}
