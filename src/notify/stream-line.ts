import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Millis } from '../base/time.ts';
import type { Sending } from '../ports/telling.ts';

const CONNECT_WITHIN: Millis = 10_000;

/** A connection to which lines are written, opened when there is one to write, and again after it broke. */
export class StreamLine {
  readonly #where: { readonly host: string; readonly port: number; readonly tls: boolean };
  #socket: Socket | null = null;

  constructor(where: { readonly host: string; readonly port: number; readonly tls: boolean }) {
    this.#where = where;
  }

  /** Sent is what the system has taken: this protocol has no answer. Never throws. */
  async write(text: string): Promise<Sending> {
    const { host, port } = this.#where;
    try {
      const socket = (this.#socket ??= await this.#open());
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('nothing is taken')), CONNECT_WITHIN);
        socket.write(text, (fault) => {
          clearTimeout(late);
          if (fault) reject(fault);
          else resolve();
        });
      });
      return { sent: true };
    } catch (fault) {
      this.close();
      const why = fault instanceof Error ? fault.message : String(fault);
      return { sent: false, why: `${host}:${port}: ${why}`, again: true };
    }
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  async #open(): Promise<Socket> {
    const { host, port, tls } = this.#where;
    return await new Promise((resolve, reject) => {
      const socket = tls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
      const late = setTimeout(() => socket.destroy(new Error('no connection')), CONNECT_WITHIN);
      socket.once(tls ? 'secureConnect' : 'connect', () => {
        clearTimeout(late);
        socket.setKeepAlive(true, 60_000);
        resolve(socket);
      });
      socket.on('error', (fault) => {
        clearTimeout(late);
        reject(fault);
      });
      // A server that ends it is found out now, not by a line that goes nowhere.
      socket.on('close', () => {
        if (this.#socket === socket) this.#socket = null;
      });
      socket.resume();
      socket.unref();
    });
  }
}
