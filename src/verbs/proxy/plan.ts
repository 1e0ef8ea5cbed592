import type { Mac } from '../../base/mac.ts';
import type { PlannedLane } from './events.ts';
import type { Ground } from './ground.ts';
import type { ProxyOptions } from './options.ts';
import { MOST_SWEPT, PASSES, SETTLE } from './sweep.ts';

/** What one link would be answered for, and how long the walk before takes. */
export function planLane(
  wishes: Pick<ProxyOptions, 'rate' | 'mac'>,
  link: { readonly name: string; readonly mac: Mac },
  ground: Ground,
): PlannedLane {
  const addresses = ground.ours.size;
  const swept = addresses > 0 && addresses <= MOST_SWEPT;
  return {
    interface: link.name,
    mac: wishes.mac ?? link.mac,
    parts: ground.parts,
    addresses,
    swept,
    packets: swept ? PASSES * addresses : 0,
    seconds: swept ? (PASSES * addresses) / wishes.rate + SETTLE / 1000 : 0,
  };
}
