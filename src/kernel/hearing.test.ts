// What a responder of ours answers is what the kernel would answer, frame by frame.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIpv4 } from '../base/ipv4.ts';
import { isMulticastMac } from '../base/mac.ts';
import { arpFrame } from '../sim/who-has.ts';
import { glance, newGlance } from '../wire/glance.ts';
import { hostWith } from './build-host.ts';
import { deafnessTo } from './hearing.ts';
import { heardFrom } from './heard.ts';
import { asKernel } from './kernel.ts';
import { decideReply } from './reply.ts';

const NIC = 0x020000000100;
const OTHER = 0x060504030201;
const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
const HELD = ip('10.66.0.77');
const OURS = ip('10.66.0.1');

const macs = fc.constantFrom(
  NIC,
  NIC,
  OTHER,
  0,
  0xffffffffffff,
  0x01005e000001,
  0x010000000001,
  0x0200000000aa,
);
const senders = fc.oneof(
  fc.constantFrom(
    ...[
      '10.66.0.5',
      '0.0.0.0',
      '127.0.0.1',
      '127.255.255.255',
      '224.0.0.1',
      '239.1.2.3',
      '240.0.0.1',
      '255.255.255.254',
      '255.255.255.255',
      '0.0.0.1',
      '8.8.8.8',
      '10.66.0.255',
    ].map(ip),
    OURS,
    HELD,
  ),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const tag = fc.record({
  tpid: fc.constantFrom(0x8100, 0x8100, 0x88a8, 0x9100),
  tci: fc.constantFrom(0, 7, 0xe000, 0xe007, 8),
});
const frame = fc.record({
  dst: macs,
  src: macs,
  op: fc.constantFrom(1, 1, 1, 2, 3, 8, 0),
  sha: macs,
  spa: senders,
  tha: macs,
  tpa: fc.constant(HELD),
  tags: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(tag, { maxLength: 3 }) },
  ),
});
const bytesOf = fc
  .tuple(
    frame,
    fc.constantFrom('plain', 'plain', 'plain', 'snap', 'odd byte', 'short'),
    fc.nat(41),
    fc.nat(255),
  )
  .map(([fields, how, at, byte]) => {
    const bytes = arpFrame(fields);
    if (how === 'odd byte') bytes[at] = byte;
    if (how === 'short') return bytes.subarray(0, 14 + at);
    return how === 'snap' ? inSnap(bytes, fields.tags.length * 4) : bytes;
  });

function inSnap(bytes: Uint8Array, tagged: number): Uint8Array {
  const at = 12 + tagged;
  const snap = [0, 36, 0xaa, 0xaa, 3, 0, 0, 0];
  return Uint8Array.from([...bytes.subarray(0, at), ...snap, ...bytes.subarray(at)]);
}

/** A host as it is born, with the held address, one of its own and, if wished, a VLAN link that has both. */
const born = (vlan: number | null) => {
  const addresses = ['10.66.0.1/24', '10.66.0.77/32'];
  const e0 = vlan === null ? { addresses } : {};
  const above =
    vlan === null ? {} : { v: { kind: 'vlan', lower: 'e0', vlan, addresses, mac: '02:00:00:00:01:00' } };
  return asKernel(hostWith({ links: { e0: { mac: '02:00:00:00:01:00', ...e0 }, ...above } }));
};
const HOSTS = [null, 7].map((vlan) => ({ vlan, link: vlan === null ? 'e0' : 'v', kernel: born(vlan) }));

test('R2: a responder of ours may answer exactly the questions that the kernel would, had it the address', () => {
  const arp = newGlance();
  const own = new Set([OURS, HELD]);
  let answered = 0;
  fc.assert(
    fc.property(bytesOf, fc.constantFrom(0, 0, 1), (bytes, which) => {
      const { vlan, link, kernel } = HOSTS[which]!;
      const read = glance(bytes, arp);
      const heard = heardFrom(bytes, 'e0');
      // In LLC/SNAP it stands where the kernel does not look.
      if (heard.tpa !== HELD && !(read && arp.tpa === HELD)) return;
      const reason = read ? deafnessTo(arp, bytes, { macs: [NIC], vlan, own }) : 'not-arp';
      const verdict = decideReply(heard, kernel);
      if (reason === null) answered++;
      if (heard.sha === 0 || isMulticastMac(heard.sha)) assert.notEqual(reason, null, 'an answer to nobody');
      if (reason === 'asker-not-one') assert.ok(heard.sha === 0 || isMulticastMac(heard.sha));
      else {
        const yes = verdict.yes && verdict.value.link === link;
        assert.equal(reason === null, yes, `${reason} but the model says ${verdict.reason}`);
        // Of what is no ARP the kernel may see first that it is for another.
        if (read && reason !== null && reason !== 'not-arp' && vlan === null)
          assert.equal(reason, verdict.reason);
      }
    }),
    { numRuns: 20_000, seed: 8 },
  );
  assert.ok(answered > 500, `${answered} frames were answered`);
});
