import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { VlanState } from '../../verbs/vlan/vlans.ts';
import { csvCell } from '../scan/csv.ts';
import { grid } from '../../terminal/text/grid.ts';
import type { Paint } from '../../terminal/text/paint.ts';
import { count, tabbed } from '../../terminal/text/texts.ts';
import { TPID_8021AD, TPID_8021Q } from '../../wire/vlan.ts';

const PROTOCOLS: Readonly<Record<number, string>> = { [TPID_8021Q]: '802.1Q', [TPID_8021AD]: '802.1ad' };

function protocolText(protocol: number): string {
  return PROTOCOLS[protocol] ?? `0x${protocol.toString(16)}`;
}

/** schema/vlan.v1.json */
export function vlanRecord({ link, state, remark }: VlanState): Readonly<Record<string, unknown>> {
  return {
    v: 1,
    type: 'vlan',
    interface: link.name,
    parent: link.parent,
    id: link.id,
    protocol: protocolText(link.protocol),
    flags: link.flags,
    mac: link.mac === null ? null : formatMac(link.mac),
    mtu: link.mtu,
    state,
    master: link.master,
    addresses: link.addresses.map(({ ip, prefixLength }) => `${formatIpv4(ip)}/${prefixLength}`),
    uses: link.uses,
    received: link.received,
    sent: link.sent,
    ingress: link.ingress,
    egress: link.egress,
    remark,
  };
}

const CSV_COLUMNS = [
  'interface',
  'parent',
  'id',
  'protocol',
  'state',
  'addresses',
  'receivedFrames',
  'receivedBytes',
  'receivedMulticast',
  'sentFrames',
  'sentBytes',
  'flags',
  'remark',
] as const;

function cellsOf({ link, state, remark }: VlanState): Readonly<Record<(typeof CSV_COLUMNS)[number], string>> {
  return {
    interface: link.name,
    parent: link.parent ?? '',
    id: String(link.id),
    protocol: protocolText(link.protocol),
    state,
    addresses: link.addresses.map(({ ip, prefixLength }) => `${formatIpv4(ip)}/${prefixLength}`).join(' '),
    receivedFrames: String(link.received.frames),
    receivedBytes: String(link.received.bytes),
    receivedMulticast: String(link.received.multicast),
    sentFrames: String(link.sent.frames),
    sentBytes: String(link.sent.bytes),
    flags: link.flags.join(' '),
    remark: remark ?? '',
  };
}

export const VLAN_CSV_HEAD = `${CSV_COLUMNS.join(',')}\r\n`;

export function vlanCsv(vlan: VlanState): string {
  const cells = cellsOf(vlan);
  return `${CSV_COLUMNS.map((column) => csvCell(cells[column])).join(',')}\r\n`;
}

/** The columns of the CSV form, with tabs. */
export function vlanLine(vlan: VlanState): string {
  const cells = cellsOf(vlan);
  return `${tabbed(CSV_COLUMNS.map((column) => cells[column]))}\n`;
}

const TITLES = [
  'VLAN',
  'ON',
  'INTERFACE',
  'STATE',
  'ADDRESSES',
  'FRAMES IN',
  'MULTICAST',
  'BYTES IN',
  'FRAMES OUT',
  'BYTES OUT',
];
const RIGHT = new Set([0, 5, 6, 7, 8, 9]);
/** By column: multicast, bytes, frames, then the addresses; never which interface it is, and whether it is up. */
const GOES: readonly (number | undefined)[] = [undefined, undefined, undefined, undefined, 6, 4, 1, 2, 5, 3];

/** A line for each, with what is remarkable below it. */
export function vlanTable(
  vlans: readonly VlanState[],
  look: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const { paint, width } = look;
  const rows = vlans.map(({ link, state }) => [
    `${link.id}${link.protocol === TPID_8021Q ? '' : ` ${protocolText(link.protocol)}`}`,
    printable(link.parent ?? '(elsewhere)'),
    printable(link.name),
    state,
    link.addresses.map(({ ip, prefixLength }) => `${formatIpv4(ip)}/${prefixLength}`).join(' '),
    count(link.received.frames),
    count(link.received.multicast),
    count(link.received.bytes),
    count(link.sent.frames),
    count(link.sent.bytes),
  ]);
  const { head, lines } = grid(
    TITLES.map((title, at) => ({
      title,
      cells: rows.map((row) => row[at]!),
      right: RIGHT.has(at),
      ...(GOES[at] === undefined ? {} : { goes: GOES[at] }),
    })),
    width,
  );
  return [
    paint('dim', head),
    ...lines.flatMap((text, at) => {
      const { state, remark } = vlans[at]!;
      const line = paint(state === 'up' ? undefined : 'yellow', text);
      return remark === null ? [line] : [line, paint('dim', `    ${printable(remark)}`.slice(0, width))];
    }),
  ];
}
