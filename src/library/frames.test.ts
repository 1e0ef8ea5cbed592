import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UsageFault } from '../base/fault.ts';
import { arpFrame, decodeFrame } from './frames.ts';

const REPLY = {
  op: 'reply',
  sha: '02:00:5e:10:00:01',
  spa: '10.0.0.1',
  tha: '02:00:5e:10:00:02',
  tpa: '10.0.0.2',
} as const;

test('what is written as text is read back', () => {
  const read = decodeFrame(arpFrame({ ...REPLY, vlan: 10 }));
  assert.ok(read.ok);
  const { link, ipv4, kind, text, trailer } = read.value;
  assert.equal(text, 'vlan 10, 10.0.0.1 is-at 02:00:5e:10:00:01');
  assert.deepEqual([kind, link.dst, link.src], ['reply', 0x02005e100002, 0x02005e100001]);
  assert.deepEqual(ipv4, {
    op: 2,
    sha: 0x02005e100001,
    spa: 0x0a000001,
    tha: 0x02005e100002,
    tpa: 0x0a000002,
  });
  assert.equal(trailer.length, 0);
});

test('a question goes to all, and so does a reply to nobody', () => {
  const dst = (words: Parameters<typeof arpFrame>[0]): unknown => {
    const read = decodeFrame(arpFrame(words));
    return read.ok && read.value.link.dst;
  };
  assert.equal(dst({ ...REPLY, op: 'request' }), 0xffffffffffff);
  assert.equal(dst({ ...REPLY, tha: undefined }), 0xffffffffffff);
  assert.equal(dst({ ...REPLY, op: 'request', dst: '02:00:5e:10:00:09' }), 0x02005e100009);
});

test('numbers will do where text does', () => {
  assert.deepEqual(
    arpFrame({ op: 2, sha: 0x02005e100001, spa: 0x0a000001, tha: 0x02005e100002, tpa: 0x0a000002 }),
    arpFrame(REPLY),
  );
});

test('no address, no MAC and no VLAN id is a UsageFault that names the field', () => {
  const cases = { spa: '10.0.0', tpa: 2 ** 32, sha: '02:00', tha: -1, vlan: 4095, op: 65_536, src: 'x' };
  for (const [where, value] of Object.entries(cases))
    assert.throws(
      () => arpFrame({ ...REPLY, [where]: value }),
      (cause) => cause instanceof UsageFault && cause.where === where,
    );
});

test('other traffic is an error as a value, and no bytes make it throw', () => {
  const ip = new Uint8Array(60);
  ip[12] = 8;
  const read = decodeFrame(ip);
  assert.ok(!read.ok);
  assert.deepEqual(
    [read.error.code, read.error.text],
    ['not-arp', 'The frame has EtherType 0x0800, which is not ARP.'],
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void decodeFrame(bytes)));
  const whole = arpFrame(REPLY);
  for (let size = 0; size < whole.length; size++)
    assert.equal(decodeFrame(whole.subarray(0, size)).ok, false);
});
