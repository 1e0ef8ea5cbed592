import type { Dice } from '../base/dice.ts';
import { SystemFault } from '../base/fault.ts';
import { openClock } from '../linux/clock.ts';
import { openDice } from '../linux/dice.ts';
import { openHostView } from '../linux/host-view.ts';
import { openHost } from '../linux/host.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostView } from '../ports/host-view.ts';
import type { Host, Vendors } from '../ports/host.ts';
import { packedVendors } from '../store/vendors.ts';

/** What a verb may ask of the world: the machine, its clock and its luck. `arpist/testing` has the same on paper. */
export interface Hands {
  readonly host: Host;
  readonly clock: Clock;
  readonly dice: Dice;
}

/** What a verb needs that follows the routes of this machine. */
export interface Viewing {
  /** Opened by the verb, and closed by it. */
  openView(): HostView;
}

/** The hands of a real machine know vendors too, and its routes. */
export interface OwnHands extends Hands, Viewing {
  readonly vendors: Vendors;
}

/**
 * This machine, in the network namespace of the calling thread. Nothing is opened and no right is needed before a verb
 * asks: then CAP_NET_RAW. There is nothing to close. Throws SystemFault (`unsupported`) where there is no Linux.
 */
export function openHands(): OwnHands {
  if (process.platform !== 'linux')
    throw new SystemFault('unsupported', `asking the network needs Linux, and this is ${process.platform}`, {
      operation: 'open host',
      remedy: 'arpist/capture and arpist/kernel work here, and arpist/testing has a network on paper',
    });
  return {
    host: openHost(),
    clock: openClock(),
    dice: openDice(),
    vendors: packedVendors(),
    openView: openHostView,
  };
}
