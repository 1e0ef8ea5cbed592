import { mostOnOneWire } from '../../asking/wires.ts';
import { evidenceFor } from '../../asking/evidence.ts';
import type { ScanEvent } from './events.ts';
import { MOST_SCAN_TRIES } from './loss.ts';
import { type ScanInterface, type ScanOptions, USUAL_TRIES } from './options.ts';

/** What a link takes when nothing holds it back, measured on a veth; real ones are about as fast at 1 Gbit/s. */
const FAST_RATE = 150_000;
/** Waiting at the end, when nobody is slow. */
const LAST_WAIT = 0.4;

/** What a scan of these may send, in three parts whose sum is never passed. */
export function planScan(wishes: ScanOptions): Extract<ScanEvent, { type: 'plan' }> {
  const tries = Math.max(1, wishes.tries ?? USUAL_TRIES);
  const retries = wishes.tries === undefined ? MOST_SCAN_TRIES - tries : 0;
  let [packets, ifLost, evidence] = [0, 0, 0];
  for (const one of wishes.interfaces) {
    const { own, targets } = askedOn(one);
    packets += targets * tries + own;
    ifLost += targets * retries;
    evidence += wishes.evidence ?? evidenceFor(targets, wishes.rate);
  }
  const longest = mostOnOneWire(
    wishes.interfaces.map((one) => {
      const { own, targets } = askedOn(one);
      return { facts: one.facts, packets: targets * tries + own };
    }),
  );
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
    ifLost,
    evidence,
    most: packets + ifLost + evidence,
    rate: wishes.rate,
    seconds: longest / Math.min(wishes.rate, FAST_RATE) + LAST_WAIT,
    fastSeconds: longest / FAST_RATE + LAST_WAIT,
  };
}

/** Our own addresses are asked for as well, once, where no tag is asked with: somebody else may have them. */
function askedOn({ facts, targets, vlans }: ScanInterface): {
  readonly own: number;
  readonly targets: number;
} {
  const untagged = vlans.length === 0;
  const own = untagged ? facts.addresses.filter(({ ip }) => !targets.has(ip)).length : 0;
  return { own, targets: targets.size * Math.max(1, vlans.length) };
}
