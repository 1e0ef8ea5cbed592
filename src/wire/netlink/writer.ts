import { HOST_LITTLE } from './byte-order.ts';
import { align4 } from './message.ts';
import { ATTRIBUTE_HEADER } from './reader.ts';

/** Builds a payload: fixed headers and attributes, each attribute padded to four bytes. */
export class AttributeWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  u8(value: number): void {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, HOST_LITTLE);
  }

  be16(value: number): void {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, false);
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, HOST_LITTLE);
  }

  be32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, false);
  }

  s32(value: number): void {
    const at = this.#grow(4);
    this.#view.setInt32(at, value, HOST_LITTLE);
  }

  /** Exact below 2^53. */
  u64(value: number): void {
    const most = 2n ** 64n - 1n;
    const whole = BigInt(value);
    const at = this.#grow(8);
    this.#view.setBigUint64(at, whole > most ? most : whole, HOST_LITTLE);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** An attribute whose value `write` writes; throws RangeError when it is longer than an attribute can be. */
  attribute(type: number, write: () => void): void {
    const at = this.open();
    write();
    this.close(at, type);
  }

  /** The same in two steps: `close` takes what `open` returned when the value is written. */
  open(): number {
    return this.#grow(ATTRIBUTE_HEADER);
  }

  close(at: number, type: number): void {
    const length = this.#length - at;
    if (length > 0xffff) throw new RangeError(`attribute ${type} is ${length} bytes long, 65535 is the most`);
    this.#view.setUint16(at, length, HOST_LITTLE);
    this.#view.setUint16(at + 2, type, HOST_LITTLE);
    this.#pad();
  }

  /** A structure that begins with its own 16-bit length (struct rtnexthop); its value may hold attributes. */
  counted(write: () => void): void {
    const at = this.#grow(2);
    write();
    this.#view.setUint16(at, this.#length - at, HOST_LITTLE);
    this.#pad();
  }

  /** Back to the beginning, for the next payload. */
  clear(): void {
    this.#length = 0;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #pad(): void {
    const at = this.#length;
    const by = align4(at) - at;
    // What stood there belongs to the payload before.
    if (by > 0) this.#bytes.fill(0, this.#grow(by), at + by);
  }

  /** Where the next `by` bytes go. The view is another one afterwards: take it only then. */
  #grow(by: number): number {
    const at = this.#length;
    this.#length += by;
    if (this.#length > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(this.#bytes.length * 2, align4(this.#length)));
      wider.set(this.#bytes);
      this.#bytes = wider;
      this.#view = new DataView(wider.buffer);
    }
    return at;
  }
}
