import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Millis } from '../../base/time.ts';
import type { Sending } from '../../ports/telling.ts';
import {
  CONNACK,
  type Connecting,
  connectPacket,
  DISCONNECT,
  type Packet,
  PacketReader,
  PINGREQ,
  PINGRESP,
  PUBACK,
  type Publication,
  publicationOf,
  publishPacket,
  refusalOf,
  subscribePacket,
} from './packets.ts';

/** Whatever a broker owes us an answer to. */
export const BROKER_PATIENCE: Millis = 10_000;

export interface Broker {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

interface Broken extends Error {
  readonly again?: boolean;
}

/** One connection to a broker, as long as it lasts; whoever wants another opens another. */
export class MqttConnection {
  readonly #socket: Socket;
  readonly #reader = new PacketReader();
  readonly #hear: (publication: Publication) => void;
  readonly #owed = new Map<number, { settle: (why: string | null) => void }>();
  #connected: ((fault: Broken | null) => void) | null = null;
  #lastId = 0;
  #ping: NodeJS.Timeout | undefined;
  #pinged = false;
  #why: string | null = null;

  private constructor(socket: Socket, hear: (publication: Publication) => void) {
    this.#socket = socket;
    this.#hear = hear;
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', (fault) => this.#break(fault.message));
    socket.on('close', () => this.#break('the broker ended the connection'));
  }

  /** Let in by the broker. Throws Error with `again` false when another try would end the same. */
  static async open(
    { host, port, tls }: Broker,
    {
      connecting,
      hear,
    }: { readonly connecting: Connecting; readonly hear: (publication: Publication) => void },
  ): Promise<MqttConnection> {
    const socket = tls
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectPlain({ host, port });
    socket.setNoDelay(true);
    const one = new MqttConnection(socket, hear);
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => one.#break('the broker does not answer'), BROKER_PATIENCE);
      one.#connected = (fault) => {
        clearTimeout(late);
        one.#connected = null;
        if (fault) reject(fault);
        else resolve();
      };
      socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(connectPacket(connecting)));
    });
    one.#ping = setInterval(() => one.#askWhetherAlive(), (connecting.keepAlive * 1000) / 2);
    one.#ping.unref();
    socket.unref();
    return one;
  }

  get isOpen(): boolean {
    return this.#why === null;
  }

  /** Until the broker has it. Never throws. */
  async publish(publication: Publication): Promise<Sending> {
    return await this.#answered((id) => publishPacket(publication, id));
  }

  subscribe(filters: readonly string[]): void {
    this.#socket.write(subscribePacket(filters, this.#nextId()));
  }

  /** The last words are not waited for; without any the broker says nothing, either. */
  close(lastWords: readonly Publication[] = []): void {
    if (this.#why !== null) return;
    for (const one of lastWords) this.#socket.write(publishPacket(one, this.#nextId()));
    this.#socket.end(DISCONNECT);
    this.#over('the connection was closed');
    const late = setTimeout(() => this.#socket.destroy(), 2000);
    this.#socket.once('close', () => clearTimeout(late));
  }

  async #answered(packetOf: (id: number) => Buffer): Promise<Sending> {
    if (this.#why !== null) return { sent: false, why: this.#why, again: true };
    const id = this.#nextId();
    const why = await new Promise<string | null>((resolve) => {
      const late = setTimeout(() => this.#break('the broker does not answer'), BROKER_PATIENCE);
      const settle = (text: string | null): void => {
        clearTimeout(late);
        this.#owed.delete(id);
        resolve(text);
      };
      this.#owed.set(id, { settle });
      this.#socket.write(packetOf(id));
    });
    return why === null ? { sent: true } : { sent: false, why, again: true };
  }

  #nextId(): number {
    do this.#lastId = (this.#lastId % 0xffff) + 1;
    while (this.#owed.has(this.#lastId));
    return this.#lastId;
  }

  #take(bytes: Uint8Array): void {
    const packets = this.#reader.take(bytes);
    if (packets === null) this.#break('what answers is no MQTT broker', false);
    else for (const one of packets) this.#answer(one);
  }

  #answer(packet: Packet): void {
    const { type, body } = packet;
    if (this.#connected) {
      if (type !== CONNACK) return this.#break('what answers is no MQTT broker', false);
      const refused = refusalOf(packet);
      if (refused) this.#break(refused.why, refused.again);
      else this.#connected(null);
      return;
    }
    if (type === PUBACK && body.length >= 2) this.#owed.get(body.readUInt16BE(0))?.settle(null);
    else if (type === PINGRESP) this.#pinged = false;
    else {
      const heard = publicationOf(packet);
      if (heard) this.#hear(heard);
    }
  }

  #askWhetherAlive(): void {
    if (this.#pinged) return this.#break('the broker does not answer');
    this.#pinged = true;
    this.#socket.write(PINGREQ);
  }

  #break(why: string, again = true): void {
    if (this.#why !== null) return;
    this.#socket.destroy();
    this.#over(why);
    this.#connected?.(Object.assign(new Error(why), { again }));
  }

  #over(why: string): void {
    this.#why = why;
    clearInterval(this.#ping);
    for (const { settle } of this.#owed.values()) settle(why);
  }
}
