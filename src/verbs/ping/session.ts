import { BROADCAST_MAC, type Mac } from '../../base/mac.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { Dice } from '../../base/dice.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { HeardFrame, Link, LinkDown, Sent } from '../../ports/link.ts';
import { Gate } from '../../asking/gate.ts';
import { Book } from '../../asking/book.ts';
import { type Field, isOwn, sourceFor } from '../../asking/field.ts';
import { LaneFrames } from '../../asking/lane-frames.ts';
import type { Form } from '../../asking/ledger.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import type { OwnTable } from '../../asking/own-table.ts';
import { Pacer } from '../../asking/pacer.ts';
import { Patience } from '../../asking/patience.ts';
import { evidenceFor } from '../../asking/evidence.ts';
import type { Hints } from '../../asking/search.ts';
import type { PingEvent } from './events.ts';
import { Examination } from './examination.ts';
import type { PingOptions } from './options.ts';
import { Questions } from './questions.ts';
import { RttTally } from './rtt.ts';

const MOST_AT_ONCE = 32;
const MOST_TOLD = 64;
const TOLD_IN: Millis = 1000;

/** What one ping knows. Only ear.ts and asker.ts write to it. */
export class PingSession {
  readonly link: Link;
  readonly wishes: PingOptions;
  readonly field: Field;
  readonly book = new Book();
  readonly patience: Patience;
  readonly questions = new Questions();
  readonly examination: Examination;
  readonly frames: LaneFrames;
  readonly pacer: Pacer;
  readonly rtts = new RttTally();
  readonly events: PingEvent[] = [];
  /** What comes beside the first answer of each MAC to each question can be made up without end. */
  readonly gate = new Gate(MOST_TOLD, TOLD_IN);
  now: Instant = 0;
  /** MACs of this machine, with the names of their interfaces. */
  readonly ours: ReadonlyMap<Mac, string>;
  /** Where this host itself answers what is asked here. */
  readonly ownTable: OwnTable | undefined;
  /** Our address that questions of the form `own` carry; null: they are not asked. */
  readonly own: Ipv4 | null;

  phase: 'asking' | 'waiting' | 'done' = 'asking';
  /** By the verb's clock. */
  firstAskAt: Instant | undefined;
  lastAskAt: Instant = 0;
  nextAskAt: Instant = 0;
  blockedUntil: Instant = 0;
  down: LinkDown | undefined;
  /** The length of the frame that is being taken in. */
  frameLength = 0;
  lastAnswerer: Mac | undefined;
  /** Frames of all kinds, and questions with sender 0.0.0.0 among those that were asked. */
  sent = 0;
  probes = 0;
  unicast = 0;
  answered = 0;
  replies = 0;
  late = 0;
  repeated = 0;
  others = 0;
  toldUnanswered = 0;

  constructor(
    link: Link,
    wishes: PingOptions,
    known: {
      readonly ours: ReadonlyMap<Mac, string>;
      readonly hints: Hints;
      readonly ownTable?: OwnTable | undefined;
      /** That of the wire; left out: one of its own. */
      readonly pacer?: Pacer;
      readonly dice?: Dice | undefined;
    },
  ) {
    const { target, vlan, source } = wishes;
    const { ours, hints } = known;
    this.link = link;
    this.wishes = wishes;
    this.ours = ours;
    this.ownTable = known.ownTable;
    const targets = TargetSet.of([{ first: target, last: target }]);
    this.field = { link: link.facts, vlan, targets, offset: 0 };
    // A question about an address of ours with that address as sender is an announcement.
    const natural = isOwn(this.field, target) ? null : sourceFor(this.field, target);
    this.own = source === null ? natural : source === 0 ? null : source;
    this.patience = new Patience(wishes.patience);
    const { book, patience } = this;
    const { rate = DEFAULT_RATE, evidence = evidenceFor(1, rate) } = wishes;
    this.pacer = known.pacer ?? new Pacer(rate);
    // Who asks with a sender of its own choice is not told of as we are.
    const dice = source === null ? known.dice : undefined;
    this.examination = new Examination(this.field, { book, patience, hints, dice }, evidence);
    this.frames = new LaneFrames(link.facts.mac, vlan !== null, MOST_AT_ONCE);
  }

  /** The form of the next question. */
  get form(): Form {
    if (this.own === null) return 'zero';
    if (this.wishes.source !== null) return 'own';
    const heard = this.book.answersFor(this.wishes.target);
    if (heard.some(({ zero }) => zero > 0)) return 'zero';
    return heard.length > 0 || this.questions.asked % 2 === 1 ? 'own' : 'zero';
  }

  /** Where the next question goes. */
  get destination(): Mac {
    const { unicast, follow } = this.wishes;
    return unicast ?? (follow ? this.lastAnswerer : undefined) ?? BROADCAST_MAC;
  }

  /** For --save; the bytes must not change afterwards. */
  keep(bytes: Uint8Array, seen: Pick<HeardFrame, 'at' | 'wireLength' | 'outgoing'>): void {
    this.events.push({ type: 'frame', interface: this.link.facts.name, bytes, ...seen });
  }

  transmit(now: Instant, batch = this.frames.batch()): Sent {
    const sent = this.link.send(batch);
    this.sent += sent.sent;
    this.pacer.left(sent.sent);
    if (sent.down) this.down = sent.down;
    else if (sent.sent < batch.count) this.blockedUntil = now + 1;
    return sent;
  }

  count(mac: Mac, form: Form, byBroadcast: boolean): void {
    const known = this.book.find(this.wishes.target, mac);
    if (known) this.book.count(known, form, byBroadcast);
  }
}
