import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../src/base/fault.ts';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import type { Host } from '../../src/ports/host.ts';

export interface HostBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  /**
   * eth0 (02:00:00:00:00:01, 10.77.0.1/24 then 10.78.0.1/16) and eth1 (02:00:00:00:00:02, MTU 1400, no address, down), both
   * with a cable.
   */
  readonly open: () => { readonly host: Host; close(): void };
}

/** The suite. Every body of Host runs it; what an open link does is tried by that of links. */
export function hostContract({ name, skip, open }: HostBody): void {
  const on = (what: string, body: (host: Host) => void): void => {
    test(`${name}: ${what}`, { skip }, () => {
      const stage = open();
      try {
        body(stage.host);
      } finally {
        stage.close();
      }
    });
  };
  const refusal = (kind: string) => (fault: unknown) => fault instanceof SystemFault && fault.kind === kind;

  on('the loopback comes first, the others in the order of their indexes', (host) => {
    const facts = host.interfaces();
    assert.deepEqual(
      facts.map((one) => one.name),
      ['lo', 'eth0', 'eth1'],
    );
    assert.deepEqual(
      facts.map(({ index }) => index),
      facts.map(({ index }) => index).toSorted((a, b) => a - b),
    );
    assert.deepEqual(
      facts.map(({ loopback, hardware }) => [loopback, hardware]),
      [
        [true, 772],
        [false, 1],
        [false, 1],
      ],
    );
  });

  on('what is known of an interface before it is opened', (host) => {
    const [, eth0, eth1] = host.interfaces();
    assert.deepEqual(
      [eth0, eth1].map((one) => [formatMac(one!.mac), one!.mtu, one!.up, one!.arp, one!.master]),
      [
        ['02:00:00:00:00:01', 1500, true, true, 0],
        ['02:00:00:00:00:02', 1400, false, true, 0],
      ],
    );
    assert.equal(eth0?.carrier, true);
    assert.deepEqual(
      eth0.addresses.map(({ ip, prefixLength }) => `${formatIpv4(ip)}/${prefixLength}`),
      ['10.77.0.1/24', '10.78.0.1/16'],
    );
    assert.deepEqual(eth1?.addresses, []);
  });

  on('a link knows what its interface was', (host) => {
    const [, eth0] = host.interfaces();
    const link = host.openLink(eth0!);
    try {
      const { name: own, index, mac, mtu, addresses } = link.facts;
      assert.deepEqual([own, index, mac, mtu], [eth0!.name, eth0!.index, eth0!.mac, eth0!.mtu]);
      assert.deepEqual(
        addresses.map(({ ip, prefixLength }) => [ip, prefixLength]),
        eth0!.addresses.map(({ ip, prefixLength }) => [ip, prefixLength]),
      );
    } finally {
      link.close();
    }
  });

  on('what is down, is no Ethernet, or is gone cannot be opened', (host) => {
    const [lo, eth0, eth1] = host.interfaces();
    assert.throws(() => host.openLink(eth1!), refusal('interface'));
    assert.throws(() => host.openLink(lo!), refusal('interface'));
    assert.throws(() => host.openLink({ ...eth0!, name: 'eth9', index: 99 }), refusal('interface'));
  });
}
