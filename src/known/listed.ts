import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import { printable } from '../base/printable.ts';
import type { Instant } from '../base/time.ts';

/** A station as it is handed to other programs. */
export interface ListedStation {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly vendor: string | null;
  /** As somebody called it: any text. */
  readonly name: string | null;
  readonly note: string | null;
  readonly approved: boolean;
  readonly interface: string | null;
  readonly vlan: number | null;
  readonly first: Instant | null;
  readonly last: Instant | null;
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Letters, digits and hyphens, in small letters (RFC 1123 2.1), the first label of it where `short`; null: it is no host name. */
export function hostNameOf(name: string | null, short = false): string | null {
  const labels = (name ?? '').toLowerCase().replace(/\.$/, '').split('.');
  const kept = short ? labels.slice(0, 1) : labels;
  const text = kept.join('.');
  return kept.every((label) => LABEL.test(label)) && text.length <= 253 && !/^[\d.]+$/.test(text)
    ? text
    : null;
}

/** For forms in which an address has one MAC: whoever was heard last. In the order of addresses. */
export function onePerAddress(stations: readonly ListedStation[]): readonly ListedStation[] {
  const chosen = new Map<Ipv4, ListedStation>();
  for (const one of stations) {
    const other = chosen.get(one.ip);
    if (other === undefined || (other.last ?? 0) < (one.last ?? 0)) chosen.set(one.ip, one);
  }
  return [...chosen.values()].toSorted((a, b) => a.ip - b.ip);
}

/** For forms in which a MAC has one address as well: where it was heard last. */
export function onePerMac(stations: readonly ListedStation[]): readonly ListedStation[] {
  const chosen = new Map<Mac, ListedStation>();
  for (const one of onePerAddress(stations)) {
    const other = chosen.get(one.mac);
    if (other === undefined || (other.last ?? 0) < (one.last ?? 0)) chosen.set(one.mac, one);
  }
  return [...chosen.values()].toSorted((a, b) => a.ip - b.ip);
}

/** The host names of stations, each once: of two that are called the same, the one with the lower address keeps it. */
export function hostNames(
  stations: readonly ListedStation[],
  short = false,
): ReadonlyMap<ListedStation, string> {
  const names = new Map<ListedStation, string>();
  const taken = new Set<string>();
  for (const one of stations.toSorted((a, b) => a.ip - b.ip || a.mac - b.mac)) {
    const name = hostNameOf(one.name, short);
    if (name === null || taken.has(name)) continue;
    taken.add(name);
    names.set(one, name);
  }
  return names;
}

/** hosts(5): those that have a host name. */
export function hostsText(stations: readonly ListedStation[]): string {
  const names = hostNames(onePerAddress(stations));
  return [...names].map(([{ ip }, name]) => `${formatIpv4(ip)}\t${name}\n`).join('');
}

/** dnsmasq(8) `dhcp-host=MAC,ADDRESS[,NAME]`; it takes one line an address. */
export function dnsmasqText(stations: readonly ListedStation[]): string {
  const single = onePerAddress(stations);
  const names = hostNames(single, true);
  return single
    .map((one) => {
      const name = names.get(one);
      return `dhcp-host=${formatMac(one.mac)},${formatIpv4(one.ip)}${name === undefined ? '' : `,${name}`}\n`;
    })
    .join('');
}

/** The value of `reservations` of Kea's configuration: one an address, and one a MAC. */
export function keaText(stations: readonly ListedStation[]): string {
  const single = onePerMac(stations);
  const names = hostNames(single);
  return jsonList(
    single.map((one) => {
      const hostname = names.get(one);
      return {
        'hw-address': formatMac(one.mac),
        'ip-address': formatIpv4(one.ip),
        ...(hostname === undefined ? {} : { hostname }),
      };
    }),
  );
}

/** What a dynamic inventory of Ansible prints for `--list`: hosts in groups by network, with what is known of them. */
export function ansibleText(stations: readonly ListedStation[]): string {
  const single = onePerAddress(stations);
  const names = hostNames(single);
  const hostvars: Record<string, unknown> = {};
  const groups = new Map<string, string[]>();
  for (const one of single) {
    const host = names.get(one) ?? formatIpv4(one.ip);
    hostvars[host] = {
      ansible_host: formatIpv4(one.ip),
      arpist_mac: formatMac(one.mac),
      ...(one.vendor === null ? {} : { arpist_vendor: unsafe(one.vendor) }),
      ...(one.name === null ? {} : { arpist_name: unsafe(one.name) }),
      ...(one.note === null ? {} : { arpist_note: unsafe(one.note) }),
    };
    const group = `arpist_${`${one.interface ?? 'unknown'}${one.vlan === null ? '' : `_vlan${one.vlan}`}`.replaceAll(/\W/g, '_')}`;
    groups.set(group, [...(groups.get(group) ?? []), host]);
  }
  const inventory = Object.fromEntries([...groups].map(([group, hosts]) => [group, { hosts }] as const));
  return `${JSON.stringify({ _meta: { hostvars }, all: { children: [...groups.keys()] }, ...inventory }, null, 2)}\n`;
}

/** Ansible evaluates what stands between such braces: a name from a stranger is no template. */
function unsafe(text: string): string {
  return printable(text).replaceAll(/\{(?=[{%#])/g, '{ ');
}

/** file_sd of Prometheus: targets with labels, for a blackbox exporter, say. */
export function fileSdText(stations: readonly ListedStation[]): string {
  const single = onePerAddress(stations);
  const names = hostNames(single);
  return jsonList(
    single.map((one) => ({
      targets: [formatIpv4(one.ip)],
      labels: {
        __meta_arpist_mac: formatMac(one.mac),
        __meta_arpist_vendor: printable(one.vendor ?? ''),
        __meta_arpist_name: names.get(one) ?? '',
        __meta_arpist_interface: printable(one.interface ?? ''),
        __meta_arpist_vlan: one.vlan === null ? '' : String(one.vlan),
      },
    })),
  );
}

function jsonList(values: readonly unknown[]): string {
  return values.length === 0
    ? '[]\n'
    : `[\n${values.map((value) => `  ${JSON.stringify(value)}`).join(',\n')}\n]\n`;
}
