import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateLoss, estimateMissed, MOST_SCAN_TRIES, triesFor } from './loss.ts';

test('without anybody asked twice nothing is claimed', () => {
  const none = { again: 0, recaptured: 0, heard: 0, tries: 2 };
  assert.equal(estimateLoss(none), null);
  assert.equal(estimateMissed(none), null);
  assert.equal(triesFor(none), 2);
});

test('no loss seen: two tries are enough and nobody is missed', () => {
  const clean = { again: 64, recaptured: 64, heard: 4096, tries: 2 };
  assert.equal(estimateLoss(clean), 0);
  assert.equal(estimateMissed(clean), 0);
  assert.equal(triesFor(clean), 2);
});

test('30 % lost: 9 % silent after two tries, and tries enough that a hundredth of a host is missed', () => {
  const lossy = { again: 100, recaptured: 70, heard: 248, tries: 2 };
  assert.ok(Math.abs((estimateLoss(lossy) ?? 0) - 0.3) < 1e-9);
  assert.ok(Math.abs((estimateMissed(lossy) ?? 0) - 24.53) < 0.01);
  const tries = triesFor(lossy);
  assert.ok(248 * 0.3 ** tries <= 0.01, `${tries} tries`);
  assert.ok(tries <= 12);
});

test('everything lost ends at the bound and claims nothing', () => {
  const dead = { again: 3, recaptured: 0, heard: 3, tries: 2 };
  assert.equal(triesFor(dead), 12);
  assert.equal(estimateMissed(dead), null);
});

test('a loss that was seen in few questions may be larger: a margin of 1.65 sigma is asked for', () => {
  assert.equal(triesFor({ again: 100, recaptured: 90, heard: 200, tries: 2 }), 6);
  assert.equal(triesFor({ again: 1e9, recaptured: 9e8, heard: 200, tries: 2 }), 5);
  assert.equal(triesFor({ again: 10, recaptured: 3, heard: 200, tries: 2 }), MOST_SCAN_TRIES);
  assert.equal(MOST_SCAN_TRIES, 12);
});

test('where all is lost nothing is estimated', () => {
  assert.equal(estimateMissed({ again: 5, recaptured: 0, heard: 3, tries: 2 }), null);
});

test('the margin is that of a share: 10 of 50 lost may be 29 in a hundred, and eight tries miss a hundredth of 130 hosts', () => {
  assert.equal(triesFor({ again: 50, recaptured: 40, heard: 130, tries: 2 }), 8);
});
