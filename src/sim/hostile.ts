import { between, type Dice } from '../base/dice.ts';
import { BROADCAST_MAC } from '../base/mac.ts';
import { writeUint16 } from '../wire/bits.ts';
import { ETHERTYPE_ARP, ETHERTYPE_RARP } from '../wire/ethernet.ts';
import { TPID_8021AD, TPID_8021Q, TPID_QINQ } from '../wire/vlan.ts';
import { arpFrame } from './who-has.ts';
import { withOuterTag } from './tags.ts';

const ODD_MACS = [0, BROADCAST_MAC, 0x01_00_5e_00_00_01, 0x00_00_5e_00_01_ff, 0x02_00_00_00_00_01];
const ODD_IPS = [0, 0xffffffff, 0x7f000001, 0xe0000001, 0x0a4d0001, 0x0a4d00ff, 0x00000001];
const ODD_SIZES = [0, 1, 4, 5, 6, 7, 8, 16, 20, 127, 128, 200, 255];
const ODD_OPS = [0, 1, 2, 3, 4, 8, 9, 10, 25, 0x100, 0xffff];
const TPIDS = [TPID_8021Q, TPID_8021AD, TPID_QINQ];

type Maker = (dice: Dice) => Uint8Array;

function pick<T>(dice: Dice, from: readonly T[]): T {
  return from[between(dice, 0, from.length - 1)]!;
}

function noise(dice: Dice, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => between(dice, 0, 255));
}

/** Well formed in its lengths, without sense in its values. */
const senseless: Maker = (dice) =>
  arpFrame({
    dst: pick(dice, ODD_MACS),
    src: pick(dice, ODD_MACS),
    etherType: pick(dice, [ETHERTYPE_ARP, ETHERTYPE_ARP, ETHERTYPE_RARP]),
    op: pick(dice, ODD_OPS),
    sha: pick(dice, ODD_MACS),
    spa: pick(dice, ODD_IPS),
    tha: pick(dice, ODD_MACS),
    tpa: pick(dice, ODD_IPS),
  });

const mutated: Maker = (dice) => {
  const bytes = senseless(dice);
  for (let hits = between(dice, 1, 8); hits > 0; hits--)
    bytes[between(dice, 0, bytes.length - 1)] = between(dice, 0, 255);
  return bytes;
};

const cut: Maker = (dice) => {
  const bytes = pick(dice, [senseless, stacked, llc])(dice);
  return bytes.slice(0, between(dice, 0, bytes.length));
};

const longTail: Maker = (dice) => {
  const tail = noise(dice, pick(dice, [1, 17, 18, 100, 1473, 8958]));
  return Uint8Array.from([...senseless(dice), ...tail]);
};

/** Claims addresses of sizes that are not there, or that nobody has. */
const oddSizes: Maker = (dice) => {
  const bytes = senseless(dice);
  writeUint16(bytes, 14, pick(dice, [0, 1, 6, 24, 32, 0xffff]));
  writeUint16(bytes, 16, pick(dice, [0, 0x0800, 0x0806, 0x86dd, 0xffff]));
  bytes[18] = pick(dice, ODD_SIZES);
  bytes[19] = pick(dice, ODD_SIZES);
  return dice() < 0.5 ? bytes : Uint8Array.from([...bytes, ...noise(dice, between(dice, 0, 1024))]);
};

const stacked: Maker = (dice) => {
  let bytes = senseless(dice);
  for (let depth = between(dice, 1, pick(dice, [1, 2, 4, 300])); depth > 0; depth--) {
    bytes = withOuterTag(bytes, between(dice, 0, 0xffff));
    writeUint16(bytes, 12, pick(dice, TPIDS));
  }
  return bytes;
};

/** 802.3 lengths that lie, LLC that is not SNAP, SNAP of other organisations. */
const llc: Maker = (dice) => {
  const arp = senseless(dice);
  const length = pick(dice, [0, 1, 2, 3, 7, 8, 36, 46, 1500, 1501, 1535]);
  const head = pick(dice, [
    [0xaa, 0xaa, 3, 0, 0, 0, 8, 6],
    [0xaa, 0xaa, 3, 0, 0, 0x0c, 8, 6],
    [0xaa, 0xaa, 3, 0, 0, 0, 0x81, 0],
    [0x42, 0x42, 3],
    [0xff, 0xff],
    [0xaa],
  ]);
  const start = [...arp.subarray(0, 12), length >> 8, length & 255];
  const rest = dice() < 0.7 ? [...head, ...arp.subarray(14)] : head.slice(0, between(dice, 0, head.length));
  return Uint8Array.from([...start, ...rest]);
};

const garbage: Maker = (dice) => {
  const bytes = noise(dice, between(dice, 0, pick(dice, [13, 14, 20, 42, 64, 300])));
  if (bytes.length >= 14 && dice() < 0.7) writeUint16(bytes, 12, ETHERTYPE_ARP);
  return bytes;
};

const MAKERS: readonly Maker[] = [senseless, mutated, cut, longTail, oddSizes, stacked, llc, garbage];

/** Frames no reader must stumble over; all kinds in turn, so that `count` of a few dozen already has each. */
export function* hostileFrames(dice: Dice, count: number): Generator<Uint8Array> {
  for (let made = 0; made < count; made++) yield MAKERS[made % MAKERS.length]!(dice);
}

/** The frame cut after each of its bytes, the empty one and the whole one included. */
export function* truncations(bytes: Uint8Array): Generator<Uint8Array> {
  for (let size = 0; size <= bytes.length; size++) yield bytes.slice(0, size);
}
