import { UsageFault } from '../base/fault.ts';
import type { Signal } from '../base/signal.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Expected } from '../inventory/expected.ts';
import { WATCH_SEVERITIES, type WatchSeverity } from '../inventory/watch-event.ts';
import type { InterfaceFacts } from '../ports/host.ts';
import type { Log } from '../ports/log.ts';
import type { ServiceManager } from '../ports/manager.ts';
import type { MemoryOrder, Ordered } from '../ports/orders.ts';
import type { SensorFacts, Service, ServiceFacts, TargetFacts } from '../ports/service.ts';
import type { Keep, Store, StoredEpisode } from '../ports/store.ts';
import { Retention } from '../verbs/watch/retention.ts';
import { expectedHere } from '../verbs/watch/here.ts';
import type { SensorPulse } from '../verbs/watch/links.ts';
import { type LiveEvent, type Pulse, type WatchHands, watchLive } from '../verbs/watch/live.ts';
import type { CaptureFrame } from '../wire/capture-frame.ts';
import type { DaemonConfig } from './config.ts';
import { headline } from './headline.ts';
import { type KeptEvent, Keeping } from './keeping.ts';
import type { Silences } from './silence.ts';

/** Who tells people, as the hall needs it. */
export interface Teller {
  take(events: readonly KeptEvent[], now: Instant): void;
  report(what: Trouble, now: Instant): void;
  pass(now: Instant): void;
  test(name: string, now: Instant): Promise<string | null | undefined>;
  readonly facts: readonly TargetFacts[];
  /** What is critical leaves, if it does within `patience`; then nothing more does. */
  close(patience: Millis): Promise<void>;
  /** What people asked not to be told. */
  silence(silences: Silences): void;
  /** What every frame is handed to as well; null: nothing. */
  readonly ear: { hear(frame: CaptureFrame): void } | null;
}

export interface Trouble {
  readonly severity: WatchSeverity;
  readonly title: string;
  readonly text: string;
}

/** All that a hall is given; it fetches nothing. */
export interface DaemonHands {
  readonly watch: WatchHands;
  /** Open, and begun. */
  readonly store: Store;
  /** Why nothing is written to the disk; null: it is. */
  readonly memory: string | null;
  /** The number of the last event that was there. */
  readonly seq: number;
  readonly log: Log;
  readonly manager: ServiceManager;
  readonly teller: Teller | null;
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
/** At the end what is critical may still be told for so long. */
const LAST_WORDS: Millis = 2000;

/** The watch as a service: what it hears is remembered and told until it is ended. */
export class Daemon implements Service {
  readonly store: Store;
  pages: readonly string[] = [];
  readonly #hands: DaemonHands;
  readonly #meant: MeantNow;
  readonly #keeping: Keeping;
  readonly #started: Instant;
  readonly #listeners = new Set<(seq: number) => void>();
  #config: DaemonConfig;
  readonly #retention: Retention;
  #pulse: Pulse | null = null;
  #sensorsNow: readonly SensorPulse[] = [];
  #statusAt = Number.NEGATIVE_INFINITY;
  #status = '';

