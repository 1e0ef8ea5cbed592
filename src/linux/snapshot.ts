import { hostname, release } from 'node:os';
import { SystemFault } from '../base/fault.ts';
import { HOST_SCHEMA, type HostSnapshot, type RuleSnapshot } from '../kernel/host.ts';
import { RTMGRP } from '../wire/netlink/rtnetlink.ts';
import { openChangeWatch } from './change-watch.ts';
import { EPERM, errnoName } from './ffi/errno.ts';
import { openLibc } from './ffi/libc.ts';
import { readGuard } from './guard.ts';
import { inNamespace } from './namespaces.ts';
import { type Netlink, openNetlink } from './netlink-socket.ts';
import { readAddresses, readLinks } from './snapshot-links.ts';
import { concludeMarks } from './snapshot-marks.ts';
import { readNeighbours, readPublished, readTable } from './snapshot-neighbours.ts';
import { readNetfilter } from './snapshot-netfilter.ts';
import { withPrograms } from './snapshot-programs.ts';
import { readRoutes, readRules, unpluggedOf } from './snapshot-routes.ts';
import { isInitialNamespace, isReadOnly, readConf, readPlain } from './snapshot-settings.ts';
import { readTableNames } from './table-names.ts';

export interface SnapshotOptions {
  /** One of `ip netns`, or a path such as /proc/123/ns/net; needs CAP_SYS_ADMIN. Left out: that of the caller. */
  readonly namespace?: string;
}

/** Neighbours are left out: on a busy host they never stand still, and no entry depends on another. */
const WATCHED = RTMGRP.link | RTMGRP.ipv4Address | RTMGRP.ipv4Route | RTMGRP.ipv4Rule | RTMGRP.ipv4Netconf;
const TRIES = 5;

/**
 * Everything the model needs to know of one network namespace, without rights. Links, addresses, routes and rules belong
 * together: it is read again when one of them changed meanwhile, and after five tries `unread` says that they do not
 * stand still. Changes of the ARP settings are not told by the kernel. Throws SystemFault.
 */
export function readSnapshot(options: SnapshotOptions = {}): HostSnapshot {
  const { namespace } = options;
  return namespace === undefined ? readHere() : inNamespace(namespace, readHere);
}

function readHere(): HostSnapshot {
  const libc = openLibc();
  const watch = openChangeWatch(libc, WATCHED);
  try {
    const netlink = openNetlink(libc);
    try {
      for (let tries = 1; ; tries++) {
        const host = readOnce(netlink);
        if (!watch.changed()) return host;
        if (tries < TRIES) continue;
        const sentence =
          'Links, addresses, routes or rules changed all the time while they were read: they may not belong together.';
        return { ...host, unread: [...host.unread, sentence] };
      }
    } finally {
      netlink.close();
    }
  } finally {
    watch.close();
  }
}

function readOnce(netlink: Netlink): HostSnapshot {
  const unread: string[] = [];
  const takenAt = Date.now();
  const { links: told, nameOf, conf } = readLinks(netlink, unread);
  const { links, errno } = withPrograms(openLibc(), told, release());
  const addresses = readAddresses(netlink, nameOf);
  const routes = readRoutes(netlink, { nameOf, unplugged: unpluggedOf(links) }, unread);
  const rules = readRules(netlink, unread);
  const neighbours = readNeighbours(netlink, nameOf);
  const published = readPublished(netlink, nameOf);
  const table = readTable(netlink, nameOf);
  const initial = isInitialNamespace();
  const hidden: string[] = [];
  const guard = guardIn();
  const netfilter = readNetfilter(netlink, links, { hidden, guarded: guard !== null });
  if (errno === EPERM) hidden.push('programs of tcx');
  else if (errno !== 0)
    unread.push(`Whether programs of tcx drop ARP could not be read: bpf(2) says ${errnoName(errno)}.`);
  if (hidden.length > 0)
    unread.push(
      `Whether ${hidden.join(' or ')} drop ARP could not be read: that needs the capability CAP_NET_ADMIN.`,
    );
  return {
    type: 'arpist-host',
    v: HOST_SCHEMA,
    hostname: hostname(),
    takenAt,
    kernel: release(),
    initial,
    readOnly: isReadOnly(),
    links,
    addresses,
    routes,
    rules,
    neighbours,
    published,
    conf: { all: readConf('all', unread), default: readConf('default', unread), links: conf },
    neigh: { default: initial === false ? null : table.default, links: table.links },
    table: { ...table.table, gcInterval: table.gcInterval },
    sticky: concludeMarks(routes, hasOwnRules(rules)),
    plain: readPlain(),
    namedTables: readTableNames(),
    ...(guard === null ? {} : { guard }),
    netfilter,
    unread,
  };
}

/** Without the right to look the rest says that filters are not known. */
function guardIn(): (HostSnapshot['guard'] & object) | null {
  try {
    return readGuard().guard;
  } catch (fault) {
    if (fault instanceof SystemFault) return null;
    throw fault;
  }
}

const BORN = ['0 255', '32766 254', '32767 253'];

/** Every namespace is born with three rules; any other set was made by hand. */
function hasOwnRules(rules: readonly RuleSnapshot[]): boolean {
  const there = rules.map(({ priority, table }) => `${priority} ${table}`);
  return there.length !== BORN.length || there.some((rule, at) => rule !== BORN[at]);
}
