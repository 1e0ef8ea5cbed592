import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import type { CaptureTime } from '../wire/capture-time.ts';
import type { Glance } from '../wire/glance.ts';
import { Bindings, type Changes, type Interval } from './binding.ts';
import { type Claim, CLAIMS, isAnnounced, REPLY } from './sighting.ts';
import { type Askings, Askers } from './askers.ts';
import { grown } from './columns.ts';
import { type Key, KeyTable } from './key-table.ts';

const NO_CLAIMS = Object.fromEntries(CLAIMS.map((claim) => [claim, 0])) as Record<Claim, number>;

/** One MAC that claimed one address on one VLAN. */
export interface SeenStation {
  readonly ip: Ipv4;
  readonly mac: Mac;
  /** of the outermost tag; null without a tag */
  readonly vlan: number | null;
  /** of its first and last claim in the order of the file; null when the capture does not tell times */
  readonly first: CaptureTime | null;
  readonly last: CaptureTime | null;
  readonly claims: Readonly<Record<Claim, number>>;
  /** claims of all kinds */
  readonly frames: number;
  /** Claims whose Ethernet source is another MAC: somebody speaks for it. */
  readonly sourceDiffers: number;
  /** The Ethernet source of all its claims; null: several. */
  readonly from: Mac | null;
  /** It only asked as the address, and never said that it has it. */
  readonly asksOnly: boolean;
}

/** One address on one VLAN, claimed or only asked for. */
export interface SeenAddress {
  readonly ip: Ipv4;
  readonly vlan: number | null;
  /** how many MACs claimed it; 0 if it was only asked for */
  readonly macs: number;
  readonly changes: Changes;
  /** requests for it, and probes for it */
  readonly asked: number;
  readonly probed: number;
}

export interface HeldBy extends Interval {
  readonly mac: Mac;
}

/** One holder of one address on one VLAN. */
export interface Binding extends HeldBy {
  readonly ip: Ipv4;
  readonly vlan: number | null;
  /** How many holders between the one before and this were not kept. */
  readonly missing: number;
}

interface Stamp {
  readonly hasTime: boolean;
  readonly seconds: number;
  readonly nanoseconds: number;
}

const FIRST_ROWS = 2048;

/** Who claimed what, in flat memory with a bound: about 220 bytes for a station with an address of its own. */
export class Sightings {
  readonly #stations: KeyTable;
  readonly #addresses: KeyTable;
  readonly #key: Key = { a: 0, b: 0, c: 0 };
  #claims = new Uint32Array(FIRST_ROWS * CLAIMS.length);
  #differs = new Uint32Array(FIRST_ROWS);
  /** NaN: several. */
  #from = new Float64Array(FIRST_ROWS);
  #firstSeconds = new Float64Array(FIRST_ROWS);
  #firstNanos = new Uint32Array(FIRST_ROWS);
  #lastSeconds = new Float64Array(FIRST_ROWS);
  #lastNanos = new Uint32Array(FIRST_ROWS);
  #macs = new Uint32Array(FIRST_ROWS);
  #since = new Float64Array(FIRST_ROWS);
  #asked = new Uint32Array(FIRST_ROWS);
  #probed = new Uint32Array(FIRST_ROWS);
  /** The station that claimed last, and one; 0 is none. */
  #holder = new Uint32Array(FIRST_ROWS);
  readonly #bindings = new Bindings();
  readonly #askers = new Askers();
  #left = 0;

  /** Keeps `most` stations and as many addresses; what does not fit any more is counted in `left`. */
  constructor(most: number) {
    this.#stations = new KeyTable(most);
    this.#addresses = new KeyTable(most);
  }

  /** Claims and questions for which there was no room. */
  get left(): number {
    return this.#left;
  }

  get stationCount(): number {
    return this.#stations.size;
  }

