import { failed, ok, type Result } from '../base/result.ts';
import type { Declaration, Flux, Vip } from './declaration.ts';
import type { DeclarationFault, LineOf } from './fault.ts';
import { flag, ip, linkName, oneOf, text } from './leaves.ts';
import { readAddresses } from './read-addresses.ts';
import { readGuard } from './read-guard.ts';
import { readPlain } from './read-plain.ts';
import { readTimers } from './read-timers.ts';
import { readVlanRouter } from './read-vlan-router.ts';
import { faultsOfRoles } from './roles.ts';
import { readPublished } from './read-published.ts';
import { TableReader } from './table-reader.ts';

export const SECTIONS = [
  'vip',
  'flux',
  'vlan-router',
  'published',
  'route',
  'address',
  'neighbour',
  'mac',
  'timers',
  'guard',
] as const;

/** A declaration from the value of a file, or everything that is wrong with it, in the order of its lines. */
export function readDeclaration(
  value: unknown,
  lineOf: LineOf,
): Result<Declaration, readonly DeclarationFault[]> {
  const faults: DeclarationFault[] = [];
  const root = new TableReader(value, [], { lineOf, faults });
  root.only(['host', ...SECTIONS]);
  const vip = root.table('vip');
  const flux = root.table('flux');
  const timers = root.table('timers');
  const mac = root.table('mac');
  const guard = root.table('guard');
  const declaration: Declaration = {
    host: root.at('host', text) ?? null,
    vip: vip ? readVip(vip) : null,
    flux: flux ? readFlux(flux) : null,
    vlanRouters: root.tables('vlan-router').flatMap((table) => readVlanRouter(table) ?? []),
    published: root.tables('published').map(readPublished),
    ...readPlain(root, mac),
    timers: timers ? readTimers(timers) : [],
    guard: guard ? readGuard(guard) : null,
  };
  if (faults.length === 0 && !SECTIONS.some((section) => root.has(section)))
    faults.push({
      line: null,
      sentence: 'the file declares nothing',
      remedy: `arpist init writes one to start from; sections are ${SECTIONS.join(', ')}`,
    });
  faults.push(...faultsOfRoles(declaration));
  if (faults.length === 0) return ok(declaration);
  return failed(faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)));
}

const ROLES = ['real-server', 'balancer'] as const;

function readVip(table: TableReader): Vip {
  table.only(['role', 'addresses', 'interface', 'arp_ignore']);
  const role = table.need('role', oneOf(...ROLES), '"real-server"')?.value ?? 'real-server';
  const link = table.at('interface', linkName) ?? null;
  if (role === 'balancer' && link === null && !table.has('interface'))
    table.fault(
      'role',
      'a balancer holds the addresses on an interface',
      'write interface = "eth0", the one that faces the clients',
    );
  if (role === 'real-server' && link !== null)
    table.fault(
      'interface',
      'a real server holds the addresses on lo, where no question comes in',
      'leave the interface out, or write role = "balancer"',
    );
  return {
    line: table.line(),
    role,
    addresses: readAddresses(table, '["10.0.0.200"]'),
    link,
    arpIgnore: table.read('arp_ignore', oneOf<1 | 2 | 3>(1, 2, 3)) ?? 1,
  };
}

function readFlux(table: TableReader): Flux {
  table.only(['interfaces', 'source-routing', 'gateway']);
  const links = table.needList('interfaces', linkName, '["eth0", "eth1"]');
  const twice = links.find(({ value }, index) => links.findIndex((one) => one.value === value) < index);
  if (twice) table.fault('interfaces', `${twice.value} is named twice`, 'name each interface once');
  if (links.length === 1 && table.has('interfaces'))
    table.fault(
      'interfaces',
      'one interface cannot be in flux with itself',
      'name all that are on the segment',
    );
  return {
    line: table.line(),
    links,
    sourceRouting: table.read('source-routing', flag) ?? true,
    gateway: table.read('gateway', ip) ?? null,
  };
}
