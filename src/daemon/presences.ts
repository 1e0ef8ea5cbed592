import { SystemFault } from '../base/fault.ts';
import type { LoneQuestion } from '../inventory/watcher.ts';
import type { Instant } from '../base/time.ts';
import type { Store } from '../ports/store.ts';
import type { TargetConfig } from '../ports/targets.ts';
import type { PresenceFacts } from '../ports/telling.ts';
import type { SensorPulse } from '../verbs/watch/links.ts';
import type { CaptureFrame } from '../wire/capture-frame.ts';
import { Presence } from './presence.ts';

interface Kept {
  readonly key: string;
  readonly presence: Presence;
}

/** Whose presence each target wants to know. */
export class Presences {
  readonly #now: () => Instant;
  #of = new Map<string, Kept>();

  constructor(now: () => Instant) {
    this.#now = now;
  }

  get wanted(): boolean {
    return this.#of.size > 0;
  }

  /** By the configuration; one that is as it was goes on. */
  async arrange(targets: readonly TargetConfig[], store: Pick<Store, 'tenures'>): Promise<void> {
    const next = new Map<string, Kept>();
    for (const target of targets) {
      if (target.type !== 'mqtt' || target.presence.length === 0) continue;
      const key = JSON.stringify([target.presence, target.considerHome]);
      const known = this.#of.get(target.name);
      const presence =
        known?.key === key ? known.presence : new Presence(target.presence, target.considerHome, this.#now());
      if (presence !== known?.presence) await recall(presence, store);
      next.set(target.name, { key, presence });
    }
    this.#of = next;
  }

  hear(frame: CaptureFrame): void {
    if (this.#of.size === 0) return;
    const now = this.#now();
    for (const { presence } of this.#of.values()) presence.hear(frame, now);
  }

  due(places: readonly string[]): readonly LoneQuestion[] {
    const now = this.#now();
    return [...this.#of.values()].flatMap(({ presence }) => presence.ask(now, places));
  }

  asked(question: LoneQuestion): void {
    const now = this.#now();
    for (const { presence } of this.#of.values()) presence.asked(question, now);
  }

  /** True: somebody came or went. */
  pass(sensors: readonly SensorPulse[]): boolean {
    const blind = new Set(sensors.filter(({ why }) => why !== null).map((one) => one.interface));
    if (sensors.every(({ why }) => why !== null)) blind.add('');
    const now = this.#now();
    let changed = false;
    for (const { presence } of this.#of.values()) if (presence.pass(now, blind)) changed = true;
    return changed;
  }

  facts(target: string): readonly PresenceFacts[] {
    return this.#of.get(target)?.presence.facts ?? [];
  }
}

/** What is remembered is of help only: who is not found there is asked for when he was heard. */
async function recall(presence: Presence, store: Pick<Store, 'tenures'>): Promise<void> {
  try {
    for (const word of presence.words) presence.recall(await store.tenures(word, 1));
  } catch (fault) {
    if (!(fault instanceof SystemFault)) throw fault;
  }
}
