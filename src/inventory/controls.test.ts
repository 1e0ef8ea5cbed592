import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Said, wholeBlock } from './controls.ts';

const IP = 0x0a4d0064;

function block(said: (at: number) => Said) {
  return wholeBlock(IP, (ip) => said(ip % 16));
}

test('D1: whoever answers for all around is known by none of it', () => {
  assert.deepEqual(
    block(() => 'answered'),
    { first: 0x0a4d0060, last: 0x0a4d006f },
  );
});

test('one silence is enough to be known, one loss is not', () => {
  assert.equal(
    block((at) => (at === 9 ? 'silent' : 'answered')),
    undefined,
  );
  assert.ok(block((at) => (at === 9 ? 'lost' : 'answered')));
  assert.equal(
    block((at) => (at > 12 ? 'lost' : 'answered')),
    undefined,
  );
});

test('a host may have a few in a row, and what was not asked for says nothing', () => {
  assert.equal(
    block((at) => (at < 3 ? 'answered' : 'unasked')),
    undefined,
  );
  assert.ok(block((at) => (at < 4 ? 'answered' : 'unasked')));
  assert.equal(
    block(() => 'unasked'),
    undefined,
  );
});

test('the address itself is no control', () => {
  assert.equal(
    block((at) => ([0, 1, 2, IP % 16].includes(at) ? 'answered' : 'unasked')),
    undefined,
  );
});
