import type { AddressPlan, Change, RoutePlan, SystemChange } from '../change/change.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import type { PersistFile } from '../ports/journal.ts';
import { baseName, headerLines } from './header.ts';
import { fileFor, type MatchedLink, networkFiles } from './network-files.ts';
import { isSetting, sysctlFiles } from './sysctl.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';
import { TPID_8021AD } from '../wire/vlan.ts';

export interface NetworkdFiles {
  readonly files: readonly PersistFile[];
  /** What systemd-networkd has no words for. */
  readonly without: readonly SystemChange[];
  /** Links that systemd-networkd does not configure by now, and will. */
  readonly taken: readonly string[];
  readonly notes: readonly string[];
  readonly lost: readonly string[];
}

export interface NetworkdGround {
  readonly host: Pick<HostSnapshot, 'links'>;
  readonly config: ConfigFiles;
  /** The file systemd-networkd has a link from, while it runs. */
  readonly networkFileOf: (link: string) => string | null;
}

const FOLDER = '/etc/systemd/network';
/** Where a link of ours is matched by a file of others, too, ours comes first. */
const PREFIXES = ['70-arpist-', '10-arpist-', '00-arpist-'];

/**
 * systemd.network(5) and systemd.netdev(5). Of a link that a file configures already, ours is a drop-in beside it: of two files for
 * one link networkd reads only the first, whether it runs by now or not. Settings go to sysctl.d: networkd has no
 * arp_ignore.
 */
export function networkdFiles(
  changes: readonly SystemChange[],
  file: string,
  ground: NetworkdGround,
): NetworkdFiles {
  const sections = new Map<string, string[]>();
  const add = (link: string, ...lines: readonly string[]): void => {
    const there = sections.get(link) ?? [];
    there.push(...lines, '');
    sections.set(link, there);
  };
  const files: PersistFile[] = [];
  const without: SystemChange[] = [];
  const head = headerLines(file);
  const write = (path: string, lines: readonly string[]): void => {
    const text = `${[...head, ...lines].join('\n').trimEnd()}\n`;
    files.push({ path, text, executable: false });
  };
  // A rule is of no link: it goes with the one that has the routes of its table.
  const tableLinks = new Map(
    changes.flatMap((one) => (one.do === 'add-route' ? [[one.table, one.link]] : [])),
  );
  for (const change of changes) {
    if (isSetting(change)) continue;
    switch (change.do) {
      case 'add-vlan':
        write(`${FOLDER}/70-arpist-${change.link}.netdev`, vlanLines(change));
        add(change.parent, '[Network]', `VLAN=${change.link}`);
        add(change.link);
        break;
      case 'add-address':
        add(change.link, ...addressLines(change));
        break;
      case 'add-route':
        add(change.link, ...routeLines(change));
        break;
      case 'add-rule': {
        const lines = [`From=${change.from}`, `Table=${change.table}`, `Priority=${change.priority}`];
        if (change.suppress !== undefined) lines.push(`SuppressPrefixLength=${change.suppress}`);
        add(linkOfRule(change, changes, tableLinks), '[RoutingPolicyRule]', ...lines);
        break;
      }
      case 'set-neighbour':
        add(change.link, '[Neighbor]', `Address=${change.ip}`, `LinkLayerAddress=${change.mac}`);
        break;
      case 'set-mac':
        add(change.link, '[Link]', `MACAddress=${change.mac}`);
        break;
      case 'set-up':
        if (!change.up) without.push(change);
        break;
      default:
        without.push(change);
    }
  }
  const made = new Map(
    changes.flatMap((change) => (change.do === 'add-vlan' ? [[change.link, change.parent]] : [])),
  );
  const own = (link: string, prefix = PREFIXES[0]!): string => `${prefix}${baseName(file)}-${link}.network`;
  const isOwn = (name: string, link: string): boolean =>
    PREFIXES.some((prefix) => name === own(link, prefix));
  const links = linksOf([...sections.keys()], made, ground.host);
  const there = networkFiles(ground.config);
  const notes: string[] = [];
  const taken: string[] = [];
  const lost: string[] = [];
  for (const [link, lines] of sections) {
    const running = ground.networkFileOf(link)?.split('/').at(-1) ?? null;
    const others = there.filter(({ name }) => !isOwn(name, link));
    const found = running === null || isOwn(running, link) ? fileFor(others, links.get(link)!) : null;
    const theirs = found?.file.name ?? (running === null || isOwn(running, link) ? null : running);
    const matched = there.find(({ name }) => name === theirs);
    const shared =
      theirs !== null &&
      [...links.values()].some(
        (other) =>
          other.name !== link &&
          // Those we make have files of their own, which come first.
          !made.has(other.name) &&
          (matched === undefined
            ? ground.networkFileOf(other.name)?.endsWith(`/${theirs}`)
            : fileFor(others, other)?.file.name === theirs),
      );
    const prefix = PREFIXES.find((one) => theirs === null || own(link, one) < theirs);
    // What is ours alone needs nothing of the file that others share.
    if (theirs === null || (made.has(link) && shared && prefix !== undefined)) {
      const isTaken = !made.has(link) && link !== 'lo';
      if (isTaken) taken.push(link);
      write(`${FOLDER}/${own(link, prefix)}`, [
        '[Match]',
        `Name=${link}`,
        '',
        ...(isTaken ? KEEP : []),
        ...lines,
      ]);
      continue;
    }
    // A drop-in there would speak of the others, too.
    if (shared) {
      without.push(...changes.filter((change) => !isSetting(change) && isOf(change, link)));
      lost.push(
        `${theirs} has other links than ${link}, too, so nothing of ${link} is written beside it: ${link} needs a file of its own first`,
      );
      continue;
    }
    if (found?.sure === false)
      notes.push(`${theirs} is taken for the file of ${link}, though it matches by more than arpist sees`);
    write(`${FOLDER}/${theirs}.d/90-arpist-${baseName(file)}.conf`, lines);
  }
  const settings = sysctlFiles(changes, file, ground.config);
  if (!isEnabled(ground.config) && files.length > 0)
    notes.push(
      'systemd-networkd is not enabled by any link arpist knows of: it has to be, for these files to be read (systemctl enable systemd-networkd)',
    );
  return {
    files: [...files, ...settings.files],
    without,
    taken,
    notes: [...notes, ...settings.notes],
    lost: [...lost, ...settings.lost],
  };
}

