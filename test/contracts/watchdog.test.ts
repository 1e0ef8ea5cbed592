import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostWith } from '../../src/kernel/build-host.ts';
import { openWatchdog } from '../../src/linux/watchdog.ts';
import { PaperClock } from '../../src/sim/paper-clock.ts';
import { PaperFiles } from '../../src/sim/paper-files.ts';
import { PaperHistory } from '../../src/sim/paper-history.ts';
import { PaperSystem } from '../../src/sim/paper-system.ts';
import { openLab, whyNoLab } from '../live/lab.ts';
import { handsIn, within } from '../live/mend-hands.ts';
import { paperWatchdog } from '../mend/paper-watchdog.ts';
import { watchdogContract } from './watchdog.ts';

const PATIENCE = 60_000;
const LOOK_AGAIN = 100;

watchdogContract({
  name: 'paper',
  skip: false,
  open() {
    const system = new PaperSystem(hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } }));
    const hands = { system, history: new PaperHistory(), files: new PaperFiles() };
    const clock = new PaperClock();
    return {
      hands,
      watchdog: paperWatchdog(hands, clock),
      passes(isSo) {
        const end = clock.now() + PATIENCE;
        while (!isSo() && clock.now() < end) clock.run(clock.now() + LOOK_AGAIN);
        return Promise.resolve(isSo());
      },
      close: () => undefined,
    };
  },
});

/** It starts this program once more: in a test that is another one. */
const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

watchdogContract({
  name: 'a process of this machine',
  skip: whyNoLab,
  open() {
    const lab = openLab();
    const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
    mkdirSync(join(folder, 'etc'));
    const host = lab.host('host', { nics: [{ name: 'eth0', addresses: ['10.0.0.1/24'] }] });
    const own = process.argv[1];
    process.argv[1] = PROGRAM;
    return {
      hands: handsIn(host, folder),
      watchdog: within(host, openWatchdog(folder)),
      async passes(isSo) {
        const end = performance.now() + PATIENCE;
        while (!isSo() && performance.now() < end)
          await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN));
        return isSo();
      },
      close() {
        process.argv[1] = own!;
        lab.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
});
