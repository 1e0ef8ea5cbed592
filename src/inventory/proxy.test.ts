import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answersForAll,
  isProxy,
  proxyEvidence,
  shadowsOwner,
  type Answering,
  type Standing,
} from './proxy.ts';

const silent: Answering = { zero: 0, own: 1, silentToProbe: true };
const untested: Answering = { zero: 0, own: 1, silentToProbe: false };

const table: readonly (readonly [string, Standing, Answering, boolean])[] = [
  ['an owner', { owned: 1, unheard: 0, tested: 0 }, { zero: 1, own: 0, silentToProbe: false }, false],
  [
    'an owner that also answers us',
    { owned: 1, unheard: 9, tested: 9 },
    { zero: 1, own: 1, silentToProbe: false },
    false,
  ],
  [
    'never answered our own question',
    { owned: 1, unheard: 9, tested: 9 },
    { zero: 0, own: 0, silentToProbe: true },
    false,
  ],
  ['owns another address, and is silent to a probe here', { owned: 1, unheard: 1, tested: 1 }, silent, true],
  ['owns another address, and was not tested here', { owned: 1, unheard: 2, tested: 1 }, untested, false],
  ['nothing was tested', { owned: 1, unheard: 9, tested: 0 }, untested, false],
  [
    'owns nothing, three unheard: a host that ignores probes',
    { owned: 0, unheard: 3, tested: 3 },
    silent,
    false,
  ],
  ['owns nothing, four unheard', { owned: 0, unheard: 4, tested: 4 }, silent, true],
  ['many unheard, four tested are enough for all', { owned: 0, unheard: 900, tested: 4 }, untested, true],
  ['many unheard, three tested are not', { owned: 0, unheard: 900, tested: 3 }, untested, false],
  ['all unheard are tested', { owned: 1, unheard: 2, tested: 2 }, untested, true],
];

for (const [what, standing, answering, expected] of table)
  test(`${what}: ${expected ? 'a proxy' : 'none'}`, () => {
    assert.equal(isProxy(standing, answering), expected);
  });

test('what makes a MAC a proxy is told with the address it owns, or how many it answers for', () => {
  const name = '02:00:00:00:00:01';
  const mac = 0x020000000001;
  assert.deepEqual(proxyEvidence(mac, 9), {
    code: 'proxies-only',
    text: `${name} answers questions with sender 0.0.0.0 for 0.0.0.9 but not for this address: it answers for somebody else`,
  });
  // 0.0.0.0 is an address like another here.
  assert.equal(proxyEvidence(mac, 0).code, 'proxies-only');
  assert.deepEqual(proxyEvidence(mac, undefined), {
    code: 'proxies-many',
    text: `${name} answers for 4 addresses or more, and for none of them a question with sender 0.0.0.0`,
  });
  assert.equal(
    shadowsOwner(mac, 0x020000000002, 9).text,
    `${name} answers as a proxy for 0.0.0.9, although its owner 02:00:00:00:00:02 lives on this segment`,
  );
  assert.equal(
    answersForAll(mac, [7, 8]).text,
    `${name} answers just as well for 0.0.0.7, 0.0.0.8, picked by chance: it answers for others`,
  );
});