/** Those that are there and those that will be. */
function linksOf(
  names: readonly string[],
  made: ReadonlyMap<string, string>,
  host: NetworkdGround['host'],
): ReadonlyMap<string, MatchedLink> {
  const links = new Map<string, MatchedLink>(host.links.map((link) => [link.name, link]));
  for (const name of names) {
    if (links.has(name)) continue;
    // A VLAN begins with the MAC of its parent.
    const mac = links.get(made.get(name) ?? '')?.mac ?? null;
    links.set(name, { name, mac, kind: made.has(name) ? 'vlan' : null, loopback: name === 'lo' });
  }
  return links;
}

const ENABLED = [
  '/run/systemd/netif/state',
  '/etc/systemd/system/multi-user.target.wants/systemd-networkd.service',
  '/etc/systemd/system/dbus-org.freedesktop.network1.service',
  '/etc/systemd/system/sockets.target.wants/systemd-networkd.socket',
];

export function isEnabled(config: ConfigFiles): boolean {
  return ENABLED.some((path) => config.isThere(path));
}

/** The link whose table it leads to; rules of one source stay together. */
function linkOfRule(
  rule: Change<'add-rule'>,
  changes: readonly SystemChange[],
  tableLinks: ReadonlyMap<number, string>,
): string {
  const near = changes.flatMap((one) => (one.do === 'add-rule' && one.from === rule.from ? [one.table] : []));
  const table = [rule.table, ...near].find((one) => one !== RT_TABLE_MAIN && tableLinks.has(one));
  return tableLinks.get(table ?? RT_TABLE_MAIN) ?? 'lo';
}

/** What another program gave the link stays: networkd takes a link with its whole configuration. */
const KEEP = ['[Network]', 'KeepConfiguration=yes', ''];

function isOf(change: SystemChange, link: string): boolean {
  return 'link' in change && change.link === link;
}

const SCOPE_NAMES: ReadonlySet<unknown> = new Set(['global', 'link', 'host']);

function addressLines({ local, prefixLength, peer, scope, label, link }: AddressPlan): readonly string[] {
  const lines = ['[Address]', `Address=${local}/${prefixLength}`];
  if (peer !== null) lines.push(`Peer=${peer}/${prefixLength}`);
  if (SCOPE_NAMES.has(scope) && scope !== 'global') lines.push(`Scope=${scope}`);
  if (label !== null && label !== link) lines.push(`Label=${label}`);
  return lines;
}

function routeLines(plan: RoutePlan): readonly string[] {
  const { destination, via, source, table, metric = 0, scope = 'link', onlink } = plan;
  const lines = ['[Route]', `Destination=${destination}`];
  if (via === null) lines.push(`Scope=${scope}`);
  else lines.push(`Gateway=${via}`);
  if (source !== null) lines.push(`PreferredSource=${source}`);
  if (table !== RT_TABLE_MAIN) lines.push(`Table=${table}`);
  if (metric !== 0) lines.push(`Metric=${metric}`);
  if (onlink) lines.push('GatewayOnLink=yes');
  return lines;
}

function vlanLines({ link, id, protocol }: Change<'add-vlan'>): readonly string[] {
  return [
    '[NetDev]',
    `Name=${link}`,
    'Kind=vlan',
    '',
    '[VLAN]',
    `Id=${id}`,
    ...(protocol === TPID_8021AD ? ['Protocol=802.1ad'] : []),
  ];
}
