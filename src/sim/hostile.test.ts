import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../base/dice.ts';
import { decodeArp } from '../wire/arp.ts';
import { decodeEthernet } from '../wire/ethernet.ts';
import { glance, newGlance } from '../wire/glance.ts';
import { hearsArp } from './hears-arp.ts';
import { hostileFrames, truncations } from './hostile.ts';
import { outerVid, tagsOf, untaggedFor } from './tags.ts';

test('they are of every kind: understood, malformed at each layer, tagged, LLC, empty, huge', () => {
  const seen = new Set<string>();
  for (const bytes of hostileFrames(seededDice(1), 4000)) {
    if (bytes.length === 0) seen.add('empty');
    if (bytes.length === 9000) seen.add('huge');
    if (glance(bytes, newGlance())) seen.add('understood');
    if (hearsArp(bytes)) seen.add('heard');
    const frame = decodeEthernet(bytes);
    if (!frame.ok) {
      seen.add(frame.error.code);
      continue;
    }
    if (frame.value.llc) seen.add('llc');
    if (frame.value.tags.length > 20) seen.add('tower of tags');
    const arp = decodeArp(bytes.subarray(frame.value.payloadAt));
    seen.add(arp.ok ? `hln ${arp.value.hln}` : arp.error.code);
  }
  const kinds = 'empty,huge,understood,heard,llc,tower of tags,hln 0,hln 6,hln 8,ethernet-cut,vlan-tag-cut';
  for (const kind of [...kinds.split(','), 'snap-cut', 'arp-header-cut', 'arp-addresses-cut'])
    assert.ok(seen.has(kind), `${kind} is missing`);
});

test('the same dice give the same frames', () => {
  const some = (seed: number) => [...hostileFrames(seededDice(seed), 200)];
  assert.deepEqual(some(1), some(1));
  assert.notDeepEqual(some(1), some(2));
});

test('every length of a frame, the empty and the whole one', () => {
  const bytes = Uint8Array.from({ length: 50 }, (_, i) => i);
  const cuts = [...truncations(bytes)];
  assert.deepEqual(
    cuts.map((cut) => cut.length),
    Array.from({ length: 51 }, (_, i) => i),
  );
  assert.deepEqual(cuts.at(-1), bytes);
});

test('what the paper world itself reads of a frame never throws and never grows', () => {
  for (const bytes of hostileFrames(seededDice(2), 4000)) {
    if (bytes.length < 14) continue;
    const vid = outerVid(bytes);
    assert.ok(vid >= 0 && vid <= 4095);
    assert.ok(tagsOf(bytes).length * 4 + 14 <= bytes.length);
    for (const vids of [[], [vid]]) assert.ok((untaggedFor(bytes, vids)?.length ?? 0) <= bytes.length);
  }
});
