import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { be16, hardwareAddress, networkAddress, s32, text, u32, u64, u8 } from './field.ts';
import { decodeVlanInfo, encodeVethInfo, encodeVlanInfo, linkCodec } from './link.ts';
import { AttributeReader } from './reader.ts';
import { attribute, nest, readAttributes, repeated, writeAttributes } from './table.ts';
import { tableFields, tableOf } from './route.ts';
import { AttributeWriter } from './writer.ts';

const TABLE = {
  byte: attribute(1, u8),
  port: attribute(2, be16),
  count: attribute(3, u32),
  signed: attribute(4, s32),
  big: attribute(5, u64),
  name: attribute(6, text),
  ip: attribute(7, networkAddress),
  mac: attribute(8, hardwareAddress),
  inner: nest(9, { count: attribute(1, u32) }),
  names: repeated(10, text),
};

function write(values: Parameters<typeof writeAttributes<typeof TABLE>>[2]): Uint8Array {
  const writer = new AttributeWriter();
  writeAttributes(TABLE, writer, values);
  return writer.finish();
}

function read(bytes: Uint8Array, family = 2) {
  const reader = new AttributeReader();
  const values = readAttributes(TABLE, { reader, bytes, family });
  return { values, malformed: reader.malformed };
}

const ascii = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '.', ':', '-', 'ä') });
const raw = fc.record(
  { type: fc.integer({ min: 20, max: 0x3fff }), bytes: fc.uint8Array({ maxLength: 9 }) },
  { noNullPrototype: true },
);
const values = fc.record(
  {
    byte: fc.nat(255),
    port: fc.nat(0xffff),
    count: fc.nat(0xffffffff),
    signed: fc.integer(),
    big: fc.nat(Number.MAX_SAFE_INTEGER),
    name: ascii,
    ip: fc.nat(0xffffffff),
    mac: fc.nat(0xffffffffffff),
    inner: fc.record({ count: fc.nat(0xffffffff) }, { noNullPrototype: true }),
    names: fc.array(ascii, { minLength: 1, maxLength: 3 }),
    unknown: fc.array(raw, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

test('a writer that is used again writes as a new one, padding included', () => {
  const used = new AttributeWriter();
  fc.assert(
    fc.property(values, (given) => {
      used.clear();
      writeAttributes(TABLE, used, given);
      assert.deepEqual(used.finish(), write(given));
    }),
  );
});

test('what is written is read again, unknown attributes too', () => {
  fc.assert(
    fc.property(values, (given) => {
      const { values: found, malformed } = read(write(given));
      assert.equal(malformed, null);
      assert.deepEqual(found, { ...given });
    }),
  );
});

test('the first fault sticks, and reading goes on', () => {
  const writer = new AttributeWriter();
  writer.attribute(3, () => writer.u8(1));
  writer.attribute(5, () => writer.u8(1));
  writer.attribute(1, () => writer.u8(9));
  const { values: found, malformed } = read(writer.finish());
  assert.deepEqual([malformed?.claimedBy, malformed?.needed, malformed?.there], ['u32', 4, 1]);
  assert.equal(found.byte, 9);
});

test('longer values than known are read as far as known', () => {
  const writer = new AttributeWriter();
  writer.attribute(3, () => writer.raw(new Uint8Array([1, 0, 0, 0, 9, 9])));
  assert.deepEqual(read(writer.finish()), { values: { count: 1 }, malformed: null });
});

test('addresses of other families and hardware stay bytes', () => {
  const ip = new Uint8Array(16).fill(7);
  const mac = new Uint8Array(20).fill(8);
  assert.deepEqual(read(write({ ip, mac }), 10).values, { ip, mac });
  assert.equal(read(write({ ip: new Uint8Array(3) })).malformed?.needed, 4);
});

test('attribute lengths that lie', () => {
  for (const [length, needed, there] of [
    [3, 4, 3],
    [9, 9, 8],
  ] as const) {
    const bytes = new Uint8Array(8);
    bytes[0] = length;
    bytes[2] = 3;
    assert.deepEqual([read(bytes).malformed?.needed, read(bytes).malformed?.there], [needed, there]);
  }
});

test('an attribute that cannot be so long is refused when it is written', () => {
  assert.throws(() => write({ name: 'x'.repeat(70_000) }), RangeError);
});

test('what the kinds of links say of themselves', () => {
  const vlan = { id: 1234, protocol: 0x88a8 };
  assert.deepEqual(decodeVlanInfo(encodeVlanInfo(vlan)), { ok: true, value: vlan });
  assert.equal(decodeVlanInfo(new Uint8Array([5, 0, 1, 0, 1])).ok, false);
  const peer = { name: 'there', address: 0x020000000001, index: 3 };
  const reader = new AttributeReader();
  const [only, ...others] = [...reader.attributes(encodeVethInfo(peer))];
  assert.equal(others.length, 0);
  const decoded = linkCodec.decode(only!.bytes);
  assert.ok(decoded.ok);
  assert.deepEqual(decoded.value, { family: 0, hardware: 0, flags: 0, change: 0, ...peer });
});

test('a table above 255 stands in an attribute', () => {
  for (const table of [0, 254, 255, 256, 0xffffffff]) {
    assert.equal(tableOf(tableFields(table)), table);
    assert.ok(tableFields(table).shortTable <= 255);
  }
  assert.equal(tableOf({ shortTable: 254 }), 254);
});
