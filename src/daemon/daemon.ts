import { UsageFault } from '../base/fault.ts';
import type { Signal } from '../base/signal.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Expected } from '../inventory/expected.ts';
import type { HeldBefore } from '../inventory/held-before.ts';
import { WATCH_SEVERITIES, type WatchSeverity } from '../inventory/watch-event.ts';
import type { InterfaceFacts } from '../ports/host.ts';
import type { EventCounters } from '../ports/counters.ts';
import type { Log } from '../ports/log.ts';
import type { ServiceManager } from '../ports/manager.ts';
import type { MemoryOrder, Ordered } from '../ports/orders.ts';
import type { Service, ServiceFacts } from '../ports/service.ts';
import type { Keep, Store, StoredEpisode } from '../ports/store.ts';
import type { TargetConfig } from '../ports/targets.ts';
import { headline } from '../records/headline.ts';
import { expectedOf } from '../verbs/watch/approved.ts';
import { Retention } from '../verbs/watch/retention.ts';
import { expectedHere } from '../verbs/watch/here.ts';
import { type LiveEvent, type Pulse, type WatchHands, watchLive } from '../verbs/watch/live.ts';
import { Alerts, type AlertTarget, type AlertWishes } from './alerts.ts';
import { changedKeys } from './changed.ts';
import type { CaptureFrame } from '../wire/capture-frame.ts';
import type { DaemonConfig } from './config.ts';
import { EventCounts } from './event-counts.ts';
import { Keeping } from './keeping.ts';
import { Presences } from './presences.ts';
import { Sensors } from './sensors.ts';
import { pageAddress, quietNewcomers } from './telling.ts';

/** All that a hall is given; it fetches nothing. */
export interface DaemonHands {
  readonly watch: WatchHands;
  /** Open, and begun. */
  readonly store: Store;
  /** Who holds what by the store: no news when the links are opened. */
  readonly recall: () => Promise<HeldBefore>;
  /** Why nothing is written to the disk; null: it is. */
  readonly memory: string | null;
  /** The number of the last event that was there. */
  readonly seq: number;
  /** From when on it is learned who is there; null: that is long known. */
  readonly learnFrom: Instant | null;
  readonly log: Log;
  readonly manager: ServiceManager;
  /** Queues for targets; `site` names this place. Throws UsageFault, and then none is open. */
  readonly openTargets: (targets: readonly TargetConfig[], site: string) => Promise<readonly AlertTarget[]>;
  /** Those of the configuration. */
  readonly targets: readonly AlertTarget[];
  /** What messages need to know beside it. */
  readonly knows: Pick<AlertWishes, 'arpwatch' | 'vendorOf'>;
  readonly version: string;
  readonly pid: number;
}

/** What stands beside the configuration, read again as it changes. */
export interface MeantNow {
  /** Without this machine's own part. */
  expected(config: DaemonConfig): Expected;
  /** Something of it changed since it was last asked for. Never throws. */
  readonly changed: boolean;
}

/** So many are counted and shown of what is open. */
const MOST_OPEN = 1000;
const MOST_NEEDS = 100;
const STATUS_EVERY: Millis = 10_000;
/** Less than whoever asks the service waits for its answer. */
const EXAMPLE_PATIENCE: Millis = 4000;
/** In seconds: a disk may be slow. */
const MOST_UNWRITTEN = 10;
/** What is critical has so long to leave at the end. */
const LAST_WORDS: Millis = 2000;

/** The watch as a service: what it hears is remembered and told until it is ended. */
export class Daemon implements Service {
  readonly store: Store;
  pages: readonly string[] = [];
  readonly #hands: DaemonHands;
  readonly #meant: MeantNow;
  readonly #keeping: Keeping;
  readonly #alerts: Alerts;
  readonly #retention: Retention;
  readonly #sensors: Sensors;
  readonly #counts = new EventCounts();
  readonly #presences: Presences;
  readonly #started: Instant;
  readonly #listeners = new Set<(seq: number) => void>();
  #config: DaemonConfig;
  #targets: readonly AlertTarget[];
  #approved: Expected['pairs'] = [];
  #stirred = false;
  #before: HeldBefore | null = null;
  /** What is heard, or how, is another: the links are opened anew. */
  #again = false;
  #pulse: Pulse | null = null;
  /** Pulses since one writing began. */
  #unwritten = 0;
  #statusAt = Number.NEGATIVE_INFINITY;
  #status = '';
  /** Something is not told yet to whoever wants to know how it stands. */
  #stale = true;

