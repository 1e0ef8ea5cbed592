import { isLocallyAdministered, type Mac, parseMac } from '../base/mac.ts';
import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { LoneQuestion } from '../inventory/watcher.ts';
import type { Tenure } from '../inventory/tenure.ts';
import type { PresenceFacts } from '../ports/telling.ts';
import type { CaptureFrame } from '../wire/capture-frame.ts';
import { glance, newGlance } from '../wire/glance.ts';

/** Silent for so long, and asked in vain: away. */
export const CONSIDER_HOME: Millis = 180_000;
/** A phone with a MAC that it made up sleeps longer. */
export const CONSIDER_HOME_RANDOM: Millis = 900_000;
/** So long an answer may take: a sleeping phone is woken by its access point every few beacons. */
export const PRESENCE_ANSWER_WITHIN: Millis = 5000;

interface Tracked {
  readonly who: string;
  readonly named: 'mac' | 'ip';
  mac: Mac | null;
  ip: Ipv4 | null;
  /** Where it was heard last: who asks it there. */
  place: number | null;
  vlan: number | null;
  interface: string;
  /** null: it was not heard since the watch began */
  home: boolean | null;
  heardAt: Instant;
  askedAt: Instant | null;
  /** It was asked before it was called away. */
  inVain: boolean;
}

/**
 * Whether stations are there: by what they say of themselves, and by one question to them alone before they are called away.
 * Away is never said while nobody hears. Its times are of a clock that goes on evenly.
 */
export class Presence {
  readonly #tracked: readonly Tracked[];
  readonly #byMac = new Map<Mac, Tracked>();
  readonly #byIp = new Map<Ipv4, Tracked>();
  readonly #consider: Millis | null;
  readonly #seen = newGlance();
  #dirty = true;

  /** `words` are MACs and addresses; `consider` null: by the kind of the MAC. */
  constructor(words: readonly string[], consider: Millis | null, now: Instant) {
    this.#consider = consider;
    this.#tracked = words.map((who) => {
      const mac = parseMac(who) ?? null;
      const ip = mac === null ? (parseIpv4(who) ?? null) : null;
      const one: Tracked = {
        who,
        named: mac === null ? 'ip' : 'mac',
        mac,
        ip,
        place: null,
        vlan: null,
        interface: '',
        home: null,
        heardAt: now,
        askedAt: null,
        inVain: false,
      };
      if (mac !== null) this.#byMac.set(mac, one);
      if (ip !== null) this.#byIp.set(ip, one);
      return one;
    });
  }

  /** Who was there before this watch: whom to ask. */
  recall(tenures: readonly Pick<Tenure, 'ip' | 'mac' | 'network'>[]): void {
    for (const { ip, mac, network } of tenures) {
      const one = this.#byMac.get(mac) ?? this.#byIp.get(ip);
      if (!one || one.home !== null) continue;
      one.mac = mac;
      one.ip = ip;
      one.interface = network.interface;
      one.vlan = network.vlan;
    }
  }

  /** Nothing of the frame is kept. */
  hear(frame: CaptureFrame, now: Instant): void {
    const seen = this.#seen;
    if (frame.outgoing || !glance(frame.bytes.subarray(frame.from, frame.to), seen)) return;
    // What a bridge or a router repeats of it names it still: the sender in ARP's own words.
    const one = this.#byMac.get(seen.sha) ?? (seen.spa === 0 ? undefined : this.#byIp.get(seen.spa));
    if (!one) return;
    one.mac = seen.sha;
    if (seen.spa !== 0 && one.named === 'mac') one.ip = seen.spa;
    one.place = frame.interfaceIndex;
    one.vlan = seen.vid < 0 ? null : seen.vid;
    one.interface = frame.interfaceName;
    one.heardAt = now;
    one.askedAt = null;
    if (one.home !== true) this.#dirty = true;
    one.home = true;
    one.inVain = false;
  }

  /** Whom to look for in what is remembered. */
  get words(): readonly { readonly mac?: Mac; readonly ip?: Ipv4 }[] {
    return this.#tracked.map(({ named, mac, ip }) => (named === 'mac' ? { mac: mac! } : { ip: ip! }));
  }

  /** Questions that are due; each is put once. `places` are the interfaces by their place. */
  ask(now: Instant, places: readonly string[]): readonly LoneQuestion[] {
    return this.#tracked.flatMap((one) => {
      if (one.home === false || one.askedAt !== null || now - one.heardAt < this.#patience(one)) return [];
      const place = one.place ?? places.indexOf(one.interface);
      if (place < 0 || one.mac === null || one.ip === null) return [];
      return [{ place, vlan: one.vlan, mac: one.mac, ip: one.ip }];
    });
  }

  /** A question of `ask` left. */
  asked({ mac, ip }: LoneQuestion, now: Instant): void {
    for (const one of this.#tracked) if (one.mac === mac && one.ip === ip) one.askedAt = now;
  }

  /** To be called now and then; `blind` are interfaces that are not heard, '' among them: none is. True: something is different. */
  pass(now: Instant, blind: ReadonlySet<string>): boolean {
    for (const one of this.#tracked) {
      if (one.home === false) continue;
      if (blind.has('') || blind.has(one.interface)) {
        // Silence while nobody heard is none.
        one.heardAt = now;
        one.askedAt = null;
        continue;
      }
      const silent = now - one.heardAt >= this.#patience(one);
      const unknown = one.mac === null || one.ip === null;
      const inVain = one.askedAt !== null && now - one.askedAt >= PRESENCE_ANSWER_WITHIN;
      if (!silent || (!unknown && !inVain)) continue;
      one.home = false;
      one.inVain = inVain;
      one.askedAt = null;
      this.#dirty = true;
    }
    const changed = this.#dirty;
    this.#dirty = false;
    return changed;
  }

  get facts(): readonly PresenceFacts[] {
    return this.#tracked.map(({ who, named, mac, ip, home, inVain }) => ({
      who,
      named,
      mac,
      ip,
      home,
      asked: inVain,
    }));
  }

  #patience({ mac }: Tracked): Millis {
    if (this.#consider !== null) return this.#consider;
    return mac !== null && isLocallyAdministered(mac) ? CONSIDER_HOME_RANDOM : CONSIDER_HOME;
  }
}
