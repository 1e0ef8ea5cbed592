import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from '../../wire/evidence-fixtures.test.ts';
import { Once } from './once.ts';

function arp(last: string, tags = ''): Uint8Array {
  return bytesOf(
    `ffffffffffff020000000001${tags}0806000108000604000102000000000${'1'}0a0000010000000000000a0000${last}`,
  );
}

function ear(): (frame: Uint8Array, place: number, at: number, wire?: string) => boolean {
  const once = new Once();
  return (frame, place, at, wire = 'w') => once.isNew(frame, [0, frame.length], { wire, place, at });
}

test('one frame at a port and at its bridge is one, whichever has it first', () => {
  const isNew = ear();
  assert.deepEqual([isNew(arp('02'), 0, 0), isNew(arp('02'), 1, 0.01)], [true, false]);
  assert.deepEqual([isNew(arp('03'), 1, 1), isNew(arp('03'), 0, 0.9)], [true, false]);
});

test('a VLAN interface sees it without the tag', () => {
  const isNew = ear();
  assert.deepEqual([isNew(arp('02', '8100000a'), 0, 0), isNew(arp('02'), 1, 0)], [true, false]);
});

test('equal frames of a burst are as many as one place has heard', () => {
  const isNew = ear();
  const told = [0, 0, 0, 1, 1, 1, 1, 0].map((place, at) => isNew(arp('02'), place, at));
  assert.deepEqual(told, [true, true, true, false, false, false, true, false]);
});

test('other bytes, another wire and another time make another frame', () => {
  const isNew = ear();
  assert.ok(isNew(arp('02'), 0, 0));
  assert.ok(isNew(arp('03'), 1, 0));
  assert.ok(isNew(arp('02'), 1, 0, 'other'));
  assert.ok(isNew(arp('02'), 1, 51));
});

test('what it remembers is bounded, and the newest is kept', () => {
  const isNew = ear();
  for (let nth = 0; nth < 20_000; nth++) {
    const frame = arp('02');
    frame[30] = nth >> 8;
    frame[31] = nth;
    assert.ok(isNew(frame, 0, nth / 1000));
    assert.equal(isNew(frame, 1, nth / 1000), false);
  }
});
