import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeArpFrame } from '../wire/arp-frame.ts';
import { listenersOf, receiverOf } from './admission.ts';
import { addressedTo, heardFrom, tagsOf } from './heard.ts';
import { asKernel } from './kernel.ts';
import { labHost } from './lab.ts';
import { decideReply } from './reply.ts';

const FIELDS = {
  dst: 0xffffffffffff,
  src: 5,
  op: 1,
  sha: 0x020000000200,
  spa: 0x0a000064,
  tha: 0,
  tpa: 0x0a000001,
};

function frame(tags: readonly { tpid: number; tci: number }[] = [], etherType = 0x0806): Uint8Array {
  const bytes = new Uint8Array(60);
  const size = writeArpFrame(bytes, 0, { ...FIELDS, tags, etherType });
  return bytes.subarray(0, size);
}

test('a whole frame is read as it is', () => {
  assert.deepEqual(heardFrom(frame(), 'e0'), {
    link: 'e0',
    ...FIELDS,
    hrd: 1,
    pro: 0x0800,
    hln: 6,
    pln: 4,
    vid: 0,
    size: 28,
    etherType: 0x0806,
  });
});

test('every truncation is judged as too short or no ARP, the whole frame is answered', () => {
  const host = labHost();
  const bytes = frame();
  for (let size = 0; size < bytes.length; size++) {
    const { reason } = decideReply(heardFrom(bytes.subarray(0, size), 'e0'), host);
    assert.ok(['too-short', 'not-arp', 'other-host'].includes(reason), `${size}: ${reason}`);
  }
  assert.equal(decideReply(heardFrom(bytes, 'e0'), host).reason, 'answer-local');
});

test('#vlan-tag: priority tags are taken off, a VLAN tag counts, LLC/SNAP is no ARP to Linux', () => {
  const host = labHost();
  const reason = (bytes: Uint8Array): string => decideReply(heardFrom(bytes, 'e0'), host).reason;
  const priority = { tpid: 0x8100, tci: 0xe000 };
  assert.equal(reason(frame([priority])), 'answer-local');
  assert.equal(reason(frame([priority, priority])), 'answer-local');
  assert.equal(reason(frame([{ tpid: 0x8100, tci: 5 }])), 'foreign-vlan');
  const snap = new Uint8Array([
    ...frame().subarray(0, 12),
    0,
    36,
    0xaa,
    0xaa,
    3,
    0,
    0,
    0,
    8,
    6,
    ...frame().subarray(14),
  ]);
  assert.equal(reason(snap), 'not-arp');
});

test('#ethernet-destination: how a frame is addressed', () => {
  const ours = [0x020000000100];
  assert.equal(addressedTo(0xffffffffffff, ours), 'broadcast');
  assert.equal(addressedTo(0x01005e000001, ours), 'multicast');
  assert.equal(addressedTo(0x020000000100, ours), 'host');
  assert.equal(addressedTo(0x020000000900, ours), 'other');
});

test('#upper-link: the link with the IP stack is found through bridges, bonds and VLANs', () => {
  const kernel = asKernel(
    labHost({
      e0is: { master: 'bond0' },
      e1is: { master: 'bond0' },
      more: {
        bond0: { kind: 'bond', activeMember: 'e0' },
        'bond0.7': { kind: 'vlan', lower: 'bond0', vlan: 7, master: 'br0' },
        br0: { kind: 'bridge' },
        mv0: { kind: 'macvlan', lower: 'br0' },
        loop1: { kind: 'bridge', master: 'loop2' },
        loop2: { kind: 'bridge', master: 'loop1' },
      },
    }),
  );
  const name = (link: string, vid = 0): string => {
    const found = receiverOf(kernel, link, tagsOf({ vid }));
    return typeof found === 'string' ? found : found.name;
  };
  assert.equal(name('e0'), 'bond0');
  assert.equal(name('e0', 7), 'br0');
  assert.equal(name('e0', 8), 'foreign-vlan');
  assert.equal(name('e1'), 'link-inactive-member');
  assert.match(name('loop1'), /^loop/);
  assert.deepEqual(
    listenersOf(kernel, 'e0', tagsOf({ vid: 7 })).map((link) => link.name),
    ['br0', 'mv0'],
  );
  assert.deepEqual(listenersOf(kernel, 'e9'), []);
});

const Q10 = { tpid: 0x8100, tci: 10 };
const AD10 = { tpid: 0x88a8, tci: 10 };
const Q20 = { tpid: 0x8100, tci: 20 };
const PRIORITY = { tpid: 0x8100, tci: 0xe000 };

for (const [tags, expected] of [
  [[Q10], 'v10'],
  [[AD10], 'foreign-vlan'],
  [[Q10, Q20], 'v10.20'],
  [[Q10, PRIORITY, Q20], 'v10.20'],
  [[Q20, Q10], 'foreign-vlan'],
  [[Q10, { ...Q20, tpid: 0x88a8 }], 'foreign-vlan'],
] as const) {
  const spelled = tags.map(({ tpid, tci }) => `${tpid.toString(16)}.${tci}`).join(' ');
  test(`#vlan-tag: ${spelled} reach ${expected}: protocol and order count`, () => {
    const more = {
      v10: { kind: 'vlan', lower: 'e0', vlan: 10 },
      'v10.20': { kind: 'vlan', lower: 'v10', vlan: 20 },
    };
    const heard = heardFrom(frame(tags), 'e0');
    const found = receiverOf(asKernel(labHost({ more })), 'e0', tagsOf(heard));
    assert.equal(typeof found === 'string' ? found : found.name, expected);
  });
}

test('#upper-link: a VLAN on the silent member of a bond hears all the same', () => {
  const more = {
    bond0: { kind: 'bond', activeMember: 'e0' },
    v7: { kind: 'vlan', lower: 'e1', vlan: 7 },
  };
  const host = labHost({ e0is: { master: 'bond0' }, e1is: { master: 'bond0' }, more });
  const found = receiverOf(asKernel(host), 'e1', tagsOf({ vid: 7 }));
  assert.equal(typeof found === 'string' ? found : found.name, 'v7');
});

test('#upper-link: a bridge hears what is sent to its own MAC and to that of the port', () => {
  const host = labHost({ e0is: { master: 'br0' }, more: { br0: { kind: 'bridge' } } });
  const sent = (dst: number): string => decideReply({ ...FIELDS, link: 'e0', dst }, host).reason;
  assert.deepEqual([0x020000000100, 0x020000000102, 0x020000000101].map(sent), [
    'answer-local',
    'answer-local',
    'other-host',
  ]);
});
