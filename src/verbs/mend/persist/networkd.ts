import type { AddressPlan, Change, RoutePlan, SystemChange } from '../../../doctor/change.ts';
import type { PersistFile } from '../../../ports/journal.ts';
import { baseName, headerLines } from './header.ts';
import { isSetting, sysctlFiles } from './sysctl.ts';

export interface NetworkdFiles {
  readonly files: readonly PersistFile[];
  /** What systemd-networkd has no words for. */
  readonly without: readonly SystemChange[];
  /** Links that systemd-networkd does not configure by now, and will. */
  readonly taken: readonly string[];
}

const FOLDER = '/etc/systemd/network';

/**
 * systemd.network(5) and systemd.netdev(5). Of a link that networkd configures from a file already, ours is a drop-in
 * beside it: of two files for one link it reads only the first. Settings go to sysctl.d: networkd has no arp_ignore.
 */
export function networkdFiles(
  changes: readonly SystemChange[],
  file: string,
  networkFileOf: (link: string) => string | null,
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
  const made = new Set(changes.flatMap((change) => (change.do === 'add-vlan' ? [change.link] : [])));
  const ownFileOf = (link: string): string => `${FOLDER}/70-arpist-${baseName(file)}-${link}.network`;
  const theirFiles = [...sections.keys()].map((link) => {
    const theirs = networkFileOf(link);
    return theirs === ownFileOf(link) ? null : theirs;
  });
  const taken: string[] = [];
  for (const [at, [link, lines]] of [...sections].entries()) {
    const theirs = theirFiles[at] ?? null;
    // A drop-in there would speak of the others, too.
    if (theirs !== null && theirFiles.indexOf(theirs) !== theirFiles.lastIndexOf(theirs)) {
      without.push(...changes.filter((change) => !isSetting(change) && isOf(change, link)));
      continue;
    }
    if (theirs === null) {
      const isTaken = !made.has(link) && link !== 'lo';
      if (isTaken) taken.push(link);
      write(ownFileOf(link), ['[Match]', `Name=${link}`, '', ...(isTaken ? KEEP : []), ...lines]);
    } else write(`${FOLDER}/${theirs.split('/').at(-1)}.d/90-arpist-${baseName(file)}.conf`, lines);
  }
  return { files: [...files, ...sysctlFiles(changes, file)], without, taken };
}

/** The link whose table it leads to; rules of one source stay together. */
function linkOfRule(
  rule: Change<'add-rule'>,
  changes: readonly SystemChange[],
  tableLinks: ReadonlyMap<number, string>,
): string {
  const near = changes.flatMap((one) => (one.do === 'add-rule' && one.from === rule.from ? [one.table] : []));
  const table = [rule.table, ...near].find((one) => one !== MAIN && tableLinks.has(one));
  return tableLinks.get(table ?? MAIN) ?? 'lo';
}

const MAIN = 254;

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
  if (table !== 254) lines.push(`Table=${table}`);
  if (metric !== 0) lines.push(`Metric=${metric}`);
  if (onlink) lines.push('GatewayOnLink=yes');
  return lines;
}

const ETHERTYPE_8021AD = 0x88a8;

function vlanLines({ link, id, protocol }: Change<'add-vlan'>): readonly string[] {
  return [
    '[NetDev]',
    `Name=${link}`,
    'Kind=vlan',
    '',
    '[VLAN]',
    `Id=${id}`,
    ...(protocol === ETHERTYPE_8021AD ? ['Protocol=802.1ad'] : []),
  ];
}
