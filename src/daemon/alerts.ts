import type { Instant, Millis } from '../base/time.ts';
import type { Mac } from '../base/mac.ts';
import type { ArpwatchKnows } from '../inventory/arpwatch-words.ts';
import { EPISODE_KINDS } from '../inventory/episodes.ts';
import { atLeast } from '../inventory/severity.ts';
import type { WatchEvent, WatchKind, WatchSeverity } from '../inventory/watch-event.ts';
import type { TargetFacts } from '../ports/service.ts';
import type { TargetConfig } from '../ports/targets.ts';
import type { Message, TargetStanding, TargetQueue } from '../ports/telling.ts';
import { WATCH_EVENT } from '../records/watch.ts';
import { parseWhereOf } from '../records/where.ts';
import { ArpwatchEar } from './arpwatch-ear.ts';
import { isApproved, isMuted, type Silences } from './silence.ts';
import { exampleMessage, messageOf, serviceMessage, type AlertEvent } from './alert-message.ts';

/** An episode is told of a change no more often than that; of its becoming critical at once, the first time. */
export const CHANGE_EVERY: Millis = 3_600_000;
/** Episodes that go on and were told, for each target; of those beyond no change and no end is told. */
export const MOST_FOLLOWED = 16_384;
/** What an episode became is told right behind its end. */
const BECOMES_WITHIN: Millis = 1000;

/** Somebody who is told, and by what queue. */
export interface AlertTarget {
  readonly config: TargetConfig;
  readonly queue: TargetQueue;
}

export interface AlertWishes {
  readonly site: string;
  /** Where pages are, as `https://arpist.example.org/arpist`; null: nowhere. */
  readonly page: string | null;
  /** What is kept without being told: a station that is new where new ones are quiet or learned. Left out: nothing. */
  readonly quiet?: (event: WatchEvent) => boolean;
  /** What arpwatch would know at the start, for targets that are told in its words: the stations that are remembered. */
  readonly arpwatch?: ArpwatchKnows;
  readonly vendorOf?: (mac: Mac) => string | null;
}

/** What a target was told of an episode that goes on; one that became another is the same still. */
interface Followed {
  kind: WatchKind;
  severity: WatchSeverity;
  /** It was told as critical. */
  wasCritical: boolean;
  /** When a change of it was told last. */
  changedAt: Instant;
  /** As it stands, when that waits to be told. */
  waits: AlertEvent | null;
  /** It ended by becoming another, which was not heard of yet. */
  ended: { readonly one: AlertEvent; readonly at: Instant } | null;
}

interface Listener extends AlertTarget {
  /** It is told in arpwatch's words, and of nothing else. */
  readonly arpwatch: boolean;
  readonly fits: (event: WatchEvent) => boolean;
  readonly followed: Map<string, Followed>;
}

/**
 * Tells targets of episodes: when one opens, when it changes, when it is over. It hands messages to their queues and waits for
 * none of them; whoever was not told that something began is not told that it ended.
 */
export class Alerts {
  #wishes: AlertWishes;
  #listeners: readonly Listener[] = [];
  #silences: Silences = { mutes: [], approvals: [] };
  #waiting = 0;
  #ear: ArpwatchEar | null = null;

  /** Throws UsageFault for a `where` that is none. */
  constructor(targets: readonly AlertTarget[], wishes: AlertWishes) {
    this.#wishes = wishes;
    this.arrange(targets, wishes);
  }

  /** The configuration is another; a target of the same name goes on where it was. Throws UsageFault, and then nothing changed. */
  arrange(targets: readonly AlertTarget[], wishes: AlertWishes): void {
    const known = new Map(this.#listeners.map((one) => [one.config.name, one.followed]));
    const listeners = targets.map((target) => {
      const { name, where, severity } = target.config;
      const filter = where === null ? undefined : parseWhereOf(WATCH_EVENT.fields, where, `where of ${name}`);
      return {
        ...target,
        arpwatch: isArpwatch(target.config),
        fits: (event: WatchEvent) =>
          atLeast(event.severity, severity) && (filter === undefined || filter.fits(event)),
        followed: known.get(name) ?? new Map<string, Followed>(),
      };
    });
    this.#wishes = wishes;
    this.#listeners = listeners;
    if (!listeners.some(({ arpwatch }) => arpwatch)) this.#ear = null;
    else
      this.#ear ??= new ArpwatchEar(
        wishes.arpwatch ?? { networks: [], had: [] },
        (message) => this.#sayAsArpwatch(message),
        wishes.vendorOf,
      );
  }

  /** What every frame is to be handed to as well; null: no target wants the words of arpwatch. */
  get ear(): Pick<ArpwatchEar, 'hear'> | null {
    return this.#ear;
  }

  /** Mutes and approvals as they are now. */
  silence(silences: Silences): void {
    this.#silences = silences;
  }

  /** In the order in which they became known; `now` is that of the machine. Never throws, and never waits. */
  take(events: readonly AlertEvent[], now: Instant): void {
    for (const one of events) this.#tell(one, now);
  }

