import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { LoneQuestion, WatchFold } from '../../inventory/watcher.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';
import type { Link } from '../../ports/link.ts';
import { OP_REQUEST } from '../../wire/arp.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../../wire/arp-frame.ts';
import { TAG_SIZE, TPID_8021Q } from '../../wire/vlan.ts';
import type { Watched } from './links.ts';

/** On one network at most so often. */
export const ASK_EVERY: Millis = 1000;

/** Questions that somebody has beside those of doubt: at the same pace, each taken back by `asked` once it left. */
export interface OtherQuestions {
  due(places: readonly string[]): readonly LoneQuestion[];
  asked(question: LoneQuestion): void;
}

export interface LoneWishes {
  /** Of doubt; left out: none. */
  readonly ask?: boolean;
  readonly questions?: OtherQuestions;
}

/**
 * Puts the questions that would decide a doubt, one a second on each network. What is found out comes from the frames alone:
 * its own questions are heard as they leave, so a capture of them tells the same.
 */
export class LoneAsker {
  /** Packets that left. */
  sent = 0;
  readonly #host: Host;
  readonly #clock: Clock;
  /** By wire and VLAN: an interface and the bridge it is a port of are one network. */
  readonly #nextAt = new Map<string, Instant>();

  readonly #wishes: LoneWishes;

  constructor(
    { host, clock }: { readonly host: Host; readonly clock: Clock },
    wishes: LoneWishes = { ask: true },
  ) {
    this.#wishes = wishes;
    this.#host = host;
    this.#clock = clock;
  }

  ask(fold: WatchFold, watched: readonly Watched[]): void {
    const { ask, questions } = this.#wishes;
    if (ask === true) this.#askOfDoubt(fold, watched);
    for (const one of questions?.due(watched.map(({ name }) => name)) ?? [])
      if (this.#asksNow(one, watched)) questions?.asked(one);
  }

  #askOfDoubt(fold: WatchFold, watched: readonly Watched[]): void {
    const now = this.#clock.now();
    const tables = new Map<number, ReadonlyMap<Ipv4, Mac>>();
    const known = (place: number, ip: Ipv4): Mac | undefined => {
      let table = tables.get(place);
      if (table === undefined) {
        const entries = this.#host.neighbours?.(watched[place]!.facts.name) ?? [];
        table = new Map(entries.map((entry) => [entry.ip, entry.mac]));
        tables.set(place, table);
      }
      return table.get(ip);
    };
    const isFree = ({ place, vlan }: Pick<LoneQuestion, 'place' | 'vlan'>): boolean => {
      const one = watched[place];
      if (one === undefined || whoAsks(one) === undefined) return false;
      return now >= (this.#nextAt.get(networkKey(one, vlan)) ?? Number.NEGATIVE_INFINITY);
    };
    for (const question of fold.toAsk({ isFree, known })) this.#put(watched[question.place]!, question);
  }

  /** false: it cannot leave now. */
  #asksNow(question: LoneQuestion, watched: readonly Watched[]): boolean {
    const one = watched[question.place];
    const before = this.sent;
    if (one !== undefined) this.#put(one, question);
    return this.sent > before;
  }

  #put(one: Watched, question: LoneQuestion): void {
    const link = whoAsks(one);
    if (link === undefined) return;
    const key = networkKey(one, question.vlan);
    // Two places of one wire have one pace.
    if (this.#clock.now() < (this.#nextAt.get(key) ?? Number.NEGATIVE_INFINITY)) return;
    const bytes = frameOf(question, one.facts.mac);
    this.sent += link.send({ bytes, size: bytes.length, count: 1 }).sent;
    this.#nextAt.set(key, this.#clock.now() + ASK_EVERY);
  }
}

/** Where this machine itself answers, its questions never reach the wire. */
function whoAsks({ link, facts }: Watched): Link | undefined {
  return facts.up && facts.mac !== 0 && !facts.selfAnswer ? link : undefined;
}

function networkKey({ wire }: Watched, vlan: number | null): string {
  return `${wire} ${vlan}`;
}

function frameOf({ mac, ip, vlan }: LoneQuestion, own: Mac): Uint8Array {
  const tags = vlan === null ? [] : [{ tpid: TPID_8021Q, tci: vlan }];
  const bytes = new Uint8Array(ARP_FRAME_SIZE + TAG_SIZE * tags.length);
  const question = { dst: mac, src: own, op: OP_REQUEST, sha: own, spa: 0, tha: 0, tpa: ip, tags };
  writeArpFrame(bytes, 0, question);
  return bytes;
}
