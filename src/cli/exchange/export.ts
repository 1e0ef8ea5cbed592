import { UsageFault } from '../../base/fault.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import { jsonText } from '../../base/printable.ts';
import { arpDatLine } from '../../known/arp-dat.ts';
import { baselineText } from '../../known/baseline-text.ts';
import { ethersLine } from '../../known/ethers.ts';
import {
  ansibleText,
  dnsmasqText,
  fileSdText,
  hostNameOf,
  hostNames,
  hostsText,
  keaText,
  type ListedStation,
  onePerAddress,
  onePerMac,
} from '../../known/listed.ts';
import type { Instant } from '../../base/time.ts';
import type { Store } from '../../ports/store.ts';
import { csvHead, csvLine } from '../../records/csv.ts';
import { LISTED, listedRecord } from '../../records/listed.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle } from '../../terminal/args/flags.ts';
import { plural } from '../../terminal/text/texts.ts';
import { everyStation } from '../../verbs/history/history.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelStore } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag, storePath, type StoreHands } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import { whereFlag, whereNote } from '../listing/flags.ts';

const EXPORT_FORMS = [
  'arp.dat',
  'ethers',
  'dnsmasq',
  'kea',
  'hosts',
  'csv',
  'jsonl',
  'ansible',
  'file_sd',
  'baseline',
] as const;

type ExportForm = (typeof EXPORT_FORMS)[number];

const FLAGS = {
  state: stateFlag,
  all: toggle('--all', { help: 'also who lost the address to another since' }),
  where: whereFlag(LISTED.fields, {
    rows: 'stations',
    where: "ip=10.0.0.0/24, 'vendor~espressif', approved=yes",
  }),
  plain: toggle('-x --plain', { help: 'no counts on stderr' }),
} as const;

export const EXPORT_LINE: CommandLine<typeof FLAGS> = {
  name: 'export',
  words: `FORM`,
  line: 'what a watch remembers, for other programs: arpwatch, DHCP servers, Ansible, Prometheus',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'FORM: arp.dat (arpwatch starts on it; all MACs an address had), ethers, dnsmasq (dhcp-host=), kea (the value of reservations), hosts, csv, jsonl (schema/listed.v1.json), ansible (what a dynamic inventory prints for --list), file_sd (Prometheus), baseline (TOML for git, for arpist diff and watch --known).',
    '',
    'Where a form has one MAC an address it is whoever was heard last; where it has one address a MAC as well (kea), where that was heard last: what is left out for that is counted on stderr. A note goes along where a form has room for one; a name where the note begins with a host name, and once.',
    '',
    whereNote(LISTED),
  ],
  ends: {
    0: 'written',
    1: 'there is no station that fits',
    2: 'there is no store',
    5: 'the store is damaged',
  },
  examples: [
    ['arpist export ethers > /etc/ethers', 'for ether-wake, dnsmasq, arp -f'],
    ['arpist export arp.dat > arp.dat', 'back to arpwatch'],
    ['arpist export baseline -x > known.toml', 'for git'],
    ["arpist export kea --where 'ip=10.0.0.0/24'", 'reservations for one network'],
  ],
};

export const runExport: Command = (args, io) => exportOver(steelStore, args, io);

