import { readFileSync } from 'node:fs';
import { isLocallyAdministered, isMulticastMac, type Mac } from '../base/mac.ts';
import type { Vendors } from '../ports/host.ts';
import { assetOf } from './asset.ts';
import { PREFIX_BITS, VENDOR_MAGIC, VENDOR_VERSION } from './vendor-pack.ts';

/** Beside the published files, or where the build of a clone puts it: never anywhere relative to the current folder. */
const PLACES = ['../vendors.bin', '../../vendors.bin', '../../build/vendors.bin'];

/**
 * The IEEE registers as they were when this version was built. The file is read at the first question (about a
 * millisecond); without it every answer is null and `missing` says so.
 */
export function packedVendors(): Vendors & { readonly missing: boolean } {
  let registers: Registers | null | undefined;
  const opened = (): Registers | null => {
    if (registers === undefined) registers = openRegisters();
    return registers;
  };
  return {
    vendorOf: (mac) => opened()?.vendorOf(mac) ?? null,
    get missing() {
      return opened() === null;
    },
  };
}

function openRegisters(): Registers | null {
  const inside = assetOf('vendors.bin');
  if (inside) return registersIn(inside);
  for (const place of PLACES) {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(new URL(place, import.meta.url));
    } catch {
      continue;
    }
    return registersIn(bytes);
  }
  return null;
}

export interface Registers {
  vendorOf(mac: Mac): string | null;
}

interface Register {
  readonly bits: number;
  readonly low: Uint32Array;
  /** The bits above 32; empty for the short registers. */
  readonly high: Uint8Array;
  readonly names: Uint16Array;
}

/** Lays typed arrays over what packVendors made; null when it is something else. The longest prefix wins. */
export function registersIn(file: Uint8Array): Registers | null {
  const bytes = file.byteOffset % 4 === 0 ? file : file.slice();
  if (bytes.length < 8) return null;
  const { buffer, byteOffset } = bytes;
  let at = 0;
  const words = (count: number): Uint32Array => {
    const block = new Uint32Array(buffer, byteOffset + at, count);
    at += count * 4;
    return block;
  };
  const [magic, version] = words(2);
  if (magic !== VENDOR_MAGIC || version !== VENDOR_VERSION) return null;
  const registers = PREFIX_BITS.map((bits): Register => {
    const count = words(1)[0]!;
    const low = words(count);
    const high = new Uint8Array(buffer, byteOffset + at, bits > 32 ? count : 0);
    at += (high.length + 3) & ~3;
    const names = new Uint16Array(buffer, byteOffset + at, count);
    at += (count * 2 + 3) & ~3;
    return { bits, low, high, names };
  }).reverse();
  const ends = words(words(1)[0]!);
  const texts = bytes.subarray(at);
  const decoder = new TextDecoder();
  const known = new Map<number, string>();
  const nameAt = (number: number): string => {
    let name = known.get(number);
    if (name === undefined) {
      name = decoder.decode(texts.subarray(number === 0 ? 0 : ends[number - 1], ends[number]));
      known.set(number, name);
    }
    return name;
  };
  return {
    vendorOf(mac) {
      if (isLocallyAdministered(mac) || isMulticastMac(mac)) return null;
      for (const register of registers) {
        const row = rowOf(register, Math.floor(mac / 2 ** (48 - register.bits)));
        if (row >= 0) return nameAt(register.names[row]!);
      }
      return null;
    },
  };
}

function rowOf(register: Register, prefix: number): number {
  const { low: lows, high: highs } = register;
  let low = 0;
  let high = lows.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = (highs.length > 0 ? highs[middle]! * 2 ** 32 : 0) + lows[middle]!;
    if (found === prefix) return middle;
    if (found < prefix) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
