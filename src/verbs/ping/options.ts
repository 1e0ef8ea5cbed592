import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Millis } from '../../base/time.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { EvidenceBudget } from '../../asking/cross.ts';

export interface PingOptions {
  readonly facts: InterfaceFacts;
  readonly target: Ipv4;
  /** The id to ask with a tag; null asks without. */
  readonly vlan: number | null;
  /** Ask this MAC alone; null: everybody. */
  readonly unicast: Mac | null;
  /** By unicast to whoever answered last, as arping of iputils does: a second owner is heard by the first question only. */
  readonly follow: boolean;
  /**
   * The sender address of every question. null: 0.0.0.0, which no table remembers (RFC 5227 2.1.1), and in turns our
   * own address for as long as nobody answers, since some hosts ignore the former.
   */
  readonly source: Ipv4 | null;
  /** `source` may be an address that is not ours. */
  readonly force: boolean;
  /** Questions at most; Infinity asks until told to stop. */
  readonly count: number;
  readonly interval: Millis;
  /** The whole takes no longer. */
  readonly deadline: Millis | null;
  /** A question that is due just when the time is over still leaves, and nobody waits for its answer: arping of iputils. */
  readonly askAtDeadline?: boolean;
  /** The wait after the last question; undefined: as the answers seen call for. */
  readonly patience?: Millis;
  /** Ask further what a verdict needs: several MACs are asked by unicast for addresses around the target. */
  readonly examine: boolean;
  /** MACs that were heard to have the target: those that answer none of the questions are asked by unicast, with `examine`. */
  readonly known?: readonly Mac[];
  /** One that answers a probe is asked as ourselves too, by unicast, with `examine`: Linux decides about the two by other rules. */
  readonly reach?: boolean;
  /** Packets per second for evidence; default 1,000. */
  readonly rate?: number;
  /** So many packets for evidence, at most; several questioners may draw from one budget. */
  readonly evidence?: number | EvidenceBudget;
  /** Tell every frame as it came, for a file. */
  readonly capture?: boolean;
  /** `count`: all questions; `answered`: no further question after the first that was answered; `first`: the first answer ends it. */
  readonly until: 'count' | 'answered' | 'first';
}

/** As arping and ping ask. */
export const PING_INTERVAL: Millis = 1000;
