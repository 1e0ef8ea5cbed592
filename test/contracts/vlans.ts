import assert from 'node:assert/strict';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import type { VlanLink, Vlans } from '../../src/ports/vlans.ts';

/**
 * What every body of Vlans promises, on a host with eth1 (up) and eth2 (down) and these VLAN links: eth1.10 with an address;
 * eth1.20 without one, with a route and proxy_arp; guests (802.1ad 300 on eth1, down, loose_binding, egress 1:5, ingress 3:2);
 * eth1.30 in the bridge br0; eth2.7. Functions, so that a machine without a test runner can hold them too.
 */
export const VLANS_PROMISES: Readonly<Record<string, (vlans: Vlans) => void>> = {
  'VLAN links alone are read, each with what carries it': (vlans) =>
    assert.deepEqual(
      byName(vlans).map(({ name, parent, id, protocol }) => [name, parent, id, protocol]),
      [
        ['eth1.10', 'eth1', 10, 0x8100],
        ['eth1.20', 'eth1', 20, 0x8100],
        ['eth1.30', 'eth1', 30, 0x8100],
        ['eth2.7', 'eth2', 7, 0x8100],
        ['guests', 'eth1', 300, 0x88a8],
      ],
    ),
  'whether it is up, and whether its parent is': (vlans) =>
    assert.deepEqual(
      byName(vlans).map(({ name, up, parentUp }) => [name, up, parentUp]),
      [
        ['eth1.10', true, true],
        ['eth1.20', true, true],
        ['eth1.30', true, true],
        ['eth2.7', false, false],
        ['guests', false, true],
      ],
    ),
  'flags and priorities as they were given': (vlans) => {
    const { guests, 'eth1.10': plain } = named(vlans);
    assert.deepEqual(plain?.flags, ['reorder_hdr']);
    assert.deepEqual([plain.ingress, plain.egress], [[], []]);
    assert.deepEqual(guests?.flags, ['reorder_hdr', 'loose_binding']);
    assert.deepEqual([guests.ingress, guests.egress], [[[3, 2]], [[1, 5]]]);
  },
  'addresses; without one, what it is there for': (vlans) =>
    assert.deepEqual(
      byName(vlans).map(({ name, addresses, uses, master }) => [
        name,
        addresses.map(({ ip, prefixLength }) => `${formatIpv4(ip)}/${prefixLength}`).join(),
        uses.join(),
        master,
      ]),
      [
        ['eth1.10', '10.200.10.1/24', '', null],
        ['eth1.20', '', 'proxy_arp,routes', null],
        ['eth1.30', '', '', 'br0'],
        ['eth2.7', '', '', null],
        ['guests', '', '', null],
      ],
    ),
  'counters are whole numbers': (vlans) => {
    for (const { name, received, sent } of vlans.read())
      for (const [of, count] of Object.entries({ ...received, ...sent }))
        assert.ok(Number.isSafeInteger(count) && count >= 0, `${name} ${of}: ${count}`);
  },
  'each is among the interfaces, as is its parent': (vlans) => {
    const all = new Map(vlans.interfaces().map((one) => [one.name, one]));
    for (const { name, index, mac, mtu, parent } of vlans.read()) {
      const { index: at, mac: hardware, mtu: most } = all.get(name) ?? assert.fail(name);
      assert.deepEqual([at, hardware, most], [index, mac, mtu], name);
      assert.ok(parent !== null && all.has(parent), `${name} on ${parent}`);
    }
  },
};

function byName(vlans: Vlans): readonly VlanLink[] {
  return vlans.read().toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function named(vlans: Vlans): Readonly<Record<string, VlanLink | undefined>> {
  return Object.fromEntries(vlans.read().map((one) => [one.name, one]));
}
