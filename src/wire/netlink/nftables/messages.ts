import { type NetlinkField, opaque, text } from '../field.ts';
import { messageCodec, type ValueOfCodec } from '../layout.ts';
import { attribute, nest, readAttributes, repeated, writeAttributes } from '../table.ts';
import { type Expression, expressions, oneExpression } from './expression.ts';
import { be32, be64, beS32 } from './field.ts';

/** struct nfgenmsg { u8 family; u8 version; be16 res_id; }: `res_id` is of batches alone. */
const HEADER = { family: 'u8', version: 'u8', _high: 'u8', resource: 'u8' } as const;

/** NFTA_TABLE_* */
export const tableCodec = messageCodec('nfgenmsg', HEADER, {
  name: attribute(1, text),
  flags: attribute(2, be32),
  use: attribute(3, be32),
  handle: attribute(4, be64),
  userData: attribute(6, opaque),
});

/** NFTA_CHAIN_*; a chain without a hook is one to go to. */
export const chainCodec = messageCodec('nfgenmsg', HEADER, {
  table: attribute(1, text),
  handle: attribute(2, be64),
  name: attribute(3, text),
  hook: nest(4, { number: attribute(1, be32), priority: attribute(2, beS32) }),
  policy: attribute(5, be32),
  type: attribute(7, text),
});

const steps = { type: 4, nested: true, field: expressions } as const;
/** NFTA_RULE_* */
export const ruleCodec = messageCodec('nfgenmsg', HEADER, {
  table: attribute(1, text),
  chain: attribute(2, text),
  handle: attribute(3, be64),
  expressions: steps,
  userData: attribute(7, opaque),
});

const nested = (type: number) => ({ type, nested: true, field: oneExpression }) as const;

/** NFTA_SET_* */
export const setCodec = messageCodec('nfgenmsg', HEADER, {
  table: attribute(1, text),
  name: attribute(2, text),
  flags: attribute(3, be32),
  keyType: attribute(4, be32),
  keyLength: attribute(5, be32),
  description: nest(9, { size: attribute(1, be32) }),
  id: attribute(10, be32),
  /** Milliseconds. */
  timeout: attribute(11, be64),
  userData: attribute(13, opaque),
  each: nested(17),
});

const ELEMENT = {
  key: nest(1, { value: attribute(1, opaque) }),
  flags: attribute(3, be32),
  /** Milliseconds; `expires`: of what is left of it. */
  timeout: attribute(4, be64),
  expires: attribute(5, be64),
  userData: attribute(6, opaque),
  expression: nested(7),
};

export interface SetElement {
  readonly key?: { readonly value?: Uint8Array };
  readonly timeout?: number;
  readonly expires?: number;
  readonly expression?: Expression;
}

const elementField: NetlinkField<SetElement> = {
  read: (reader, bytes, family) => readAttributes(ELEMENT, { reader, bytes, family }) as SetElement,
  write: (writer, value) => writeAttributes(ELEMENT, writer, value as never),
};
const LIST = { list: { ...repeated(1, elementField), nested: true } };

/** NFTA_SET_ELEM_LIST_*; an attribute holds 65,535 bytes, so a long list comes in portions. */
export const elementsCodec = messageCodec('nfgenmsg', HEADER, {
  table: attribute(1, text),
  set: attribute(2, text),
  elements: nest(3, LIST),
});

/** NFTA_GEN_* */
export const generationCodec = messageCodec('nfgenmsg', HEADER, {
  generation: attribute(1, be32),
  pid: attribute(2, be32),
  program: attribute(3, text),
});

/** NFNL_BATCH_GENID: the batch fails when somebody changed anything since this generation. */
export const batchCodec = messageCodec('nfgenmsg', HEADER, { generation: attribute(1, be32) });

export type TableMessage = ValueOfCodec<typeof tableCodec>;
export type ChainMessage = ValueOfCodec<typeof chainCodec>;
export type FilterRule = ValueOfCodec<typeof ruleCodec>;
export type SetMessage = ValueOfCodec<typeof setCodec>;
