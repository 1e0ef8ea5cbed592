import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstOf, lastOf, prefixOf } from '../../src/base/prefix.ts';
import { TargetSet } from '../../src/base/target-set.ts';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openHost } from '../../src/linux/host.ts';
import type { Host } from '../../src/ports/host.ts';
import type { ScanEvent, ScanReport } from '../../src/verbs/scan/events.ts';
import type { Station } from '../../src/inventory/station.ts';
import type { ScanOptions } from '../../src/verbs/scan/options.ts';
import { scan } from '../../src/verbs/scan/scan.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';
import { tableFulls } from './neighbour-limits.ts';

const skip = whyNoLab;

function hostOf(scanner: LabHost): Host {
  return {
    interfaces: () => scanner.inside(() => openHost().interfaces()),
    openLink: (wanted, options) => scanner.inside(() => openHost().openLink(wanted, options)),
  };
}

interface Result {
  readonly stations: Map<string, Station>;
  readonly report: ScanReport;
  readonly events: readonly ScanEvent[];
}

async function scanFrom(
  scanner: LabHost,
  options: Partial<ScanOptions> = {},
  during?: (event: ScanEvent) => void,
): Promise<Result> {
  const host = hostOf(scanner);
  const facts = host.interfaces().find((one) => one.name === 'eth0') ?? assert.fail('no eth0');
  const address = facts.addresses[0] ?? assert.fail('no address');
  const prefix = prefixOf(address.ip, address.prefixLength);
  const targets = TargetSet.of([{ first: firstOf(prefix), last: lastOf(prefix) }]);
  const hands = { host, clock: openClock(), dice: Math.random };
  const run = scan(hands, { interfaces: [{ facts, targets, vlans: [] }], rate: 2000, ...options });
  const stations = new Map<string, Station>();
  const events: ScanEvent[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done) return { stations, report: step.value, events };
    events.push(step.value);
    during?.(step.value);
    if (step.value.type === 'station') {
      stations.set(
        `${formatIpv4(step.value.station.ip)} ${formatMac(step.value.station.mac)}`,
        step.value.station,
      );
    }
  }
}

/** Runs with a lab of its own, and holds that the kernel's table was never full: it would make Linux silent. */
async function withLab(body: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = openLab();
  const before = tableFulls();
  try {
    await body(lab);
    assert.equal(tableFulls(), before, 'the neighbour table was full: the run says nothing');
  } finally {
    lab.close();
  }
}

function scannerIn(lab: Lab, address = '10.77.0.1/24'): LabHost {
  return lab.host('scan', { nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: [address] }] });
}

function neighboursOf(host: LabHost): string {
  return host.run('ip', 'neigh', 'show').trim();
}

test('real hosts: found, judged, and left without a trace', { skip }, () =>
  withLab(async (lab) => {
    const scanner = scannerIn(lab);
    const plain = lab.host('plain', {
      nics: [{ name: 'eth0', mac: 'b8:27:eb:00:00:11', addresses: ['10.77.0.11/24'] }],
    });
    lab.host('dupa', {
      nics: [{ name: 'eth0', mac: '02:aa:00:00:00:01', addresses: ['10.77.0.50/24', '10.77.0.51/24'] }],
    });
    lab.host('dupb', { nics: [{ name: 'eth0', mac: '02:aa:00:00:00:02', addresses: ['10.77.0.50/24'] }] });
    lab.host('flux', {
      nics: [
        { name: 'eth0', mac: '02:ff:00:00:00:01', addresses: ['10.77.0.60/24'] },
        { name: 'eth1', mac: '02:ff:00:00:00:02', addresses: ['10.77.0.61/24'] },
      ],
    });
    const { stations, report } = await scanFrom(scanner);
    assert.deepEqual(
      Object.fromEntries([...stations].map(([pair, station]) => [pair, station.verdict] as const)),
      {
        '10.77.0.11 b8:27:eb:00:00:11': 'ok',
        '10.77.0.50 02:aa:00:00:00:01': 'conflict',
        '10.77.0.50 02:aa:00:00:00:02': 'conflict',
        '10.77.0.51 02:aa:00:00:00:01': 'ok',
        '10.77.0.60 02:ff:00:00:00:01': 'flux',
        '10.77.0.60 02:ff:00:00:00:02': 'flux',
        '10.77.0.61 02:ff:00:00:00:01': 'flux',
        '10.77.0.61 02:ff:00:00:00:02': 'flux',
      },
    );
    assert.equal(report.lossEstimate, 0);
    assert.equal(neighboursOf(plain), '', 'a probe with sender 0.0.0.0 leaves no entry');
  }),
);

