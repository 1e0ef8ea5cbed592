// A test of a tool of yours: a network on paper, the same every time, without root.  node --test examples/testing.ts
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4, scan } from 'arpist';
import { smallOffice } from 'arpist/testing';

test('the conflict in the office is found', async () => {
  const { hands } = smallOffice({ seed: 7, segment: { loss: 0.01 } });
  const verdicts = new Map<string, string>();
  for await (const event of scan(hands, '10.77.0.50-60'))
    if (event.type === 'station') verdicts.set(formatIpv4(event.station.ip), event.station.verdict);
  assert.equal(verdicts.get('10.77.0.50'), 'conflict');
  assert.equal(verdicts.get('10.77.0.60'), 'flux');
  assert.ok(hands.clock.now() < 10_000); // of the paper clock: no real second passed
});
