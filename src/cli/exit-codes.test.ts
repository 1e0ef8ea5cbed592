import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../base/fault.ts';
import { printable } from '../base/printable.ts';
import { MANUAL } from '../manual/manual.ts';
import { EXIT, EXIT_MEANINGS, exitCodeOfFault } from './exit-codes.ts';
import { tellFault } from './faults.ts';
import { overview } from './overview.ts';

test('the codes are the ones promised, in --help and in the documentation', () => {
  const codes = Object.values(EXIT).toSorted((a, b) => a - b);
  assert.deepEqual(codes, [0, 1, 2, 3, 4, 5, 130]);
  const page = readFileSync(new URL('../../docs/exit-codes.md', import.meta.url), 'utf8');
  assert.deepEqual(
    [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code)),
    codes,
  );
  for (const [code, meaning] of Object.entries(EXIT_MEANINGS))
    assert.ok(overview(1000).replaceAll(/\s+/g, ' ').includes(`${code} ${meaning}`));
});

test('each kind of fault has its code', () => {
  assert.deepEqual(
    (
      [
        'rights',
        'interface',
        'unsupported',
        'link-lost',
        'disk-full',
        'file',
        'not-a-capture',
        'name',
        'busy',
        'interrupted',
      ] as const
    ).map(exitCodeOfFault),
    [3, 3, 3, 5, 5, 2, 2, 2, 3, 130],
  );
});

test('a fault is one sentence: what, where it is not said already, and what to do', () => {
  assert.deepEqual(tellFault(new UsageFault('--rate', "'x' is no rate", 'write 5000')), {
    sentence: "arpist: --rate: 'x' is no rate; write 5000.",
    code: 2,
  });
  assert.equal(
    tellFault(new UsageFault('-z', 'there is no flag -z', 'did you mean -x?')).sentence,
    'arpist: there is no flag -z; did you mean -x?',
  );
  const system = new SystemFault('interface', 'eth0 is down', {
    operation: 'open',
    remedy: 'ip link set eth0 up',
  });
  assert.deepEqual(tellFault(system), { sentence: 'arpist: eth0 is down; ip link set eth0 up.', code: 3 });
});

test('a mistake of our own is told without a stack, and nothing in it steers a terminal', () => {
  const { sentence, code } = tellFault(new TypeError('x is not\na function\u001b[2J'));
  assert.match(
    sentence,
    /^arpist: this is a mistake in arpist itself: TypeError: x is not a function\\x1b\[2J; please report it/,
  );
  assert.equal(sentence.includes('\n'), false);
  assert.equal(code, 5);
  assert.equal(printable('a\u202eb\u0007'), 'a\\u202eb\\x07');
});

test('A12: a word of thirty thousand letters is told by its beginning and its end, in one line', () => {
  const { sentence } = tellFault(
    new UsageFault('--where', `'${'('.repeat(30_000)}x' is not closed`, 'close it'),
  );
  assert.ok(sentence.length < 1000, String(sentence.length));
  assert.match(sentence, /^arpist: --where: '\(+ … \(+x' is not closed; close it\.$/);
});

test('R7: a snapshot that cannot be used is 2 in the help of every command that takes one', () => {
  const taking = MANUAL.filter(({ flags }) => 'host' in flags || 'hosts' in flags);
  assert.ok(taking.length >= 4, 'they are found');
  for (const { name, ends } of taking) {
    assert.match(ends[2] ?? '', /snapshot/, name);
    assert.doesNotMatch(ends[3] ?? '', /snapshot/, name);
  }
});
