import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMac } from '../base/mac.ts';
import { arp, captureOf, inChunks, readAll } from '../verbs/read/captures.test.ts';
import { WIFI_LINK_TYPES, decodeWifi } from './wifi.ts';

const [A1, A2, A3, A4] = [1, 2, 3, 4].map((last) => [2, 0, 0, 0, 0, last]);
const mac = (last: number): string => `02:00:00:00:00:0${last}`;
const SNAP = [0xaa, 0xaa, 3, 0, 0, 0];
const ARP_TYPE = [8, 6];
const PACKET = [...arp().subarray(14)];

interface Shape {
  /** of the second octet of frame control */
  readonly flags?: number;
  readonly control?: number;
  readonly fourth?: boolean;
  readonly qos?: readonly number[];
  readonly ht?: boolean;
  readonly pad?: number;
  readonly sequence?: number;
  readonly llc?: readonly number[];
}

function wifi(shape: Shape = {}): number[] {
  const { flags = 1, control = 0x08, fourth = false, qos, ht = false, pad = 0, sequence = 0 } = shape;
  return [
    control,
    flags,
    ...[0, 0].concat(A1!, A2!, A3!, [sequence, 0]),
    ...(fourth ? A4! : []),
    ...(qos ?? []),
    ...(ht ? [0, 0, 0, 0] : []),
    ...Array.from({ length: pad }, () => 0),
    ...(shape.llc ?? [...SNAP, ...ARP_TYPE]),
    ...PACKET,
  ];
}

/** radiotap.org, with the fields its present words name. */
function radiotap(present: readonly number[], fields: readonly number[]): number[] {
  const size = 4 + present.length + fields.length;
  return [0, 0, size, 0, ...present, ...fields];
}

const FCS = [1, 2, 3, 4];
const QOS_DATA = 0x88;
const PRISM = [0x44, 0, 0, 0, 144, 0, 0, 0, ...Array.from({ length: 136 }, () => 0)];
const AVS = [0x80, 0x21, 0x10, 1, 0, 0, 0, 64, ...Array.from({ length: 56 }, () => 0)];
const PPI = [0, 0, 8, 0, 105, 0, 0, 0];

const FRAMES: readonly (readonly [
  what: string,
  linkType: number,
  bytes: readonly number[],
  ends: readonly [src: number, dst: number],
  trailer?: number,
])[] = [
  ['to the access point', 105, wifi(), [2, 3]],
  ['from the access point', 105, wifi({ flags: 2 }), [3, 1]],
  ['between two stations', 105, wifi({ flags: 0 }), [2, 1]],
  ['four addresses', 105, wifi({ flags: 3, fourth: true }), [4, 3]],
  ['QoS', 105, wifi({ control: QOS_DATA, qos: [0, 0] }), [2, 3]],
  ['QoS with HT control', 105, wifi({ control: QOS_DATA, flags: 0x81, qos: [0, 0], ht: true }), [2, 3]],
  ['QoS and four addresses', 105, wifi({ control: QOS_DATA, flags: 3, fourth: true, qos: [0, 0] }), [4, 3]],
  ['a checksum nobody told of', 105, [...wifi(), ...FCS], [2, 3], 4],
  ['radiotap', 127, [...radiotap([0, 0, 0, 0], []), ...wifi()], [2, 3]],
  ['radiotap with a checksum', 127, [...radiotap([2, 0, 0, 0], [0x10]), ...wifi(), ...FCS], [2, 3]],
  [
    'radiotap with two present words, a time, a filled-up header and a checksum',
    127,
    [
      ...radiotap([3, 0, 0, 0x80, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x30]),
      ...wifi({ control: QOS_DATA, qos: [0, 0], pad: 2 }),
      ...FCS,
    ],
    [2, 3],
  ],
  ['Prism', 119, [...PRISM, ...wifi()], [2, 3]],
  ['AVS under the type of Prism', 119, [...AVS, ...wifi()], [2, 3]],
  ['AVS', 163, [...AVS, ...wifi()], [2, 3]],
  ['PPI', 192, [...PPI, ...wifi()], [2, 3]],
  [
    'the first of several frames',
    105,
    wifi({ control: QOS_DATA, qos: [0x80, 0], llc: [...A3!, ...A4!, 0, 36, ...SNAP, ...ARP_TYPE] }),
    [4, 3],
  ],
  ['a VLAN tag', 105, wifi({ llc: [...SNAP, 0x81, 0, 0, 7, 8, 6] }), [2, 3]],
];

for (const [what, linkType, bytes, [src, dst], trailer = 0] of FRAMES)
  test(`K13: ARP over IEEE 802.11 is read: ${what}`, async () => {
    const { frames, report } = await readAll(inChunks(captureOf([Uint8Array.from(bytes)], linkType)));
    assert.deepEqual([report.arp, report.malformed, report.unread], [1, 0, []]);
    const [{ link, arp: packet, kind, trailer: rest }] = frames as [(typeof frames)[number]];
    assert.deepEqual([formatMac(link!.src!), formatMac(link!.dst!), kind], [mac(src), mac(dst), 'request']);
    assert.deepEqual([...packet!.tpa, rest.length], [10, 0, 0, 1, trailer]);
  });

const OTHERS: readonly (readonly [what: string, bytes: readonly number[]])[] = [
  ['a beacon', wifi({ control: 0x80, flags: 0 })],
  ['an acknowledgement', [0xd4, 0, 0, 0, ...A1!]],
  ['no data', wifi({ control: 0x48 })],
  ['a later fragment', wifi({ sequence: 1 })],
  ['IPv4', wifi({ llc: [...SNAP, 8, 0] })],
  ['another LLC', wifi({ llc: [0x42, 0x42, 3, 0, 0, 0, 8, 6] })],
];

for (const [what, bytes] of OTHERS)
  test(`K13: ${what} over IEEE 802.11 is other traffic`, async () => {
    const { report } = await readAll(inChunks(captureOf([Uint8Array.from(bytes)], 105)));
    assert.deepEqual([report.frames, report.arp, report.unread], [1, 0, []]);
  });

test('K13: an encrypted frame is not read, and counted with that reason', async () => {
  const { report } = await readAll(inChunks(captureOf([Uint8Array.from(wifi({ flags: 0x41 }))], 105)));
  assert.deepEqual([report.arp, report.unread], [0, [{ code: 'wifi-encrypted', linkType: 105, frames: 1 }]]);
});

test('K13: no bytes make it throw, and no cut makes ARP of what is none', () => {
  fc.assert(
    fc.property(fc.constantFrom(...WIFI_LINK_TYPES), fc.uint8Array({ maxLength: 200 }), (linkType, bytes) => {
      decodeWifi(bytes, linkType);
    }),
  );
  for (const [, linkType, bytes] of FRAMES)
    for (let length = 0; length < bytes.length - PACKET.length; length++) {
      const read = decodeWifi(Uint8Array.from(bytes.slice(0, length)), linkType);
      assert.ok(!read.ok || read.value.etherType !== 0x0806 || read.value.payloadAt <= length);
    }
});
