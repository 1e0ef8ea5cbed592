import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { TPID_8021AD, TPID_8021Q } from '../wire/vlan.ts';
import type { VlanState } from '../verbs/vlan/vlans.ts';
import { field, type Fields } from './fields.ts';
import type { Column, JsonRecord, Kind } from './kind.ts';

const PROTOCOLS: Readonly<Record<number, string>> = { [TPID_8021Q]: '802.1Q', [TPID_8021AD]: '802.1ad' };

export function protocolText(protocol: number): string {
  return PROTOCOLS[protocol] ?? `0x${protocol.toString(16)}`;
}

/** schema/vlan.v1.json */
export function vlanRecord({ link, state, remark }: VlanState): JsonRecord {
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

const FIELDS: Fields<VlanState> = {
  interface: field('text', ({ link }) => link.name),
  parent: field('text', ({ link }) => link.parent),
  id: field('number', ({ link }) => link.id),
  protocol: field('text', ({ link }) => protocolText(link.protocol)),
  state: field('text', ({ state }) => state),
  addresses: field('text', ({ link }) =>
    link.addresses.map(({ ip, prefixLength }) => `${formatIpv4(ip)}/${prefixLength}`).join(' '),
  ),
  mtu: field('number', ({ link }) => link.mtu),
  receivedFrames: field('number', ({ link }) => link.received.frames),
  receivedBytes: field('number', ({ link }) => link.received.bytes),
  receivedMulticast: field('number', ({ link }) => link.received.multicast),
  sentFrames: field('number', ({ link }) => link.sent.frames),
  sentBytes: field('number', ({ link }) => link.sent.bytes),
  flags: field('text', ({ link }) => link.flags.join(' ')),
  remark: field('text', ({ remark }) => remark),
};

const COLUMNS: readonly Column[] = [
  'interface',
  'parent',
  'id',
  'protocol',
  'state',
  'addresses',
  ['receivedFrames', 'received.frames'],
  ['receivedBytes', 'received.bytes'],
  ['receivedMulticast', 'received.multicast'],
  ['sentFrames', 'sent.frames'],
  ['sentBytes', 'sent.bytes'],
  'flags',
  'remark',
];

export const VLAN: Kind<VlanState> = {
  types: ['vlan'],
  recordOf: vlanRecord,
  fields: FIELDS,
  columns: COLUMNS,
};
