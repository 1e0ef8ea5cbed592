import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asConsent } from './consent.ts';

test('consent names an address, or an address and a link; an empty link is none', () => {
  assert.deepEqual(asConsent('10.0.0.1'), { ip: '10.0.0.1', on: null });
  assert.deepEqual(asConsent('10.0.0.1@e0'), { ip: '10.0.0.1', on: 'e0' });
  assert.equal(asConsent('10.0.0.1@'), undefined);
  assert.equal(asConsent('e0@10.0.0.1'), undefined);
});
