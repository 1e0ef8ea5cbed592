import type { Mac } from '../../base/mac.ts';
import type { IpRange } from '../../base/target-set.ts';
import type { Millis } from '../../base/time.ts';
import type { HeardFrame } from '../../ports/link.ts';
import type { InterfaceFacts } from '../../ports/host.ts';

export interface ProxyOptions {
  readonly interfaces: readonly InterfaceFacts[];
  readonly nets: readonly IpRange[];
  readonly excepted: readonly IpRange[];
  /** The MAC that answers tell; null: that of the interface. */
  readonly mac: Mac | null;
  /** Answer also for what is routed back to the link of the asker, or nowhere. */
  readonly any: boolean;
  /** Every answer leaves so much later. */
  readonly delay: Millis;
  /** Answers per asker and second; Infinity for all. */
  readonly limit: number;
  /** Answers a second to all askers of a link together; left out: 20,000, or `limit` if that is more. */
  readonly limitInAll?: number;
  /** Questions per second, those at the start and all later ones. */
  readonly rate: number;
  /** An address is answered for again when its owner was silent for so long; Infinity: never. */
  readonly giveBack: Millis;
  readonly dryRun: boolean;
  /** Gets every frame of both directions; its bytes are valid for the call only. */
  readonly tap?: (frame: HeardFrame, name: string) => void;
  /** True once for each time somebody wants to know the counts. */
  readonly demand?: () => boolean;
}

export const DEFAULT_LIMIT = 2000;
export const DEFAULT_LIMIT_IN_ALL = 20_000;
export const DEFAULT_SWEEP_RATE = 1000;
export const DEFAULT_GIVE_BACK: Millis = 300_000;

export function limitInAllOf({ limit, limitInAll }: Pick<ProxyOptions, 'limit' | 'limitInAll'>): number {
  return limitInAll ?? Math.max(DEFAULT_LIMIT_IN_ALL, limit);
}
