import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIpv4 } from '../base/ipv4.ts';
import { UsageFault } from '../base/fault.ts';
import { ip, mac } from '../../test/cli/stations.ts';
import { knownOf } from '../cli/baseline/known-file.ts';
import { baselineText } from './baseline-text.ts';
import { byPair, type KnownPair } from './known-pair.ts';

const M1 = '00:1b:21:00:00:01';
const M2 = '00:1b:21:00:00:02';

function read(text: string): readonly KnownPair[] {
  return knownOf(text, 'known.toml').pairs;
}

function faultOf(text: string): string {
  try {
    read(text);
  } catch (cause) {
    if (cause instanceof UsageFault) return `${cause.where}: ${cause.message}; ${cause.remedy}`;
    throw cause;
  }
  return assert.fail(`taken: ${text}`);
}

test('a pair a line, or tables; one MAC, several, or none; ranges where there is no MAC', () => {
  const pairs = read(`
[[known]]
address = "10.0.0.1"
mac = ["${M1}", "${M2}"]
vlan = 20
note = "gateway"
[[known]]
address = "10.0.0.8-10"
expires = 2026-12-31
`);
  assert.deepEqual(
    pairs.map((one) => [one.line, formatIpv4(one.ip), one.mac, one.vlan, one.note, one.expires]),
    [
      [2, '10.0.0.1', mac(M1), 20, 'gateway', null],
      [2, '10.0.0.1', mac(M2), 20, 'gateway', null],
      ...[8, 9, 10].map((last) => [7, `10.0.0.${last}`, null, null, null, Date.UTC(2027, 0, 1)]),
    ],
  );
});

test('a day counts to its end in UTC, a moment says its zone, in quotes or as TOML writes it', () => {
  const expires = (value: string): number | null =>
    read(`known = [{ address = "10.0.0.1", mac = "${M1}", expires = ${value} }]`)[0]!.expires;
  assert.equal(expires('2026-12-31'), Date.UTC(2027, 0, 1));
  assert.equal(expires('"2026-12-31"'), Date.UTC(2027, 0, 1));
  assert.equal(expires('2026-12-31T18:00:00+01:00'), Date.UTC(2026, 11, 31, 17));
  assert.equal(expires('2026-12-31 18:00:00z'), Date.UTC(2026, 11, 31, 18));
  for (const bad of ['2026-12-31T18:00:00', '"2026-02-31"', '18:00:00', '"soon"', '5'])
    assert.match(
      faultOf(`known = [{ address = "10.0.0.1", mac = "${M1}", expires = ${bad} }]`),
      /known\.toml:1: '?.*(should be a day or a moment with its zone|this is not TOML)/,
      bad,
    );
});

for (const [entry, told] of [
  ['address = "10.0.0.300"', /:2: 'address' should be an address or a range/],
  ['address = "127.0.0.1"', /:2: 'address' names 127\.0\.0\.1, which is a loopback address/],
  [`address = "10.0.0.1-9", mac = "${M1}"`, /:2: one MAC would have many addresses/],
  ['address = "10.0.0.1", mac = "ff:ff:ff:ff:ff:ff"', /:2: 'mac' should be a MAC address/],
  [`address = "10.0.0.1", mac = "${M1}", vlan = 0`, /:2: 'vlan' should be a whole number from 1 to 4094/],
  [`adress = "10.0.0.1"`, /:2: \[known\] has no key 'adress'; 'address' is meant/],
  [`mac = "${M1}"`, /:2: \[known\] needs 'address'/],
] as const)
  test(`a line that cannot be used is named: ${entry}`, () => {
    assert.match(faultOf(`known = [\n  { ${entry} },\n]\n`), told);
  });

test('a pair that stands twice is refused with both lines: two notes would contradict each other', () => {
  const line = `{ address = "10.0.0.1", mac = "${M1}" }`;
  assert.match(
    faultOf(`known = [\n${line},\n${line},\n]`),
    /:3: 10\.0\.0\.1 stands twice with 00:1b.*line 2/,
  );
});

test('a file that knows nobody says so itself', () => {
  assert.deepEqual(read('known = []'), []);
  assert.match(faultOf(''), /knows nobody/);
  assert.match(faultOf('[[pairs]]\naddress = "10.0.0.1"'), /a baseline has no key 'pairs'/);
});

test('written in one order, one line a pair, without a moment of writing', () => {
  const pair = (address: string, hardware: string, more: Partial<KnownPair> = {}): KnownPair => ({
    ip: ip(address),
    mac: mac(hardware),
    vlan: null,
    note: null,
    expires: null,
    heard: null,
    line: 0,
    ...more,
  });
  const pairs = [
    pair('10.0.0.9', M1, { vlan: 20 }),
    pair('10.0.0.10', M1, { note: 'a "b" \\ \u0007', expires: Date.UTC(2027, 0, 1) }),
    pair('10.0.0.9', M2, { expires: Date.UTC(2026, 11, 31, 17) }),
  ];
  const doubted = [{ pair: pair('10.0.0.9', M1), why: 'two hosts\nuse it' }];
  const text = baselineText(pairs, doubted);
  assert.deepEqual(text.split('\n').slice(2), [
    'known = [',
    '  # { address = "10.0.0.9", mac = "00:1b:21:00:00:01" }, # two hosts use it',
    '  { address = "10.0.0.9", mac = "00:1b:21:00:00:02", expires = 2026-12-31T17:00:00Z },',
    `  { address = "10.0.0.10", mac = "00:1b:21:00:00:01", note = "a \\"b\\" \\\\ \\u0007", expires = 2026-12-31 },`,
    '  { address = "10.0.0.9", mac = "00:1b:21:00:00:01", vlan = 20 },',
    ']',
    '',
  ]);
  assert.equal(baselineText(pairs.toReversed(), doubted), text);
  assert.equal(baselineText([]).split('\n').at(-2), 'known = []');
});

test('what is written is read as the same, whatever the notes say', () => {
  const pairs = fc.uniqueArray(
    fc.record({
      ip: fc.integer({ min: 0x0a000001, max: 0x0a0000ff }),
      mac: fc.option(fc.integer({ min: 1, max: 2 ** 48 - 2 }), { nil: null }),
      vlan: fc.option(fc.integer({ min: 1, max: 4094 }), { nil: null }),
      note: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { nil: null }),
      expires: fc.option(
        fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
        { nil: null },
      ),
      heard: fc.constant(null),
    }),
    { selector: ({ ip: address, mac: hardware, vlan }) => `${address} ${hardware} ${vlan}` },
  );
  fc.assert(
    fc.property(pairs, (written) => {
      const back = read(baselineText(written)).map(({ line, ...rest }) => (assert.ok(line > 0), rest));
      assert.deepEqual(
        back,
        written.toSorted(byPair).map((one) => ({ ...one })),
      );
    }),
  );
});
