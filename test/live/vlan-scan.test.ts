import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4, parseIpv4 } from '../../src/base/ipv4.ts';
import { TargetSet } from '../../src/base/target-set.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openHost } from '../../src/linux/host.ts';
import type { Station } from '../../src/inventory/station.ts';
import { scan } from '../../src/verbs/scan/scan.ts';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';
import { openLab, whyNoLab } from './lab.ts';

test('answers of two VLANs on one trunk are kept apart by their tags', { skip: whyNoLab }, async () => {
  const lab = openLab();
  try {
    const scanner = lab.host('scan', { nics: [] });
    const trunk = lab.host('trunk', { nics: [] });
    lab.cable(
      { host: scanner, nic: { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.9.0.1/24'] } },
      { host: trunk, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } },
    );
    const answering = trunk.open('eth0');
    const arp = newGlance();
    const target = parseIpv4('10.9.0.7');
    const claims: number[] = [];
    const timer = setInterval(() => {
      answering.drain((frame) => {
        if (!glance(frame.bytes, arp) || arp.op !== 1) return;
        claims.push(arp.spa);
        if (arp.tpa !== target) return;
        const own = 0x0200000000000 + arp.vid;
        const bytes = new Uint8Array(46);
        const tags = [{ tpid: 0x8100, tci: arp.vid }];
        const { sha, spa, tpa } = arp;
        writeArpFrame(bytes, 0, { dst: sha, src: own, tags, op: 2, sha: own, spa: tpa, tha: sha, tpa: spa });
        answering.send({ bytes, size: 46, count: 1 });
      });
    }, 1);
    const facts = scanner.nic('eth0');
    const targets = TargetSet.of([{ first: parseIpv4('10.9.0.0') ?? 0, last: parseIpv4('10.9.0.15') ?? 0 }]);
    const host = {
      interfaces: () => [facts],
      openLink: () => scanner.inside(() => openHost().openLink(facts)),
    };
    const hands = { host, clock: openClock(), dice: Math.random };
    const run = scan(hands, { interfaces: [{ facts, targets, vlans: [10, 1234] }], rate: 2000 });
    const stations: Station[] = [];
    let step = await run.next();
    while (!step.done) {
      if (step.value.type === 'station') stations.push(step.value.station);
      step = await run.next();
    }
    clearInterval(timer);
    assert.deepEqual(
      stations
        .map(({ ip, vlan, mac, verdict }) => [formatIpv4(ip), vlan, mac - 0x0200000000000, verdict] as const)
        .toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0)),
      [
        ['10.9.0.7', 10, 10, 'ok'],
        ['10.9.0.7', 1234, 1234, 'ok'],
      ],
    );
    assert.deepEqual(new Set(claims), new Set([0]), 'our untagged address is claimed in no VLAN');
  } finally {
    lab.close();
  }
});
