import type { Ipv4 } from '../base/ipv4.ts';
import type { Prefix } from '../base/prefix.ts';
import type { Finding } from '../doctor/finding.ts';
import type { EvidenceFrame } from './store.ts';

/** One key of the configuration as it holds, and where that was said; `file` null: nobody said it. */
export interface ConfigLine {
  /** '' for what stands above all tables */
  readonly table: string;
  /** Of several tables of one name; null for a single one. */
  readonly at: number | null;
  readonly key: string;
  /** As TOML; a secret is •••. */
  readonly text: string;
  readonly file: string | null;
  readonly line: number | null;
}

/** A network that belongs here. */
export interface OwnNetwork {
  readonly cidr: Prefix;
  readonly name: string;
  readonly new: 'tell' | 'quiet' | 'learn';
}

/** What stands beside the service, and is looked up when somebody asks for it. */
export interface Vicinity {
  config(): readonly ConfigLine[];
  /** Those of the configuration, else those of the interfaces. */
  networks(): readonly OwnNetwork[];
  /** What is wrong with ARP on this host. Throws SystemFault. */
  findings(): Promise<readonly Finding[]>;
  /** Who had an address at a moment in the words of the command line, as schema/held.v1.json. Throws UsageFault. */
  heldAt(ip: Ipv4, moment: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The frames as a capture (pcapng), with a comment at each. */
  capture(frames: readonly EvidenceFrame[], comment: string): Uint8Array;
}
