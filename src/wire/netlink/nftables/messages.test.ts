import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Expression } from './expression.ts';
import { be64, beS32 } from './field.ts';
import { AttributeReader } from '../reader.ts';
import { AttributeWriter } from '../writer.ts';
import { chainCodec, elementsCodec, ruleCodec, setCodec } from './messages.ts';

const HEADER = { family: 3, version: 0, resource: 0 } as const;
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const bytes = fc.uint8Array({ maxLength: 40 });
const name = fc.stringMatching(/^[a-z]{1,12}$/);

/** Plain objects, as what is read is. */
function record<T extends object>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

/** `iifname "e0" drop` as nft 1.0.6 sends it (--debug=mnl). */
const RULE = [
  '03000000', // nfgenmsg: NFPROTO_ARP, version, res_id
  '0600010074000000', // NFTA_RULE_TABLE "t"
  '0600020063000000', // NFTA_RULE_CHAIN "c"
  '90000480', // NFTA_RULE_EXPRESSIONS
  '24000180', // NFTA_LIST_ELEM
  '090001006d65746100000000', // "meta"
  '14000280', // NFTA_EXPR_DATA
  '0800020000000006', // NFTA_META_KEY iifname
  '0800010000000001', // NFTA_META_DREG
  '38000180', // NFTA_LIST_ELEM
  '08000100636d7000', // "cmp"
  '2c000280', // NFTA_EXPR_DATA
  '0800010000000001', // NFTA_CMP_SREG
  '0800020000000000', // NFTA_CMP_OP
  '18000380', // NFTA_CMP_DATA
  '1400010065300000000000000000000000000000', // NFTA_DATA_VALUE "e0"
  '30000180', // NFTA_LIST_ELEM
  '0e000100696d6d656469617465000000', // "immediate"
  '1c000280', // NFTA_EXPR_DATA
  '0800010000000000', // NFTA_IMMEDIATE_DREG
  '10000280', // NFTA_IMMEDIATE_DATA
  '0c000280', // NFTA_DATA_VERDICT
  '0800010000000000', // NFTA_VERDICT_CODE
].join('');
const STEPS: readonly Expression[] = [
  { name: 'meta', register: 1, key: 6 },
  {
    name: 'cmp',
    register: 1,
    operation: 0,
    data: { value: Uint8Array.from('e0'.padEnd(16, '\0'), (one) => one.charCodeAt(0)) },
  },
  { name: 'immediate', register: 0, data: { verdict: { code: 0 } } },
];

test('a rule is read from its bytes as they stand in netlink', () => {
  const read = ruleCodec.decode(Uint8Array.from(Buffer.from(RULE, 'hex')));
  assert.ok(read.ok, JSON.stringify(read));
  assert.deepEqual(read.value, { ...HEADER, table: 't', chain: 'c', expressions: STEPS });
});

test('a rule comes back as it was written, steps that nobody understands included', () => {
  const known: fc.Arbitrary<Expression> = fc.oneof(
    record({ name: fc.constant('meta' as const), register: u32, key: u32 }),
    record({ name: fc.constant('lookup' as const), set: name, register: u32, flags: u32 }),
    record({ name: fc.constant('payload' as const), register: u32, base: u32, offset: u32, length: u32 }),
    record({ name: fc.constant('counter' as const), bytes: u32, packets: u32 }),
    record({ name: fc.stringMatching(/^x[a-z]{1,8}$/), raw: bytes }),
  );
  fc.assert(
    fc.property(fc.array(known, { maxLength: 8 }), bytes, (expressions, userData) => {
      const value = { ...HEADER, table: 't', chain: 'c', expressions, userData };
      const read = ruleCodec.decode(ruleCodec.encode(value));
      assert.ok(read.ok);
      assert.deepEqual(read.value, value);
    }),
  );
});

test('elements come back in their order, with times and counters', () => {
  const element = fc.record(
    {
      key: bytes.map((value) => ({ value })),
      timeout: fc.maxSafeNat(),
      expression: record({ name: fc.constant('counter' as const), bytes: fc.maxSafeNat(), packets: u32 }),
    },
    { requiredKeys: ['key'], noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(element, { maxLength: 20 }), (list) => {
      const value = { ...HEADER, table: 't', set: 's', elements: list.length === 0 ? {} : { list } };
      const read = elementsCodec.decode(elementsCodec.encode(value));
      assert.ok(read.ok);
      assert.deepEqual(read.value, value);
    }),
  );
});

test('a chain keeps a priority below zero, a set its size and what it does with each', () => {
  const chain = { ...HEADER, table: 't', name: 'c', hook: { number: 0, priority: -500 }, policy: 1 };
  const read = chainCodec.decode(chainCodec.encode(chain));
  assert.deepEqual(read.ok && read.value, chain);
  const set = {
    ...HEADER,
    table: 't',
    name: 's',
    description: { size: 1024 },
    timeout: 86_400_000,
    each: { name: 'counter', bytes: 0, packets: 0 },
  } as const;
  const back = setCodec.decode(setCodec.encode(set));
  assert.deepEqual(back.ok && back.value, set);
});

test('numbers stand in network byte order, whatever the host has', () => {
  const written = (write: (writer: AttributeWriter) => void): string => {
    const writer = new AttributeWriter();
    write(writer);
    return Buffer.from(writer.finish()).toString('hex');
  };
  assert.equal(
    written((writer) => be64.write(writer, 0x1_0000_0002)),
    '0000000100000002',
  );
  assert.equal(
    written((writer) => beS32.write(writer, -500)),
    'fffffe0c',
  );
  assert.equal(beS32.read(new AttributeReader(), Uint8Array.from([0xff, 0xff, 0xfe, 0x0c]), 3), -500);
});

test('what is cut is malformed, and never more than that', () => {
  const whole = ruleCodec.encode({ ...HEADER, table: 't', chain: 'c', expressions: STEPS });
  for (let length = 0; length < whole.length; length++) {
    const read = ruleCodec.decode(whole.subarray(0, length));
    if (!read.ok) assert.match(read.error.text, /netlink/);
  }
  assert.equal(ruleCodec.decode(whole.subarray(0, 3)).ok, false);
  assert.equal(ruleCodec.decode(whole.subarray(0, whole.length - 4)).ok, false);
});