export async function exportOver(
  open: () => Promise<StoreHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(EXPORT_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const form = EXPORT_FORMS.find((known) => known === words[0]);
  if (form === undefined)
    throw new UsageFault(
      words[0]!,
      `'${words[0]}' is no form of an export`,
      `write one of ${EXPORT_FORMS.join(', ')}`,
    );
  const { openStore, vendors } = await open();
  const store = await openStore(storePath(values.state));
  const stations: ListedStation[] = [];
  try {
    const said = await saidOf(store, io.now());
    for await (const { ip, mac, network, first, last, holds } of everyStation(store)) {
      if (io.stopped() !== undefined) return EXIT.interrupted;
      if (!holds && !values.all && form !== 'arp.dat') continue;
      const { interface: link, vlan } = network;
      const station: ListedStation = {
        ip,
        mac,
        vendor: vendors.vendorOf(mac),
        ...said(ip, mac),
        interface: link === '' ? null : link,
        vlan,
        first,
        last,
      };
      const record = listedRecord(station);
      if ((values.where ?? []).every(({ fits }) => fits(record))) stations.push(station);
    }
  } finally {
    await store.close();
  }
  if (stations.length === 0) {
    io.stderr.write('arpist: no station that is remembered fits\n');
    return EXIT.negative;
  }
  const { text, told } = written(form, stations);
  io.stdout.write(text);
  await io.stdout.drained();
  if (!values.plain) io.stderr.write(`${plural(told, 'station')} of ${stations.length}\n`);
  return EXIT.done;
}

type Said = Pick<ListedStation, 'name' | 'note' | 'approved'>;

/**
 * What people said of a station: the note beside its MAC before that beside its address. A note that begins with a host name,
 * as `arpist import` writes it, names the station.
 */
async function saidOf(store: Store, now: Instant): Promise<(ip: Ipv4, mac: Mac) => Said> {
  const [notes, approvals] = await Promise.all([store.notes(), store.approvals()]);
  const text = new Map(
    notes.map(({ value: { whom, text: note } }) => [
      'ip' in whom ? `ip ${whom.ip}` : `mac ${whom.mac}`,
      note,
    ]),
  );
  const approved = new Map(
    approvals
      .filter(({ value: { expires } }) => expires === null || expires > now)
      .map(({ value: { ip, mac, note } }) => [`${ip} ${mac}`, note]),
  );
  return (ip, mac) => {
    const approval = approved.get(`${ip} ${mac}`);
    const note = text.get(`mac ${mac}`) ?? text.get(`ip ${ip}`) ?? (approval || null);
    const [first = ''] = (note ?? '').split(';');
    return {
      name: hostNameOf(first.trim()) === null ? null : first.trim(),
      note,
      approved: approval !== undefined,
    };
  };
}

function written(
  form: ExportForm,
  stations: readonly ListedStation[],
): { readonly text: string; readonly told: number } {
  const single = onePerAddress(stations);
  const all = { told: stations.length };
  switch (form) {
    case 'arp.dat':
      return { text: arpDatText(stations), ...all };
    case 'ethers':
      return { text: single.map(({ ip, mac }) => ethersLine(ip, mac)).join(''), told: single.length };
    case 'dnsmasq':
      return { text: dnsmasqText(stations), told: single.length };
    case 'kea':
      return { text: keaText(stations), told: onePerMac(stations).length };
    case 'hosts':
      return { text: hostsText(stations), told: hostNames(single).size };
    case 'csv':
      return {
        text: csvHead(LISTED) + stations.map((one) => csvLine(LISTED, listedRecord(one))).join(''),
        ...all,
      };
    case 'jsonl':
      return { text: stations.map((one) => `${jsonText(listedRecord(one))}\n`).join(''), ...all };
    case 'ansible':
      return { text: ansibleText(stations), told: single.length };
    case 'file_sd':
      return { text: fileSdText(stations), told: single.length };
    case 'baseline':
      return { text: baselineText(stations.map(pairOf)), ...all };
  }
}

/** It knows no VLAN: of an address and MAC heard on several networks the latest counts. */
function arpDatText(stations: readonly ListedStation[]): string {
  const chosen = new Map<string, ListedStation>();
  for (const one of stations) {
    const key = `${one.ip} ${one.mac}`;
    if ((chosen.get(key)?.last ?? 0) <= (one.last ?? 0)) chosen.set(key, one);
  }
  return [...chosen.values()]
    .toSorted((a, b) => a.ip - b.ip || a.mac - b.mac)
    .map(({ ip, mac, last, name }) => arpDatLine({ ip, mac, heard: last, host: name, interface: null }))
    .join('');
}

function pairOf({ ip, mac, vlan, name, note, last }: ListedStation) {
  const words = [name, note].filter((text) => text !== null);
  return { ip, mac, vlan, note: words.length === 0 ? null : words.join(': '), expires: null, heard: last };
}
