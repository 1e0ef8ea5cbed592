import type { Instant } from '../base/time.ts';
import type { ServiceFacts } from '../ports/service.ts';
import { episodeRecord } from './episode.ts';
import { headline } from './headline.ts';
import type { JsonRecord } from './kind.ts';
import { round } from './station.ts';
import { watchSentence } from './watch-sentence.ts';

/** What a look at the service comes to, the gravest first; the exit code of `status` is that of the word. */
export const STATUS_WORDS = { conflict: 4, blind: 5, attention: 1, quiet: 0 } as const;

export type StatusWord = keyof typeof STATUS_WORDS;

/** A conflict, or a lie about a gateway or a virtual address, is open; a sensor does not hear; somebody is needed; nothing of it. */
export function statusWord({ needs, open, sensors }: ServiceFacts): StatusWord {
  if (needs.some(({ open: still, event }) => still && isFight(event.kind, event.gateway))) return 'conflict';
  // An interface that never had a carrier is none that somebody misses, as long as another hears.
  if (sensors.some(({ state }) => state === 'blind')) return 'blind';
  if (!sensors.some(({ state }) => state === 'hearing')) return 'blind';
  return open.warning + open.critical > 0 ? 'attention' : 'quiet';
}

function isFight(kind: string, gateway: boolean): boolean {
  return (
    kind === 'conflict' || kind === 'own-conflict' || (gateway && (kind === 'spoof' || kind === 'takeover'))
  );
}

/** schema/status.v1.json */
export function statusRecord(facts: ServiceFacts): JsonRecord {
  const { keeping, learningUntil } = facts;
  return {
    v: 1,
    type: 'status',
    verdict: statusWord(facts),
    headline: headline(facts),
    at: timeText(facts.now),
    since: timeText(facts.started),
    version: facts.version,
    pid: facts.pid,
    learningUntil: timeText(learningUntil),
    stations: facts.stations,
    rate: round(facts.rate, 1),
    open: { ...facts.open },
    needs: facts.needs.map((one) => ({ ...episodeRecord(one), text: watchSentence(one.event) })),
    sensors: facts.sensors.map(({ name, interface: link, state, why, frames, lost, lastFrame }) => ({
      name,
      interface: link,
      state,
      why,
      frames,
      lost,
      lastFrame: timeText(lastFrame),
    })),
    store: {
      state: keeping.state,
      why: keeping.why,
      path: keeping.facts.path === '' ? null : keeping.facts.path,
      schema: keeping.facts.schema,
      events: keeping.facts.events,
      stations: keeping.facts.stations,
      lastCommit: timeText(keeping.facts.lastCommit),
      left: keeping.left,
    },
    targets: facts.targets.map(({ name, type, waiting, sent, failed, dropped, lastError }) => ({
      name,
      type,
      waiting,
      sent,
      failed,
      dropped,
      lastError,
    })),
    pages: [...facts.pages],
  };
}

function timeText(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
