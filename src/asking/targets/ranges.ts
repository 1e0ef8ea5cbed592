import { formatIpv4 } from '../../base/ipv4.ts';
import { formatPrefix, prefixesOfRange } from '../../base/prefix.ts';
import type { IpRange } from '../../base/target-set.ts';

/** `10.9.0.0/24`, `10.9.0.3`, `10.9.0.3-10.9.0.9`, and how many more. */
export function describeRanges(ranges: readonly IpRange[]): string {
  const shown = ranges.slice(0, 3).map(({ first, last }) => {
    if (first === last) return formatIpv4(first);
    const [prefix, more] = prefixesOfRange(first, last);
    return prefix && !more ? formatPrefix(prefix) : `${formatIpv4(first)}-${formatIpv4(last)}`;
  });
  return `${shown.join(', ')}${ranges.length > 3 ? ` and ${ranges.length - 3} more` : ''}`;
}
