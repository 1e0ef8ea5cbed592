import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../base/fault.ts';
import type { Expectation, Expectations } from '../../ports/expectations.ts';
import { MovesHere } from './moves-here.ts';

const ONE: Expectation = { ip: 1, mac: null, from: 5, until: 50, by: 'expect 0.0.0.1' };

function expectationsOf(kept: Expectation[]): Expectations {
  return {
    note: (these) => void kept.push(...these),
    forget: () => 0,
    at: (now) => ({ all: kept.filter(({ until }) => until > now), bad: [] }),
    stamp: () => String(kept.length),
  };
}

test('what is noted while it is watched is there as soon as it is asked for again', () => {
  const kept: Expectation[] = [];
  const here = new MovesHere(expectationsOf(kept), () => 10);
  assert.deepEqual([here.changed, here.moves(), here.changed], [false, [], false]);
  kept.push(ONE);
  assert.equal(here.changed, true);
  assert.deepEqual(here.moves(), [{ ip: 1, mac: null, from: 5, until: 50 }]);
  assert.equal(here.changed, false);
});

test('a file that cannot be read explains nothing, and ends nothing', () => {
  const broken: Expectations = {
    ...expectationsOf([]),
    at() {
      throw new SystemFault('rights', 'no', { operation: 'read', remedy: '' });
    },
  };
  assert.deepEqual(new MovesHere(broken, () => 10).moves(), []);
});
