import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../change/change.ts';
import { paperConfig } from '../sim/paper-config.ts';
import { ifupdownFiles } from './ifupdown.ts';
import { interfacesFiles, isSourced, sourcedPath } from './interfaces-files.ts';

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

const read = (files: Readonly<Record<string, string>>) => interfacesFiles(paperConfig(files));

test('links come up by auto and by allow-…, and by no other word', () => {
  const text =
    'auto lo eth0\n\tallow-hotplug  eth1 \nallow-auto eth2\nno-auto eth3\niface eth4 inet static\nautomatic\n';
  assert.deepEqual(read({ [FIRST]: text }).started.slice(0, 4), ['lo', 'eth0', 'eth1', 'eth2']);
  assert.ok(!read({ [FIRST]: text }).started.includes('eth3'));
  assert.ok(!read({ [FIRST]: text }).started.includes('eth4'));
  assert.deepEqual(read({ [FIRST]: '#auto eth0\n  # auto eth1\n\nauto eth2 \\\n eth3\n' }).started, [
    'eth2',
    'eth3',
  ]);
});

test('a relative name is from the folder of the file it stands in, several stand in one line, a last slash does not count', () => {
  const { sources } = read({
    [FIRST]: 'source more/a /etc/network/b\nsource-directory interfaces.d//\n',
    '/etc/network/more/a': 'source c\n',
  });
  assert.deepEqual(
    sources.map(({ pattern, byFolder }) => `${pattern}${byFolder ? ' whole' : ''}`),
    ['/etc/network/more/a', '/etc/network/b', '/etc/network/interfaces.d whole', '/etc/network/more/c'],
  );
  assert.deepEqual(read({ [FIRST]: 'iface eth0 inet manual\nsources x\n' }).sources, []);
});

test('what is sourced is read, once, and five hundred files at most', () => {
  const chain = (length: number): readonly string[] => {
    const files = Object.fromEntries(
      Array.from({ length }, (_, at) => [
        at === 0 ? FIRST : `/etc/network/${at}/f`,
        `auto e${at}\nsource /etc/network/${at + 1}/f\nsource /etc/network/${at + 1}/f\n`,
      ]),
    );
    return read(files).started;
  };
  assert.equal(chain(500).length, 500);
  assert.equal(chain(501).length, 500);
  assert.equal(read({}).isThere, false);
  assert.equal(read({ [FIRST]: '' }).isThere, true);
});

test('of a folder only names of letters, digits, underscores and hyphens are read; of a pattern all that match', () => {
  const whole = [{ pattern: '/etc/network/interfaces.d', byFolder: true }];
  const some = [{ pattern: '/etc/network/interfaces.d/*.cfg', byFolder: false }];
  for (const [path, byFolder, byPattern] of [
    ['/etc/network/interfaces.d/eth0', true, false],
    ['/etc/network/interfaces.d/my_eth-0', true, false],
    ['/etc/network/interfaces.d/eth0.cfg', false, true],
    ['/etc/network/interfaces.d/x/eth0', false, false],
    ['/etc/network/other.d/eth0', false, false],
  ] as const)
    assert.deepEqual([isSourced(whole, path), isSourced(some, path)], [byFolder, byPattern], path);
  assert.equal(isSourced([...whole, ...some], '/etc/network/interfaces.d/eth0.cfg'), true);
});

test('a name that is read: ours with an ending, else one of theirs, else none', () => {
  const path = (pattern: string, byFolder = false) =>
    sourcedPath({ isThere: true, started: [], sources: [{ pattern, byFolder }] }, 'arpist-p');
  const own = '/etc/network/interfaces.d/arpist-p';
  assert.equal(path('/etc/network/interfaces.d/*'), own);
  assert.equal(path('/etc/network/interfaces.d/*.cfg'), `${own}.cfg`);
  assert.equal(path('/etc/network/interfaces.d/*.conf'), `${own}.conf`);
  assert.equal(path('/etc/network/interfaces.d', true), own);
  assert.equal(path('/etc/network/local.d', true), '/etc/network/local.d/arpist-p');
  assert.equal(path('/etc/network/local.d/*.intf'), '/etc/network/local.d/arpist-p.intf');
  assert.equal(path('/srv/network/*.intf'), null, 'outside of /etc');
  assert.equal(path('/etc/net*/x.d/*'), null, 'which folder is not known');
  assert.equal(path('/etc/network/x.d/a*'), null);
  assert.equal(path('/etc/network/x.d/file'), null);
});
