import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { parseDhcpdLeases } from './dhcpd-leases.ts';
import { parseDnsmasqLeases } from './dnsmasq-leases.ts';
import { parseKeaLeases } from './kea-leases.ts';
import type { LeaseFile } from './lease.ts';
import { linesOfText } from './lines.ts';

export type KnownForm = 'toml' | 'ethers' | 'arp.dat';
export type LeaseForm = 'dnsmasq' | 'kea' | 'dhcpd';

/** By the first line that only one form has; a text with none is meant as TOML. */
export function knownFormOf(text: string): KnownForm {
  for (const { text: line } of linesOfText(text)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (/^\s*(\[|[\w"'-]+\s*=|\{)/.test(line)) return 'toml';
    const [mac = '', ip = ''] = line.split('\t');
    if (parseMac(mac) !== undefined && parseIpv4(ip.trim()) !== undefined) return 'arp.dat';
    const words = line.trim().split(/\s+/);
    if (words.length > 1 && words.slice(0, 2).some((word) => parseMac(word) !== undefined)) return 'ethers';
  }
  return 'toml';
}

/** undefined: a text that none of the servers wrote; one without a lease is of any of them. */
export function leaseFormOf(text: string): LeaseForm | 'empty' | undefined {
  let something = false;
  for (const { text: line } of linesOfText(text)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    something = true;
    if (/^\s*address\s*,\s*hwaddr\s*,/.test(line)) return 'kea';
    if (/^(\d+\s+\S+\s+[\d.]+\s+\S+\s+\S+|duid\s+\S+)\s*$/.test(line)) return 'dnsmasq';
    if (/^\s*(lease\s+[\d.]+|(host|failover|group|server-duid|authoring-byte-order|ia-\w+)\b)/.test(line))
      return 'dhcpd';
  }
  return something ? undefined : 'empty';
}

/** undefined: the text is no lease file. */
export function parseLeases(text: string): (LeaseFile & { readonly form: LeaseForm | 'empty' }) | undefined {
  const form = leaseFormOf(text);
  if (form === undefined) return undefined;
  const { leases, bad } = {
    empty: none,
    dnsmasq: parseDnsmasqLeases,
    kea: parseKeaLeases,
    dhcpd: parseDhcpdLeases,
  }[form](text);
  return { leases, bad, form };
}

function none(): LeaseFile {
  return { leases: [], bad: [] };
}
