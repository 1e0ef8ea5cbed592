import type { Ipv4 } from '../base/ipv4.ts';
import type { WatchKind, WatchSeverity } from '../inventory/watch-event.ts';

/** What is counted of events, by networks that are named `eth0` and `eth0.20`; those beyond a bound are `other`. */
export interface EventCounters {
  readonly events: readonly { readonly network: string; readonly kind: WatchKind; readonly count: number }[];
  /** Episodes that go on. */
  readonly open: readonly {
    readonly network: string;
    readonly kind: WatchKind;
    readonly severity: WatchSeverity;
    readonly count: number;
  }[];
  /** How often a gateway or virtual address went to another machine; a bounded number of them. */
  readonly holders: readonly { readonly network: string; readonly address: Ipv4; readonly count: number }[];
}

/** What a process costs. */
export interface ProcessCounters {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** null where nobody can say */
  readonly openFiles: number | null;
}
