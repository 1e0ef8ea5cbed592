import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UsageFault } from './fault.ts';
import { formatIpv4 } from './ipv4.ts';
import { contains, formatPrefix, maskOf, parsePrefix, prefixOf } from './prefix.ts';
import { normalizeRanges } from './target-set.ts';
import { hostsOfSubnet, parseTargets, parseTargetText, type Target } from './targets.ts';

function spell(targets: readonly Target[]): string {
  return targets
    .map((target) => {
      if (target.kind !== 'range') return JSON.stringify(target);
      const { first, last } = target.range;
      return first === last ? formatIpv4(first) : `${formatIpv4(first)}-${formatIpv4(last)}`;
    })
    .join(' ');
}

const UNDERSTOOD: Readonly<Record<string, string>> = {
  '10.0.0.7': '10.0.0.7',
  '10.0.0.7/24': '10.0.0.0-10.0.0.255',
  '10.0.0.0/32': '10.0.0.0',
  '0.0.0.0/0': '0.0.0.0-255.255.255.255',
  '10.0.0.7/255.255.252.0': '10.0.0.0-10.0.3.255',
  '10.0.0.7:255.255.252.0': '10.0.0.0-10.0.3.255',
  '10.0.0.10-10.0.1.3': '10.0.0.10-10.0.1.3',
  '10.0.0.10-99': '10.0.0.10-10.0.0.99',
  '10.0.0.11,12': '10.0.0.11 10.0.0.12',
  '10.0.0.11,20-30': '10.0.0.11 10.0.0.20-10.0.0.30',
  '10.0.0.11,10.0.0.13': '10.0.0.11 10.0.0.13',
  '10.0.0.1,10.0.1.5-9,12': '10.0.0.1 10.0.1.5-10.0.1.9 10.0.1.12',
  '10.0.0.0/30,10.0.1.0/30': '10.0.0.0-10.0.0.3 10.0.1.0-10.0.1.3',
  '10.0.0,1.1-254': '10.0.0.1-10.0.0.254 10.0.1.1-10.0.1.254',
  '10.0.0.*': '10.0.0.0-10.0.0.255',
  '10.0.*.*': '10.0.0.0-10.0.255.255',
  '10.0.3-5.*': '10.0.3.0-10.0.5.255',
  '10.0.1-2.7': '10.0.1.7 10.0.2.7',
  ' 10.0.0.7 ': '10.0.0.7',
  eth0: '{"kind":"name","name":"eth0"}',
  'eth1.1234': '{"kind":"name","name":"eth1.1234"}',
  'router.example': '{"kind":"name","name":"router.example"}',
  '10-gigabit-switch': '{"kind":"name","name":"10-gigabit-switch"}',
  'eth0,eth1': '{"kind":"name","name":"eth0"} {"kind":"name","name":"eth1"}',
  '@hosts.txt': '{"kind":"file","path":"hosts.txt"}',
  '-': '{"kind":"stdin"}',
};

for (const [word, meaning] of Object.entries(UNDERSTOOD)) {
  test(`${word} is understood`, () => assert.equal(spell(parseTargets(word)), meaning));
}

const REFUSED: Readonly<Record<string, RegExp>> = {
  '': /empty/,
  '10.0.0.0/33': /no prefix length 33/,
  '10.0.0.0/': /no prefix length/,
  '10.0.0.0/-1': /no prefix length -1/,
  '10.0.0.0/024': /no prefix length 024/,
  '10.0.0.300': /10\.0\.0\.300 is not an IPv4 address/,
  '10.0.0': /not an IPv4 address/,
  '10.0.0.010': /not an IPv4 address/,
  '010.0.0.1/8': /010\.0\.0\.1 is not an IPv4 address/,
  '10.0.0.1-300': /300 is above 255/,
  '10.0.0.9-3': /backwards/,
  '10.0.0.9-10.0.0.3': /10\.0\.0\.9-10\.0\.0\.3 runs backwards/,
  '10.0.0.9-': /not the end of a range/,
  '10.0.0.9-foo': /foo is not the end of a range/,
  '10.0.0.9--12': /not the end of a range/,
  '10.0.0.1,': /empty place/,
  '10.0.0.1,,10.0.0.2': /empty place/,
  '10.0.0.1,300': /300 is (not the last number|above 255)/,
  '10.0.0.0/30,300': /300 is not the last number/,
  '10.0.0.0:255.0.255.0': /not a network mask/,
  '10.0.0.0/0.0.0.255': /not a network mask/,
  '10.0.0.0:24': /not a network mask/,
  '*.*.*.1': /more than 65536 separate ranges/,
  '0-255.0-255.0-255.0-255,1': /more than 65536 separate ranges/,
  'b8:27:eb:00:00:01': /is a MAC address,/,
  'b8:27:eb': /is a MAC address prefix/,
  'fe80::1': /IPv6 has no ARP/,
  '@': /no file/,
  'router/24': /neither an address nor a name/,
  'two words': /neither/,
  '--fast': /neither/,
};

for (const [word, sentence] of Object.entries(REFUSED)) {
  test(`${JSON.stringify(word)} is refused`, () => {
    assert.throws(
      () => parseTargets(word, 'target'),
      (fault) => {
        assert.ok(fault instanceof UsageFault);
        assert.match(fault.message, sentence);
        assert.equal(fault.where, 'target');
        assert.notEqual(fault.remedy, '');
        return true;
      },
    );
  });
}

