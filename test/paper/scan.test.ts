import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { seededDice } from '../../src/base/dice.ts';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { firstOf, lastOf, parsePrefix } from '../../src/base/prefix.ts';
import { TargetSet } from '../../src/base/target-set.ts';
import type { Host } from '../../src/ports/host.ts';
import { type Faults, faultyHands } from '../../src/sim/faulty-link.ts';
import {
  crowdedSlash16,
  lossySlash20,
  ownConflict,
  type Scenario,
  SLEEPY_DELAYS,
  sleepyHosts,
  smallOffice,
  TRUNK_VLANS,
  vlanTrunk,
  wildOffice,
} from '../../src/sim/scenarios.ts';
import { whoHas } from '../../src/sim/who-has.ts';
import type { ScanReport } from '../../src/verbs/scan/events.ts';
import type { Station } from '../../src/inventory/station.ts';
import type { ScanOptions } from '../../src/verbs/scan/options.ts';
import { scan } from '../../src/verbs/scan/scan.ts';

interface Outcome {
  /** The last word on each address and MAC. */
  readonly stations: ReadonlyMap<string, Station>;
  readonly events: readonly Station[];
  readonly report: ScanReport;
  /** Of every frame sent and heard, with its time. */
  readonly digest: string;
}

async function scanAll(
  scenario: Pick<Scenario, 'world' | 'network'> & { readonly host: Host },
  wishes: Partial<ScanOptions> = {},
  faults?: Faults,
): Promise<Outcome> {
  const { world, network } = scenario;
  const whole = { host: scenario.host, clock: world.clock };
  const { host, clock } = faults ? faultyHands(whole, faults) : whole;
  const [, facts] = host.interfaces();
  const prefix = parsePrefix(network)!;
  const targets = TargetSet.of([{ first: firstOf(prefix), last: lastOf(prefix) }]);
  const options = { interfaces: [{ facts: facts!, targets, vlans: [] }], rate: 1000, ...wishes };
  const stations = new Map<string, Station>();
  const events: Station[] = [];
  const digest = createHash('sha256');
  const run = scan({ host, clock, dice: seededDice(3) }, options);
  for (;;) {
    const step = await run.next();
    if (step.done) return { stations, events, report: step.value, digest: digest.digest('hex') };
    const event = step.value;
    if (event.type === 'frame') digest.update(`${event.at} ${event.outgoing}`).update(event.bytes);
    if (event.type !== 'station') continue;
    const { ip, mac } = event.station;
    events.push(event.station);
    stations.set(`${formatIpv4(ip)} ${formatMac(mac)}`, event.station);
  }
}

const found = ({ stations }: Outcome) =>
  [...stations].map(([key, { verdict }]) => `${key} ${verdict}`).toSorted();
const truth = ({ residents }: Scenario) =>
  residents.map(({ ip, mac, verdict }) => `${ip} ${mac} ${verdict}`).toSorted();

test('the small office: everybody, each with the right verdict, and the proxy told from its owners', async () => {
  const office = smallOffice();
  const outcome = await scanAll(office);
  const proxied = found(outcome).filter((line) => line.endsWith(' proxy'));
  assert.deepEqual(
    found(outcome).filter((line) => !line.endsWith(' proxy')),
    truth(office),
  );
  assert.equal(proxied.length, 126);
  const [range] = outcome.report.ranges;
  assert.deepEqual(
    [range?.count, range && formatIpv4(range.first), range && formatIpv4(range.owner ?? 0)],
    [126, '10.77.0.128', '10.77.0.254'],
  );
});

test('the same seed gives the same frames at the same times, another one others', async () => {
  const digestOf = async (seed: number) =>
    (await scanAll(smallOffice({ seed, segment: { loss: 0.05, jitter: 1 } }), { capture: true })).digest;
  const [once, again, other] = [await digestOf(8), await digestOf(8), await digestOf(9)];
  assert.equal(once, again);
  assert.notEqual(once, other);
});

test('the trunk: each VLAN asked with its tag has its own people', async () => {
  const scenario = vlanTrunk();
  const [, facts] = scenario.host.interfaces();
  const targets = TargetSet.of([{ first: 0x0a4d0000, last: 0x0a4d00ff }]);
  const interfaces = [{ facts: facts!, targets, vlans: TRUNK_VLANS }];
  const { events } = await scanAll(scenario, { interfaces });
  const told = new Map(
    events.map((one) => [`${one.vlan} ${formatIpv4(one.ip)} ${formatMac(one.mac)}`, one.verdict]),
  );
  const tagged = scenario.residents.filter(({ vlan }) => vlan !== null);
  assert.deepEqual(
    [...told].map(([key, verdict]) => `${key} ${verdict}`).toSorted(),
    tagged.map(({ vlan, ip, mac, verdict }) => `${vlan} ${ip} ${mac} ${verdict}`).toSorted(),
  );
});