  constructor(hands: DaemonHands, meant: MeantNow, config: DaemonConfig) {
    const { store, seq, memory, log, watch } = hands;
    this.#hands = hands;
    this.#meant = meant;
    this.#config = config;
    this.store = store;
    this.#started = watch.wall();
    this.#targets = hands.targets;
    this.#alerts = new Alerts(this.#targets, this.#wishes(config));
    this.#retention = new Retention(store, () => keepOf(this.#config.keep));
    this.#sensors = new Sensors(log);
    this.#presences = new Presences(() => watch.clock.now());
    this.#keeping = new Keeping(
      store,
      {
        known: (events) => {
          for (const { event } of events) this.#counts.take(event);
          this.#alerts.take(events, watch.wall());
        },
        written: (last) => {
          this.#stale = true;
          for (const tell of this.#listeners) tell(last);
        },
        changed: (state, why) => this.#kept(state, why),
      },
      { seq, memory },
    );
  }

  /**
   * Until `signal` fires; `ready` is awaited once the links are open. Throws SystemFault when nothing can be heard for want
   * of rights, and what `ready` throws.
   */
  async run(signal: Signal, ready: () => Promise<void>): Promise<void> {
    const { manager, log, watch } = this.#hands;
    await this.#recollect();
    await this.#presences.arrange(this.#config.targets, this.store);
    let begun = false;
    for (;;) {
      this.#again = false;
      this.#before = await this.#hands.recall();
      for await (const event of this.#listen(signal)) {
        if (event.type !== 'listening') await this.#hear(event);
        else {
          this.#listening(event);
          if (!begun) await ready();
          begun = true;
        }
      }
      if (signal.aborted || !this.#again) break;
      // Ids of episodes start again with the links.
      await this.store.begin(watch.wall());
    }
    manager.stopping();
    await this.#alerts.close(LAST_WORDS);
    log.say('notice', 'ended');
  }

  /** All of it or nothing: throws UsageFault, and then the old configuration holds. Returns the keys that differ. */
  async reload(config: DaemonConfig): Promise<readonly string[]> {
    const changed = changedKeys(this.#config, config);
    if (changed.length === 0) return changed;
    const before = this.#targets;
    const same = new Map(before.map((one) => [JSON.stringify(one.config), one]));
    const keeps = (one: TargetConfig): AlertTarget | undefined =>
      changed.includes('site') ? undefined : same.get(JSON.stringify(one));
    const fresh = await this.#hands.openTargets(
      config.targets.filter((one) => !keeps(one)),
      config.site,
    );
    const opened = new Map(fresh.map((one) => [one.config, one]));
    this.#targets = config.targets.flatMap((one) => keeps(one) ?? opened.get(one) ?? []);
    this.#alerts.arrange(this.#targets, this.#wishes(config));
    await this.#presences.arrange(config.targets, this.store);
    for (const one of before) if (!this.#targets.includes(one)) void one.queue.close(LAST_WORDS);
    this.#config = config;
    this.#stirred = true;
    this.#again ||= REOPENING.some((key) => changed.includes(key));
    return changed;
  }

  async facts(): Promise<ServiceFacts> {
    const { version, pid, watch } = this.#hands;
    const [open, facts] = await Promise.all([this.#open(), this.store.facts()]);
    const now = watch.wall();
    return {
      version,
      pid,
      started: this.#started,
      now,
      learningUntil: this.#learningUntil(this.#config, now),
      sensors: this.#sensors.facts(this.#config),
      keeping: {
        state: this.#keeping.state,
        why: this.#keeping.why,
        facts,
        left: this.#pulse?.unkept ?? 0,
      },
      targets: this.#alerts.facts,
      stations: this.#pulse?.counts.stations ?? 0,
      rate: this.#pulse?.rate ?? 0,
      needs: open.needs,
      open: open.counts,
      pages: this.pages,
    };
  }

  get counters(): EventCounters {
    return this.#counts.counters;
  }

  async order(order: MemoryOrder, by: string): Promise<Ordered> {
    const { log, watch } = this.#hands;
    const done = await this.store.order(order, by, watch.wall());
    log.say('notice', done.text, { order: order.order, by });
    await this.#recollect();
    return done;
  }

  async notifyTest(target: string): Promise<string | null> {
    const { clock, wall } = this.#hands.watch;
    const late = clock
      .wait(clock.now() + EXAMPLE_PATIENCE)
      .then(() => `nobody answered within ${EXAMPLE_PATIENCE / 1000} s; it may arrive still`);
    const why = await Promise.race([this.#alerts.test(target, wall()), late]);
    if (why !== undefined) return why;
    const { names } = this.#alerts;
    throw new UsageFault(
      target,
      `nobody is told by the name '${target}'`,
      names.length === 0 ? 'there is no [[notify]] in the configuration' : `there are ${names.join(', ')}`,
    );
  }

  onEvents(tell: (seq: number) => void): () => void {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  }

  #listen(signal: Signal): ReturnType<typeof watchLive> {
    const { watch } = this.#hands;
    const { watch: named, promiscuous, ask, keep } = this.#config;
    const changed = (): boolean => {
      const stirred = this.#stirred;
      this.#stirred = false;
      // Both are asked: each forgets what it told.
      const links = watch.changed();
      return this.#meant.changed || links || stirred;
    };
    const wishes = {
      named: named.map((one) => one.interface),
      wait: true,
      promiscuous,
      ask,
      length: null,
      capture: false,
      store: this.#keeping,
      commit: keep.commit,
      enough: () => this.#again,
      beside: (frame: CaptureFrame) => {
        this.#alerts.ear?.hear(frame);
        this.#presences.hear(frame);
      },
      questions: this.#presences,
      expected: (interfaces: readonly InterfaceFacts[], watched: readonly string[]) => {
        const said = this.#meant.expected(this.#config);
        const routes = watch.host.routing?.routes() ?? [];
        return expectedHere(
          {
            ...said,
            pairs: [...said.pairs, ...this.#approved],
            ...(this.#before && { before: this.#before }),
          },
          { interfaces, watched, routes },
        );
      },
    };
    return watchLive({ ...watch, changed }, wishes, { signal });
  }

  #listening({ interfaces, leftOut, waiting, sensors }: Extract<LiveEvent, { type: 'listening' }>): void {
    const { log } = this.#hands;
    this.#sensors.take(sensors);
    log.say('info', 'listening', { interfaces: interfaces.join(',') || '-' });
    for (const { name, why } of leftOut) log.say('info', `${name} is left out: ${why}`);
    for (const name of waiting) log.say('notice', `waiting for ${name || 'an interface that carries ARP'}`);
  }

  async #hear(event: LiveEvent): Promise<void> {
    const { log, manager, watch } = this.#hands;
    if (event.type === 'note') log.say('warning', event.text);
    if (event.type !== 'pulse') return;
    this.#pulse = event;
    this.#sensors.take(event.sensors);
    // By the loop that hears frames, as long as its writing comes to an end: whoever hangs there is not alive.
    this.#unwritten = this.#keeping.busy ? this.#unwritten + 1 : 0;
    if (this.#unwritten < MOST_UNWRITTEN) manager.alive();
    this.#alerts.pass(watch.wall());
    this.#retention.pass(watch.wall());
    if (this.#presences.pass(event.sensors)) this.#stale = true;
    await this.#tellStatus();
  }

  async #tellStatus(): Promise<void> {
    const { watch, manager } = this.#hands;
    const now = watch.clock.now();
    const stands = this.#stale && this.#alerts.stands;
    if (now - this.#statusAt < STATUS_EVERY && !stands) return;
    this.#statusAt = now;
    this.#stale = false;
    const facts = await this.facts();
    const status = headline(facts);
    this.#alerts.stand({ facts, headline: status }, (target) => this.#presences.facts(target));
    if (status !== this.#status) manager.status(status);
    this.#status = status;
  }

  /** What people asked for, as it stands now. */
  async #recollect(): Promise<void> {
    const [mutes, approvals] = await Promise.all([this.store.mutes(), this.store.approvals()]);
    this.#alerts.silence({ mutes, approvals });
    this.#approved = expectedOf(approvals);
    this.#stirred = true;
  }

  #wishes(config: DaemonConfig): AlertWishes {
    const { learnFrom, knows } = this.#hands;
    return {
      ...knows,
      site: config.site,
      page: pageAddress(config),
      quiet: quietNewcomers(config, learnFrom === null ? null : learnFrom + config.learn),
    };
  }

  #learningUntil({ learn }: DaemonConfig, now: Instant): Instant | null {
    const { learnFrom } = this.#hands;
    const until = learnFrom === null ? now : learnFrom + learn;
    return until > now ? until : null;
  }

  #kept(state: string, why: string | null): void {
    const { log, watch } = this.#hands;
    const now = watch.wall();
    if (state === 'writing') {
      const text = 'what is found out is written again';
      log.say('notice', text);
      this.#alerts.report({ severity: 'warning', title: text, text: `${text}.` }, now);
      return;
    }
    const title = 'what is found out cannot be written';
    const text = `${why ?? title}: judging and telling go on, and it is tried again.`;
    log.say('critical', text);
    this.#alerts.report({ severity: 'critical', title, text }, now);
  }

  async #open(): Promise<{
    readonly counts: Record<WatchSeverity, number>;
    readonly needs: readonly StoredEpisode[];
  }> {
    const counts = { info: 0, warning: 0, critical: 0 };
    const needs: StoredEpisode[] = [];
    for (const severity of WATCH_SEVERITIES.toReversed()) {
      const found = await this.store.episodes({ open: true, severity }, MOST_OPEN);
      counts[severity] = found.length;
      if (severity !== 'info') needs.push(...found.slice(0, MOST_NEEDS - needs.length));
    }
    return { counts, needs };
  }
}

/** Of these the links have to be opened anew. */
const REOPENING = ['watch', 'promiscuous', 'ask', 'keep'] as const;

function keepOf({ events, bindings, evidence, anonymiseAfter }: DaemonConfig['keep']): Keep {
  return { events, tenures: bindings, evidence, anonymiseAfter };
}
