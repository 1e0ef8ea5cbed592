import type { HostSnapshot, NudState } from '../../src/kernel/host.ts';
import type { HostPlan } from './plan.ts';

/** What is done to one entry, at milliseconds since the beginning. */
export type Happening =
  | { readonly at: number; readonly kind: 'packet' }
  | { readonly at: number; readonly kind: 'use' }
  | { readonly at: number; readonly kind: 'frame'; readonly bytes: string }
  | { readonly at: number; readonly kind: 'set'; readonly state: NudState; readonly mac: string };

export interface Script {
  readonly nic: number;
  readonly ip: string;
  readonly happenings: readonly Happening[];
}

/** What was done and seen, in the order of time. */
export type Item =
  | { readonly at: number; readonly kind: 'done'; readonly what: Happening }
  | { readonly at: number; readonly kind: 'notified'; readonly state: NudState; readonly mac: string | null }
  | { readonly at: number; readonly kind: 'asked'; readonly to: string };

/** Many scripts that ran side by side on one host. */
export interface Performance {
  readonly seed: string;
  readonly plan: HostPlan;
  readonly host: HostSnapshot;
  readonly scripts: readonly { readonly script: Script; readonly items: readonly Item[] }[];
  /** The longest time something that happened may have waited to be written down. */
  readonly lag: number;
  /** When the table was read at the end, and what it said: `nic ip` to `state mac`. */
  readonly endedAt: number;
  readonly after: Readonly<Record<string, string>>;
}