test('a proxy ARP router: its range is folded, the hosts are not hidden by it', { skip }, () =>
  withLab(async (lab) => {
    const scanner = scannerIn(lab);
    lab.host('router', {
      nics: [
        { name: 'eth0', mac: '02:ee:00:00:00:fe', addresses: ['10.77.0.254/24'] },
        { name: 'eth1', mac: '02:ee:00:00:00:ff', addresses: ['10.99.0.1/24'], segment: 's1' },
      ],
      sysctls: {
        'net.ipv4.ip_forward': 1,
        'net.ipv4.conf.eth0.proxy_arp': 1,
        'net.ipv4.neigh.eth0.proxy_qlen': 1000,
      },
      ip: ['route add 10.77.0.128/26 via 10.99.0.2'],
    });
    const { stations, report } = await scanFrom(scanner);
    assert.equal(stations.get('10.77.0.254 02:ee:00:00:00:fe')?.verdict, 'ok');
    const proxied = [...stations.values()].filter((station) => station.verdict === 'proxy');
    assert.equal(proxied.length, 64);
    assert.deepEqual(
      report.ranges.map(({ first, last }) => `${formatIpv4(first)}-${formatIpv4(last)}`),
      ['10.77.0.128-10.77.0.191'],
    );
  }),
);

test('somebody has our address: own-conflict, and its other addresses are seen', { skip }, () =>
  withLab(async (lab) => {
    const scanner = scannerIn(lab);
    lab.host('thief', {
      nics: [{ name: 'eth0', mac: '02:bb:00:00:00:01', addresses: ['10.77.0.1/24', '10.77.0.40/24'] }],
    });
    const { stations } = await scanFrom(scanner);
    assert.equal(stations.get('10.77.0.1 02:bb:00:00:00:01')?.verdict, 'own-conflict');
    assert.equal(stations.get('10.77.0.40 02:bb:00:00:00:01')?.verdict, 'ok');
  }),
);

test('the interface going down in the middle ends the scan with what was found', { skip }, () =>
  withLab(async (lab) => {
    const scanner = scannerIn(lab, '10.77.0.1/20');
    const addresses = Array.from({ length: 100 }, (_, at) => `10.77.${at % 16}.${10 + at}/20`);
    lab.host('peer', { nics: [{ name: 'eth0', mac: '02:00:00:00:00:02', addresses }] });
    let found = 0;
    const { report } = await scanFrom(scanner, {}, (event) => {
      if (event.type === 'station' && ++found === 10) scanner.ip('link set eth0 down');
    });
    assert.match(report.linkLost ?? '', /eth0/);
    assert.ok(report.stations >= 10 && report.stations < 100, String(report.stations));
  }),
);

test('with --save both directions are heard, in order and stamped by the kernel', { skip }, () =>
  withLab(async (lab) => {
    const scanner = scannerIn(lab, '10.77.0.1/28');
    lab.host('peer', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:02', addresses: ['10.77.0.5/28', '10.77.0.6/28'] }],
    });
    const { events, report } = await scanFrom(scanner, { capture: true });
    const frames = events.filter((event) => event.type === 'frame');
    assert.equal(frames.filter((frame) => frame.outgoing).length, report.sent);
    assert.equal(
      frames.filter((frame) => !frame.outgoing && frame.bytes[21] === 2).length >= 2,
      true,
      'the answers are there',
    );
    for (let at = 1; at < frames.length; at++) assert.ok(frames[at]!.at >= frames[at - 1]!.at);
  }),
);
