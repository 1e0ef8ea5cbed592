import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continues, heldAt, PAUSE, STILL_THERE, stronger, type Tenure } from './tenure.ts';
import type { Blind } from './watch-event.ts';

const A = 0x001b21000050;
const B = 0x3c5ab4000050;

function had(mac: number, from: number, last: number): Tenure {
  const network = { interface: 'eth0', vlan: null, innerVlan: null };
  return { network, ip: 1, mac, from, last, frames: 2, strength: 'answered' };
}

const BLIND: Blind = { code: 'dropped', text: '', from: 40, until: 50, interface: 'eth0', frames: 1 };

test('the edges: a minute whoever else spoke, a quarter of an hour when nobody did', () => {
  const last = 1000;
  assert.ok(continues({ last, holds: false }, last + STILL_THERE));
  assert.ok(!continues({ last, holds: false }, last + STILL_THERE + 1));
  assert.ok(continues({ last, holds: true }, last + PAUSE));
  assert.ok(!continues({ last, holds: true }, last + PAUSE + 1));
  assert.deepEqual([STILL_THERE, PAUSE], [60_000, 900_000]);
});

test('an answer is stronger than an announcement, and that than a question', () => {
  assert.equal(stronger('asked-as', 'announced'), 'announced');
  assert.equal(stronger('answered', 'announced'), 'answered');
  assert.equal(stronger('announced', 'asked-as'), 'announced');
});

test('heard before and after: it had it, from the first moment to the last', () => {
  const one = had(A, 10, 20);
  for (const at of [10, 15, 20])
    assert.deepEqual(heldAt(at, [one, had(B, 30, 40)], []), { sure: 'heard', by: [one] });
});

test('two at once are both told', () => {
  const both = [had(A, 10, 20), had(B, 12, 14)];
  assert.deepEqual(heldAt(13, both, []), { sure: 'heard', by: both });
});

test('silent then, and the same before and after: likely', () => {
  const [before, after] = [had(A, 10, 20), had(A, 30, 40)];
  assert.deepEqual(heldAt(25, [had(B, 0, 1), after, before, had(B, 50, 60)], []), {
    sure: 'likely',
    before,
    after,
  });
});

test('another after than before, or nobody: unknown', () => {
  const [before, after] = [had(A, 10, 20), had(B, 30, 40)];
  assert.deepEqual(heldAt(25, [before, after], []), { sure: 'unknown', before, after });
  assert.deepEqual(heldAt(5, [before, after], []), { sure: 'unknown', before: null, after: before });
  assert.deepEqual(heldAt(41, [before, after], []), { sure: 'unknown', before: after, after: null });
  assert.deepEqual(heldAt(41, [], []), { sure: 'unknown', before: null, after: null });
});

test('who did not listen does not know, not even likely; what was heard nevertheless is told', () => {
  const [before, after] = [had(A, 10, 20), had(A, 60, 70)];
  for (const at of [40, 45, 50])
    assert.deepEqual(heldAt(at, [before, after], [BLIND]), { sure: 'blind', blind: BLIND, before, after });
  assert.equal(heldAt(39, [before, after], [BLIND]).sure, 'likely');
  assert.equal(heldAt(51, [before, after], [BLIND]).sure, 'likely');
  assert.equal(heldAt(99, [], [{ ...BLIND, until: null }]).sure, 'blind');
  assert.equal(heldAt(45, [had(A, 41, 46)], [BLIND]).sure, 'heard');
});
