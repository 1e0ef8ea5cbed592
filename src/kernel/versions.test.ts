import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONF, CONF_NAMES } from './conf.ts';
import {
  CHANGED_RULE_NAMES,
  CHANGED_RULES,
  isBefore,
  knowledgeOf,
  NEWEST_KNOWN,
  OLDEST_KNOWN,
  rulesOf,
  versionOf,
} from './versions.ts';

test('releases of every spelling are ordered', () => {
  const order = [
    '2.6.32-754.el6.x86_64',
    '4.0',
    '4.19.0-26-amd64',
    '5.4',
    '5.14.0',
    '6.1.176',
    '6.18.44',
    '10.0',
  ];
  const versions = order.map(versionOf);
  assert.deepEqual(
    versions,
    versions.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(versions).size, order.length);
  assert.equal(versionOf('nonsense'), 0);
  assert.equal(isBefore(0, versionOf('4.0')), false);
});

test('a kernel older or newer than the model is said to be so', () => {
  assert.equal(knowledgeOf('6.18.44').sentence, null);
  assert.equal(knowledgeOf('6.1.0-18-amd64').kind, 'known');
  assert.equal(knowledgeOf('3.10.0').kind, 'older');
  assert.match(
    knowledgeOf('3.10.0').sentence!,
    new RegExp(`older than the model knows \\(${OLDEST_KNOWN}\\)`),
  );
  assert.equal(knowledgeOf('7.2.1').kind, 'newer');
  assert.match(knowledgeOf('7.2.1').sentence!, new RegExp(`newer .*${NEWEST_KNOWN}`));
  assert.equal(knowledgeOf('').kind, 'unknown');
});

test('between the last old and the first new kernel a rule is unsure', () => {
  const { unsure, sentence } = knowledgeOf('5.10.0');
  assert.ok(unsure.includes('pvlanThroughAll'));
  assert.ok(!unsure.includes('evictNoCarrier'));
  assert.match(sentence!, /proxy_arp_pvlan/);
  assert.deepEqual(knowledgeOf('6.18.0').unsure, []);
});

for (const name of CHANGED_RULE_NAMES) {
  test(`${name}: followed from ${CHANGED_RULES[name].since} on`, () => {
    assert.equal(rulesOf(versionOf('3.0'))[name], false);
    assert.equal(rulesOf(versionOf(CHANGED_RULES[name].since))[name], true);
    assert.equal(rulesOf(versionOf('6.18.44'))[name], true);
    assert.equal(rulesOf(0)[name], true);
  });
}

test('the table of settings and the table of versions agree', () => {
  const changes = new Set(CHANGED_RULE_NAMES.map((name) => CHANGED_RULES[name].since));
  for (const name of CONF_NAMES) {
    const { since, earlier = [], valuesSince = {} } = CONF[name];
    const versions = [since, ...earlier.map((one) => one.before), ...Object.values(valuesSince)];
    for (const version of versions)
      assert.ok(
        version === undefined || changes.has(version),
        `${name}: ${version} is in no row of versions.ts`,
      );
  }
});
