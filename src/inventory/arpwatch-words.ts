import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, formatShortMac, type Mac, ZERO_MAC } from '../base/mac.ts';
import { contains, type Prefix } from '../base/prefix.ts';
import { OP_RARP_REPLY, OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import { type CaptureFrame, LINKTYPE_ETHERNET } from '../wire/capture-frame.ts';
import { ETHERTYPE_ARP } from '../wire/ethernet.ts';
import { type Glance, glance, newGlance } from '../wire/glance.ts';

/** NEWACTIVITY_DELTA and FLIPFLIP_DELTA of arpwatch's db.c. */
const LONG_SILENT_SECONDS = 6 * 30 * 24 * 3600;
const SOON_SECONDS = 24 * 3600;
/** arpwatch keeps every MAC an address had and looks at all of them for each frame; here the oldest goes. */
const MOST_MACS = 64;
/** Further addresses are told as new each time they speak: nobody remembers them. */
const MOST_ADDRESSES = 1_048_576;

/** A MAC that an address had, and when it was heard last, in seconds since the epoch. */
export interface HadBefore {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly seconds: number;
}

export interface ArpwatchKnows {
  /** Senders outside are bogons, 0.0.0.0 too; none: there are no bogons, as with a capture in arpwatch. */
  readonly networks: readonly Prefix[];
  /** The lines of an arp.dat, in any order: what arpwatch would have begun with. */
  readonly had: readonly HadBefore[];
}

/** What a line of it says. */
export interface ArpwatchSaid {
  /** Its title: `flip flop`. */
  readonly what: string;
  readonly ip: Ipv4;
  readonly mac: Mac;
  /** The one before, or the other one of the frame; the same as `mac` where there is none. */
  readonly other: Mac;
  /** `eth0`, `eth0.20`; '' when it is not known. */
  readonly place: string;
  /** Of the frame, since the epoch; 0: no time is known. */
  readonly seconds: number;
  /** When the address was heard before; null where that is not told. */
  readonly before: number | null;
}

/** MACs of one address, that heard last first. */
interface Elist {
  readonly macs: Mac[];
  readonly seconds: number[];
}

/**
 * What arpwatch 2.1a15 would write to the syslog of the same frames, word for word (its arpwatch.c process_ether and db.c
 * ent_add), with the MACs as it writes them there: without leading zeros. Frames with a tag, which it does not hear, are those of
 * `eth0.20`, where it would have to listen for them. Never throws; its memory has a bound.
 */
export class ArpwatchWords {
  readonly #networks: readonly Prefix[];
  readonly #had: ReadonlyMap<Ipv4, Elist>;
  readonly #tell: (line: string, said: ArpwatchSaid) => void;
  #seconds = 0;
  readonly #glance: Glance = newGlance();
  readonly #places = new Map<string, Map<Ipv4, Elist>>();
  #place = { name: '', vid: -2, words: '', addresses: new Map<Ipv4, Elist>() };
  #kept = 0;

  /** `tell` gets a line without its end. */
  constructor({ networks, had }: ArpwatchKnows, tell: (line: string, said: ArpwatchSaid) => void) {
    this.#networks = networks;
    this.#tell = tell;
    this.#had = listsOf(had);
  }

  /** `name` is that of the interface. */
  hear(frame: CaptureFrame, name = frame.interfaceName): void {
    const seen = this.#glance;
    if (frame.linkType !== LINKTYPE_ETHERNET) return;
    if (!glance(frame.bytes, seen, frame.from) || seen.end > frame.to) return;
    const { op, src, sha, spa } = seen;
    this.#seconds = frame.hasTime ? frame.seconds : 0;
    if (seen.etherType === ETHERTYPE_ARP) {
      if (op !== OP_REQUEST && op !== OP_REPLY) {
        const place = this.#placeOf(name, seen.vid).words.trim();
        this.#tell(`${formatShortMac(src)} sent wrong arp op ${op}`, {
          what: 'wrong arp op',
          ip: spa,
          mac: src,
          other: src,
          place,
          seconds: this.#seconds,
          before: null,
        });
        return;
      }
    } else if (op !== OP_RARP_REPLY) return;
    const place = this.#placeOf(name, seen.vid);
    if (this.#networks.length > 0 && !this.#networks.some((network) => contains(network, spa)))
      this.#line('bogon', { ip: spa, mac: src, other: sha }, place.words);
    else if (isNobody(src) || isNobody(sha))
      this.#line('ethernet broadcast', { ip: spa, mac: src, other: sha }, place.words);
    else if (src !== sha) this.#line('ethernet mismatch', { ip: spa, mac: src, other: sha }, place.words);
    // Debian's patch 17opt_ignorenet, by its default: a probe says who it is, and nobody has 0.0.0.0.
    else if (spa !== 0) this.#station(spa, src, this.#seconds);
  }

  #station(ip: Ipv4, mac: Mac, now: number): void {
    const { addresses, words } = this.#place;
    const tell = (what: string, other: Mac, before: number | null): void =>
      this.#line(what, { ip, mac, other, before }, words);
    let had = addresses.get(ip);
    if (had === undefined) {
      const before = this.#had.get(ip);
      had = { macs: [...(before?.macs ?? [])], seconds: [...(before?.seconds ?? [])] };
      if (this.#kept < MOST_ADDRESSES) {
        addresses.set(ip, had);
        this.#kept++;
      }
    }
    const { macs, seconds } = had;
    const [current] = macs;
    const since = seconds[0] ?? 0;
    const at = macs.indexOf(mac);
    if (at === 0) {
      if (now - since > LONG_SILENT_SECONDS) tell('new activity', mac, since);
      seconds[0] = now;
      return;
    }
    if (current === undefined) tell('new station', mac, null);
    else if (at === 1)
      tell(
        now - since < SOON_SECONDS && (isDecnet(mac) || isDecnet(current))
          ? 'suppressed DECnet flip flop'
          : 'flip flop',
        current,
        since,
      );
    else tell(at > 1 ? 'reused old ethernet address' : 'changed ethernet address', current, since);
    if (at > 0) {
      macs.splice(at, 1);
      seconds.splice(at, 1);
    } else if (macs.length >= MOST_MACS) {
      macs.pop();
      seconds.pop();
    }
    macs.unshift(mac);
    seconds.unshift(now);
  }

  /** util.c dosyslog: the second MAC only where it is another one. */
  #line(
    what: string,
    said: { readonly ip: Ipv4; readonly mac: Mac; readonly other: Mac; readonly before?: number | null },
    place: string,
  ): void {
    const { ip, mac, other, before = null } = said;
    const second = other === mac ? '' : ` (${formatShortMac(other)})`;
    this.#tell(`${what} ${formatIpv4(ip)} ${formatShortMac(mac)}${second}${place}`, {
      what,
      ip,
      mac,
      other,
      place: place.trim(),
      seconds: this.#seconds,
      before,
    });
  }

  #placeOf(name: string, vid: number): { readonly words: string } {
    if (this.#place.name === name && this.#place.vid === vid) return this.#place;
    const key = vid < 0 ? name : name === '' ? `vlan${vid}` : `${name}.${vid}`;
    let addresses = this.#places.get(key);
    if (addresses === undefined) this.#places.set(key, (addresses = new Map()));
    this.#place = { name, vid, words: key === '' ? '' : ` ${key}`, addresses };
    return this.#place;
  }
}

/** db.c sorteinfo: that heard last in front. */
function listsOf(had: readonly HadBefore[]): ReadonlyMap<Ipv4, Elist> {
  const lists = new Map<Ipv4, Elist>();
  for (const { ip, mac, seconds } of had.toSorted((a, b) => b.seconds - a.seconds)) {
    const list = lists.get(ip) ?? { macs: [], seconds: [] };
    lists.set(ip, list);
    if (list.macs.length >= MOST_MACS || list.macs.includes(mac)) continue;
    list.macs.push(mac);
    list.seconds.push(seconds);
  }
  return lists;
}

function isNobody(mac: Mac): boolean {
  return mac === ZERO_MAC || mac === BROADCAST_MAC;
}

/** db.c isdecnet: aa:00:04 in front. */
function isDecnet(mac: Mac): boolean {
  return Math.floor(mac / 0x1000000) === 0xaa0004;
}
