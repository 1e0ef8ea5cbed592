import { describeRanges } from '../../asking/targets/ranges.ts';
import { UsageFault } from '../../base/fault.ts';
import { isLoopbackIpv4, isMulticastIpv4 } from '../../base/ipv4.ts';
import type { IpRange } from '../../base/target-set.ts';

/** A net that holds no address of a host at all is a slip. Throws UsageFault. */
export function refuseHostless({ first, last }: IpRange, where: string): void {
  const both = [first, last];
  const what = both.every(isMulticastIpv4)
    ? 'multicast: no host answers for that'
    : both.every(isLoopbackIpv4)
      ? 'loopback: it never leaves a host'
      : both.every((ip) => ip >>> 24 === 0)
        ? 'no network (0.0.0.0/8 is no address of a host)'
        : both.every((ip) => ip >>> 28 === 15)
          ? 'reserved (240.0.0.0/4), or the broadcast address'
          : undefined;
  if (what !== undefined)
    throw new UsageFault(where, `${describeRanges([{ first, last }])} is ${what}`, 'name a net of hosts');
}
