import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { ArpKind } from '../wire/arp-kinds.ts';
import type { CaptureTime } from '../wire/capture-time.ts';
import type { Glance } from '../wire/glance.ts';
import { type Key, KeyTable } from './key-table.ts';

/** The kinds in which a sender says that an address is at its MAC; probes, RARP and the rest claim nothing. */
export const CLAIMS = [
  'request',
  'reply',
  'inarp-request',
  'inarp-reply',
  'announcement',
  'gratuitous-request',
  'gratuitous-reply',
] as const satisfies readonly ArpKind[];

const FIRST_ANNOUNCEMENT = CLAIMS.indexOf('announcement');

/** A kind of frame whose sender says that an address is at its MAC. */
export type Claim = (typeof CLAIMS)[number];

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
}

/** One address on one VLAN, claimed or only asked for. */
export interface SeenAddress {
  readonly ip: Ipv4;
  readonly vlan: number | null;
  /** how many MACs claimed it; 0 if it was only asked for */
  readonly macs: number;
  /** How often a claim came from another MAC than the one before. */
  readonly switches: number;
  /** Switches that the new holder began by announcing itself: what a failover does. */
  readonly announced: number;
  /** Switches that were not announced, within a second after a claim of the MAC before. */
  readonly quick: number;
  /** requests for it, and probes for it */
  readonly asked: number;
  readonly probed: number;
}

interface Stamp {
  readonly hasTime: boolean;
  readonly seconds: number;
  readonly nanoseconds: number;
}

type Column = Uint32Array | Float64Array;

function grown<C extends Column>(column: C, rows: number): C {
  if (rows <= column.length) return column;
  const larger = new (column.constructor as new (length: number) => C)(column.length * 2);
  larger.set(column);
  return larger;
}

const FIRST_ROWS = 2048;
/** Two hosts answer the same question within this time; a machine that takes an address over unannounced takes longer. */
const QUICK_SECONDS = 1;

/** Who claimed what, in flat memory with a bound: about 200 bytes for a station with an address of its own. */
export class Sightings {
  readonly #stations: KeyTable;
  readonly #addresses: KeyTable;
  readonly #key: Key = { a: 0, b: 0, c: 0 };
  #claims = new Uint32Array(FIRST_ROWS * CLAIMS.length);
  #differs = new Uint32Array(FIRST_ROWS);
  #firstSeconds = new Float64Array(FIRST_ROWS);
  #firstNanos = new Uint32Array(FIRST_ROWS);
  #lastSeconds = new Float64Array(FIRST_ROWS);
  #lastNanos = new Uint32Array(FIRST_ROWS);
  #macs = new Uint32Array(FIRST_ROWS);
  #switches = new Uint32Array(FIRST_ROWS);
  #announced = new Uint32Array(FIRST_ROWS);
  #quick = new Uint32Array(FIRST_ROWS);
  #asked = new Uint32Array(FIRST_ROWS);
  #probed = new Uint32Array(FIRST_ROWS);
  /** The station that claimed last, and one; 0 is none. */
  #holder = new Uint32Array(FIRST_ROWS);
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
    const key = this.#key;
    key.a = seen.spa;
    key.b = seen.sha >>> 0;
    key.c = (((seen.sha / 0x100000000) << 13) | (seen.vid + 1)) >>> 0;
    const known = this.#stations.size;
    const station = address < 0 ? -1 : this.#stations.place(key);
    if (station < 0) {
      this.#left++;
      return;
    }
    const isNew = this.#stations.size > known;
    if (isNew) {
      this.#addStation(station, stamp);
      this.#macs[address]!++;
    }
    const holder = this.#holder[address]! - 1;
    if (holder !== station) {
      if (holder >= 0) this.#switch(address, { from: holder, announced: claim >= FIRST_ANNOUNCEMENT, stamp });
      this.#holder[address] = station + 1;
    }
    this.#claims[station * CLAIMS.length + claim]!++;
    if (seen.src !== seen.sha) this.#differs[station]!++;
    if (stamp.hasTime) {
      this.#lastSeconds[station] = stamp.seconds;
      this.#lastNanos[station] = stamp.nanoseconds;
    }
  }

  #switch(
    address: number,
    move: { readonly from: number; readonly announced: boolean; readonly stamp: Stamp },
  ): void {
    const { from, announced, stamp } = move;
    this.#switches[address]!++;
    if (announced) {
      this.#announced[address]!++;
      return;
    }
    const seconds = stamp.seconds - this.#lastSeconds[from]!;
    const gap = seconds + (stamp.nanoseconds - this.#lastNanos[from]!) / 1e9;
    if (stamp.hasTime && gap <= QUICK_SECONDS) this.#quick[address]!++;
  }

  /** Somebody asked for `tpa`. */
  ask(seen: Glance, probe: boolean): void {
    const address = this.#address(seen.tpa, seen.vid);
    if (address < 0) this.#left++;
    else if (probe) this.#probed[address]!++;
    else this.#asked[address]!++;
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

  *addresses(): Generator<SeenAddress> {
    for (let index = 0; index < this.#addresses.size; index++) yield this.#addressAt(index);
  }

  #addressAt(index: number): SeenAddress {
    const { a: ip, c } = this.#addresses.keyAt(index);
    return {
      ip,
      vlan: vlanOf(c),
      macs: this.#macs[index]!,
      switches: this.#switches[index]!,
      announced: this.#announced[index]!,
      quick: this.#quick[index]!,
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
      this.#switches = grown(this.#switches, rows);
      this.#announced = grown(this.#announced, rows);
      this.#quick = grown(this.#quick, rows);
      this.#asked = grown(this.#asked, rows);
      this.#probed = grown(this.#probed, rows);
      this.#holder = grown(this.#holder, rows);
    }
    return index;
  }

  #addStation(index: number, stamp: Stamp): void {
    const rows = index + 1;
    this.#claims = grown(this.#claims, rows * CLAIMS.length);
    this.#differs = grown(this.#differs, rows);
    this.#firstSeconds = grown(this.#firstSeconds, rows);
    this.#firstNanos = grown(this.#firstNanos, rows);
    this.#lastSeconds = grown(this.#lastSeconds, rows);
    this.#lastNanos = grown(this.#lastNanos, rows);
    this.#firstSeconds[index] = stamp.hasTime ? stamp.seconds : Number.NaN;
    this.#firstNanos[index] = stamp.nanoseconds;
    this.#lastSeconds[index] = Number.NaN;
  }

  #stationAt(index: number): SeenStation {
    const { a: ip, b, c } = this.#stations.keyAt(index);
    const claims = { ...NO_CLAIMS };
    let frames = 0;
    for (const [at, claim] of CLAIMS.entries()) {
      const count = this.#claims[index * CLAIMS.length + at]!;
      claims[claim] = count;
      frames += count;
    }
    return {
      ip,
      mac: (c >>> 13) * 0x100000000 + b,
      vlan: vlanOf(c),
      first: timeOf(this.#firstSeconds[index]!, this.#firstNanos[index]!),
      last: timeOf(this.#lastSeconds[index]!, this.#lastNanos[index]!),
      claims,
      frames,
      sourceDiffers: this.#differs[index]!,
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
