import { SystemFault } from '../../src/base/fault.ts';
import type { Watchdog } from '../../src/ports/watchdog.ts';
import type { PaperClock } from '../../src/sim/paper-clock.ts';
import type { MendHands } from '../../src/verbs/mend/apply.ts';
import { awaited, isAwaited, undoUnlessConfirmed } from '../../src/verbs/mend/confirm.ts';

const LOOK_AGAIN = 200;

/** Takes changes back as time goes by on paper, with what the process of the program goes by. */
export function paperWatchdog(hands: MendHands, clock: PaperClock): Watchdog {
  return {
    start(entry) {
      let ended = false;
      const again = (look: () => void): void => clock.at(clock.now() + LOOK_AGAIN, look);
      const begin = (): void => {
        try {
          const wait = awaited(hands, entry);
          if (wait === null) ended = true;
          else hold(clock.now() + wait.seconds * 1000);
        } catch (fault) {
          if (!(fault instanceof SystemFault && fault.kind === 'busy')) throw fault;
          again(begin);
        }
      };
      const hold = (until: number): void => {
        if (clock.now() < until && isAwaited(hands.history, entry)) return again(() => hold(until));
        undoUnlessConfirmed(hands, entry);
        ended = true;
      };
      again(begin);
      return { ended: () => ended };
    },
  };
}
