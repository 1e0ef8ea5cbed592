import type { ScanEvent } from './events.ts';
import type { ScanOptions } from './options.ts';

/** What a link takes when nothing holds it back, measured on a veth; real ones are about as fast at 1 Gbit/s. */
const FAST_RATE = 150_000;
/** Waiting at the end, when nobody is slow. */
const LAST_WAIT = 0.4;

/** The plan is an upper bound: who answers is not asked again. */
export function planScan(wishes: ScanOptions): Extract<ScanEvent, { type: 'plan' }> {
  const tries = Math.max(1, wishes.tries ?? 2);
  let packets = 0;
  let longest = 0;
  for (const { targets, vlans } of wishes.interfaces) {
    const own = targets.size * Math.max(1, vlans.length) * tries;
    packets += own;
    longest = Math.max(longest, own);
  }
  return {
    type: 'plan',
    interfaces: wishes.interfaces.map(({ facts, targets, vlans }) => ({
      name: facts.name,
      mac: facts.mac,
      addresses: facts.addresses.map((address) => address.ip),
      targets: targets.size,
      vlans,
    })),
    packets,
    rate: wishes.rate,
    seconds: longest / Math.min(wishes.rate, FAST_RATE) + LAST_WAIT,
    fastSeconds: longest / FAST_RATE + LAST_WAIT,
  };
}
