import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { Difference } from '../../known/differences.ts';
import type { Vendors } from '../../ports/host.ts';

interface Around {
  readonly file: string;
  readonly vendors: Vendors;
}

/** `changed 10.0.0.7: 00:1b:21:00:00:07 (Intel) has it, known is 3c:d9:2b:00:00:07 (known.toml:4)` */
export function differenceLine(difference: Difference, { file, vendors }: Around): string {
  const { kind, ip, vlan, heard, known } = difference;
  const named = (mac: Mac): string => {
    const vendor = vendors.vendorOf(mac);
    return vendor === null ? formatMac(mac) : `${formatMac(mac)} (${vendor})`;
  };
  const now = heard === null ? '' : named(heard.mac);
  const macs = known.flatMap(({ mac }) => (mac === null ? [] : [named(mac)])).join(' and ');
  const first = known[0];
  const place = first === undefined ? '' : ` [${file}:${first.line}]`;
  const note = known.find((one) => one.note !== null)?.note ?? null;
  const where = vlan === null ? '' : ` in VLAN ${vlan}`;
  const words = wordsFor(difference, now, macs);
  return printable(`${kind} ${formatIpv4(ip)}${where}: ${words}${note === null ? '' : ` (${note})`}${place}`);
}

function wordsFor({ kind, known, also }: Difference, now: string, macs: string): string {
  switch (kind) {
    case 'new':
      return `${now} has it, and nobody is known there`;
    case 'gone':
      return `${macs} was not heard`;
    case 'changed':
      return also
        ? `${now} has it beside ${macs}, which is known and was heard too`
        : `${now} has it, known is ${macs}`;
    case 'expired':
      return `${now} has it still, after its line expired on ${endOf(known)}`;
  }
}

function endOf(known: Difference['known']): string {
  const last = Math.max(...known.map(({ expires }) => expires ?? 0));
  return new Date(last).toISOString().replace('.000Z', 'Z');
}
