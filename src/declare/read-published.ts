import type { Published } from './declaration.ts';
import { flag, linkName } from './leaves.ts';
import { readAddresses } from './read-addresses.ts';
import type { TableReader } from './table-reader.ts';

export function readPublished(table: TableReader): Published {
  table.only(['addresses', 'interfaces', 'to', 'source-routing']);
  return {
    line: table.line(),
    addresses: readAddresses(table, '["10.0.0.50"]'),
    links: table.needList('interfaces', linkName, '["eth1"]'),
    to: table.at('to', linkName) ?? null,
    sourceRouting: table.read('source-routing', flag) ?? true,
  };
}