  constructor(hands: DaemonHands, meant: MeantNow, config: DaemonConfig) {
    const { store, seq, memory } = hands;
    this.#hands = hands;
    this.#meant = meant;
    this.#config = config;
    this.store = store;
    this.#retention = new Retention(store, () => keepOf(this.#config.keep));
    this.#started = hands.watch.wall();
    this.#keeping = new Keeping(
      store,
      {
        known: (events) => hands.teller?.take(events, hands.watch.wall()),
        written: (last) => {
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
    const { watch, log, manager, teller } = this.#hands;
    const { watch: named, promiscuous, keep } = this.#config;
    const ear = teller?.ear;
    await this.#silence();
    const changed = (): boolean => {
      const links = watch.changed();
      return this.#meant.changed || links;
    };
    const wishes = {
      named: named.map((one) => one.interface),
      wait: true,
      promiscuous,
      length: null,
      capture: false,
      store: this.#keeping,
      commit: keep.commit,
      ...(ear ? { beside: (frame: CaptureFrame) => ear.hear(frame) } : {}),
      expected: (interfaces: readonly InterfaceFacts[], watched: readonly string[]) =>
        expectedHere(this.#meant.expected(this.#config), {
          interfaces,
          watched,
          routes: watch.host.routing?.routes() ?? [],
        }),
    };
    for await (const event of watchLive({ ...watch, changed }, wishes, { signal })) {
      if (event.type === 'listening') {
        this.#listening(event);
        await ready();
      } else await this.#hear(event);
    }
    manager.stopping();
    await teller?.close(LAST_WORDS);
    log.say('notice', 'ended');
  }

  async facts(): Promise<ServiceFacts> {
    const { version, pid, watch, teller } = this.#hands;
    const [open, facts] = await Promise.all([this.#open(), this.store.facts()]);
    return {
      version,
      pid,
      started: this.#started,
      now: watch.wall(),
      learningUntil: null,
      sensors: this.#sensors(),
      keeping: {
        state: this.#keeping.state,
        why: this.#keeping.why,
        facts,
        left: this.#pulse?.unkept ?? 0,
      },
      targets: teller?.facts ?? [],
      stations: this.#pulse?.counts.stations ?? 0,
      rate: this.#pulse?.rate ?? 0,
      needs: open.needs,
      open: open.counts,
      pages: this.pages,
    };
  }

  async order(order: MemoryOrder, by: string): Promise<Ordered> {
    const { log } = this.#hands;
    void order;
    log.say('notice', 'an order', { by });
    throw new Error('not yet');
  }

  async notifyTest(target: string): Promise<string | null> {
    const { teller, watch } = this.#hands;
    const { clock } = watch;
    const late = clock
      .wait(clock.now() + EXAMPLE_PATIENCE)
      .then(() => `nobody answered within ${EXAMPLE_PATIENCE / 1000} s; it may arrive still`);
    const outcome = teller && (await Promise.race([teller.test(target, watch.wall()), late]));
    if (outcome !== undefined && teller !== null) return outcome;
    const names = this.#config.targets.map(({ name }) => name);
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

  #listening({ interfaces, leftOut, waiting, sensors }: Extract<LiveEvent, { type: 'listening' }>): void {
    const { log } = this.#hands;
    this.#sensorsNow = sensors;
    log.say('info', 'listening', { interfaces: interfaces.join(',') || '-' });
    for (const { name, why } of leftOut) log.say('info', `${name} is left out: ${why}`);
    for (const name of waiting) log.say('notice', `waiting for ${name || 'an interface that carries ARP'}`);
  }

  async #hear(event: LiveEvent): Promise<void> {
    const { log, manager, watch, teller } = this.#hands;
    switch (event.type) {
      case 'note':
        log.say('warning', event.text);
        break;
      case 'pulse':
        this.#retention.pass(watch.wall());
        this.#pulse = event;
        this.#sensorsNow = event.sensors;
        manager.alive();
        await this.#silence();
        teller?.pass(watch.wall());
        await this.#tellStatus();
        break;
      default:
    }
  }

  /** As it stands in the memory, whoever changed it. */
  async #silence(): Promise<void> {
    const { teller } = this.#hands;
    if (teller === null) return;
    const [mutes, approvals] = await Promise.all([this.store.mutes(), this.store.approvals()]);
    teller.silence({ mutes, approvals });
  }

  async #tellStatus(): Promise<void> {
    const { watch, manager } = this.#hands;
    const now = watch.clock.now();
    if (now - this.#statusAt < STATUS_EVERY) return;
    this.#statusAt = now;
    const status = headline(await this.facts());
    if (status !== this.#status) manager.status(status);
    this.#status = status;
  }

  #kept(state: string, why: string | null): void {
    const { log, teller, watch } = this.#hands;
    const now = watch.wall();
    if (state === 'writing') {
      const text = 'what is found out is written again';
      log.say('notice', text);
      teller?.report({ severity: 'info', title: text, text: `${text}.` }, now);
      return;
    }
    const title = 'what is found out cannot be written';
    const text = `${why ?? title}: judging and telling go on, and it is tried again.`;
    log.say('critical', text);
    teller?.report({ severity: 'critical', title, text }, now);
  }

  #sensors(): readonly SensorFacts[] {
    const names = new Map(this.#config.watch.map((one) => [one.interface, one.name]));
    return this.#sensorsNow.map(({ interface: link, why, named, frames, lost, lastFrame }) => ({
      name: names.get(link) ?? link,
      interface: link,
      state: why === null ? 'hearing' : named || frames > 0 ? 'blind' : 'waiting',
      why,
      frames,
      lost,
      lastFrame,
    }));
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

function keepOf({ events, bindings, evidence, anonymiseAfter }: DaemonConfig['keep']): Keep {
  return { events, tenures: bindings, evidence, anonymiseAfter };
}
