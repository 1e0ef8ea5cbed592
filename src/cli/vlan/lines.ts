import { formatIpv4 } from '../../base/ipv4.ts';
import { printable } from '../../base/printable.ts';
import type { VlanState } from '../../verbs/vlan/vlans.ts';
import { cellsOf } from '../../records/csv.ts';
import { protocolText, VLAN } from '../../records/vlan.ts';
import { grid } from '../../terminal/text/grid.ts';
import type { Paint } from '../../terminal/text/paint.ts';
import { count, tabbed } from '../../terminal/text/texts.ts';
import { TPID_8021Q } from '../../wire/vlan.ts';

/** The columns of the CSV form, with tabs. */
export function vlanLine(vlan: VlanState): string {
  return `${tabbed(cellsOf(VLAN, vlan))}\n`;
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
