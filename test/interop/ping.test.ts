import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Lab, openLab, whyNoLab } from '../live/lab.ts';
import { needsArping } from '../programs.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

const skip = whyNoLab || needsArping();

interface Said {
  readonly lines: readonly string[];
  readonly code: number | null;
}

/** What a program prints, without what differs from run to run: the round trips. */
function said(namespace: string, program: readonly string[]): Said {
  const run = spawnSync('ip', ['netns', 'exec', namespace, ...program], { encoding: 'utf8' });
  const lines = run.stdout.split('\n').map((line) => line.replace(/\d+\.\d{3}ms$/, 'Tms'));
  return { lines, code: run.status };
}

function office(lab: Lab): string {
  const asker = lab.host('ask', {
    nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] }],
  });
  lab.host('pi', { nics: [{ name: 'eth0', mac: 'b8:27:eb:00:00:11', addresses: ['10.77.0.11/24'] }] });
  lab.host('one', { nics: [{ name: 'eth0', mac: '02:aa:00:00:00:01', addresses: ['10.77.0.50/24'] }] });
  lab.host('two', { nics: [{ name: 'eth0', mac: '02:aa:00:00:00:02', addresses: ['10.77.0.50/24'] }] });
  return asker.namespace;
}

const LINES: readonly string[] = [
  '-c 2 10.77.0.11',
  '-c 2 -b -I eth0 10.77.0.11',
  '-f -c 3 10.77.0.11',
  '-c 1 10.77.0.99',
  '-w 2 10.77.0.11',
  '-w 3 -c 1 10.77.0.11',
  '-q -c 1 10.77.0.99',
  '-D -c 1 10.77.0.11',
  '-D -c 1 10.77.0.99',
  '-D -c 1 -I eth0 10.77.0.1',
  '-D -w 1 10.77.0.99',
  '-s 10.77.0.1 -c 1 10.77.0.11',
  '-c 2 10.77.0.50',
  '-b -c 1 10.77.0.50',
  '-D -c 1 10.77.0.50',
  '-U -c 2 -I eth0 10.77.0.1',
  '-A -c 1 -I eth0 10.77.0.1',
  '-A -U -q -c 1 -I eth0 10.77.0.1',
  '-A -c 1 -I eth0 -s 10.77.0.1 10.77.0.11',
  '-U -b -f -w 1 -I eth0 10.77.0.1',
  '-b -f -w 2 -I eth0 10.77.0.99',
  '-U -c 1 -I eth0 -s 10.77.0.1 10.77.0.11',
  '-U -c 2 -I eth0 -s 10.77.0.1 10.77.0.11',
  '-U -b -c 2 -I eth0 -s 10.77.0.1 10.77.0.11',
  '-U -f -c 3 -I eth0 -s 10.77.0.1 10.77.0.11',
  '-U -w 2 -I eth0 -s 10.77.0.1 10.77.0.11',
  '-U -w 3 -c 1 -I eth0 -s 10.77.0.1 10.77.0.11',
  '-A -c 2 -I eth0 -s 10.77.0.1 10.77.0.11',
];

test('ping --compat iputils says what arping says, and ends as it does', { skip }, () => {
  const lab = openLab();
  try {
    const namespace = office(lab);
    for (const line of LINES) {
      const words = line.split(' ');
      const theirs = said(namespace, ['arping', ...words]);
      const ours = said(namespace, [process.execPath, MAIN, 'ping', '--compat', 'iputils', ...words]);
      // Which of two owners is the first to answer is theirs to race for.
      const steady = ({ lines, code }: Said): Said => ({
        lines: lines.map((each) => each.replace(/\[02:AA:00:00:00:0[12]\]/, '[ONE OF TWO]')),
        code,
      });
      assert.deepEqual(steady(ours), steady(theirs), `arping ${line}`);
    }
  } finally {
    lab.close();
  }
});

const REFUSED: readonly string[] = [
  '-c 1 -I nope 10.77.0.11',
  '-c 1 -I lo 10.77.0.11',
  '-c 1 -s 10.77.0.9 -I eth0 10.77.0.11',
  '-c 1 -s 1.2.3.4.5 -I eth0 10.77.0.11',
  '-U -c 1 -I eth0 10.77.0.9',
  '-c 1 -I eth0 10.77.0.300',
  '-c 0 -I eth0 10.77.0.11',
  '-c x -I eth0 10.77.0.11',
  '-w x -I eth0 10.77.0.11',
  '',
];

test('what arping refuses is refused with its exit code, and nothing on stdout', {
  skip,
}, () => {
  const lab = openLab();
  try {
    const namespace = office(lab);
    for (const line of REFUSED) {
      const words = line.split(' ').filter(Boolean);
      const theirs = said(namespace, ['arping', ...words]);
      assert.ok(theirs.code === 1 || theirs.code === 2, line);
      const ours = said(namespace, [process.execPath, MAIN, 'ping', '--compat', 'iputils', ...words]);
      assert.deepEqual(ours, { lines: [''], code: theirs.code }, line);
    }
  } finally {
    lab.close();
  }
});
