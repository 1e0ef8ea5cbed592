import { SystemFault } from '../../base/fault.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Blind } from '../../inventory/watch-event.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import type { HeardFrame, Link, LinkDown } from '../../ports/link.ts';
import { type NotHeard, pickAll, pickNamed, whyNotHeard } from './pick.ts';

/** Of all rings together; each is resident memory. */
const ROOM_OF_RINGS = 64 * 1024 * 1024;
/** A quarter of a second of 200,000 frames/s, a second of a trickle: longer than a collection of garbage. */
const LARGEST_RING = 8 * 1024 * 1024;
/** Waking for each of fifty frames a second takes more time than judging them; nothing is told later than by this. */
export const KEPT_BACK: Millis = 75;
const SMALLEST_RING = 128 * 1024;

export interface LinksWishes {
  /** none: all that carry ARP */
  readonly named: readonly string[];
  /** Those that are not there, or cannot be heard, are waited for. */
  readonly wait: boolean;
  readonly promiscuous: boolean;
}

/** What the links tell: part of the events of the verb. */
export interface LinksTell {
  readonly note: (text: string) => void;
  readonly blind: (interval: Blind) => void;
}

/** One interface that is watched, under the name it had first, as long as the watch lasts. */
export interface Watched {
  readonly place: number;
  readonly name: string;
  readonly wire: string;
  facts: InterfaceFacts;
  link: Link | undefined;
  /** Frames the kernel dropped in all links it had. */
  dropped: number;
  /** of the link that is open */
  droppedHere: number;
  /** Open ones, by code. */
  readonly blinds: Map<string, Blind>;
  /** Frames that were heard in all links it had, and when the last one came. */
  frames: number;
  lastFrame: Instant | null;
}

/** How one interface that is watched, or should be, does. */
export interface SensorPulse {
  readonly interface: string;
  /** Why it does not hear everything now; null: it does. */
  readonly why: string | null;
  /** It was asked for by its name. */
  readonly named: boolean;
  readonly frames: number;
  readonly lost: number;
  readonly lastFrame: Instant | null;
}

type Drain = (watched: Watched, frame: HeardFrame) => void;

/** The links of a watch: opened, lost, renamed and found again, each time without anything heard told as blind. */
export class WatchLinks {
  readonly watched: Watched[] = [];
  leftOut: readonly NotHeard[] = [];
  /** of one link */
  ringBytes = LARGEST_RING;
  readonly #host: Host;
  readonly #wishes: LinksWishes;
  readonly #tell: LinksTell;
  readonly #waiting = new Map<string, Blind>();
  /** Names that cannot be opened, each told once. */
  readonly #refused = new Set<string>();

  constructor(host: Host, wishes: LinksWishes, tell: LinksTell) {
    this.#host = host;
    this.#wishes = wishes;
    this.#tell = tell;
  }

  get open(): readonly Link[] {
    return this.watched.flatMap(({ link }) => (link === undefined ? [] : [link]));
  }

