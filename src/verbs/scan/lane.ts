import type { Dice } from '../../base/dice.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { HeardFrame, Link, LinkDown } from '../../ports/link.ts';
import { type Again, Book, type BookEntry } from '../../asking/book.ts';
import { CrossExamination } from '../../asking/cross.ts';
import type { ScanEvent } from './events.ts';
import type { Field } from '../../asking/field.ts';
import { Inquiry } from '../../asking/inquiry.ts';
import { LaneFrames } from '../../asking/lane-frames.ts';
import type { OwnTable } from '../../asking/own-table.ts';
import { Pacer } from '../../asking/pacer.ts';
import { Patience } from '../../asking/patience.ts';
import type { Hints } from '../../asking/search.ts';
import { Walk } from './walk.ts';

/** In one system call; a batch of 1,024 takes about 2 ms, so answers are read often enough. */
const BATCH = 1024;

/** What a lane is doing: asking, waiting before it asks again, waiting for the last answers, done. */
export type Phase = 'asking' | 'settling' | 'waiting' | 'done';

export interface LaneWishes {
  readonly rate: number;
  /** That of the wire, where other lanes leave by it too; left out: one of its own. */
  readonly pacer?: Pacer;
  readonly tries: number | undefined;
  readonly patience: Millis | undefined;
  readonly capture: boolean;
  /** Where the walk starts, in [0, 1). */
  readonly start: number;
  /** MACs of this machine, with the names of their interfaces. */
  readonly ours: ReadonlyMap<Mac, string>;
  /** Where this host itself answers what is asked here. */
  readonly ownTable?: OwnTable | undefined;
  /** Packets for evidence, at most; undefined: as many as it takes. */
  readonly evidence?: number;
  readonly hints?: Hints;
  readonly dice?: Dice;
}

/** Everything one link knows during a scan. Only ear.ts, asker.ts and conclude.ts write to it. */
export class Lane {
  readonly link: Link;
  readonly wishes: LaneWishes;
  readonly walk: Walk;
  readonly books: ReadonlyMap<Field, Book>;
  readonly cross: CrossExamination;
  readonly pacer: Pacer;
  readonly patience: Patience;
  readonly frames: LaneFrames;
  readonly ownAddresses: ReadonlySet<Ipv4>;
  readonly events: ScanEvent[] = [];
  /** Stations of which something new is known since they were looked at. */
  fresh: BookEntry[] = [];
  readonly again: Again[] = [];
  readonly againOf = new Map<BookEntry, Again[]>();
  readonly againTodo: Again[] = [];
  /** Tells the last verdicts, some in each turn. */
  telling: Iterator<void> | undefined;
  /** It ends early: what is not known by now is undecided. */
  cut = false;
  /** Stations that were not told for that. */
  untold = 0;
  readonly #inquiries: ReadonlyMap<Field, Inquiry>;
  readonly #byVlan: ReadonlyMap<number | null, Field>;

  phase: Phase = 'asking';
  /** When the last question of the walk left, by the verb's clock. */
  lastAskAt: Instant = 0;
  /** The link's clock minus the verb's. */
  skew: Millis = 0;
  sent = 0;
  others = 0;
  late = 0;
  /** Addresses wanted that answered. */
  heardAddresses = 0;
  loss: number | null = null;
  down: LinkDown | undefined;
  blockedUntil: Instant = 0;
  wakeAt: Instant = 0;

  constructor(link: Link, fields: readonly Field[], wishes: LaneWishes) {
    this.link = link;
    this.wishes = wishes;
    this.walk = new Walk(fields, wishes.start);
    this.books = new Map(fields.map((field) => [field, new Book()]));
    this.cross = new CrossExamination(wishes.evidence);
    this.#byVlan = new Map(fields.map((field) => [field.vlan, field]));
    this.pacer = wishes.pacer ?? new Pacer(wishes.rate);
    this.patience = new Patience(wishes.patience);
    const { cross, patience } = this;
    const { hints = () => [], dice } = wishes;
    const grounds = { cross, patience, hints, dice };
    this.#inquiries = new Map(
      fields.map((field) => [field, new Inquiry({ ...grounds, field, book: this.book(field) })]),
    );
    const tagged = fields.some((field) => field.vlan !== null);
    this.frames = new LaneFrames(link.facts.mac, tagged, Math.min(BATCH, Math.max(64, this.walk.size)));
    this.ownAddresses = new Set(link.facts.addresses.map((address) => address.ip));
  }

  book(field: Field): Book {
    return this.books.get(field)!;
  }

  inquiry(field: Field): Inquiry {
    return this.#inquiries.get(field)!;
  }

  get inquiries(): Iterable<Inquiry> {
    return this.#inquiries.values();
  }

  /** True: the frame answers an echo of ours, or the like. */
  hearPacket(bytes: Uint8Array): boolean {
    for (const inquiry of this.#inquiries.values()) if (inquiry.hearPacket(bytes)) return true;
    return false;
  }

  /** For --save; the bytes must not change afterwards. */
  keep(bytes: Uint8Array, seen: Pick<HeardFrame, 'at' | 'wireLength' | 'outgoing'>): void {
    this.events.push({ type: 'frame', interface: this.link.facts.name, bytes, ...seen });
  }

  /** The field whose tag a frame carries; -1 is untagged, and a tag with id 0 only gives a priority. */
  fieldOf(vid: number, tags: number): Field | undefined {
    if (tags > 1) return undefined;
    return this.#byVlan.get(vid <= 0 ? null : vid);
  }

  /** Our own addresses do not answer us, so they are not waited for. */
  get silent(): boolean {
    let own = 0;
    for (const field of this.walk.fields) {
      for (const ip of this.ownAddresses) if (field.targets.has(ip)) own++;
    }
    return this.heardAddresses < this.walk.wanted - own;
  }
}
