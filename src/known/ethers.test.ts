import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ip, mac } from '../../test/cli/stations.ts';
import { ethersLine, parseEthers } from './ethers.ts';

const M1 = '02:00:00:00:00:01';

test('MAC and host in either order, in every spelling, with comments and empty lines', () => {
  const { lines, bad } = parseEthers(
    `# ours\n\n${M1} 10.0.0.7\r\n10.0.0.8\t0200.0000.0001   # the printer\n  02-00-00-00-00-01 printer.example\r10.0.0.9 ${M1} temp\n10.0.0.10 ${M1} pub temp`,
  );
  assert.deepEqual(bad, []);
  assert.deepEqual(
    lines.map(({ line, host, temporary, publish }) => [line, host, temporary, publish]),
    [
      [3, ip('10.0.0.7'), false, false],
      [4, ip('10.0.0.8'), false, false],
      [5, 'printer.example', false, false],
      [6, ip('10.0.0.9'), true, false],
      [7, ip('10.0.0.10'), true, true],
    ],
  );
  for (const line of lines) assert.equal(line.mac, mac(M1));
});

test('a byte order mark in front is none of the text', () => {
  assert.deepEqual(parseEthers(`\uFEFF${M1} 10.0.0.7`).bad, []);
});

for (const [text, why] of [
  [M1, /stands alone/],
  ['10.0.0.7', /stands alone/],
  ['10.0.0.7 printer', /neither '10\.0\.0\.7' nor 'printer' is a MAC/],
  [`${M1} 10.0.0.256`, /'10\.0\.0\.256' is no IPv4 address and no name/],
  [`${M1} 10.0`, /no IPv4 address and no name/],
  [`${M1} -x`, /no IPv4 address and no name/],
  [`${M1} fe80::1`, /IPv6/],
  [`${M1} 10.0.0.7 perm`, /'perm' has no meaning/],
  [`${M1} 10.0.0.7 temp 3`, /'3' has no meaning/],
] as const) {
  test(`a line that cannot be read is told with its number, the others are taken: ${text}`, () => {
    const { lines, bad } = parseEthers(`${M1} 10.0.0.1\n${text}\n${M1} 10.0.0.2`);
    assert.deepEqual([lines.length, bad.length, bad[0]?.line], [2, 1, 2]);
    assert.match(bad[0]!.why, why);
  });
}

test('no text makes it throw, and every line is read, bad or empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { lines, bad } = parseEthers(text);
      const numbers = [...lines, ...bad].map(({ line }) => line);
      assert.equal(new Set(numbers).size, numbers.length);
    }),
  );
});

test('what is written is read', () => {
  const { lines, bad } = parseEthers(ethersLine(ip('10.0.0.7'), mac(M1)));
  assert.deepEqual([bad, lines[0]?.host, lines[0]?.mac], [[], ip('10.0.0.7'), mac(M1)]);
});
