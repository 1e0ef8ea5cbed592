import type { Log } from '../ports/log.ts';
import type { SensorFacts } from '../ports/service.ts';
import type { SensorPulse } from '../verbs/watch/links.ts';
import type { DaemonConfig } from './config.ts';

/** How the interfaces do: one line of the log when one stops to hear, and one when it hears again. */
export class Sensors {
  readonly #log: Log;
  #now: readonly SensorPulse[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  take(sensors: readonly SensorPulse[]): void {
    const before = new Map(this.#now.map((one) => [one.interface, one.why]));
    this.#now = sensors;
    for (const { interface: link, why, frames } of sensors) {
      const known = before.get(link);
      if (known === why || (known === undefined && why === null)) continue;
      const name = link === '' ? 'an interface' : link;
      if (why === null) this.#log.say('notice', `${name} hears again`, { interface: link, frames });
      else this.#log.say('warning', `${name} does not hear everything: ${why}`, { interface: link });
    }
  }

  /** One that nobody named and that never heard a frame waits; any other that does not hear is blind. */
  facts({ watch }: Pick<DaemonConfig, 'watch'>): readonly SensorFacts[] {
    const names = new Map(watch.map((one) => [one.interface, one.name]));
    return this.#now.map(({ interface: link, why, named, frames, lost, lastFrame }) => ({
      name: names.get(link) ?? link,
      interface: link,
      state: why === null ? 'hearing' : named || frames > 0 ? 'blind' : 'waiting',
      why,
      frames,
      lost,
      lastFrame,
    }));
  }
}
