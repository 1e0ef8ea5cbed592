import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseMac } from '../base/mac.ts';
import { packVendors, tidyVendor } from './vendor-pack.ts';
import { registersIn } from './vendors.ts';

const mac = (text: string): number => parseMac(text) ?? assert.fail(text);

function vendorIn(entries: Record<string, string>, of: string): string | null {
  return (registersIn(packVendors(entries)) ?? assert.fail('not read')).vendorOf(mac(of));
}

test('the longest registered prefix names the vendor', () => {
  const entries = {
    '70B3D5': 'Long Ago Ltd',
    '70B3D57': 'Middle GmbH\nStreet 1',
    '70B3D57DB': 'Narrow Oy',
    FCFFFFFFF: 'Last S.A.',
  };
  assert.equal(vendorIn(entries, '70:b3:d5:00:00:01'), 'Long Ago Ltd');
  assert.equal(vendorIn(entries, '70:b3:d5:70:00:01'), 'Middle GmbH');
  assert.equal(vendorIn(entries, '70:b3:d5:7d:b0:01'), 'Narrow Oy');
  assert.equal(vendorIn(entries, 'fc:ff:ff:ff:f0:00'), 'Last S.A.');
  assert.equal(vendorIn(entries, 'fc:ff:ff:ff:e0:00'), null);
});

test('the registry itself, made-up and group addresses have no vendor', () => {
  const entries = { '0050C2': 'IEEE Registration Authority', '020701': 'Old Net', '01005E': 'Groups' };
  for (const text of ['00:50:c2:00:00:01', '02:07:01:00:00:01', '01:00:5e:00:00:01'])
    assert.equal(vendorIn(entries, text), null);
});

test('every assignment packed is found again, and nothing else', () => {
  const digits = fc
    .constantFrom(6, 7, 9)
    .chain((count) =>
      fc.nat(16 ** count - 1).map((value) => value.toString(16).toUpperCase().padStart(count, '0')),
    );
  fc.assert(
    fc.property(
      fc.dictionary(digits, fc.constantFrom('Aa', 'Bb Ü', 'Cc, Inc.')),
      fc.nat(2 ** 32),
      (entries, noise) => {
        const registers = registersIn(packVendors(entries)) ?? assert.fail('not read');
        const longest = (value: number): string | null => {
          const hex = value.toString(16).toUpperCase().padStart(12, '0');
          for (const count of [9, 7, 6]) {
            const name = Object.hasOwn(entries, hex.slice(0, count))
              ? entries[hex.slice(0, count)]
              : undefined;
            if (name !== undefined) return name;
          }
          return null;
        };
        for (const value of [
          ...Object.keys(entries).map((hex) => Number.parseInt(hex.padEnd(12, '5'), 16)),
          noise,
        ]) {
          const group = Math.floor(value / 2 ** 40) & 3;
          assert.equal(registers.vendorOf(value), group === 0 ? longest(value) : null);
        }
      },
    ),
  );
});

test('a file of another kind or version is no register, at any length', () => {
  const packed = packVendors({ B827EB: 'Pi' });
  assert.equal(registersIn(new Uint8Array(0)), null);
  assert.equal(registersIn(new TextEncoder().encode('{"000000":"XEROX"}  ')), null);
  assert.equal(registersIn(packed.with(4, 99)), null);
  const unaligned = new Uint8Array(packed.length + 1);
  unaligned.set(packed, 1);
  assert.equal(registersIn(unaligned.subarray(1))?.vendorOf(mac('b8:27:eb:00:00:01')), 'Pi');
});

test('a name is one line of printable text', () => {
  assert.equal(tidyVendor('SHENZHEN BILIAN CO.，LTD\nRoom 1\nCN'), 'SHENZHEN BILIAN CO., LTD');
  assert.equal(tidyVendor('  Two\u00a0\t words ,\n'), 'Two words');
  assert.equal(tidyVendor('Bad\u001b[31m'), 'Bad [31m');
});

test('the packed IEEE registers agree with their source', () => {
  const source: Record<string, string> = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('oui-data'), 'utf8'),
  );
  const registers = registersIn(packVendors(source)) ?? assert.fail('not read');
  assert.match(registers.vendorOf(mac('b8:27:eb:12:34:56')) ?? '', /^Raspberry Pi/);
  let compared = 0;
  for (const [hex, text] of Object.entries(source)) {
    if (hex.length !== 9) continue;
    const found = registers.vendorOf(Number.parseInt(`${hex}abc`, 16));
    if (found !== null) assert.equal(found, tidyVendor(text));
    if (found !== null) compared++;
  }
  assert.ok(compared > 5000, `${compared} compared`);
});
