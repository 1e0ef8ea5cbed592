import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry, publishedEntry } from '../../../test/cli/paper-table.ts';
import { mac, station } from '../../../test/cli/stations.ts';
import type { CheckWord } from './compare.ts';
import { mendOf } from './mend-of.ts';

const IP = '10.0.0.7';
const M1 = '02:00:00:00:00:01';
const M2 = '02:00:00:00:00:02';

function mend(
  word: CheckWord,
  one = entry(IP, M1, { state: 'stale' }),
  truth: string | null = M2,
): string | null {
  const told = station(IP, M2, {});
  const answers = word === 'silent' || told.type !== 'station' ? [] : [told.station];
  return mendOf({
    entry: one,
    link: 'eth0',
    word,
    why: '',
    evidence: [],
    truth: truth === null ? null : mac(truth),
    answers,
  });
}

test('what is right, or was not asked for, is not mended', () => {
  assert.equal(mend('ok'), null);
  assert.equal(mend('unasked'), null);
});

test('a learned entry is deleted, a permanent one replaced by what answers, a router staying one', () => {
  assert.equal(mend('wrong'), `arpist table delete ${IP} -I eth0`);
  const fixed = entry(IP, M1, { state: 'permanent', flags: ['router'] });
  assert.equal(mend('permanent-wrong', fixed), `arpist table replace ${IP} ${M2} -I eth0 --router`);
  assert.equal(mend('silent', fixed, null), `arpist table delete ${IP} -I eth0`);
});

test('where it is not known who has the address one looks closer, if anybody answered', () => {
  assert.equal(mend('undecided'), `arpist who ${IP} -I eth0 --why`);
  assert.equal(mend('duplicate'), `arpist who ${IP} -I eth0 --why`);
  assert.equal(mend('duplicate', publishedEntry(IP, 'eth0')), `arpist table unpublish ${IP} -I eth0`);
  const nobody = { entry: entry(IP, M1, {}), link: 'eth0', why: '', evidence: [], truth: null, answers: [] };
  assert.equal(mendOf({ ...nobody, word: 'undecided' }), null);
});

test("a program's entry is left to the program", () => {
  assert.equal(mend('wrong', entry(IP, M1, { state: 'stale', protocol: 186 })), null);
});
