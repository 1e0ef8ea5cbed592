import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANYBODY, concernsOf } from './concerns.ts';

test('a setting of a link concerns that link; one of all, and medium_id, which is read of two, concerns anybody', () => {
  const of = (link: string, setting: 'arp_ignore' | 'medium_id') =>
    concernsOf([{ do: 'set-conf', link, setting, value: 1 }]);
  assert.deepEqual(of('e0', 'arp_ignore'), { any: false, ips: new Set(), links: new Set(['e0']) });
  assert.equal(of('all', 'arp_ignore'), ANYBODY);
  assert.equal(of('e0', 'medium_id'), ANYBODY);
});
