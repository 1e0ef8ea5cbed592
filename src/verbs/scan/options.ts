import type { TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';

/** What one interface is asked for. */
export interface ScanInterface {
  readonly facts: InterfaceFacts;
  readonly targets: TargetSet;
  /** VLAN ids to ask with a tag; empty asks without. */
  readonly vlans: readonly number[];
}

export interface ScanOptions {
  readonly interfaces: readonly ScanInterface[];
  /** Packets per second on each wire, all interfaces on it together. Infinity: as fast as the link takes them. */
  readonly rate: number;
  /** How often a silent address is asked; undefined: twice, and more when packets get lost. */
  readonly tries?: number;
  /** Packets for evidence on each interface, at most; undefined: some hundred, more in a large network. */
  readonly evidence?: number;
  /** The wait after the last question in milliseconds; undefined: as the answers seen call for. */
  readonly patience?: number;
  /** Yield `frame` events of what is heard and sent. */
  readonly capture?: boolean;
  /** End after the first station that fits. */
  readonly until?: (ip: number, mac: number) => boolean;
  /** Only plan: nothing is opened or sent. */
  readonly dryRun?: boolean;
}

/** How often a silent address is asked while nothing gets lost. */
export const USUAL_TRIES = 2;
