import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import type { Link, LinkDown } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../../wire/arp-frame.ts';
import type { Glance } from '../../wire/glance.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import { Pacer } from '../../asking/pacer.ts';
import { TPID_8021Q } from '../../wire/vlan.ts';

interface Wanted {
  readonly dst: Mac;
  readonly op: number;
  readonly spa: Ipv4;
  readonly tha: Mac;
  readonly tpa: Ipv4;
}

const AT_ONCE = 256;
/** Answers beyond are not given: a link that takes nothing does not fill the memory. */
const MOST_ANSWERS = 1024;
/** What was not heard by then will not be. */
const MOST_UNHEARD = 4096;
const TAG = 4;

/** What a claim has to send on one link, with one tag or none, and what of it has left. */
export class Outbox {
  blockedUntil: Instant = 0;
  sent = 0;
  readonly #mac: Mac;
  readonly #tags: readonly { readonly tpid: number; readonly tci: number }[];
  readonly #size: number;
  readonly #bytes: Uint8Array;
  #waiting: Wanted[] = [];
  /** Frames that left and have not come by at our own ear. */
  readonly #unheard = new Map<string, number>();

  /** That of the wire; what it does not let out waits. */
  readonly #pacer: Pacer;

  constructor(mac: Mac, vlan: number | null, pacer = new Pacer(DEFAULT_RATE)) {
    this.#pacer = pacer;
    this.#mac = mac;
    this.#tags = vlan === null ? [] : [{ tpid: TPID_8021Q, tci: vlan }];
    this.#size = ARP_FRAME_SIZE + this.#tags.length * TAG;
    this.#bytes = new Uint8Array(AT_ONCE * this.#size);
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** A question to everybody; sender 0 makes it a probe (RFC 5227 2.1.1). */
  ask(tpa: Ipv4, spa: Ipv4, dst: Mac = BROADCAST_MAC): void {
    this.#waiting.push({ dst, op: OP_REQUEST, spa, tha: ZERO_MAC, tpa });
  }

  /** RFC 5227 2.3: a question with the address as sender and as target. */
  announce(ip: Ipv4): void {
    this.ask(ip, ip);
  }

  /** `ip` is at our MAC: to whoever asked. False when too much waits already. */
  answer(ip: Ipv4, asker: { readonly mac: Mac; readonly ip: Ipv4 }): boolean {
    if (this.#waiting.length >= MOST_ANSWERS) return false;
    this.#waiting.push({ dst: asker.mac, op: OP_REPLY, spa: ip, tha: asker.mac, tpa: asker.ip });
    return true;
  }

  forget(): void {
    this.#waiting = [];
    this.#unheard.clear();
  }

  /** Why the link is down, if it is. What does not fit into the queue of the card stays for the next time. */
  flush(link: Link, now: Instant): LinkDown | undefined {
    while (this.#waiting.length > 0 && now >= this.blockedUntil) {
      const some = this.#waiting.slice(0, Math.min(AT_ONCE, this.#pacer.allowed(now)));
      if (some.length === 0) {
        this.blockedUntil = this.#pacer.nextAt;
        break;
      }
      for (const [at, frame] of some.entries()) this.#write(at * this.#size, frame);
      const { sent, down } = link.send({ bytes: this.#bytes, size: this.#size, count: some.length });
      for (const { op, spa, tpa } of some.slice(0, sent)) this.#count(keyOf(op, spa, tpa), 1);
      this.sent += sent;
      this.#pacer.left(sent);
      this.#waiting.splice(0, sent);
      if (down) return down;
      if (sent < some.length) this.blockedUntil = now + 1;
    }
    return undefined;
  }

  /** Whether a frame that left this machine was one of these; each is taken for ours once. */
  isOurs({ op, spa, tpa }: Pick<Glance, 'op' | 'spa' | 'tpa'>): boolean {
    const key = keyOf(op, spa, tpa);
    const left = this.#unheard.get(key) ?? 0;
    if (left > 0) this.#count(key, -1);
    return left > 0;
  }

  #write(at: number, { dst, op, spa, tha, tpa }: Wanted): void {
    const mac = this.#mac;
    writeArpFrame(this.#bytes, at, { dst, src: mac, tags: this.#tags, op, sha: mac, spa, tha, tpa });
  }

  #forgetOldest(): void {
    for (const key of this.#unheard.keys()) {
      this.#unheard.delete(key);
      return;
    }
  }

  #count(key: string, by: number): void {
    const left = (this.#unheard.get(key) ?? 0) + by;
    if (left === 0) this.#unheard.delete(key);
    else {
      if (left === 1 && this.#unheard.size >= MOST_UNHEARD) this.#forgetOldest();
      this.#unheard.set(key, left);
    }
  }
}

function keyOf(op: number, spa: Ipv4, tpa: Ipv4): string {
  return `${op} ${spa} ${tpa}`;
}
