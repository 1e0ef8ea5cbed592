import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONF_NAMES, NEIGH_NAMES } from './conf.ts';
import { REASON_CODES, type Reason, reasonOf, whyOf } from './reasons.ts';

const KNOWN = new Set<string>([...CONF_NAMES, ...NEIGH_NAMES, 'gc_thresh3']);

for (const code of REASON_CODES) {
  test(`${code} has one sentence, more words, and a source`, () => {
    const reason: Reason = reasonOf(code);
    assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.match(reason.sentence, /^[A-Za-z][^\n]*\.$/);
    assert.ok(reason.sentence.length <= 160, `${reason.sentence.length} characters`);
    assert.match(reason.more, /\.$/);
    assert.match(reason.source, /^(net|drivers|include|kernel)\/[\w/]+\.[ch]|^RFC \d+/);
    for (const setting of reason.settings ?? []) {
      assert.match(setting, /^(conf\.(\*|LINK)|neigh\.(LINK|default))\.\w+$/);
      assert.ok(KNOWN.has(setting.split('.')[2]!), setting);
    }
    assert.deepEqual(whyOf(code), { code, text: reason.sentence });
  });
}

test('no two reasons say the same', () => {
  const sentences = REASON_CODES.map((code) => reasonOf(code).sentence);
  assert.equal(new Set(sentences).size, sentences.length);
});
