import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeArp, encodeArp } from './arp.ts';
import { type ArpFrameFields, writeArpFrame } from './arp-frame.ts';
import { describeArp } from './describe.ts';
import { decodeEthernet } from './ethernet.ts';

const BASE: ArpFrameFields = {
  dst: 0xffffffffffff,
  src: 0x020000000002,
  op: 1,
  sha: 0x020000000002,
  spa: 0x0a000002,
  tha: 0,
  tpa: 0x0a000001,
};

function said(fields: Partial<ArpFrameFields>, cut = 0): string {
  const bytes = new Uint8Array(80);
  const size = writeArpFrame(bytes, 0, { ...BASE, ...fields }) - cut;
  const ethernet = decodeEthernet(bytes.subarray(0, size));
  assert.ok(ethernet.ok);
  return describeArp(ethernet.value, decodeArp(bytes.subarray(ethernet.value.payloadAt, size)));
}

const M1 = 0x020000000001;
const table: [Partial<ArpFrameFields>, string][] = [
  [{}, 'who-has 10.0.0.1 tell 10.0.0.2'],
  [{ tha: M1 }, 'who-has 10.0.0.1 (02:00:00:00:00:01) tell 10.0.0.2'],
  [{ tha: 0xffffffffffff }, 'who-has 10.0.0.1 tell 10.0.0.2'],
  [{ spa: 0 }, 'probe who-has 10.0.0.1 tell nobody'],
  [{ tpa: 0x0a000002 }, 'announcement 10.0.0.2 is-at 02:00:00:00:00:02'],
  [{ tpa: 0x0a000002, tha: 0xffffffffffff }, 'gratuitous request 10.0.0.2 is-at 02:00:00:00:00:02'],
  [{ op: 2, tha: M1 }, '10.0.0.2 is-at 02:00:00:00:00:02'],
  [{ op: 2, tpa: 0x0a000002 }, 'gratuitous reply 10.0.0.2 is-at 02:00:00:00:00:02'],
  [{ src: 0x020000000009 }, 'who-has 10.0.0.1 tell 10.0.0.2, sender claims 02:00:00:00:00:02'],
  [{ tags: [{ tpid: 0x8100, tci: 1234 }] }, 'vlan 1234, who-has 10.0.0.1 tell 10.0.0.2'],
  [
    {
      tags: [
        { tpid: 0x88a8, tci: 0xb00a },
        { tpid: 0x8100, tci: 20 },
      ],
      op: 2,
    },
    'vlan 10 p 5 dei, vlan 20, 10.0.0.2 is-at 02:00:00:00:00:02',
  ],
  [{ etherType: 0x8035, op: 3, tha: M1 }, 'rarp who-is 02:00:00:00:00:01 tell 02:00:00:00:00:02'],
  [{ etherType: 0x8035, op: 4, tha: M1 }, 'rarp 02:00:00:00:00:01 at 10.0.0.1'],
  [{ op: 8 }, 'inarp who-is anybody tell 10.0.0.2 (02:00:00:00:00:02)'],
  [{ op: 8, tha: M1 }, 'inarp who-is 02:00:00:00:00:01 tell 10.0.0.2 (02:00:00:00:00:02)'],
  [{ op: 9 }, 'inarp 02:00:00:00:00:02 at 10.0.0.2'],
  [{ op: 10 }, 'nak from 10.0.0.2 (02:00:00:00:00:02) to 10.0.0.1 (00:00:00:00:00:00)'],
  [{ op: 99 }, 'operation 99 from 10.0.0.2 (02:00:00:00:00:02) to 10.0.0.1 (00:00:00:00:00:00)'],
];

for (const [fields, line] of table) test(line, () => assert.equal(said(fields), line));

test('a cut packet is shown with its reason', () => {
  assert.equal(
    said({ tags: [{ tpid: 0x8100, tci: 5 }] }, 3),
    'vlan 5, malformed ARP: The ARP packet needs 28 bytes by hln 6 and pln 4, but there are only 25.',
  );
});

const ETHERNET = { dst: 1, src: 2, tags: [], llc: false, etherType: 0x0806, payloadAt: 14 };

test('unusual sizes are shown in hex', () => {
  const packet = {
    hrd: 32,
    pro: 0x0800,
    hln: 2,
    pln: 1,
    op: 1,
    sha: Uint8Array.of(1, 0xab),
    spa: Uint8Array.of(9),
    tha: Uint8Array.of(0, 0),
    tpa: Uint8Array.of(8),
  };
  assert.equal(
    describeArp(ETHERNET, decodeArp(encodeArp(packet))),
    'request of hardware 32 protocol 0x0800 from 09 (01ab) to 08 (0000)',
  );
  const empty = { ...packet, hln: 0, pln: 0, op: 77 };
  assert.equal(
    describeArp(ETHERNET, decodeArp(encodeArp(empty))),
    'operation 77 of hardware 32 protocol 0x0800 from nothing (nothing) to nothing (nothing)',
  );
});

test('whatever the bytes, there is one line', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(0x0806, 0x8035), (bytes, etherType) => {
      const line = describeArp({ ...ETHERNET, etherType }, decodeArp(bytes));
      assert.match(line, /^[ -~]+$/);
    }),
    { numRuns: 1000 },
  );
});
