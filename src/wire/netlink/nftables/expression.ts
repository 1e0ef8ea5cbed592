import { type NetlinkField, opaque, text } from '../field.ts';
import type { AttributeReader } from '../reader.ts';
import { type Attributes, attribute, nest, readAttributes, repeated, writeAttributes } from '../table.ts';
import type { AttributeWriter } from '../writer.ts';
import { be32, be64 } from './field.ts';

const COUNTER = { bytes: attribute(1, be64), packets: attribute(2, be64) };

/** NFTA_META_*, NFTA_PAYLOAD_* … of linux/netfilter/nf_tables.h: what this version understands of expressions. */
const KNOWN = {
  meta: { register: attribute(1, be32), key: attribute(2, be32) },
  payload: {
    register: attribute(1, be32),
    base: attribute(2, be32),
    offset: attribute(3, be32),
    length: attribute(4, be32),
  },
  cmp: {
    register: attribute(1, be32),
    operation: attribute(2, be32),
    data: nest(3, { value: attribute(1, opaque) }),
  },
  lookup: { set: attribute(1, text), register: attribute(2, be32), flags: attribute(5, be32) },
  dynset: {
    set: attribute(1, text),
    operation: attribute(3, be32),
    register: attribute(4, be32),
    each: nest(7, { name: attribute(1, text), data: nest(2, COUNTER) }),
  },
  counter: COUNTER,
  immediate: {
    register: attribute(1, be32),
    data: nest(2, { verdict: nest(2, { code: attribute(1, be32), chain: attribute(2, text) }) }),
  },
};

type Known = typeof KNOWN;

/** One step of a rule by its name; of a step that this version does not understand, the bytes. */
export type Expression =
  | { [Name in keyof Known]: { readonly name: Name } & Attributes<Known[Name]> }[keyof Known]
  | { readonly name: string; readonly raw: Uint8Array };

const SPELLED = { name: attribute(1, text), data: attribute(2, opaque) };
const NLA_F_NESTED = 0x8000;

const expressionField: NetlinkField<Expression> = {
  read(reader, bytes, family) {
    const { name = '', data = new Uint8Array(0) } = readAttributes(SPELLED, { reader, bytes, family });
    const table = knownOf(name);
    if (table === undefined) return { name, raw: data };
    return { name, ...readAttributes(table, { reader, bytes: data, family }) } as Expression;
  },
  write(writer, expression) {
    writer.attribute(1, () => text.write(writer, expression.name));
    writer.attribute(2 | NLA_F_NESTED, () => writeData(writer, expression));
  },
};

function writeData(writer: AttributeWriter, expression: Expression): void {
  if ('raw' in expression) writer.raw(expression.raw);
  else writeAttributes(knownOf(expression.name)!, writer, expression as never);
}

function knownOf(name: string): Known['meta'] | undefined {
  return Object.hasOwn(KNOWN, name) ? (KNOWN[name as keyof Known] as Known['meta']) : undefined;
}

const LIST = { list: repeated(1, expressionField) };

/** NFTA_RULE_EXPRESSIONS: NFTA_LIST_ELEM after NFTA_LIST_ELEM, in their order. */
export const expressions: NetlinkField<readonly Expression[]> = {
  read: (reader: AttributeReader, bytes, family) =>
    readAttributes(LIST, { reader, bytes, family }).list ?? [],
  write: (writer, list) => {
    for (const one of list)
      writer.attribute(1 | NLA_F_NESTED, () => expressionField.write(writer, one as never));
  },
};

/** What a set does with each element: NFTA_SET_EXPR, NFTA_SET_ELEM_EXPR. */
export const oneExpression = expressionField;