test('a wildcard mask is answered with the mask that was meant', () => {
  assert.throws(
    () => parseTargets('10.0.0.0/0.0.3.255'),
    (fault) => fault instanceof UsageFault && /255\.255\.252\.0/.test(fault.remedy),
  );
});

test('no text makes anything but targets or a usage fault', () => {
  const alphabet = fc.string({ unit: fc.constantFrom(...'0123456789.,-/:*@ab%'.split('')), maxLength: 24 });
  fc.assert(
    fc.property(fc.oneof(fc.string(), alphabet), (word) => {
      try {
        for (const target of parseTargets(word)) {
          if (target.kind === 'range') assert.ok(target.range.first <= target.range.last);
          if (target.kind === 'name') assert.doesNotMatch(target.name, /^[\d.]+$/);
        }
      } catch (fault) {
        assert.ok(fault instanceof UsageFault, String(fault));
      }
    }),
    { numRuns: 2000 },
  );
});

test('every way to write a network means the same addresses', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 }), (ip, length) => {
      const mask = formatIpv4(maskOf(length));
      const prefix = prefixOf(ip, length);
      const words = [
        `${formatIpv4(ip)}/${length}`,
        formatPrefix(prefix),
        `${formatIpv4(ip)}/${mask}`,
        `${formatIpv4(ip)}:${mask}`,
      ];
      const meanings = words.map((word) => spell(parseTargets(word)));
      assert.deepEqual(new Set(meanings).size, 1);
      const [only] = parseTargets(words[0]!);
      assert.ok(only?.kind === 'range' && contains(prefix, only.range.first));
      assert.equal(only.range.last - only.range.first + 1, 2 ** (32 - length));
    }),
  );
});

test('octet lists mean every combination', () => {
  const field = fc.array(fc.nat(255), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(field, field, field, field, (a, b, c, d) => {
      const word = [a, b, c, d].map((numbers) => numbers.join(',')).join('.');
      const expected = new Set<number>();
      for (const w of a)
        for (const x of b)
          for (const y of c) for (const z of d) expected.add(((w * 256 + x) * 256 + y) * 256 + z);
      let count = 0;
      for (const { first, last } of normalizeRanges(
        parseTargets(word).map((target) =>
          target.kind === 'range' ? target.range : { first: -1, last: -1 },
        ),
      ))
        for (let ip = first; ip <= last; ip++, count++) assert.ok(expected.has(ip));
      assert.equal(count, expected.size);
    }),
    { numRuns: 50 },
  );
});

test('a file has words on lines, with comments, and says where it is wrong', () => {
  assert.equal(
    spell(parseTargetText('# ours\n10.0.0.1 10.0.0.2\r\n\n10.1.0.0/30 # lab\nprinter\n', 'list')),
    '10.0.0.1 10.0.0.2 10.1.0.0-10.1.0.3 {"kind":"name","name":"printer"}',
  );
  const wrong = (text: string): string => {
    try {
      return spell(parseTargetText(text, 'list'));
    } catch (fault) {
      assert.ok(fault instanceof UsageFault);
      return `${fault.where}: ${fault.message}`;
    }
  };
  assert.equal(wrong(''), 'list: list names no target');
  assert.equal(wrong('# nothing\n \n'), 'list: list names no target');
  assert.equal(wrong('10.0.0.1\n10.0.0.300'), 'list, line 2: 10.0.0.300 is not an IPv4 address');
  assert.match(wrong('@other'), /^list, line 1: @other is not read/);
});

test('a subnet of ours is asked without its two edges, a /31 and a /32 whole', () => {
  const hosts = (text: string): string => {
    const { first, last } = hostsOfSubnet(parsePrefix(text)!);
    return `${formatIpv4(first)}-${formatIpv4(last)}`;
  };
  assert.equal(hosts('10.0.0.9/24'), '10.0.0.1-10.0.0.254');
  assert.equal(hosts('10.0.0.9/30'), '10.0.0.9-10.0.0.10');
  assert.equal(hosts('10.0.0.9/31'), '10.0.0.8-10.0.0.9');
  assert.equal(hosts('10.0.0.9/32'), '10.0.0.9-10.0.0.9');
});

for (const word of [
  '2001:db8::1',
  '[::1]',
  'fe80::1%eth0',
  '2001:db8::/32',
  '10.0.0.1,2001:db8::1',
  '2001:db8::1-2001:db8::9',
])
  test(`R8: the target ${word} is told as IPv6`, () => {
    assert.throws(
      () => parseTargets(word),
      (fault) => fault instanceof UsageFault && /is an IPv6 address, and IPv6 has no ARP/.test(fault.message),
    );
  });

test('K23: what stands behind an address is no target, another address is', () => {
  const list =
    '10.0.0.2 gw gw.lan # router\n10.0.0.3\tb8:27:eb:00:00:03\tRaspberry Pi Foundation, 3 (DUP: 2)\n10.0.0.4 10.0.0.5\n';
  assert.equal(spell(parseTargetText(list, 'list')), '10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5');
  assert.equal(spell(parseTargetText(list, 'list', 'first')), '10.0.0.2 10.0.0.3 10.0.0.4');
  assert.equal(spell(parseTargetText('gw 10.0.0.9 # first', 'list', 'first')), '{"kind":"name","name":"gw"}');
  assert.throws(() => parseTargetText('10.0.0.1 10.0.0.300', 'list'), /10\.0\.0\.300 is not an IPv4 address/);
});
