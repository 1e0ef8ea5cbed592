import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { captureOf, expectedOf, type Must, scenarioOf, score, watched } from '../../../test/watch/score.ts';

const NAMES = readdirSync(new URL('../../../test/watch/scenarios/', import.meta.url))
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .toSorted();

function named(musts: readonly Must[]): string {
  return musts.map(({ kind, ip = '', mac = '' }) => `${kind} ${ip} ${mac}`).join(', ');
}

let musts = 0;
let exact = 0;

for (const name of NAMES) {
  const scenario = scenarioOf(`${name}.json`);
  test(`watched from a monitor port: ${name}`, () => {
    const got = score(scenario, watched(captureOf(`${name}.pcapng`)!, expectedOf(scenario)));
    musts += scenario.must.length;
    exact += got.exact.length;
    assert.equal(named(got.missed), '', 'missed');
    assert.equal(named(got.criticalMissed), '', 'not told as critical');
    assert.deepEqual(got.falseAlarms, []);
    assert.deepEqual(got.falseCriticals, []);
  });

  for (const view of ['host', 'host2']) {
    const capture = captureOf(`${name}.${view}.pcapng`);
    if (capture === undefined) continue;
    test(`watched from an ordinary host raises no false alarm: ${name}, ${view}`, () => {
      const got = score(scenario, watched(capture, expectedOf(scenario)), true);
      assert.deepEqual(got.falseAlarms, []);
      assert.deepEqual(got.falseCriticals, []);
    });
  }
}

test('nearly all of what must be told is told by its own word', () => {
  assert.ok(NAMES.length === 53 && musts === 80, `${NAMES.length} scenarios, ${musts} musts`);
  assert.ok(exact >= 76, `${exact} of ${musts}`);
});

test('a capture whole, or cut anywhere into pieces, gives the same events', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...NAMES),
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }),
      (name, pieces) => {
        const capture = captureOf(`${name}.pcapng`)!;
        const expected = expectedOf(scenarioOf(`${name}.json`));
        let turn = 0;
        const cut = watched(capture, expected, { piece: () => pieces[turn++ % pieces.length]! });
        assert.deepEqual(cut, watched(capture, expected));
      },
    ),
    { numRuns: 40 },
  );
});

test('where every fifth or seventh frame is lost, nobody is accused wrongly', () => {
  const wrong: string[] = [];
  for (const name of NAMES)
    for (const view of ['', '.host', '.host2'])
      for (const every of [5, 7]) {
        const capture = captureOf(`${name}${view}.pcapng`);
        if (capture === undefined) continue;
        const scenario = scenarioOf(`${name}.json`);
        const events = watched(capture, expectedOf(scenario), { heard: (at) => at % every !== 2 });
        const { falseAlarms, falseCriticals } = score(scenario, events, view !== '');
        wrong.push(...[...falseAlarms, ...falseCriticals].map((alarm) => `${name}${view}: ${alarm}`));
      }
  assert.deepEqual(wrong, []);
});
