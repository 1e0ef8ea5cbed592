import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { TableChange, TimerChange } from '../change/change.ts';
import type { Neigh, NudState, TableSnapshot } from '../kernel/host.ts';
import type { InterfaceFacts } from './host.ts';
import type { Routing } from './routing.ts';

/** An entry of the kernel's neighbour table, or of its list of published addresses. */
export interface NeighbourEntry {
  /** null: published on every link. */
  readonly link: string | null;
  readonly ip: Ipv4;
  /** null when the kernel has none, or none of six bytes. */
  readonly mac: Mac | null;
  readonly state: NudState;
  /** NTF_* and NTF_EXT_* in lower case: `extern_learn`, `router`, `managed` … */
  readonly flags: readonly string[];
  /** The kernel answers for the address (NTF_PROXY); such an entry has no MAC and no ages. */
  readonly published: boolean;
  /** How long ago in milliseconds (NDA_CACHEINFO counts in 1/100 s). */
  readonly ages: { readonly used: number; readonly confirmed: number; readonly updated: number } | null;
  readonly probes: number;
  /** RTPROT_*: who made it; null when nobody said. */
  readonly protocol: number | null;
}

/** What the kernel's neighbour table lives by, in the units of /proc/sys/net/ipv4/neigh. */
export interface TableTimers {
  readonly table: TableSnapshot;
  /** What new links begin with: the machine's, which every namespace may read. */
  readonly default: Neigh | null;
  /** Seconds; null when the kernel does not tell. */
  readonly gcInterval: number | null;
  readonly links: Readonly<Record<string, Neigh>>;
}

/** What the kernel said to a change. */
export interface Outcome {
  /** `EEXIST` …; null when it was made. */
  readonly code: string | null;
  /** The kernel's own words (extended acknowledgement), if it had any. */
  readonly words: string | null;
}

/** What changes the neighbour table, and what it lives by. */
export interface Changer {
  /**
   * Makes all changes in one conversation, in order; a refused one does not stop the others. Values of parameters are in
   * the units of their files. Needs CAP_NET_ADMIN: without it every outcome is EPERM. Throws SystemFault.
   */
  makeEach(changes: readonly (TableChange | TimerChange)[]): readonly Outcome[];
}

/** The neighbour table of the network namespace of the calling thread. */
export interface NeighbourTable extends Changer {
  /** The cache in the kernel's order, then the published addresses. No rights are needed. Throws SystemFault. */
  entries(): readonly NeighbourEntry[];
  /** Throws SystemFault. */
  interfaces(): readonly InterfaceFacts[];
  /** See Host. */
  readonly routing?: Routing;
  /** No rights are needed. Throws SystemFault. */
  timers(): TableTimers;
}
