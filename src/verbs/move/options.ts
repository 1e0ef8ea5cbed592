import type { Ipv4 } from '../../base/ipv4.ts';
import type { Millis } from '../../base/time.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { AnnounceOptions } from '../announce/options.ts';

export interface MoveOptions
  extends Pick<AnnounceOptions, 'via' | 'takeover' | 'count' | 'interval' | 'rate' | 'patience' | 'frames'> {
  /** For the journal: as the person typed it, without the program's name. */
  readonly command: string;
  readonly facts: InterfaceFacts;
  readonly address: Ipv4;
  readonly prefixLength: number;
  /** So long the old owner may go on answering before it is given up; 0: not at all. */
  readonly wait: Millis;
  /** Leave the address here also when a peer is shown not to believe it. */
  readonly keep: boolean;
}
