import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../change/change.ts';
import { paperConfig } from '../sim/paper-config.ts';
import { ifupdownFiles } from './ifupdown.ts';

const CHANGES: readonly SystemChange[] = [{ do: 'publish', ip: '10.0.0.60', link: 'eth0' }];

function written(files: Readonly<Record<string, string>>, file = 'p.toml') {
  const { files: made, notes, lost } = ifupdownFiles(CHANGES, file, paperConfig(files));
  return { path: made[0]?.path, text: made[0]?.text ?? '', notes, lost };
}

const FIRST = '/etc/network/interfaces';

test('K17: a folder nobody reads is told, and it is no success', () => {
  for (const text of [
    '',
    'auto lo\niface lo inet loopback\n',
    '# source /etc/network/interfaces.d/*\n',
    'source /etc/network/other.d/file\n',
  ]) {
    const told = written({ [FIRST]: text });
    assert.equal(told.path, '/etc/network/interfaces.d/arpist-p');
    assert.match(
      told.lost.join(),
      /nobody reads \/etc\/network\/interfaces\.d\/arpist-p: .*no line 'source/,
      text,
    );
  }
  assert.match(written({}).lost.join(), /there is no \/etc\/network\/interfaces/);
  assert.doesNotMatch(written({ [FIRST]: '' }).text, /Needs the line/);
});

test('K17: a name is taken that is read: by source with any pattern, by source-directory, by a file that is sourced', () => {
  for (const [text, path, more] of [
    ['source /etc/network/interfaces.d/*', '/etc/network/interfaces.d/arpist-p', {}],
    ['source interfaces.d/*', '/etc/network/interfaces.d/arpist-p', {}],
    ['  source   /etc/network/interfaces.d/*.cfg', '/etc/network/interfaces.d/arpist-p.cfg', {}],
    ['source /etc/network/interfaces.d/[a-z]*.conf', '/etc/network/interfaces.d/arpist-p.conf', {}],
    ['source-directory /etc/network/interfaces.d', '/etc/network/interfaces.d/arpist-p', {}],
    ['source-directory interfaces.d/', '/etc/network/interfaces.d/arpist-p', {}],
    ['source /etc/network/local.d/*.intf', '/etc/network/local.d/arpist-p.intf', {}],
    [
      'source /etc/network/more',
      '/etc/network/interfaces.d/arpist-p',
      { '/etc/network/more': 'source interfaces.d/*\n' },
    ],
    ['source \\\n /etc/network/interfaces.d/*', '/etc/network/interfaces.d/arpist-p', {}],
  ] as const) {
    const told = written({ [FIRST]: `auto eth0\n${text}\n`, ...more });
    assert.deepEqual([told.path, told.lost, told.notes], [path, [], []], text);
  }
  const dotted = written(
    { [FIRST]: 'auto eth0\nsource-directory /etc/network/interfaces.d\n' },
    'my.router.toml',
  );
  assert.deepEqual([dotted.path, dotted.lost], ['/etc/network/interfaces.d/arpist-my-router', []]);
});

test('K17: files that source each other come to an end; a link that nobody brings up is told', () => {
  const loop = { [FIRST]: 'source /etc/network/a\n', '/etc/network/a': 'source /etc/network/interfaces\n' };
  assert.equal(written(loop).lost.length, 1);
  const idle = written({ [FIRST]: 'auto lo\nsource interfaces.d/*\n' });
  assert.match(idle.notes.join(), /no line 'auto eth0'/);
  const hot = written({ [FIRST]: 'allow-hotplug eth*\nsource interfaces.d/*\n' });
  assert.deepEqual(hot.notes, []);
});
