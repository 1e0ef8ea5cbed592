import type { Dice } from '../base/dice.ts';
import type { Clock } from '../ports/clock.ts';
import type { Host } from '../ports/host.ts';
import type { Wires } from './wires.ts';

/** What every verb that asks the network is given. */
export interface AskingHands {
  readonly host: Host;
  readonly clock: Clock;
  readonly dice: Dice;
  /** The rates of the wires, where other questions leave by them too; left out: those of this verb alone. */
  readonly wires?: Wires;
}
