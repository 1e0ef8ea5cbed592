import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, isLocallyAdministered, type Mac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { Row } from '../../records/station.ts';
import { tabbed } from '../../terminal/text/texts.ts';

/** As users of arp-scan know it. */
export function vendorText({ vendor, station }: Pick<Row, 'vendor' | 'station'>): string {
  if (vendor !== null) return printable(vendor);
  return isLocallyAdministered(station.mac) ? '(Unknown: locally administered)' : '(Unknown)';
}

/** The evidence in one line. */
export function whyText({ station }: Row): string {
  return printable(station.why.map(({ text }) => text).join('; '));
}

/** What is out of the ordinary with a station: its verdict, or that it is this machine or deaf to us; empty for all others. */
export function remarkOf({ verdict, why }: Pick<Row['station'], 'verdict' | 'why'>): string {
  if (verdict !== 'ok') return verdict;
  if (why.some(({ code }) => code === 'our-interface')) return 'this host';
  return why.some(({ code }) => code === 'probes-only') ? 'probes only' : '';
}

/** The evidence of a row. */
export type WhyOf = (row: Row) => string;

/** For one line after another: what a line before said of the same address word for word is not said again. */
export function whyOnce(): WhyOf {
  let last: { readonly place: string; readonly mac: Mac; readonly told: Set<string> } | undefined;
  return (row) => {
    const { ip, mac, why, vlan } = row.station;
    const place = `${ip} ${row.station.interface} ${vlan}`;
    if (last?.place !== place) {
      last = { place, mac, told: new Set(why.map(({ text }) => text)) };
      return whyText(row);
    }
    const { told } = last;
    const news = why.filter(({ text }) => !told.has(text)).map(({ text }) => text);
    for (const text of news) told.add(text);
    return printable(
      [...news, ...(news.length < why.length ? [`as for ${formatMac(last.mac)}`] : [])].join('; '),
    );
  };
}

export interface LineWishes {
  readonly quiet: boolean;
  readonly names: boolean;
  readonly rtt: boolean;
  readonly why: boolean | WhyOf;
  /** Stations may be on several interfaces. */
  readonly several?: () => boolean;
}

/** `IP<TAB>MAC<TAB>Vendor`, then what was asked for, then the verdict when it is not ok. `place`: a range instead of the IP. */
export function lineText(row: Row, wishes: LineWishes, place = formatIpv4(row.station.ip)): string {
  const { station } = row;
  const cells = [place, formatMac(station.mac)];
  if (!wishes.quiet) cells.push(vendorText(row));
  if (wishes.names) cells.push(printable(row.name ?? ''));
  if (wishes.rtt) cells.push(`RTT=${station.rttMs.toFixed(3)} ms`);
  if (wishes.several?.() === true) cells.push(`INTERFACE=${printable(station.interface)}`);
  if (station.vlan !== null) cells.push(`VLAN=${station.vlan}`);
  const remark = remarkOf(station);
  if (remark !== '') cells.push(`(${remark})`);
  if (wishes.why !== false) cells.push(wishes.why === true ? whyText(row) : wishes.why(row));
  return `${tabbed(cells)}\n`;
}
