import assert from 'node:assert/strict';
import { test } from 'node:test';
import { one, text, toggle } from './flags.ts';
import { commandHelp } from './help.ts';
import type { CommandWords } from './line.ts';
import { TIME_RULE, timeFlag } from './times.ts';

const LINE: CommandWords = {
  name: 'x',
  words: 'WORD',
  line: 'does it',
  flags: {
    plain: toggle('-P --plain', { help: 'plain text' }),
    old: one('-o', { value: 'N', help: 'as there', habit: 'arping' }, text),
    older: toggle('-O', { help: 'as there, too', habit: 'arp-scan' }),
  },
  ends: { 0: 'done', 130: 'interrupted' },
  examples: [
    ['arpist x a', 'first'],
    ['arpist x a-long-one', 'second'],
  ],
};

test('what a command takes, its flags, habits of other tools apart, ends and examples', () => {
  assert.equal(
    commandHelp(LINE),
    `arpist x: does it

usage: arpist x WORD [FLAG…]

flags:
  -P, --plain                 plain text
  -h, --help                  this text

habits (of arping), with the same meaning:
  -o N                        as there

habits (of arp-scan), with the same meaning:
  -O                          as there, too

exit codes:
  0    done
  130  interrupted

examples:
  arpist x a           first
  arpist x a-long-one  second
`,
  );
});

test('the rule of times where a flag takes one in seconds; notes and no examples', () => {
  const help = commandHelp({
    ...LINE,
    words: '',
    flags: { wait: timeFlag('--wait', { help: 'so long' }) },
    notes: ['A note.'],
    examples: [],
  });
  assert.match(help, /usage: arpist x \[FLAG…\]\n/);
  assert.ok(help.includes(`\n\n  ${TIME_RULE}\n\nA note.\n\nexit codes:`));
  assert.ok(!help.includes('examples:'));
  assert.ok(!help.includes('habits'));
  const millis = commandHelp({ ...LINE, flags: { t: timeFlag('-t', { help: 'so long' }, { bare: 'ms' }) } });
  assert.ok(!millis.includes('TIME is'));
});

test('no wider than the window, and never wider than 100', () => {
  const long = { ...LINE, notes: [`${'word '.repeat(60)}end`] };
  for (const [columns, most] of [
    [200, 100],
    [100, 100],
    [70, 70],
  ] as const) {
    const widths = commandHelp(long, columns)
      .split('\n')
      .map((line) => line.length);
    assert.ok(
      Math.max(...widths) <= most && Math.max(...widths) > most - 6,
      `${columns}: ${Math.max(...widths)}`,
    );
  }
});

test('what an example does stands below it where it would be too wide', () => {
  const wide = { ...LINE, examples: [...LINE.examples, [`arpist x ${'a'.repeat(90)}`, 'third']] } as const;
  const help = commandHelp(wide);
  assert.ok(help.includes('  arpist x a-long-one  second\n'));
  assert.ok(help.includes(`a\n      third\n`));
});
