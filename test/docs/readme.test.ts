import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMAND_LINES } from '../../tools/docs-commands.ts';
import { HERE, IN_VM } from '../readme/scenes.ts';
import { difference, sections, type Shown, shownIn } from '../readme/shown.ts';
import { settled } from '../readme/steady.ts';

/** A command of arpist, with whatever it takes to get its rights or its input before it, and without what is done with its output. */
const ARPIST = /\barpist ([a-z][^|>]*)/;

test('every transcript of the README has a scene that makes it, and every scene its transcript', () => {
  const played = [...Object.keys(HERE), ...IN_VM];
  const shown = sections()
    .filter((one) => shownIn(one).some(({ lines }) => lines.some((line) => line !== '')))
    .map(({ title }) => title);
  assert.deepEqual(played.toSorted(), shown.toSorted());
});

test('every command of the README is one, with flags that it has', () => {
  let seen = 0;
  for (const { command } of sections().flatMap((one) => shownIn(one))) {
    const words = ARPIST.exec(command)?.[1]?.split(' ') ?? [];
    if (words.length === 0) continue;
    seen++;
    const line =
      COMMAND_LINES.find(({ name }) => name === words.slice(0, 2).join(' ')) ??
      COMMAND_LINES.find(({ name }) => name === words[0]);
    assert.ok(line, command);
    const flags = Object.values(line.flags).flatMap(({ names }) => names);
    for (const word of words.filter((one) => /^--?[a-z]/i.test(one)))
      assert.ok(flags.includes(word.replace(/=.*$/, '')), `${command}: ${word}`);
  }
  assert.ok(seen >= 30, `${seen} commands`);
});

const shown = (command: string, ...lines: readonly string[]): Shown => ({ host: '', command, lines });

test('what is compared: every letter, but for times and what hangs on them', () => {
  const scan = shown('arpist scan', '10.77.0.11  00:1b:21:00:00:10  Intel   0.041', '3 asked in 3.8 s');
  assert.equal(difference(scan, ['3 asked in 411 ms', '10.77.0.11  00:1b:21:00:00:10  Intel  10.007']), null);
  for (const other of [
    '10.77.0.12  00:1b:21:00:00:10  Intel   0.041',
    '10.77.0.11  00:1b:21:00:00:10  Intel',
  ])
    assert.ok(difference(scan, [other, '3 asked in 3.8 s']), other);
  assert.ok(difference(scan, [scan.lines[0]!, '4 asked in 3.8 s']));
  assert.ok(difference(scan, [...scan.lines, 'more']), 'a line more');
  const undo = shown('arpist apply x', 'b (undo mx3bryhl-111441)', 'a');
  assert.equal(difference(undo, ['b (undo mx3bryhm-000000)', 'a']), null);
  assert.ok(difference(undo, undo.lines.toReversed()), 'the order counts');
});

test('what README leaves out may be anything, and the rest stands in its order', () => {
  const plan = shown('arpist plan x', 'a', '  …', 'b', 'c', '…', 'd');
  assert.equal(difference(plan, ['a', '1', '2', 'b', 'c', 'd']), null);
  assert.equal(difference(plan, ['a', 'b', 'c', 'c', 'd']), null);
  for (const other of ['a c b d', 'a b d', 'x a b c d', 'a b c d x', 'a b x c d'])
    assert.ok(difference(plan, other.split(' ')), other);
});

test('only a rule that names its command touches its numbers', () => {
  assert.deepEqual(settled('arpist vlan', ['1234  eth1  9  476']), ['1234 eth1 N N']);
  assert.deepEqual(settled('arpist check x', ['1234  eth1  9  476']), ['1234  eth1  9  476']);
  assert.deepEqual(settled('arpist who x', ['x RTT=0.067 ms', '1 answer came late, after the next']), [
    'x RTT=T',
  ]);
});
