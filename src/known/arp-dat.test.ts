import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ip, mac } from '../../test/cli/stations.ts';
import { arpDatLine, parseArpDat } from './arp-dat.ts';

test('a line of upstream and one of Debian, which keeps the interface; an address has a line for each MAC', () => {
  const { lines, bad } = parseArpDat(
    '0:1b:21:0:0:50\t10.77.0.50\t1700000000\tnas\n00:1b:21:00:00:51\t10.77.0.50\t1700000100\t\teth0\n# old\n\n8:0:20:1:2:3\t10.77.0.9\n',
  );
  assert.deepEqual(bad, []);
  assert.deepEqual(
    lines.map(({ ip: address, mac: hardware, heard, host, interface: link, line }) => [
      line,
      address,
      hardware,
      heard,
      host,
      link,
    ]),
    [
      [1, ip('10.77.0.50'), mac('00:1b:21:00:00:50'), 1_700_000_000_000, 'nas', null],
      [2, ip('10.77.0.50'), mac('00:1b:21:00:00:51'), 1_700_000_100_000, null, 'eth0'],
      [5, ip('10.77.0.9'), mac('08:00:20:01:02:03'), null, null, null],
    ],
  );
});

for (const [text, why] of [
  ['0:1b:21:0:0:50 10.77.0.50', /stands alone/],
  ['0:1b:21:0:0\t10.77.0.50', /no MAC/],
  ['0:1b:21:0:0:50\tnas\t1700000000', /'nas' is no IPv4/],
  ['0:1b:21:0:0:50\t10.77.0.50\tyesterday', /'yesterday' is no time/],
] as const)
  test(`a bad line is told with its number, and the others are taken: ${text}`, () => {
    const { lines, bad } = parseArpDat(`0:1b:21:0:0:1\t10.77.0.1\t1\n${text}\n0:1b:21:0:0:2\t10.77.0.2\t1\n`);
    assert.deepEqual([lines.length, bad.length, bad[0]?.line], [2, 1, 2]);
    assert.match(bad[0]!.why, why);
  });

test('a MAC is written without leading zeros, and a name cannot begin another column or line', () => {
  const line = {
    ip: ip('10.77.0.50'),
    mac: mac('00:1b:21:00:0a:50'),
    heard: 1_700_000_000_999,
    host: 'na\ts\n',
    interface: 'eth0',
  };
  assert.equal(arpDatLine(line), '0:1b:21:0:a:50\t10.77.0.50\t1700000000\tna_s_\teth0\n');
  assert.equal(
    arpDatLine({ ...line, heard: null, host: null, interface: null }),
    '0:1b:21:0:a:50\t10.77.0.50\t0\n',
  );
});

test('what is written is read as the same', () => {
  const word = fc.option(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { nil: null });
  const lines = fc.array(
    fc.record({
      ip: fc.nat({ max: 0xffffffff }),
      mac: fc.nat({ max: 2 ** 48 - 1 }),
      heard: fc.option(
        fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
        { nil: null },
      ),
      host: word,
      interface: word,
    }),
  );
  fc.assert(
    fc.property(lines, (written) => {
      const { lines: read, bad } = parseArpDat(written.map(arpDatLine).join(''));
      assert.deepEqual(bad, []);
      assert.deepEqual(
        read.map(({ line, ...rest }) => (assert.ok(line > 0), rest)),
        written.map((one) => ({ ...one })),
      );
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { lines, bad } = parseArpDat(text);
      assert.ok(lines.length + bad.length <= text.split(/\r\n|\n|\r/).length);
    }),
  );
});
