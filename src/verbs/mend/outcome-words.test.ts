import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanStep } from '../../declare/draft.ts';
import { outcomeWords } from './outcome-words.ts';

const step: PlanStep = {
  change: { do: 'set-up', link: 'eth0', up: true },
  why: 'it is declared',
  line: 1,
  needs: [],
  undo: [],
};
const refused = (code: string, words: string | null = null) =>
  outcomeWords({ kind: 'refused', step, outcome: { code, words } });

test('what a kernel refused is told by the command, with what it says itself', () => {
  assert.deepEqual(refused('EBUSY'), {
    code: 'EBUSY',
    why: "'ip link set eth0 up': the interface is busy",
  });
  assert.equal(
    refused('EPERM', 'no').why,
    "'ip link set eth0 up': changing the network needs the capability CAP_NET_ADMIN: run it with sudo (the kernel says: no)",
  );
  assert.equal(refused('EWHAT').why, "'ip link set eth0 up': the kernel refused with EWHAT");
});

test('each number of the kernel that a plan meets has a sentence of its own', () => {
  const codes =
    'EPERM EEXIST ENODEV ENOENT ESRCH EADDRNOTAVAIL ENETUNREACH ENETDOWN EOPNOTSUPP EBUSY ENOBUFS';
  const words = codes.split(' ').map((code) => refused(code).why);
  assert.equal(new Set(words).size, 11);
  for (const said of words) assert.doesNotMatch(said, /refused with/);
});

test('what is no refusal has no number', () => {
  assert.deepEqual(outcomeWords({ kind: 'interrupted' }), { code: null, why: 'it was interrupted' });
  assert.deepEqual(outcomeWords({ kind: 'hindered', step, sentence: 'eth0 is gone' }), {
    code: null,
    why: 'eth0 is gone',
  });
});
