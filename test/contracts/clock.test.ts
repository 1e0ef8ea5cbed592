import { openClock } from '../../src/linux/clock.ts';
import { openWorld } from '../../src/sim/world.ts';
import { clockContract } from './clock.ts';

clockContract('paper', () => openWorld({ seed: 1 }).clock);
clockContract('event loop', () => openClock());
clockContract('waiting thread', () => openClock({ thread: true }));