  /** Names that are waited for. */
  get waiting(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  /** Frames the kernel dropped, so far as was looked. */
  get dropped(): number {
    return this.watched.reduce((sum, { dropped }) => sum + dropped, 0);
  }

  /** How each does, those that are waited for last. */
  get sensors(): readonly SensorPulse[] {
    const { named } = this.#wishes;
    const heard = this.watched.map(({ name, blinds, frames, dropped, lastFrame }) => {
      const [blind] = blinds.values();
      const why = blind?.text ?? null;
      return { interface: name, why, named: named.includes(name), frames, lost: dropped, lastFrame };
    });
    const waiting = [...this.#waiting].map(([name, { text }]) => ({
      interface: name,
      why: text,
      named: name !== '',
      frames: 0,
      lost: 0,
      lastFrame: null,
    }));
    return [...heard, ...waiting];
  }

  /** The first look. Throws SystemFault when nothing can be heard and it is not to be waited for. */
  start(at: Instant): void {
    const all = this.#host.interfaces();
    const { named, wait } = this.#wishes;
    if (named.length > 0) {
      const { watched, missing } = pickNamed(all, named);
      const [first] = missing;
      if (first !== undefined && !wait) throw cannotHear(first, all);
      this.#setRing(named.length);
      for (const facts of new Set(watched.values())) this.#add(facts, at, !wait);
    } else {
      const { watched } = pickAll(all);
      this.#setRing(watched.length);
      if (watched.length === 0 && !wait) throw nothingToHear(all);
      // Of several, one that refuses is no reason to hear nothing.
      for (const facts of watched) this.#add(facts, at, !wait && watched.length === 1);
    }
    this.look(at, all);
  }

  /** Something about the interfaces may have changed. Never throws for what one of them is. */
  look(at: Instant, all: readonly InterfaceFacts[] = this.#host.interfaces()): void {
    for (const one of this.watched) this.#follow(one, all, at);
    const { named } = this.#wishes;
    if (named.length > 0) this.#lookForNamed(all, at);
    else {
      const { watched, leftOut } = pickAll(all);
      this.leftOut = leftOut;
      for (const facts of watched) if (this.#of(facts) === undefined) this.#welcome(facts, at);
      if (this.watched.length === 0) this.#waitFor('', at);
    }
  }

  /** Hands out what waits in every ring; returns how many frames. */
  drain(visit: Drain, at: () => Instant): number {
    let frames = 0;
    for (const one of this.watched) {
      const { link } = one;
      if (link === undefined) continue;
      const drained = link.drain((frame) => {
        one.frames++;
        one.lastFrame = frame.at;
        visit(one, frame);
      });
      if (drained.kind === 'frames') frames += drained.frames;
      else if (drained.kind === 'down') this.#lose(one, drained.why, at());
    }
    return frames;
  }

  /** Looks how many frames the kernel dropped since the last look: `from` to `until`. */
  count(from: Instant, until: Instant): void {
    for (const one of this.watched) {
      if (one.link === undefined) continue;
      const now = one.link.counters().dropped;
      const lost = now - one.droppedHere;
      one.droppedHere = now;
      one.dropped += lost;
      this.#tellDrops(one, lost, [from, until]);
    }
  }

  close(at: Instant): void {
    this.count(at, at);
    for (const one of this.watched) {
      one.link?.close();
      one.link = undefined;
      for (const code of one.blinds.keys()) this.#see(one, code, at);
    }
    for (const [name, blind] of this.#waiting) this.#endWait(name, blind, at);
  }

  #setRing(links: number): void {
    const share = Math.floor(ROOM_OF_RINGS / Math.max(1, links));
    this.ringBytes = Math.max(SMALLEST_RING, Math.min(LARGEST_RING, share));
  }

  #of(facts: InterfaceFacts): Watched | undefined {
    return this.watched.find((one) => one.facts.index === facts.index || one.name === facts.name);
  }

  #lookForNamed(all: readonly InterfaceFacts[], at: Instant): void {
    const { watched, missing } = pickNamed(all, this.#wishes.named);
    for (const [name, facts] of watched) {
      const blind = this.#waiting.get(name);
      if (blind !== undefined) this.#endWait(name, blind, at);
      if (this.#of(facts) === undefined) this.#welcome(facts, at);
    }
    for (const { name } of missing)
      if (!this.watched.some((one) => one.name === name)) this.#waitFor(name, at);
  }

  #waitFor(name: string, at: Instant): void {
    if (this.#waiting.has(name)) return;
    const text = name === '' ? 'No interface that carries ARP is there yet' : `${name} is not there yet`;
    const blind = { code: 'interface-gone', text, from: at, until: null, interface: name, frames: null };
    this.#waiting.set(name, blind);
    this.#tell.blind(blind);
  }

  #endWait(name: string, blind: Blind, at: Instant): void {
    this.#waiting.delete(name);
    this.#tell.blind({ ...blind, until: at });
  }

  /** One that came while the others were watched. */
  #welcome(facts: InterfaceFacts, at: Instant): void {
    for (const [name, blind] of this.#waiting)
      if (name === '' || name === facts.name) this.#endWait(name, blind, at);
    this.#setRing(Math.max(this.watched.length + 1, this.#wishes.named.length));
    this.#add(facts, at, false);
  }

  #add(facts: InterfaceFacts, at: Instant, must: boolean): void {
    const { name, wire = name } = facts;
    const place = this.watched.length;
    const one: Watched = {
      place,
      name,
      wire,
      facts,
      link: undefined,
      dropped: 0,
      droppedHere: 0,
      blinds: new Map(),
      frames: 0,
      lastFrame: null,
    };
    one.link = this.#openLink(facts, must);
    this.watched.push(one);
    if (one.link === undefined)
      this.#lookAway(one, { code: 'interface-down', text: `${name} could not be heard` }, at);
    this.#carrier(one, at);
  }

  #openLink(facts: InterfaceFacts, must: boolean): Link | undefined {
    const { promiscuous } = this.#wishes;
    const { ringBytes } = this;
    try {
      const link = this.#host.openLink(facts, {
        hears: 'arp+evidence',
        outgoing: true,
        promiscuous,
        ringBytes,
        gather: KEPT_BACK,
      });
      this.#refused.delete(facts.name);
      return link;
    } catch (fault) {
      if (!(fault instanceof SystemFault) || must || fault.kind === 'rights') throw fault;
      if (!this.#refused.has(facts.name)) this.#tell.note(`${fault.message}: it is waited for`);
      this.#refused.add(facts.name);
      return undefined;
    }
  }

  #lose(one: Watched, why: LinkDown, at: Instant): void {
    if (one.link !== undefined) {
      const { dropped } = one.link.counters();
      one.dropped += dropped - one.droppedHere;
      one.droppedHere = 0;
      one.link.close();
    }
    one.link = undefined;
    this.#lookAway(
      one,
      { code: why.code === 'ENETDOWN' ? 'interface-down' : 'interface-gone', text: why.sentence },
      at,
    );
  }

  /** Found by its number, under whatever name, else by its name: it may have been made anew. */
  #follow(one: Watched, all: readonly InterfaceFacts[], at: Instant): void {
    const facts =
      all.find(({ index, mac }) => index === one.facts.index && mac !== 0) ??
      all.find(({ name }) => name === one.name || name === one.facts.name);
    if (facts === undefined) {
      // The kernel takes an interface down before it takes it away.
      if (one.blinds.has('interface-down')) {
        this.#see(one, 'interface-down', at);
        this.#lookAway(
          one,
          { code: 'interface-gone', text: `The interface ${one.facts.name} was removed` },
          at,
        );
      }
      return;
    }
    if (facts.name !== one.facts.name)
      this.#tell.note(`${one.facts.name} is called ${facts.name} by now; it is told as ${one.name}`);
    one.facts = facts;
    if (one.link === undefined && whyNotHeard(facts) === undefined) {
      one.link = this.#openLink(facts, false);
      one.droppedHere = 0;
      if (one.link !== undefined)
        for (const code of ['interface-down', 'interface-gone']) this.#see(one, code, at);
    }
    this.#carrier(one, at);
  }

  #carrier(one: Watched, at: Instant): void {
    // One that is down has none either, and that is told already.
    if (one.link === undefined || one.facts.carrier || !one.facts.up) this.#see(one, 'no-carrier', at);
    else this.#lookAway(one, { code: 'no-carrier', text: `${one.name} has no carrier` }, at);
  }

  /** As long as each look finds more of them it is one interval. */
  #tellDrops(one: Watched, lost: number, [from, until]: readonly [Instant, Instant]): void {
    const known = one.blinds.get('dropped');
    if (lost === 0) {
      if (known !== undefined) this.#see(one, 'dropped', from);
      return;
    }
    const text = `${one.name} brought more frames than could be heard`;
    const blind = { code: 'dropped', text, from, until: null, interface: one.name, frames: lost };
    one.blinds.set('dropped', known === undefined ? blind : { ...known, frames: known.frames! + lost });
    if (known === undefined) this.#tell.blind(blind);
    if (until === from) this.#see(one, 'dropped', until);
  }

  #lookAway(one: Watched, { code, text }: Pick<Blind, 'code' | 'text'>, at: Instant): void {
    if (one.blinds.has(code)) return;
    const blind = { code, text, from: at, until: null, interface: one.name, frames: null };
    one.blinds.set(code, blind);
    this.#tell.blind(blind);
  }

  #see(one: Watched, code: string, at: Instant): void {
    const blind = one.blinds.get(code);
    if (blind === undefined) return;
    one.blinds.delete(code);
    this.#tell.blind({ ...blind, until: Math.max(blind.from, at) });
  }
}

function cannotHear({ name, why }: NotHeard, all: readonly InterfaceFacts[]): SystemFault {
  const others = all.filter((one) => !one.loopback).map((one) => one.name);
  const there =
    others.length === 0 ? 'this machine has none but the loopback' : `there are ${others.join(', ')}`;
  const facts = all.find((one) => one.name === name);
  const refused = facts === undefined ? undefined : whyNotHeard(facts);
  const missing = why === 'is not there';
  return new SystemFault('interface', missing ? `there is no interface ${name}` : `${name} ${why}`, {
    operation: 'choose interface',
    facts: { interface: name },
    remedy: `${missing ? there : (refused?.remedy ?? there)}; --wait waits until it is there`,
  });
}

function nothingToHear(all: readonly InterfaceFacts[]): SystemFault {
  const reasons = all.map((one) => `${one.name} ${whyNotHeard(one)?.why ?? 'cannot be heard'}`).join(', ');
  return new SystemFault('interface', `no interface carries ARP${reasons === '' ? '' : `: ${reasons}`}`, {
    operation: 'choose interface',
    remedy: 'bring one up (ip link set NAME up), or wait for one with --wait',
  });
}
