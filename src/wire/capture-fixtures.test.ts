import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaptureEnd, openCaptureReader } from './capture.ts';
import type { CaptureFrame } from './capture-frame.ts';

/** Builds the bytes of a capture field by field in one byte order. */
export class Fields {
  readonly bytes: number[] = [];
  readonly little: boolean;

  constructor(little: boolean) {
    this.little = little;
  }

  #put(value: number, size: number): this {
    const all = Array.from({ length: size }, (_, at) => Math.floor(value / 2 ** (8 * at)) % 256);
    this.bytes.push(...(this.little ? all : all.toReversed()));
    return this;
  }

  u16(...values: number[]): this {
    for (const value of values) this.#put(value, 2);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) this.#put(value, 4);
    return this;
  }

  raw(...values: number[]): this {
    this.bytes.push(...values);
    return this;
  }

  /** A pcapng block around what `fill` writes, padded to four bytes. */
  block(type: number, fill: (fields: Fields) => void): this {
    const body = new Fields(this.little);
    fill(body);
    while (body.bytes.length % 4 !== 0) body.raw(0);
    const length = body.bytes.length + 12;
    return this.u32(type, length)
      .raw(...body.bytes)
      .u32(length);
  }

  option(code: number, value: readonly number[]): this {
    this.u16(code, value.length).raw(...value);
    while (this.bytes.length % 4 !== 0) this.raw(0);
    return this;
  }

  section(): this {
    return this.block(0x0a0d0d0a, (body) => body.u32(0x1a2b3c4d).u16(1, 0).u32(0xffffffff, 0xffffffff));
  }

  get whole(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

export interface Kept extends Omit<CaptureFrame, 'bytes' | 'from' | 'to'> {
  readonly data: readonly number[];
}

/** Reads a capture in chunks of `size` bytes and keeps copies of its frames. */
export function readAll(file: Uint8Array, size = file.length): { frames: Kept[]; end: CaptureEnd } {
  const frames: Kept[] = [];
  const reader = openCaptureReader(({ bytes, from, to, ...rest }) =>
    frames.push({ ...rest, data: [...bytes.subarray(from, to)] }),
  );
  // One buffer for all chunks, as a file reader may do it: nothing of a chunk may be used after push.
  const chunk: Uint8Array = Buffer.alloc(Math.max(size, 1));
  for (let at = 0; at < file.length; at += chunk.length) {
    const part = file.subarray(at, at + chunk.length);
    chunk.set(part);
    reader.push(chunk.subarray(0, part.length));
    chunk.fill(0xdd);
  }
  return { frames, end: reader.end() };
}

test('the builder writes both byte orders', () => {
  assert.deepEqual(new Fields(true).u16(0x0102).u32(0x03040506).bytes, [2, 1, 6, 5, 4, 3]);
  assert.deepEqual(new Fields(false).u16(0x0102).u32(0x03040506).bytes, [1, 2, 3, 4, 5, 6]);
});
