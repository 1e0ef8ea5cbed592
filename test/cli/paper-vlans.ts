import { parseIpv4 } from '../../src/base/ipv4.ts';
import type { InterfaceFacts } from '../../src/ports/host.ts';
import type { LinkAddress } from '../../src/ports/link.ts';
import type { VlanLink, Vlans } from '../../src/ports/vlans.ts';

const NONE = { frames: 0, bytes: 0, errors: 0, dropped: 0 };

/** `eth1.20` on eth1, up, 802.1Q, with an address and frames both ways, unless said otherwise. */
export function paperVlan(
  name: string,
  more: Partial<Omit<VlanLink, 'addresses'> & { readonly addresses: readonly string[] }> = {},
): VlanLink {
  const [parent = '', id = ''] = name.split('.');
  return {
    name,
    index: more.id ?? Number(id),
    parent,
    id: Number(id),
    protocol: 0x8100,
    flags: ['reorder_hdr'],
    mac: 0x020000000001,
    mtu: 1500,
    up: true,
    carrier: true,
    parentUp: true,
    master: null,
    uses: [],
    received: { ...NONE, frames: 14, bytes: 672, multicast: 9 },
    sent: { ...NONE, frames: 6, bytes: 420 },
    ingress: [],
    egress: [],
    ...more,
    addresses: (more.addresses ?? ['10.200.34.1/24']).map(addressOf),
  };
}

function addressOf(text: string): LinkAddress {
  const [ip = '', prefixLength = ''] = text.split('/');
  return { ip: parseIpv4(ip) ?? Number.NaN, prefixLength: Number(prefixLength) };
}

/** Up, with the cable in, and no address. */
export function paperNic(name: string, more: Partial<InterfaceFacts> = {}): InterfaceFacts {
  return {
    name,
    altnames: [],
    index: 1,
    mac: 0x020000000001,
    mtu: 1500,
    hardware: name === 'lo' ? 772 : 1,
    up: true,
    carrier: true,
    arp: name !== 'lo',
    loopback: name === 'lo',
    kind: null,
    master: 0,
    addresses: [],
    ...more,
  };
}

/** A host with these links; the VLANs are interfaces too. */
export function paperVlans(links: readonly VlanLink[], nics: readonly InterfaceFacts[]): Vlans {
  const own = links.map(({ name, index, mac, mtu, up, carrier, addresses }) =>
    paperNic(name, { index, mac: mac ?? 0, mtu, up, carrier, addresses, kind: 'vlan' }),
  );
  return { read: () => links, interfaces: () => [...nics, ...own] };
}
