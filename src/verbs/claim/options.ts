import type { Ipv4 } from '../../base/ipv4.ts';
import type { TargetSet } from '../../base/target-set.ts';
import type { Millis } from '../../base/time.ts';
import type { ClaimTiming } from '../../kernel/conflict.ts';
import type { InterfaceFacts } from '../../ports/host.ts';

/** What one interface is asked for. */
export interface CheckInterface {
  readonly facts: InterfaceFacts;
  readonly targets: TargetSet;
}

interface Common {
  /** The id to ask with a tag; null asks without. */
  readonly vlan: number | null;
  /** Other waits than those of RFC 5227. */
  readonly timing?: Partial<ClaimTiming>;
  /** Yield `frame` events of what is heard and sent. */
  readonly capture?: boolean;
  /** Only plan: nothing is opened or sent. */
  readonly dryRun?: boolean;
  /** Packets per second on each wire, all of them; left out: 1,000. */
  readonly rate?: number;
}

export interface CheckOptions extends Common {
  readonly interfaces: readonly CheckInterface[];
}

export interface ClaimOptions extends Common {
  readonly facts: InterfaceFacts;
  readonly ip: Ipv4;
  readonly defence: 'never' | 'once' | 'always';
  /** Given back after so long; null: held until told to stop. */
  readonly hold: Millis | null;
}

export interface FreeOptions extends CheckOptions {
  /** So many are looked for. */
  readonly count: number;
}

/** The waits of RFC 5227 cut to about a tenth: a host in power save may answer later than that. */
export const FAST_TIMING: Partial<ClaimTiming> = {
  probeWait: 100,
  probeMin: 150,
  probeMax: 250,
  announceWait: 400,
  announceInterval: 200,
};

/** More than these are a matter for a scan: each has its own waits and its own state. */
export const MOST_ADDRESSES = 65_536;

/** Machines that use a kept address are told apart up to so many in 10 s. */
export const MOST_COUNTED = 10_000;
