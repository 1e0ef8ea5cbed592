import type { ServiceFacts } from '../ports/service.ts';
import type { StoredEvent } from '../ports/store.ts';
import { type JsonRecord } from './kind.ts';
import { statusRecord } from './status.ts';
import { watchRecord } from './watch.ts';
import { watchSentence } from './watch-sentence.ts';

/** What the first screen tells beside how the service is. */
export interface NowMore {
  readonly networks: readonly JsonRecord[];
  /** Addresses of gateways and virtual addresses, with who has them. */
  readonly anchors: readonly JsonRecord[];
  /** The latest first. */
  readonly changed: readonly StoredEvent[];
}

/** schema/now.v1.json: all that the first screen needs. */
export function nowRecord(facts: ServiceFacts, { networks, anchors, changed }: NowMore): JsonRecord {
  return {
    ...statusRecord(facts),
    type: 'now',
    networks,
    anchors,
    changed: changed.map(({ seq, episode, event }) => ({
      seq,
      episode,
      ...watchRecord(event),
      text: watchSentence(event),
    })),
  };
}
