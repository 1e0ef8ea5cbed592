import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { many, one, text, toggle } from './flags.ts';
import { list } from './numbers.ts';
import { parseArgs, type ParseHints } from './parse.ts';

const FLAGS = {
  quiet: toggle('-q --quiet', { help: '' }),
  plain: toggle('-P --plain', { help: '' }),
  name: one('-n --name', { value: 'NAME', help: '' }, text),
  words: many('-w --words', { value: 'WORD', help: '' }, list),
};

const read = (line: string, hints?: ParseHints) => {
  const { words, values } = parseArgs(line.split(' ').filter(Boolean), FLAGS, hints);
  return [words.join(' '), values.quiet, values.plain, values.name, values.words.join(' ')];
};

function fault(line: string, hints?: ParseHints): string {
  try {
    return `read: ${read(line, hints).join()}`;
  } catch (cause) {
    assert.ok(cause instanceof UsageFault);
    return `${cause.message} (${cause.remedy})`;
  }
}

test('flags and words in any order, attached or apart, bundled, and nothing but words behind --', () => {
  for (const [line, ...expected] of [
    ['', '', false, false, undefined, ''],
    ['a -q b', 'a b', true, false, undefined, ''],
    ['--quiet a --name x b', 'a b', true, false, 'x', ''],
    ['--name=x a', 'a', false, false, 'x', ''],
    ['--name= a', 'a', false, false, '', ''],
    ['-n x a', 'a', false, false, 'x', ''],
    ['-nx a', 'a', false, false, 'x', ''],
    ['-n=x a', 'a', false, false, 'x', ''],
    ['-qPn x', '', true, true, 'x', ''],
    ['-qnx', '', true, false, 'x', ''],
    ['-nqP', '', false, false, 'qP', ''],
    ['-w a,b -w c', '', false, false, undefined, 'a b c'],
    ['-q -q', '', true, false, undefined, ''],
    ['- -n -', '-', false, false, '-', ''],
    ['-n -- -q', '', true, false, '--', ''],
    ['a -- -q --name b', 'a -q --name b', false, false, undefined, ''],
    ['-n -5', '', false, false, '-5', ''],
    ['--name=-q', '', false, false, '-q', ''],
  ] as const)
    assert.deepEqual(read(line), expected, line);
});

test('what is unknown, lacks its value, has one it does not take, or is said twice', () => {
  for (const [line, said] of [
    ['--quite', 'there is no flag --quite (did you mean --quiet?)'],
    ['--quite=1', 'there is no flag --quite (did you mean --quiet?)'],
    ['--zzzzzzzz', 'there is no flag --zzzzzzzz (see --help)'],
    ['-qx', 'there is no flag -x (in -qx)'],
    ['--name', '--name needs a value (write --name NAME)'],
    ['-n', '-n needs a value (write -n NAME)'],
    ['-n -q', '-n needs a value (write -n NAME)'],
    ['-n --name=x', '-n needs a value (write -n NAME)'],
    ['-w', '-w needs a value (write -w WORD)'],
    ['--quiet=yes', "--quiet takes no value, but got 'yes' (write --quiet alone)"],
    ['-n a -n b', '-n is given twice (keep the one that is meant)'],
    ['-n a --name=b', '--name is given twice (keep the one that is meant)'],
    ['-n= -nb', '-n is given twice (keep the one that is meant)'],
  ] as const)
    assert.ok(fault(line).startsWith(said), `${line}: ${fault(line)}`);
});

test('a flag of another tool is told with what to do instead; help is where it is said to be', () => {
  const habits = { tool: 'arping', instead: { '-z': 'leave it out' } };
  const hints = { help: 'arpist ping --help', habits };
  assert.equal(fault('-z', hints), 'the -z of arping is not taken here (leave it out)');
  assert.equal(fault('-qz', hints), 'the -z of arping is not taken here (leave it out)');
  assert.equal(fault('--zzzzzzzz', hints), 'there is no flag --zzzzzzzz (see arpist ping --help)');
  assert.match(fault('--toString', hints), /^there is no flag --toString/);
  assert.match(fault('constructor -y', hints), /^there is no flag -y/);
});