  /** `spa` is at `sha`. `claim` is a position in CLAIMS. */
  claim(seen: Glance, claim: number, stamp: Stamp): void {
    const address = this.#address(seen.spa, seen.vid);
    const key = this.#keyOf(seen.spa, seen.sha, seen.vid);
    const known = this.#stations.size;
    const station = address < 0 ? -1 : this.#stations.place(key);
    if (station < 0) {
      this.#left++;
      return;
    }
    const isNew = this.#stations.size > known;
    if (isNew) {
      this.#addStation(station, seen.src, stamp);
      this.#macs[address]!++;
    } else if (this.#from[station] !== seen.src) this.#from[station] = Number.NaN;
    const holder = this.#holder[address]! - 1;
    const at = momentOf(stamp);
    if (holder !== station) {
      if (holder >= 0) this.#turn(address, holder, { station, at, announced: isAnnounced(claim), isNew });
      this.#holder[address] = station + 1;
      this.#since[address] = at;
    }
    if (claim === REPLY && this.#macs[address]! > 1) this.#askers.answered(seen, station, at);
    this.#claims[station * CLAIMS.length + claim]!++;
    if (seen.src !== seen.sha) this.#differs[station]!++;
    if (stamp.hasTime) {
      this.#lastSeconds[station] = stamp.seconds;
      this.#lastNanos[station] = stamp.nanoseconds;
    }
  }

  #turn(
    address: number,
    holder: number,
    to: {
      readonly station: number;
      readonly at: number;
      readonly announced: boolean;
      readonly isNew: boolean;
    },
  ): void {
    const from = { station: holder, since: this.#since[address]!, last: this.#lastOf(holder) };
    const before = to.isNew ? null : this.#lastOf(to.station);
    this.#bindings.turn(address, { from, to: { ...to, before } });
  }

  #lastOf(station: number): number {
    return millisOf(this.#lastSeconds[station]!, this.#lastNanos[station]!);
  }

  /** Somebody asked for `tpa`. */
  ask(seen: Glance, probe: boolean, stamp: Stamp): void {
    const address = this.#address(seen.tpa, seen.vid);
    if (address < 0) this.#left++;
    else if (probe) this.#probed[address]!++;
    else {
      this.#asked[address]!++;
      if (this.#macs[address]! > 1) this.#askers.asked(seen, momentOf(stamp));
    }
  }

  /** Whether this MAC claimed the address. */
  has(ip: Ipv4, mac: Mac, vlan: number | null): boolean {
    return this.#stations.find(this.#keyOf(ip, mac, vlan ?? -1)) >= 0;
  }

  #keyOf(ip: Ipv4, mac: Mac, vid: number): Key {
    const key = this.#key;
    key.a = ip;
    key.b = mac >>> 0;
    key.c = (((mac / 0x100000000) << 13) | (vid + 1)) >>> 0;
    return key;
  }

  *stations(): Generator<SeenStation> {
    for (let index = 0; index < this.#stations.size; index++) yield this.#stationAt(index);
  }

  /** By address, VLAN and MAC, without a list of them. */
  *sortedStations(): Generator<SeenStation> {
    const order = Uint32Array.from({ length: this.#stations.size }, (_, index) => index);
    const table = this.#stations;
    order.sort((x, y) => {
      const a = table.keyAt(x);
      const b = table.keyAt(y);
      return a.a - b.a || (a.c & VLAN_BITS) - (b.c & VLAN_BITS) || a.c - b.c || a.b - b.b;
    });
    for (const index of order) yield this.#stationAt(index);
  }

  /** What is known of an address; undefined when it was never named. */
  addressOf(ip: Ipv4, vlan: number | null): SeenAddress | undefined {
    const index = this.#addresses.find({ a: ip, b: 0, c: vlan === null ? 0 : vlan + 1 });
    return index < 0 ? undefined : this.#addressAt(index);
  }

  /** Who held an address from when to when, oldest first; nothing when nobody claimed it. */
  bindingsOf(
    ip: Ipv4,
    vlan: number | null,
  ): { readonly intervals: readonly HeldBy[]; readonly left: number } {
    const index = this.#addresses.find({ a: ip, b: 0, c: vlan === null ? 0 : vlan + 1 });
    const station = index < 0 ? -1 : this.#holder[index]! - 1;
    if (station < 0) return { intervals: [], left: 0 };
    const holder = { station, since: this.#since[index]!, last: this.#lastOf(station) };
    const { intervals, left } = this.#bindings.intervalsOf(index, holder);
    return { intervals: intervals.map((one) => ({ ...one, mac: this.#macOf(one.station) })), left };
  }

  /** Who held what from when to when: by address and VLAN, of each the oldest first. */
  *bindings(): Generator<Binding> {
    let before: SeenStation | undefined;
    for (const station of this.sortedStations()) {
      const { ip, vlan } = station;
      if (before?.ip === ip && before.vlan === vlan) continue;
      before = station;
      const { intervals, left } = this.bindingsOf(ip, vlan);
      for (const [at, one] of intervals.entries()) yield { ip, vlan, ...one, missing: at === 1 ? left : 0 };
    }
  }

  /** Intervals that there was no room for, of all addresses. */
  get forgotten(): number {
    return this.#bindings.forgotten;
  }

  /** What its askers show of each address, by `askedKey`. */
  askings(): ReadonlyMap<string, Askings> {
    return this.#askers.byAddress();
  }

  *addresses(): Generator<SeenAddress> {
    for (let index = 0; index < this.#addresses.size; index++) yield this.#addressAt(index);
  }

  #addressAt(index: number): SeenAddress {
    const { a: ip, c } = this.#addresses.keyAt(index);
    return {
      ip,
      vlan: vlanOf(c),
      macs: this.#macs[index]!,
      changes: this.#bindings.changesOf(index),
      asked: this.#asked[index]!,
      probed: this.#probed[index]!,
    };
  }

  #address(ip: Ipv4, vid: number): number {
    const key = this.#key;
    key.a = ip;
    key.b = 0;
    key.c = vid + 1;
    const known = this.#addresses.size;
    const index = this.#addresses.place(key);
    if (this.#addresses.size > known) {
      const rows = index + 1;
      this.#macs = grown(this.#macs, rows);
      this.#since = grown(this.#since, rows);
      this.#asked = grown(this.#asked, rows);
      this.#probed = grown(this.#probed, rows);
      this.#holder = grown(this.#holder, rows);
    }
    return index;
  }

  #addStation(index: number, from: Mac, stamp: Stamp): void {
    const rows = index + 1;
    this.#claims = grown(this.#claims, rows * CLAIMS.length);
    this.#differs = grown(this.#differs, rows);
    this.#from = grown(this.#from, rows);
    this.#from[index] = from;
    this.#firstSeconds = grown(this.#firstSeconds, rows);
    this.#firstNanos = grown(this.#firstNanos, rows);
    this.#lastSeconds = grown(this.#lastSeconds, rows);
    this.#lastNanos = grown(this.#lastNanos, rows);
    this.#firstSeconds[index] = stamp.hasTime ? stamp.seconds : Number.NaN;
    this.#firstNanos[index] = stamp.nanoseconds;
    this.#lastSeconds[index] = Number.NaN;
  }

  #macOf(station: number): Mac {
    const { b, c } = this.#stations.keyAt(station);
    return (c >>> 13) * 0x100000000 + b;
  }

  #stationAt(index: number): SeenStation {
    const { a: ip, c } = this.#stations.keyAt(index);
    const claims = { ...NO_CLAIMS };
    let frames = 0;
    for (const [at, claim] of CLAIMS.entries()) {
      const count = this.#claims[index * CLAIMS.length + at]!;
      claims[claim] = count;
      frames += count;
    }
    return {
      ip,
      mac: this.#macOf(index),
      vlan: vlanOf(c),
      first: timeOf(this.#firstSeconds[index]!, this.#firstNanos[index]!),
      last: timeOf(this.#lastSeconds[index]!, this.#lastNanos[index]!),
      claims,
      frames,
      sourceDiffers: this.#differs[index]!,
      from: Number.isNaN(this.#from[index]!) ? null : this.#from[index]!,
      asksOnly: frames === claims.request,
    };
  }
}

/** The VLAN id and one, 0 without a tag; the upper bits of a station's key are those of its MAC. */
const VLAN_BITS = 0x1fff;

function vlanOf(key: number): number | null {
  const vid = (key & VLAN_BITS) - 1;
  return vid < 0 ? null : vid;
}

function timeOf(seconds: number, nanoseconds: number): CaptureTime | null {
  return Number.isNaN(seconds) ? null : { seconds, nanoseconds };
}

function momentOf({ hasTime, seconds, nanoseconds }: Stamp): Millis {
  return hasTime ? millisOf(seconds, nanoseconds) : Number.NaN;
}

/** To 1/1024 ms, which a double holds exactly, and the difference of two as well. */
function millisOf(seconds: number, nanoseconds: number): Millis {
  return seconds * 1000 + Math.round((nanoseconds * 1024) / 1e6) / 1024;
}
