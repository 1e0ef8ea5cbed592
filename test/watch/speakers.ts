import type { Ipv4 } from '../../src/base/ipv4.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { BROADCAST_MAC, type Mac, parseMac, writeMac } from '../../src/base/mac.ts';
import { writeIpv4 } from '../../src/base/ipv4.ts';
import { type Expected, NOTHING_EXPECTED } from '../../src/inventory/expected.ts';
import { Watch } from '../../src/inventory/watch.ts';
import type { WatchEvent } from '../../src/inventory/watch-event.ts';
import { WATCH_BOUNDS, type WatchBounds } from '../../src/inventory/watcher.ts';
import { type CaptureFrame, newCaptureFrame } from '../../src/wire/capture-frame.ts';

/** `10.0.0.5`, as a number. */
export function ip(text: string): Ipv4 {
  const found = parseIpv4(text);
  if (found === undefined) throw new Error(`${text} is no address`);
  return found;
}

/** `0a` is 00:1b:21:00:00:0a; longer ones are whole. */
export function mac(text: string): Mac {
  const found = parseMac(text.length === 2 ? `00:1b:21:00:00:${text}` : text);
  if (found === undefined) throw new Error(`${text} is no MAC`);
  return found;
}

export interface Said {
  readonly op?: number;
  readonly sha: Mac;
  readonly spa: Ipv4;
  readonly tpa: Ipv4;
  readonly tha?: Mac;
  readonly src?: Mac;
  readonly dst?: Mac;
  readonly vlan?: number;
  readonly etherType?: number;
}

/** A network on paper: who says what at which second; the events come as they are told. */
export class PaperWatch {
  readonly events: WatchEvent[] = [];
  readonly watch: Watch;
  readonly #frame: CaptureFrame = newCaptureFrame();
  /** Seconds since the beginning. */
  now = 0;
  timed = true;

  constructor(expected: Partial<Expected> = {}, bounds: WatchBounds = WATCH_BOUNDS) {
    this.watch = new Watch(
      { ...NOTHING_EXPECTED, ...expected },
      (event) => void this.events.push(event),
      bounds,
    );
  }

  at(seconds: number): this {
    this.now = seconds;
    return this;
  }

  say(said: Said): this {
    const { op = 1, sha, spa, tpa, tha = 0, src = sha, dst = BROADCAST_MAC, vlan, etherType = 0x0806 } = said;
    const tag = vlan === undefined ? 0 : 4;
    const bytes = new Uint8Array(60);
    writeMac(bytes, 0, dst);
    writeMac(bytes, 6, src);
    if (vlan !== undefined) bytes.set([0x81, 0, vlan >> 8, vlan & 255], 12);
    bytes.set([etherType >> 8, etherType & 255, 0, 1, 8, 0, 6, 4, 0, op], 12 + tag);
    writeMac(bytes, 22 + tag, sha);
    writeIpv4(bytes, 28 + tag, spa);
    writeMac(bytes, 32 + tag, tha);
    writeIpv4(bytes, 38 + tag, tpa);
    return this.hear(bytes);
  }

  hear(bytes: Uint8Array): this {
    const frame = this.#frame;
    frame.bytes = bytes;
    frame.from = 0;
    frame.to = bytes.length;
    frame.wireLength = bytes.length;
    frame.linkType = 1;
    frame.hasTime = this.timed;
    frame.seconds = 1_790_000_000 + Math.floor(this.now);
    frame.nanoseconds = Math.round((this.now % 1) * 1e9);
    this.watch.hear(frame);
    return this;
  }

  /** `asker` asks everybody for an address; `to`: asks that MAC alone. */
  asks(asker: readonly [name: string, address: string], target: string, to?: string): this {
    const [name, address] = asker;
    const dst = to === undefined ? BROADCAST_MAC : mac(to);
    return this.say({ sha: mac(name), spa: ip(address), tpa: ip(target), dst });
  }

  answers(
    who: readonly [name: string, address: string],
    asker: readonly [name: string, address: string],
  ): this {
    const [name, address] = who;
    const dst = mac(asker[0]);
    return this.say({ op: 2, sha: mac(name), spa: ip(address), tpa: ip(asker[1]), tha: dst, dst });
  }

  announces(who: readonly [name: string, address: string]): this {
    const [name, address] = who;
    return this.say({ sha: mac(name), spa: ip(address), tpa: ip(address) });
  }

  /** A question to all and its answer, 0.1 ms later. */
  talk(
    asker: readonly [name: string, address: string],
    owner: readonly [name: string, address: string],
  ): this {
    this.asks(asker, owner[1]);
    this.now += 0.0001;
    return this.answers(owner, asker);
  }

  /** Two pairs that talk by unicast: what a monitor port hears and an ordinary host does not. */
  wide(): this {
    this.talk(['e1', '10.0.0.241'], ['e2', '10.0.0.242']);
    this.talk(['e3', '10.0.0.243'], ['e4', '10.0.0.244']);
    return this;
  }

  /** This machine asks one MAC alone, with sender 0.0.0.0; `answered`: it says that it has it. */
  alone(name: string, target: Ipv4, answered: boolean): this {
    const [dst, own] = [mac(name), mac('ff')];
    this.#frame.outgoing = true;
    this.say({ sha: own, spa: 0, tpa: target, dst });
    this.#frame.outgoing = false;
    this.now += 0.001;
    return answered ? this.say({ op: 2, sha: dst, spa: target, tpa: 0, tha: own, dst: own }) : this;
  }

  pass(seconds: number): this {
    this.now = seconds;
    this.watch.pass((1_790_000_000 + seconds) * 1000);
    return this;
  }

  end(): this {
    this.watch.end();
    return this;
  }

  /** `open conflict 10.0.0.5`, one a line, without new stations. */
  told(): string {
    return this.events
      .filter(({ kind }) => kind !== 'new-station')
      .map(({ kind, state, sure }) => `${state} ${kind} ${sure}`)
      .join('\n');
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind }) => kind).filter((kind) => kind !== 'new-station');
  }
}
