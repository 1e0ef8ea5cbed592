import type { Millis } from '../../src/base/time.ts';
import type { PaperClock } from '../../src/sim/paper-clock.ts';

/** Deeds after a while, in paper time. */
export function paperAfter(clock: PaperClock): (span: Millis, deed: () => void) => () => void {
  return (span, deed) => {
    let wanted = true;
    clock.at(clock.now() + span, () => {
      if (wanted) deed();
    });
    return () => {
      wanted = false;
    };
  };
}
