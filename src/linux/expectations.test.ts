import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import { ip, mac } from '../../test/cli/stations.ts';
import type { Expectation } from '../ports/expectations.ts';
import { openExpectations } from './expectations.ts';

const NOW = 1_800_000_000_000;
const ONE: Expectation = {
  ip: ip('10.0.0.5'),
  mac: null,
  from: NOW,
  until: NOW + 1000,
  by: 'expect 10.0.0.5',
};
const TWO: Expectation = { ...ONE, ip: ip('10.0.0.6'), mac: mac('02:00:00:00:00:06'), until: NOW + 5000 };

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-expected-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const skip = process.platform === 'linux' ? false : 'the lock is one of Linux';

test('what is noted is there for whoever opens it, until it ends; then it goes with the next note', {
  skip,
}, (t) => {
  const folder = folderOf(t);
  const expected = openExpectations(folder);
  assert.deepEqual(expected.at(NOW), { all: [], bad: [] });
  expected.note([ONE], NOW);
  expected.note([TWO], NOW);
  assert.deepEqual(openExpectations(folder).at(NOW).all, [ONE, TWO]);
  assert.deepEqual(expected.at(NOW + 1000).all, [TWO]);
  expected.note([], NOW + 1000);
  assert.equal(readFileSync(join(folder, 'expected'), 'utf8').split('\n').length, 2);
});

test('forgotten by address, and how many is told', { skip }, (t) => {
  const expected = openExpectations(folderOf(t));
  expected.note([ONE, TWO, { ...ONE, until: NOW + 9 }], NOW);
  assert.equal(expected.forget([ONE.ip], NOW), 2);
  assert.deepEqual(expected.at(NOW).all, [TWO]);
  assert.equal(expected.forget([ONE.ip], NOW), 0);
});

test('its stamp is another one whenever something was noted or forgotten, and never throws', {
  skip,
}, (t) => {
  const folder = folderOf(t);
  const expected = openExpectations(folder);
  const stamps = [expected.stamp()];
  expected.note([ONE], NOW);
  stamps.push(expected.stamp());
  expected.note([TWO], NOW);
  stamps.push(expected.stamp(), expected.stamp());
  expected.forget([ONE.ip], NOW);
  stamps.push(expected.stamp());
  assert.equal(new Set(stamps).size, 4);
  assert.equal(stamps[2], stamps[3]);
  assert.equal(openExpectations('/proc/nowhere').stamp(), '');
});

test('a line that cannot be read is told, and the others count', { skip }, (t) => {
  const folder = folderOf(t);
  const expected = openExpectations(folder);
  expected.note([ONE], NOW);
  appendFileSync(join(folder, 'expected'), '{"v":1,"ip":"10.0.0.300"}\nnull\n\u0000\n');
  assert.deepEqual(expected.at(NOW), { all: [ONE], bad: [2, 3, 4] });
});

test('a link in its place, or a folder that others write, is refused', { skip }, (t) => {
  const folder = folderOf(t);
  symlinkSync('/etc/passwd', join(folder, 'expected'));
  assert.throws(() => openExpectations(folder).at(NOW), SystemFault);
  rmSync(join(folder, 'expected'));
  chmodSync(folder, 0o777);
  assert.throws(() => openExpectations(folder).note([ONE], NOW), SystemFault);
  chmodSync(folder, 0o700);
});
