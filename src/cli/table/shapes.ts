import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';

/** What other tools print, character by character, so that scripts made for them go on working. */
export type ListShape = 'arp' | 'bsd' | 'ip';

export const SHAPES: readonly ListShape[] = ['arp', 'bsd', 'ip'];

interface ShapeRule {
  readonly head: string;
  /** undefined: the tool does not show such an entry. */
  readonly line: (entry: NeighbourEntry) => string | undefined;
}

export const SHAPE_RULES: Readonly<Record<ListShape, ShapeRule>> = {
  arp: {
    head: 'Address                  HWtype  HWaddress           Flags Mask            Iface\n',
    line: arpLine,
  },
  bsd: { head: '', line: bsdLine },
  ip: { head: '', line: ipLine },
};

const VALID: ReadonlySet<string> = new Set(['reachable', 'stale', 'delay', 'probe', 'permanent']);

/** /proc/net/arp leaves these out (arp_seq_start in net/ipv4/arp.c). */
function isInProc({ state, published }: NeighbourEntry): boolean {
  return published || (state !== 'noarp' && state !== 'none');
}

/** `arp -n` of net-tools. */
function arpLine(entry: NeighbourEntry): string | undefined {
  if (!isInProc(entry)) return undefined;
  const { ip, mac, state, published, link } = entry;
  const known = mac !== null && VALID.has(state);
  const type = published ? '*' : known ? 'ether' : '';
  const hardware = published ? '<from_interface>' : known ? formatMac(mac) : '(incomplete)';
  const flags = published ? 'MP' : known ? (state === 'permanent' ? 'CM' : 'C') : '';
  const cells = [
    `${formatIpv4(ip).padEnd(23)}  `,
    type.padEnd(8),
    hardware.padEnd(20),
    flags.padEnd(6),
    ''.padEnd(15),
    ` ${printable(link ?? '*')}`,
  ];
  return `${cells.join('')}\n`;
}

/** `arp -an`. */
function bsdLine(entry: NeighbourEntry): string | undefined {
  if (!isInProc(entry)) return undefined;
  const { ip, mac, state, published, link } = entry;
  const known = mac !== null && VALID.has(state);
  const hardware = published
    ? '<from_interface> PERM PUB'
    : known
      ? `${formatMac(mac)} [ether]${state === 'permanent' ? ' PERM' : ''}`
      : '<incomplete>';
  return `? (${formatIpv4(ip)}) at ${hardware} on ${printable(link ?? '*')}\n`;
}

/** `ip neigh`, and behind it what `ip neigh show proxy` prints. */
function ipLine({ ip, link, mac, state, flags, published, protocol }: NeighbourEntry): string | undefined {
  const learned = flags.includes('extern_learn');
  if (!published && !learned && (state === 'noarp' || state === 'none')) return undefined;
  const words = [formatIpv4(ip)];
  if (link !== null) words.push(`dev ${printable(link)}`);
  if (mac !== null) words.push(`lladdr ${formatMac(mac)}`);
  if (flags.includes('router')) words.push('router');
  if (published) words.push('proxy');
  if (flags.includes('managed')) words.push('managed');
  if (learned) words.push('extern_learn');
  if (flags.includes('offload')) words.push('offload');
  if (state !== 'none') words.push(state.toUpperCase());
  if (protocol !== null && protocol !== 0) words.push(`proto ${PROTOCOLS[protocol] ?? protocol}`);
  return `${words.join(' ')} \n`;
}

/** RTPROT_* as iproute2 names them (rt_protos). */
const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'redirect',
  2: 'kernel',
  3: 'boot',
  4: 'static',
  8: 'gated',
  9: 'ra',
  10: 'mrt',
  11: 'zebra',
  12: 'bird',
  13: 'dnrouted',
  14: 'xorp',
  15: 'ntk',
  16: 'dhcp',
  18: 'keepalived',
  42: 'babel',
  186: 'bgp',
  187: 'isis',
  188: 'ospf',
  189: 'rip',
  192: 'eigrp',
};
