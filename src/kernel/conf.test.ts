import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Combine, CONF, CONF_NAMES, combined, combineOf, type ConfName } from './conf.ts';
import { versionOf } from './versions.ts';

const NOW = versionOf('6.18.44');

function value(name: ConfName, all: number, link: number, release = '6.18.44'): number {
  return combined(name, { all: { [name]: all }, link: { [name]: link } }, versionOf(release)).value;
}

const RULES: Record<Combine, (all: number, link: number) => number> = {
  max: (all, link) => (all > link ? all : link),
  or: (all, link) => Number(all !== 0 || link !== 0),
  and: (all, link) => Number(all !== 0 && link !== 0),
  link: (_all, link) => link,
};

for (const name of CONF_NAMES) {
  test(`${name} combines by ${CONF[name].combine}`, () => {
    for (const all of [0, 1])
      for (const link of [0, 1]) assert.equal(value(name, all, link), RULES[CONF[name].combine](all, link));
  });
}

test('which settings take the larger, which need both, which are those of the link alone (#larger-of-both, #either-of-both, #link-alone)', () => {
  const by = (combine: Combine): string[] =>
    CONF_NAMES.filter((name) => combineOf(name, NOW) === combine).toSorted();
  assert.deepEqual(by('max'), ['arp_accept', 'arp_announce', 'arp_ignore', 'arp_notify', 'rp_filter']);
  assert.deepEqual(by('and'), ['arp_evict_nocarrier', 'bc_forwarding']);
  assert.deepEqual(by('link'), ['forwarding', 'medium_id']);
});

test('#values-without-meaning: they act as 0, also where they are the larger ones', () => {
  for (const level of [4, 5, 6, 7, 9, 100]) assert.equal(value('arp_ignore', 1, level), 0);
  assert.equal(value('arp_ignore', -1, -1), 0);
  for (const level of [0, 1, 2, 3, 8]) assert.equal(value('arp_ignore', level, 0), level);
  assert.equal(value('arp_announce', 2, 3), 0);
  assert.equal(value('arp_accept', 1, 3), 0);
  assert.equal(value('rp_filter', 5, 0), 5);
  const { raw } = combined('arp_ignore', { all: { arp_ignore: 9 }, link: {} }, NOW);
  assert.equal(raw, 9);
});

test('older kernels combine otherwise', () => {
  assert.equal(value('proxy_arp_pvlan', 1, 0, '5.4.0'), 0);
  assert.equal(value('proxy_arp_pvlan', 0, 1, '5.4.0'), 1);
  assert.equal(value('arp_accept', 2, 0, '5.15.0'), 1);
  assert.equal(value('drop_gratuitous_arp', 1, 1, '4.0.0'), 0);
  assert.equal(value('arp_evict_nocarrier', 0, 0, '5.4.0'), 1);
});

test('a setting that is missing has its compiled-in value', () => {
  assert.equal(combined('send_redirects', { all: {}, link: {} }, NOW).value, 1);
  assert.equal(combined('arp_ignore', { all: {}, link: {} }, NOW).value, 0);
});
