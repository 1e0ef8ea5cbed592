/** The part of MQTT 3.1.1 (OASIS, mqtt-v3.1.1-os) that somebody needs who publishes and hears little: numbers are its sections. */

/** 2.2.1 */
export const CONNACK = 2;
const PUBLISH = 3;
export const PUBACK = 4;
export const SUBACK = 9;
export const PINGRESP = 13;

export interface Publication {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export interface Connecting {
  readonly clientId: string;
  /** in seconds */
  readonly keepAlive: number;
  /** Said by the broker when the connection breaks. */
  readonly will: Publication | null;
  readonly user: string | null;
  readonly password: string | null;
}

/** 3.1: a clean session of protocol level 4. */
export function connectPacket({ clientId, keepAlive, will, user, password }: Connecting): Buffer {
  const flags =
    0x02 |
    (will === null ? 0 : 0x04 | 0x08 | (will.retain ? 0x20 : 0)) |
    (user === null ? 0 : 0x80) |
    (user === null || password === null ? 0 : 0x40);
  return packet(0x10, [
    field('MQTT'),
    Buffer.from([4, flags]),
    uint16(keepAlive),
    field(clientId),
    ...(will === null ? [] : [field(will.topic), field(will.payload)]),
    ...(user === null ? [] : [field(user)]),
    ...(user === null || password === null ? [] : [field(password)]),
  ]);
}

/** 3.3, quality 1: the broker says when it has it. `id` is 1 to 65535. */
export function publishPacket({ topic, payload, retain }: Publication, id: number): Buffer {
  return packet(0x32 | (retain ? 1 : 0), [field(topic), uint16(id), Buffer.from(payload)]);
}

/** 3.8, quality 0. */
export function subscribePacket(filters: readonly string[], id: number): Buffer {
  return packet(0x82, [uint16(id), ...filters.flatMap((filter) => [field(filter), Buffer.from([0])])]);
}

export const PINGREQ = Buffer.from([0xc0, 0]);
export const DISCONNECT = Buffer.from([0xe0, 0]);

/** What a broker said. */
export interface Packet {
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
}

/** Nothing that a broker says to us is longer. */
export const LONGEST_PACKET = 65_536;

/** Takes bytes in as they come, and gives packets. Its memory has a bound. */
export class PacketReader {
  #rest: Buffer = Buffer.alloc(0);

  /** null: this is no MQTT, or more of it than is taken; then nothing more can be read. */
  take(bytes: Uint8Array): readonly Packet[] | null {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const packets: Packet[] = [];
    for (;;) {
      const head = headOf(this.#rest);
      if (head === null) return null;
      if (head === undefined || this.#rest.length < head.from + head.length) return packets;
      const [first = 0] = this.#rest;
      packets.push({
        type: first >> 4,
        flags: first & 0x0f,
        body: Buffer.from(this.#rest.subarray(head.from, head.from + head.length)),
      });
      this.#rest = this.#rest.subarray(head.from + head.length);
    }
  }
}

/** 2.2.3: seven bits a byte, four bytes at most; undefined: there are more to come. */
function headOf(bytes: Buffer): { readonly from: number; readonly length: number } | null | undefined {
  let length = 0;
  for (let at = 1; at <= 4; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** (at - 1);
    if (byte < 0x80) return length > LONGEST_PACKET ? null : { from: at + 1, length };
  }
  return null;
}

/** 3.3; undefined for another packet, or one that is cut. */
export function publicationOf({ type, flags, body }: Packet): Publication | undefined {
  if (type !== PUBLISH || body.length < 2) return undefined;
  const topicEnd = 2 + body.readUInt16BE(0);
  const from = topicEnd + ((flags & 0x06) === 0 ? 0 : 2);
  if (body.length < from) return undefined;
  return {
    topic: body.toString('utf8', 2, topicEnd),
    payload: body.toString('utf8', from),
    retain: (flags & 1) === 1,
  };
}

/** What a broker answers to CONNECT (3.2.2.3): null when it lets us in. */
export function refusalOf({ body }: Packet): { readonly why: string; readonly again: boolean } | null {
  const code = body[1] ?? 255;
  if (code === 0) return null;
  const words: Readonly<Record<number, string>> = {
    1: 'it does not speak MQTT 3.1.1',
    2: 'it does not take this client id',
    3: 'it is not ready',
    4: 'it does not take this user or password',
    5: 'this user may not connect',
  };
  return { why: words[code] ?? `it refuses the connection (${code})`, again: code === 3 };
}

function packet(first: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = [first];
  let length = body.length;
  do {
    const seven = length % 128;
    length = Math.floor(length / 128);
    head.push(length > 0 ? seven | 0x80 : seven);
  } while (length > 0);
  return Buffer.concat([Buffer.from(head), body]);
}

/** 1.5.3 */
function field(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint16(bytes.length), bytes]);
}

function uint16(value: number): Buffer {
  return Buffer.from([(value >> 8) & 0xff, value & 0xff]);
}
