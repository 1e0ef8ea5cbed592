import type { TargetSet } from '../../base/target-set.ts';
import type { Instant } from '../../base/time.ts';

/** One walk over all addresses before the first answer: by probes, then as ourselves, which proxies answer too. */
export class Sweep {
  readonly targets: TargetSet;
  pass = 0;
  at = 0;
  /** Known once all was asked. */
  settledAt: Instant | undefined;

  constructor(targets: TargetSet) {
    this.targets = targets;
  }
}
