import { parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import { parseArpDat } from '../arp-dat.ts';
import { parseDhcpdLeases } from '../dhcpd-leases.ts';
import { parseDnsmasqLeases } from '../dnsmasq-leases.ts';
import { parseEthers } from '../ethers.ts';
import { knownFormOf, leaseFormOf } from '../forms.ts';
import { parseKeaLeases } from '../kea-leases.ts';
import type { LeaseFile } from '../lease.ts';
import { linesOfText } from '../lines.ts';
import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { parseHosts } from './hosts.ts';
import { parseAnsible, parseFileSd } from './inventories.ts';
import { jsonList } from './json.ts';
import { parseListed } from './listed.ts';
import { parseNetAlertX } from './netalertx.ts';
import { parseNetBox } from './netbox.ts';
import { isNetworkdClientLease, parseNetworkdLeases } from './networkd.ts';
import { parseArpScan, parseIpNeigh } from './outputs.ts';
import { parseDhcpHosts, parseKeaReservations } from './reservations.ts';
import { parseCsvTable } from './table.ts';
import { parseWatchYourLan } from './watchyourlan.ts';

/** Texts that hold claims; a baseline in TOML, a capture and a database are read elsewhere. */
export const HEARSAY_FORMS = [
  'arp.dat',
  'ethers',
  'hosts',
  'dnsmasq',
  'kea',
  'dhcpd',
  'networkd',
  'dhcp-host',
  'kea-reservations',
  'netalertx',
  'watchyourlan',
  'netbox',
  'arp-scan',
  'ip-neigh',
  'ansible',
  'file_sd',
  'list',
] as const;

export type HearsayForm = (typeof HEARSAY_FORMS)[number];

/** By its lines, not by its name. undefined: none of them. */
export function hearsayFormOf(text: string): HearsayForm | 'toml' | 'empty' | undefined {
  if (isNetworkdClientLease(text)) return 'empty';
  const lines = linesOfText(text.slice(0, 1 << 16)).map((one) => one.text);
  const first = lines.find((line) => line.trim() !== '' && !line.startsWith('#'));
  if (first === undefined) return 'empty';
  if (lines.some((line) => /^\s*dhcp-host\s*=/.test(line))) return 'dhcp-host';
  if (/^\s*(\[\s*[{\]]|\[\s*$|\{)/.test(first)) return jsonFormOf(text);
  const tabled = tableFormOf(first);
  if (tabled !== undefined) return tabled;
  const lease = leaseFormOf(text);
  if (lease !== undefined && lease !== 'empty') return lease;
  if (lines.some((line) => /^(Interface: |Starting arp-scan )/.test(line)) || lines.some(isScanned))
    return 'arp-scan';
  const known = knownFormOf(text);
  if (known !== 'toml') return known;
  const words = first.trim().split(/\s+/);
  if (words.length > 1 && (parseIpv4(words[0]!) !== undefined || /^[\da-f]*:[\da-f:.%]*$/i.test(words[0]!)))
    return 'hosts';
  return /^\s*(\[|[\w"'-]+\s*=)/.test(first) ? 'toml' : undefined;
}

function isScanned(line: string): boolean {
  const [ip = '', mac = ''] = line.split('\t');
  return parseIpv4(ip) !== undefined && parseMac(mac) !== undefined;
}

function tableFormOf(head: string): HearsayForm | undefined {
  const { columns } = parseCsvTable(`${head}\n`);
  const has = (...names: readonly string[]): boolean => names.every((name) => columns.includes(name));
  if (has('address', 'hwaddr')) return 'kea';
  if (has('devmac') || has('dev_mac')) return 'netalertx';
  if (has('ip', 'mac')) return 'list';
  return (has('address') || has('ip address')) && columns.length > 1 ? 'netbox' : undefined;
}

function jsonFormOf(text: string): HearsayForm | 'empty' | undefined {
  if (/"(Dhcp4|hw-address)"\s*:/.test(text)) return 'kea-reservations';
  if (/"(Leases|DHCPServer)"\s*:/.test(text)) return 'networkd';
  const list = jsonList(text, ['results']) ?? jsonList(text);
  const entry = list?.entries[0]?.value;
  if (entry === undefined) return list === undefined ? undefined : 'empty';
  if ('_meta' in entry) return 'ansible';
  if ('targets' in entry) return 'file_sd';
  if ('dst' in entry) return 'ip-neigh';
  if (('Mac' in entry || 'MAC' in entry) && 'IP' in entry) return 'watchyourlan';
  if ('address' in entry) return 'netbox';
  return 'ip' in entry || 'mac' in entry ? 'list' : undefined;
}

/** `zone`: where times without one are taken to be from. Never throws. */
export function parseHearsay(text: string, form: HearsayForm, zone: string): HearsayFile {
  switch (form) {
    case 'arp.dat':
      return ofArpDat(text);
    case 'ethers':
      return ofEthers(text);
    case 'hosts':
      return parseHosts(text);
    case 'dnsmasq':
      return ofLeases(parseDnsmasqLeases(text));
    case 'kea':
      return ofLeases(parseKeaLeases(text));
    case 'dhcpd':
      return ofLeases(parseDhcpdLeases(text));
    case 'networkd':
      return parseNetworkdLeases(text);
    case 'dhcp-host':
      return parseDhcpHosts(text);
    case 'kea-reservations':
      return parseKeaReservations(text);
    case 'netalertx':
      return parseNetAlertX(text, zone);
    case 'watchyourlan':
      return parseWatchYourLan(text, zone);
    case 'netbox':
      return parseNetBox(text);
    case 'arp-scan':
      return parseArpScan(text);
    case 'ip-neigh':
      return parseIpNeigh(text);
    case 'ansible':
      return parseAnsible(text);
    case 'file_sd':
      return parseFileSd(text);
    case 'list':
      return parseListed(text);
  }
}

/** Of an address that had several MACs each is a claim; when it began arpwatch does not keep. */
function ofArpDat(text: string): HearsayFile {
  const book = new HearsayBook();
  const { lines, bad } = parseArpDat(text);
  for (const { ip, mac, heard, host, line } of lines)
    book.put({ ip, mac, line }, { name: host, last: heard });
  for (const one of bad) book.bad(one.line, one.why);
  return book.all;
}

/** A name in place of an address says what the MAC is called. */
function ofEthers(text: string): HearsayFile {
  const book = new HearsayBook();
  const { lines, bad } = parseEthers(text);
  for (const { host, mac, line } of lines)
    if (typeof host === 'number') book.put({ ip: host, mac, line }, { approved: true });
    else book.put({ ip: null, mac, line }, { name: host, approved: true });
  for (const one of bad) book.bad(one.line, one.why);
  return book.all;
}

function ofLeases({ leases, bad }: LeaseFile): HearsayFile {
  const book = new HearsayBook();
  for (const { ip, mac, name, line } of leases) book.put({ ip, mac, line }, { name });
  for (const one of bad) book.bad(one.line, one.why);
  return book.all;
}
