import { between } from '../base/dice.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import type { Instant } from '../base/time.ts';
import { hostileFrames } from './hostile.ts';
import { ipOf, type Written } from './addresses.ts';
import type { Nic } from './nic.ts';
import { whoHas } from './who-has.ts';
import type { World } from './world.ts';

/** From when to when, and how often a second. The end is not included. */
export interface Times {
  readonly from: Instant;
  readonly until: Instant;
  readonly perSecond: number;
}

/** Each moment is counted from the first, so that no rounding adds up. */
export function repeat(world: World, times: Times, deed: (nth: number) => void): void {
  const step = (nth: number): void => {
    const at = times.from + (nth * 1000) / times.perSecond;
    if (at >= times.until) return;
    world.at(at, () => {
      deed(nth);
      step(nth + 1);
    });
  };
  step(0);
}

/** Somebody asks for one address after another at random, as a worm or a broken scanner does. */
export function storm(
  world: World,
  nic: Nic,
  how: Times & { readonly sender: Written; readonly first: Written; readonly last: Written },
): void {
  const [spa, first, last] = [how.sender, how.first, how.last].map(ipOf) as [Ipv4, Ipv4, Ipv4];
  repeat(world, how, () => {
    nic.send(whoHas(between(world.dice, first, last), { mac: nic.mac, spa }));
  });
}

/** Somebody sends what no reader must stumble over; frames too short for a cable are left out. */
export function sendHostile(world: World, nic: Nic, times: Times): void {
  const frames = hostileFrames(world.dice, Number.POSITIVE_INFINITY);
  repeat(world, times, () => {
    const next = frames.next();
    if (!next.done) nic.send(next.value);
  });
}
