import { test } from 'node:test';
import { paperNic, paperVlan, paperVlans } from '../cli/paper-vlans.ts';
import { VLANS_PROMISES } from './vlans.ts';

const PAPER = paperVlans(
  [
    paperVlan('eth1.10', { addresses: ['10.200.10.1/24'] }),
    paperVlan('eth1.20', { addresses: [], uses: ['proxy_arp', 'routes'] }),
    paperVlan('guests', {
      parent: 'eth1',
      id: 300,
      protocol: 0x88a8,
      up: false,
      flags: ['reorder_hdr', 'loose_binding'],
      addresses: [],
      ingress: [[3, 2]],
      egress: [[1, 5]],
    }),
    paperVlan('eth1.30', { addresses: [], master: 'br0' }),
    paperVlan('eth2.7', { addresses: [], up: false, parentUp: false }),
  ],
  ['lo', 'eth1', 'eth2', 'br0'].map((name) => paperNic(name)),
);

// The kernel's body stands in test/vm/vlans.test.ts: few kernels have VLANs.
for (const [promise, hold] of Object.entries(VLANS_PROMISES)) test(`paper: ${promise}`, () => hold(PAPER));
