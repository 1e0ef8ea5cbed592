import { SystemFault } from '../base/fault.ts';
import type { Dice } from '../base/dice.ts';
import type { Signal } from '../base/signal.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Log } from '../ports/log.ts';
import type { Spool, SpoolFacts, SpoolLimits } from '../ports/spool.ts';
import type { Uplink } from '../ports/uplink.ts';

export interface SendingHands {
  readonly spool: Spool;
  readonly uplink: Uplink;
  readonly log: Log;
  readonly wall: () => Instant;
  /** Ends then, or as soon as `signal` fires. */
  readonly pause: (span: Millis) => Promise<void>;
  readonly dice: Dice;
}

/** How the way to the centre does. */
export interface SendingFacts {
  readonly to: string;
  readonly sensor: string;
  /** Why nothing leaves; null: it does. */
  readonly why: string | null;
  readonly spool: SpoolFacts | null;
  /** How often it went back to send something again. */
  readonly rewinds: number;
  /** The centre's clock less ours; null: it has not answered yet. */
  readonly skew: Millis | null;
}

/** Batches in one request. */
const AT_ONCE = 64;
const LOOK_EVERY: Millis = 1000;
const HEARTBEAT_EVERY: Millis = 30_000;
const FIRST_WAIT: Millis = 100;
const LONGEST_WAIT: Millis = 30_000;
/** A clock that is off by more spoils what it writes. */
const MOST_SKEW: Millis = 60_000;

/** Brings the spool to the centre, in its order, and forgets only what the centre's database has. */
export class UplinkSending {
  readonly #hands: SendingHands;
  #spool: SpoolFacts | null = null;
  #why: string | null = null;
  #refused = '';
  #rewinds = 0;
  #skew: Millis | null = null;
  #skewed = false;
  #wait: Millis = FIRST_WAIT;
  #heard = Number.NEGATIVE_INFINITY;
  #dropped: number | null = null;

  constructor(hands: SendingHands) {
    this.#hands = hands;
  }

  get facts(): SendingFacts {
    const { to, sensor } = this.#hands.uplink;
    return {
      to,
      sensor,
      why: this.#why,
      spool: this.#spool,
      rewinds: this.#rewinds,
      skew: this.#skew,
    };
  }

  /** Until `signal` fires; never throws. */
  async run(limits: SpoolLimits, signal: Signal): Promise<void> {
    const { spool, wall, pause } = this.#hands;
    let opened = false;
    while (!signal.aborted) {
      let wait: Millis;
      try {
        if (!opened) this.#spool = await spool.openSpool(limits, wall());
        opened = true;
        wait = await this.turn();
      } catch (fault) {
        if (!(fault instanceof SystemFault)) throw fault;
        wait = this.#failed(`the spool cannot be used: ${fault.message}`);
      }
      await pause(wait);
    }
    await this.#hands.uplink.close();
  }

  /** Sends what waits, once; how long until the next look. */
  async turn(): Promise<Millis> {
    const { spool, uplink, wall } = this.#hands;
    // Behind what is confirmed: what is on its way was answered before the next leaves.
    const { facts, batches } = await spool.spooled(this.#spool?.confirmed ?? 0, AT_ONCE);
    this.#take(facts);
    const due = wall() - this.#heard >= HEARTBEAT_EVERY || wall() < this.#heard;
    if (batches.length === 0 && !due) return LOOK_EVERY;
    const sent = await uplink.send(batches.length > 0 ? batches : [heartbeat(facts)]);
    if (!sent.ok) return this.#failed(sent.why, sent.kind === 'refused');
    this.#answered();
    const { mark, run, gap, now } = sent.mark;
    this.#clocks(now);
    if (run !== facts.run) return this.#failed('the centre answers for another run');
    // A centre that knows more than was ever numbered: this spool was brought back from the past.
    if (mark > facts.last) {
      this.#hands.log.say('warning', 'the centre knows more than this spool: another run is begun');
      this.#take(await spool.renewRun(wall()));
      return 0;
    }
    if (gap || mark < facts.confirmed) this.#rewinds++;
    this.#take(await spool.confirm(run, mark, wall()));
    // What it wants again is kept no more: then it is told what is known, in another run.
    if (gap) {
      const next = (await spool.spooled(mark, 1)).batches[0];
      if (!next || next.from > mark + 1) this.#take(await spool.renewRun(wall()));
    }
    return mark < facts.last ? 0 : LOOK_EVERY;
  }

  #take(facts: SpoolFacts): void {
    this.#spool = facts;
    if (this.#dropped !== null && facts.dropped > this.#dropped)
      this.#hands.log.say('critical', 'the spool is full: what waited longest for the centre goes', {
        dropped: facts.dropped,
      });
    this.#dropped = facts.dropped;
  }

  #answered(): void {
    if (this.#why !== null)
      this.#hands.log.say('notice', `the centre takes what it is sent again: ${this.#hands.uplink.to}`);
    this.#why = null;
    this.#refused = '';
    this.#wait = FIRST_WAIT;
    this.#heard = this.#hands.wall();
  }

  /** Longer each time, and never two sensors at the same moment. */
  #failed(why: string, refused = false): Millis {
    const { log, dice } = this.#hands;
    if (this.#why === null || (refused && this.#refused !== why))
      log.say(refused ? 'error' : 'warning', `${why}: it is kept here, and tried again`);
    this.#why = why;
    this.#refused = refused ? why : '';
    const wait = refused ? LONGEST_WAIT : this.#wait;
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    return wait * (0.5 + dice() / 2);
  }

  #clocks(now: Instant): void {
    const { log, wall } = this.#hands;
    this.#skew = now - wall();
    const skewed = Math.abs(this.#skew) > MOST_SKEW;
    if (skewed && !this.#skewed)
      log.say('warning', 'the clock of the centre is another than this one: set one of them', {
        seconds: Math.round(this.#skew / 1000),
      });
    this.#skewed = skewed;
  }
}

function heartbeat({ run, store, last }: SpoolFacts): Parameters<Uplink['send']>[0][number] {
  return {
    run,
    store,
    from: last + 1,
    to: last,
    was: null,
    dropped: null,
    form: 'deflate',
    body: new Uint8Array(),
  };
}