test('somebody has our address: it is named, and its other address is found', async () => {
  const scenario = ownConflict();
  assert.deepEqual(found(await scanAll(scenario)), truth(scenario));
});

test('sleepy hosts: all, once, each with its own time', async () => {
  const scenario = sleepyHosts();
  const outcome = await scanAll(scenario);
  assert.deepEqual(found(outcome), truth(scenario));
  scenario.residents.forEach(({ ip, mac }, at) => {
    const { rttMs } = outcome.stations.get(`${ip} ${mac}`)!;
    assert.ok(Math.abs(rttMs - SLEEPY_DELAYS[at]!) <= 1, `${ip}: ${rttMs} ms`);
  });
});

test('a lossy /20: all 273, and the loss is told', async () => {
  const scenario = lossySlash20();
  const outcome = await scanAll(scenario, { rate: Number.POSITIVE_INFINITY });
  assert.deepEqual(found(outcome), truth(scenario));
  const { lossEstimate } = outcome.report;
  assert.ok(lossEstimate !== null && Math.abs(lossEstimate - 0.3) < 0.1, `${lossEstimate}`);
});

test('a crowded /16: all 4096', async () => {
  const scenario = crowdedSlash16();
  const outcome = await scanAll(scenario, { rate: Number.POSITIVE_INFINITY });
  assert.deepEqual(found(outcome), truth(scenario));
  assert.equal(outcome.report.drops, 0);
});

test('the wild office: everybody in it is found amid storm and garbage', async () => {
  const scenario = wildOffice();
  const { stations } = await scanAll(scenario);
  const missing = scenario.residents.filter(({ ip, mac }) => !stations.has(`${ip} ${mac}`));
  assert.deepEqual(missing, []);
});

test('over a link that loses, repeats, swaps, cuts and garbles, a scan ends, and what it tells was there', async () => {
  for (let seed = 1; seed <= 4; seed++) {
    const office = smallOffice({ seed });
    const harm = {
      loss: 0.1,
      duplicates: 0.1,
      reordered: 0.2,
      sendLoss: 0.1,
      fullQueue: 0.1,
      truncated: 0.1,
    };
    const outcome = await scanAll(office, {}, { dice: seededDice(seed), ...harm });
    assert.equal(outcome.report.interrupted, false);
    const owners = new Set(office.residents.map(({ ip, mac }) => `${ip} ${mac}`));
    for (const [key, { mac }] of outcome.stations)
      assert.ok(owners.has(key) || formatMac(mac) === '24:a4:3c:00:00:fe', key);
    const heard = [...owners].filter((key) => outcome.stations.has(key));
    assert.ok(heard.length >= owners.size - 2, `${heard.length} of ${owners.size}`);
  }
});

test('over a link that garbles every third frame a scan still ends', async () => {
  const outcome = await scanAll(smallOffice(), {}, { dice: seededDice(2), garbled: 0.3 });
  assert.equal(outcome.report.interrupted, false);
  assert.ok(outcome.stations.size > 10);
});

test('the link goes down in the middle: the scan says so and keeps what it has', async () => {
  const office = smallOffice();
  office.world.at(150, () => office.host.takeDown('eth0'));
  const { report, stations } = await scanAll(office);
  assert.match(report.linkLost ?? '', /eth0.*went down/);
  assert.ok(stations.size > 0 && report.asked < 254);
});

test('a receive ring too small for a burst drops, and the scan says how many', async () => {
  const office = smallOffice();
  const { world, segment, host } = office;
  const narrow: Host = {
    interfaces: () => host.interfaces(),
    openLink: (wanted, options) => host.openLink(wanted, { ...options, ringBytes: 1024 }),
  };
  const chatty = segment.plug({ mac: 0x020000000bad });
  for (const at of [10, 20, 30])
    world.at(at, () => {
      for (let i = 0; i < 50; i++) chatty.send(whoHas(i, { mac: chatty.mac, spa: 0 }));
    });
  const { report } = await scanAll({ world, network: office.network, host: narrow });
  assert.ok(report.drops > 3 * 40 && report.drops <= 3 * 50, `${report.drops}`);
});
