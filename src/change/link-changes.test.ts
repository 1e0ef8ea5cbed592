import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { withVlan } from './link-changes.ts';

test('a VLAN on a port takes the MAC and MTU of its parent, and nothing of what a bridge or a bond makes of it', () => {
  const born = hostWith({ links: { e0: {} } });
  const links = born.links.map((link) =>
    link.name === 'e0'
      ? {
          ...link,
          altnames: ['enp1s0'],
          master: 'br0',
          portState: 'blocking' as const,
          locked: true,
          backup: true,
          xdp: true,
          neighSuppress: true,
          bridgeVlans: [],
        }
      : link,
  );
  const parent = links.find(({ name }) => name === 'e0')!;
  const host = withVlan(
    { ...born, links },
    { do: 'add-vlan', link: 'e0.7', parent: 'e0', protocol: 0x8100, id: 7 },
  );
  const { index, mac, mtu, hardware, carrier, ...rest } = host.links.at(-1)!;
  assert.deepEqual([mac, mtu, hardware, carrier], [parent.mac, parent.mtu, parent.hardware, parent.carrier]);
  assert.ok(links.every((link) => link.index < index));
  assert.deepEqual(rest, {
    name: 'e0.7',
    up: false,
    arp: true,
    loopback: false,
    pointToPoint: false,
    kind: 'vlan',
    master: null,
    lower: 'e0',
    vlan: { protocol: 0x8100, id: 7 },
    vrfTable: null,
    activeMember: null,
  });
});
