import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeclaration } from './read.ts';

const A = '02:00:00:00:00:01';

/** What is said of a [guard]; empty: it is taken. */
function faults(guard: object): readonly string[] {
  const read = readDeclaration({ guard }, () => null);
  return read.ok ? [] : read.error.map(({ sentence, remedy }) => `${sentence}; ${remedy}`);
}

const SPEAKER = { address: '10.0.0.1', macs: [A] };

const BAD: readonly (readonly [string, object, RegExp])[] = [
  ['no interface', { speaker: [SPEAKER] }, /\[guard\] needs 'interface'/],
  [
    'both words',
    { interface: 'e0', interfaces: ['e1'], speaker: [SPEAKER] },
    /say the same; write one of the two/,
  ],
  ['nobody', { interface: 'e0' }, /names nobody who may speak/],
  ['no macs', { interface: 'e0', speaker: [{ address: '10.0.0.1' }] }, /needs 'macs'/],
  ['empty macs', { interface: 'e0', speaker: [{ address: '10.0.0.1', macs: [] }] }, /'macs' names nobody/],
  ['no address', { interface: 'e0', speaker: [{ macs: [A] }] }, /needs 'address'/],
  [
    'twice the address',
    { interface: 'e0', speaker: [{ ...SPEAKER, addresses: ['10.0.0.2'] }] },
    /'address' and 'addresses' say the same/,
  ],
  ['the same in two', { interface: 'e0', speaker: [SPEAKER, SPEAKER] }, /names 10\.0\.0\.1 twice/],
  [
    'a group',
    { interface: 'e0', speaker: [{ address: '10.0.0.1', macs: ['01:00:00:00:00:01'] }] },
    /multicast MAC/,
  ],
  [
    'no number of a router',
    { interface: 'e0', speaker: [{ ...SPEAKER, vrrp: 0 }] },
    /whole number from 1 to 255/,
  ],
  [
    'no number of a router',
    { interface: 'e0', speaker: [{ ...SPEAKER, vrrp: 256 }] },
    /whole number from 1 to 255/,
  ],
  ['a mode', { interface: 'e0', mode: 'refuse', speaker: [SPEAKER] }, /one of drop, count/],
  ['a time', { interface: 'e0', expires: '0d', speaker: [SPEAKER] }, /length of time up to 3650d/],
  ['a time', { interface: 'e0', expires: '3651d', speaker: [SPEAKER] }, /length of time up to 3650d/],
  ['a unit', { interface: 'e0', expires: '5m', speaker: [SPEAKER] }, /write it as "30d"/],
  ['a slip', { interface: 'e0', speakers: [SPEAKER], speaker: [SPEAKER] }, /no key 'speakers'/],
  ['a slip below', { interface: 'e0', speaker: [{ ...SPEAKER, mac: A }] }, /no key 'mac'/],
];

for (const [what, guard, expected] of BAD)
  test(`[guard] refuses: ${what}: ${String(expected)}`, () => {
    assert.match(faults(guard).join('\n'), expected);
  });

test('times are read in their units', () => {
  for (const [text, seconds] of [
    ['1s', 1],
    ['2min', 120],
    ['3h', 10_800],
    ['3650d', 315_360_000],
  ] as const) {
    const read = readDeclaration(
      { guard: { interface: 'e0', expires: text, speaker: [SPEAKER] } },
      () => null,
    );
    assert.equal(read.ok && read.value.guard?.expires, seconds);
  }
});

test('a hundred thousand addresses are taken, and one more is not', () => {
  const many = (count: number): object => ({
    interface: 'e0',
    speaker: [
      { addresses: [`10.0.0.1-10.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`], macs: [A] },
    ],
  });
  assert.deepEqual(faults(many(100_000)), []);
  assert.match(faults(many(100_001)).join(), /100001|at most 100000/);
});
