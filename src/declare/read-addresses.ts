import type { Ipv4 } from '../base/ipv4.ts';
import type { IpRange } from '../base/target-set.ts';
import type { At } from './declaration.ts';
import { addressesUpTo } from './leaves.ts';
import type { TableReader } from './table-reader.ts';

/** Of one section. The kernel looks through what it publishes one by one, and a plan judges every address. */
const MOST = 4096;

/** The key `addresses`: single ones, ranges and networks. */
export function readAddresses(table: TableReader, example: string): readonly At<Ipv4>[] {
  const ranges = table.needList('addresses', addressesUpTo(MOST), example);
  const many = ranges.reduce((sum, { value }) => sum + value.last - value.first + 1, 0);
  if (many <= MOST) return ranges.flatMap(each);
  table.fault(
    'addresses',
    `[${table.name}] names ${many} addresses`,
    `at most ${MOST} are taken in a section`,
  );
  return [];
}

/** Every address of a range, with the line the range stands on. */
export function each({ value, line }: At<IpRange>): readonly At<Ipv4>[] {
  const found: At<Ipv4>[] = [];
  for (let address = value.first; address <= value.last; address++) found.push({ value: address, line });
  return found;
}
