import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARP_FRAME_SIZE, writeArpFrame } from './arp-frame.ts';
import { hexOf } from './hex.ts';

const FIELDS = {
  dst: 0xffffffffffff,
  src: 0x020000000001,
  op: 1,
  sha: 0x020000000001,
  spa: 0x0a000001,
  tha: 0,
  tpa: 0xfffefdfc,
};

test('writes a who-has byte for byte over dirty bytes', () => {
  const bytes = new Uint8Array(60).fill(0xee);
  assert.equal(writeArpFrame(bytes, 3, FIELDS), ARP_FRAME_SIZE);
  assert.equal(
    hexOf(bytes),
    `eeeeeeffffffffffff0200000000010806${'0001080006040001'}0200000000010a000001000000000000fffefdfc${'ee'.repeat(15)}`,
  );
});

test('tags stand between the source and the EtherType, outermost first', () => {
  const bytes = new Uint8Array(50).fill(0xee);
  const tags = [
    { tpid: 0x88a8, tci: 0x6001 },
    { tpid: 0x8100, tci: 1234 },
  ];
  assert.equal(writeArpFrame(bytes, 0, { ...FIELDS, tags, etherType: 0x8035 }), 50);
  assert.equal(hexOf(bytes.subarray(12, 24)), '88a86001810004d280350001');
});
