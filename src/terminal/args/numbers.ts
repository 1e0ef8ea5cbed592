import { UsageFault } from '../../base/fault.ts';
import type { ReadFlag } from './flags.ts';

/** Bits on the wire of an ARP frame without a tag: 60 bytes and the checksum (IEEE 802.3). What arp-scan -B counts too. */
export const FRAME_BITS = 64 * 8;

const SCALE: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };
const RATE = /^(\d+(?:\.\d+)?)([kmg]?)(?:(pps|\/s|p\/s)|(bit|bits|bps|bit\/s|bits\/s))?$/i;
const RATE_REMEDY = 'write packets per second (5000, 5k) or bits per second (1Mbit, 256kbit)';

/** Packets per second, from packets or bits per second. */
export const packetRate: ReadFlag<number> = (text, where) => {
  const parts = RATE.exec(text);
  if (!parts) throw new UsageFault(where, `'${text}' is no rate`, RATE_REMEDY);
  const amount = Number(parts[1]) * (SCALE[(parts[2] ?? '').toLowerCase()] ?? 1);
  return positiveRate(parts[4] === undefined ? amount : amount / FRAME_BITS, text, where);
};

/** Of the flag by which a verb is told how fast it may ask. */
export const RATE_HELP =
  'packets (1000, 5k) or bits a second at most, on one wire all interfaces together; default 1000 packets';

/** Packets per second, from arp-scan's bits per second: `256000`, `1M`. */
export const bandwidth: ReadFlag<number> = (text, where) => {
  const parts = /^(\d+(?:\.\d+)?)([kmg]?)(?:bit|bits|bps|bit\/s)?$/i.exec(text);
  if (!parts)
    throw new UsageFault(where, `'${text}' is no bandwidth`, 'write bits per second: 256000, 256k, 1M');
  const bits = Number(parts[1]) * (SCALE[(parts[2] ?? '').toLowerCase()] ?? 1);
  return positiveRate(bits / FRAME_BITS, text, where);
};

function positiveRate(rate: number, text: string, where: string): number {
  if (rate >= 0.01) return rate;
  throw new UsageFault(where, `'${text}' is slower than a packet in 100 seconds`, RATE_REMEDY);
}

/** A whole number from `low` to `high`. */
export function whole(low: number, high: number, what: string): ReadFlag<number> {
  return (text, where) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high) return value;
    throw new UsageFault(where, `'${text}' is no ${what}`, `write a whole number from ${low} to ${high}`);
  };
}

/** VLAN ids in a list: `10,20,1234`, `100-110`. 0 means no VLAN and 4095 is reserved (IEEE 802.1Q table 9-2). */
export const vlanIds: ReadFlag<readonly number[]> = (text, where) => {
  const ids: number[] = [];
  for (const piece of text.split(',')) {
    const parts = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(piece.trim());
    const first = parts ? Number(parts[1]) : Number.NaN;
    const last = parts?.[2] === undefined ? first : Number(parts[2]);
    if (!(first >= 1 && last <= 4094 && first <= last))
      throw new UsageFault(
        where,
        `'${piece}' is no VLAN id`,
        'VLAN ids are 1 to 4094; write --vlan 10,20 or --vlan 100-110',
      );
    for (let id = first; id <= last; id++) if (!ids.includes(id)) ids.push(id);
  }
  return ids;
};

/** Words in a list, none of them empty. */
export const list: ReadFlag<readonly string[]> = (text, where) => {
  const words = text.split(',').map((word) => word.trim());
  if (words.includes('')) throw new UsageFault(where, `'${text}' has an empty place`, 'write A,B');
  return words;
};
