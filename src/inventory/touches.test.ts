import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Touches } from './touches.ts';

const OFFICE = { interface: 'eth0', vlan: null, innerVlan: null };
const GUESTS = { interface: 'eth0', vlan: 20, innerVlan: null };
const A = 0xb827eb000001;
const IP = 0x0a000001;

test('claims of one are one touch: first, last, how many, and the strongest', () => {
  const touches = new Touches(100);
  const there = { number: 0, network: OFFICE };
  touches.claim({ spa: IP, sha: A }, 'asked-as', { ...there, at: 5 });
  touches.claim({ spa: IP, sha: A }, 'answered', { ...there, at: 6 });
  touches.claim({ spa: IP, sha: A }, 'announced', { ...there, at: 9 });
  assert.deepEqual(touches.take(), [
    { network: OFFICE, ip: IP, mac: A, from: 5, last: 9, frames: 3, strength: 'answered' },
  ]);
  assert.deepEqual(touches.take(), []);
  touches.claim({ spa: IP, sha: A }, 'asked-as', { ...there, at: 20 });
  assert.deepEqual(touches.take(), [
    { network: OFFICE, ip: IP, mac: A, from: 20, last: 20, frames: 1, strength: 'asked-as' },
  ]);
});

test('another network, another MAC that differs in its upper or lower half, another address: each its own', () => {
  const touches = new Touches(100);
  const claims = [
    [IP, A, 0, OFFICE],
    [IP, A, 40_000, GUESTS],
    [IP, A + 1, 0, OFFICE],
    [IP, A - 0x20000000000, 0, OFFICE],
    [IP + 1, A, 0, OFFICE],
    [0xffffff00, 0xfeffffffffff, 65_535, GUESTS],
  ] as const;
  for (const [spa, sha, number, network] of claims)
    touches.claim({ spa, sha }, 'answered', { number, network, at: 1 });
  assert.deepEqual(
    touches.take().map(({ ip, mac, network }) => [ip, mac, network]),
    claims.map(([ip, mac, , network]) => [ip, mac, network]),
  );
});

test('a group and nobody are no card; over the bound is counted', () => {
  const touches = new Touches(2);
  const there = { number: 0, network: OFFICE, at: 1 };
  touches.claim({ spa: IP, sha: 0 }, 'answered', there);
  touches.claim({ spa: IP, sha: 0x01005e000001 }, 'answered', there);
  assert.equal(touches.size, 0);
  for (let at = 0; at < 5; at++) touches.claim({ spa: IP + at, sha: A }, 'answered', there);
  assert.deepEqual([touches.size, touches.left], [2, 3]);
  touches.take();
  touches.claim({ spa: IP, sha: A }, 'answered', there);
  assert.equal(touches.size, 1);
});