  /** Changes that waited for their hour are told; to be called now and then. */
  pass(now: Instant): void {
    if (this.#waiting === 0) return;
    for (const { queue, followed } of this.#listeners)
      for (const [id, one] of followed) {
        if (one.ended !== null) {
          if (now - one.ended.at < BECOMES_WITHIN) continue;
          followed.delete(id);
          this.#waiting--;
          queue.offer(this.#words(one.ended.one, now, false));
        } else if (one.waits !== null && now - one.changedAt >= CHANGE_EVERY) {
          this.#waiting--;
          queue.offer(this.#words(one.waits, now, false));
          settle(one, one.waits.event, now);
        }
      }
  }

  /** The watch itself is in trouble, or well again: everybody who wants to know of such severity is told. */
  report(what: Pick<Message, 'severity' | 'title' | 'text'>, now: Instant): void {
    const message = serviceMessage(now, what);
    for (const { config, queue } of this.#listeners)
      if (atLeast(what.severity, config.severity)) queue.offer(message);
  }

  /** Null: it was sent; else why not; undefined: there is no target of that name. */
  async test(name: string, now: Instant): Promise<string | null | undefined> {
    const found = this.#listeners.find(({ config }) => config.name === name);
    return found && (await found.queue.try(exampleMessage(now, this.#wishes.site)));
  }

  get names(): readonly string[] {
    return this.#listeners.map(({ config }) => config.name);
  }

  get facts(): readonly TargetFacts[] {
    return this.#listeners.map(({ queue }) => queue.facts);
  }

  /** Whether somebody wants to know how it stands. */
  get stands(): boolean {
    return this.#listeners.some(({ config }) => config.type === 'mqtt');
  }

  /** `presenceOf` a target, by its name. */
  stand(
    standing: Omit<TargetStanding, 'presence' | 'page'>,
    presenceOf: (target: string) => TargetStanding['presence'],
  ): void {
    const { page } = this.#wishes;
    for (const { config, queue } of this.#listeners)
      queue.stand?.({ ...standing, page, presence: presenceOf(config.name) });
  }

  /** What is critical leaves, if it does within `patience`. */
  async close(patience: Millis): Promise<void> {
    await Promise.all(this.#listeners.map(async ({ queue }) => await queue.close(patience)));
  }

  /** It mails some of what it logs. */
  #sayAsArpwatch(message: Message): void {
    for (const { arpwatch, config, queue } of this.#listeners)
      if (arpwatch && (config.type === 'syslog' || message.record['mailed'] === true)) queue.offer(message);
  }

  #words(one: AlertEvent, at: Instant, first: boolean): Message {
    return messageOf(one, { at, page: this.#wishes.page, first });
  }

  #tell(one: AlertEvent, now: Instant): void {
    const { event } = one;
    let silent: boolean | undefined;
    const isSilent = (): boolean =>
      (silent ??=
        this.#wishes.quiet?.(event) === true ||
        isMuted(one, this.#silences.mutes, now) ||
        isApproved(event, this.#silences.approvals, now));
    let words: Message | undefined;
    for (const listener of this.#listeners) {
      if (listener.arpwatch) continue;
      const known = listener.followed.get(event.id);
      if (known !== undefined) {
        this.#goOn(listener, known, { one, now, isSilent });
        continue;
      }
      // Whoever was not told that it began does not want to know that it ended.
      const isOver = event.state === 'close' && EPISODE_KINDS[event.kind].quiet !== null;
      if (isOver || !listener.fits(event) || isSilent()) continue;
      words ??= this.#words(one, now, true);
      listener.queue.offer(words);
      if (event.state !== 'close' && listener.followed.size < MOST_FOLLOWED)
        listener.followed.set(event.id, newlyTold(event));
    }
  }

  #goOn(
    { queue, followed, fits }: Listener,
    known: Followed,
    {
      one,
      now,
      isSilent,
    }: { readonly one: AlertEvent; readonly now: Instant; readonly isSilent: () => boolean },
  ): void {
    const { event } = one;
    const { ended } = known;
    if (known.waits !== null || ended !== null) this.#waiting--;
    known.waits = null;
    known.ended = null;
    if (ended !== null && (!fits(event) || isSilent())) {
      followed.delete(event.id);
      queue.offer(this.#words(ended.one, now, false));
    } else if (event.became !== null) {
      followed.delete(event.id);
      followed.set(event.became, known);
      known.ended = { one, at: now };
      this.#waiting++;
    } else if (event.state === 'close') {
      followed.delete(event.id);
      if (!isSilent()) queue.offer(this.#words(one, now, ended !== null));
    } else if ((event.severity !== known.severity || event.kind !== known.kind) && !isSilent()) {
      const graver = event.severity === 'critical' && !known.wasCritical;
      if (graver || now - known.changedAt >= CHANGE_EVERY) {
        queue.offer(this.#words(one, now, event.kind !== known.kind));
        settle(known, event, now);
      } else {
        known.waits = one;
        this.#waiting++;
      }
    }
  }
}

function isArpwatch(config: TargetConfig): boolean {
  return 'style' in config && config.style === 'arpwatch';
}

function newlyTold({ kind, severity }: WatchEvent): Followed {
  const wasCritical = severity === 'critical';
  return { kind, severity, wasCritical, changedAt: Number.NEGATIVE_INFINITY, waits: null, ended: null };
}

function settle(one: Followed, { kind, severity }: WatchEvent, now: Instant): void {
  one.kind = kind;
  one.severity = severity;
  one.wasCritical ||= severity === 'critical';
  one.changedAt = now;
  one.waits = null;
}
