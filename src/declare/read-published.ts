import type { Ipv4 } from '../base/ipv4.ts';
import type { IpRange } from '../base/target-set.ts';
import type { At, Published } from './declaration.ts';
import { addresses, flag, linkName } from './leaves.ts';
import type { TableReader } from './table-reader.ts';

export function readPublished(table: TableReader): Published {
  table.only(['addresses', 'interfaces', 'to', 'source-routing']);
  return {
    line: table.line(),
    addresses: table.needList('addresses', addresses, '["10.0.0.50"]').flatMap(each),
    links: table.needList('interfaces', linkName, '["eth1"]'),
    to: table.at('to', linkName) ?? null,
    sourceRouting: table.read('source-routing', flag) ?? true,
  };
}

/** Every address of a range, with the line the range stands on. */
export function each({ value, line }: At<IpRange>): readonly At<Ipv4>[] {
  const found: At<Ipv4>[] = [];
  for (let address = value.first; address <= value.last; address++) found.push({ value: address, line });
  return found;
}
