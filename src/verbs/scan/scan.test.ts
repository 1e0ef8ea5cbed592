import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { TargetSet } from '../../base/target-set.ts';
import { openWorld } from '../../sim/world.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import type { ScanEvent } from './events.ts';
import type { Station } from '../../inventory/station.ts';
import { answerer, ip, mac, pi, scanPaper, verdicts } from '../../../test/verbs/paper-scan.ts';
import { scan } from './scan.ts';

test('a host is found, its round trip measured, and nobody else is invented', async () => {
  const result = await scanPaper([pi]);
  assert.deepEqual(verdicts(result), { '10.77.0.11 b8:27:eb:00:00:11': 'ok' });
  const [station] = result.stations.values();
  assert.ok(station && Math.abs(station.rttMs - 0.06) < 0.001, String(station?.rttMs));
  assert.equal(station.tries, 1);
  assert.equal(station.late, false);
  assert.deepEqual([result.report.asked, result.report.answered, result.report.stations], [256, 1, 1]);
  assert.equal(result.report.lossEstimate, 0);
});

test('the first question to every address carries sender 0.0.0.0, and no question an address that is not ours', async () => {
  const result = await scanPaper([pi]);
  const first = new Map<string, string>();
  for (const { spa, tpa } of result.asked) {
    assert.ok(spa === '0.0.0.0' || spa === '10.77.0.1', spa);
    if (!first.has(tpa)) first.set(tpa, spa);
  }
  assert.deepEqual(new Set(first.values()), new Set(['0.0.0.0']));
  assert.equal(first.size, 256);
});

test('our own address is asked for by probe only: with our address as sender it would be an announcement', async () => {
  const { asked } = await scanPaper([pi]);
  assert.deepEqual(
    asked.filter((question) => question.tpa === '10.77.0.1').map((question) => question.spa),
    ['0.0.0.0'],
  );
});

test('our own address is asked for even when it is no target', async () => {
  const { asked, report } = await scanPaper([pi], { targets: '10.77.0.8/29' });
  assert.ok(asked.some((question) => question.tpa === '10.77.0.1'));
  assert.equal(report.asked >= 8, true);
});

test('sleepy hosts are waited for, their round trips are right and nobody is a duplicate', async () => {
  const delays = [
    50, 100, 200, 300, 400, 500, 700, 900, 1100, 1400, 1700, 2000, 2300, 2600, 3000, 3400, 3800, 4200,
  ];
  const sleepers = [...delays, 4600, 5000].map((delay, at) => ({
    mac: formatMac(mac('02:5e:00:00:00:00') + at),
    ips: [`10.77.0.${100 + at}`],
    delay,
  }));
  const result = await scanPaper(sleepers);
  assert.equal(result.stations.size, 20);
  for (const [at, sleeper] of sleepers.entries()) {
    const station = result.stations.get(`10.77.0.${100 + at} ${sleeper.mac}`) ?? assert.fail(sleeper.mac);
    assert.ok(Math.abs(station.rttMs - (sleeper.delay + 0.06)) < 0.01, `${sleeper.delay}: ${station.rttMs}`);
    assert.equal(station.verdict, 'ok');
  }
  assert.equal(result.stations.get('10.77.0.119 02:5e:00:00:00:13')?.late, true);
  assert.ok(result.report.late > 0);
});

test('lost packets are made up for by more tries for the silent, and the loss is reported', async () => {
  const hosts = Array.from({ length: 60 }, (_, at) => ({
    mac: formatMac(mac('02:10:00:00:00:00') + at),
    ips: [`10.77.0.${20 + at * 2}`],
  }));
  const result = await scanPaper(hosts, { loss: 0.16 });
  assert.equal(result.stations.size, 60);
  const { lossEstimate } = result.report;
  assert.ok(lossEstimate !== null && lossEstimate > 0.15 && lossEstimate < 0.45, String(lossEstimate));
  const tries = Math.max(...[...result.stations.values()].map((station) => station.tries));
  assert.ok(tries > 2, 'somebody was found only because it was asked more than twice');
});

test('without loss nobody is asked more than twice, and answerers of the first pass once', async () => {
  const { asked, report } = await scanPaper([pi]);
  assert.equal(report.sent, asked.length);
  const silent = asked.filter(({ tpa }) => tpa === '10.77.0.77');
  assert.deepEqual(
    silent.map(({ spa }) => spa),
    ['0.0.0.0', '10.77.0.1'],
  );
});

test('the rate is kept and even', async () => {
  const { asked } = await scanPaper([], { wishes: { rate: 100, tries: 1 } });
  const gaps = asked.slice(1).map((question, at) => question.at - asked[at]!.at);
  assert.ok(
    gaps.every((gap) => Math.abs(gap - 10) < 1.5),
    String(gaps.slice(0, 10)),
  );
});

test('interrupting tells what is known', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  answerer(world, segment, pi);
  const host = world.host({ name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment });
  const stop = new AbortController();
  world.at(200, () => stop.abort());
  const facts = host.interfaces()[1] ?? assert.fail();
  const targets = TargetSet.of([{ first: ip('10.77.0.0'), last: ip('10.77.255.255') }]);
  const wishes = { interfaces: [{ facts, targets, vlans: [] }], rate: 1000 };
  const run = scan({ host, clock: world.clock, dice: seededDice(3) }, wishes, stop.signal);
  let step = await run.next();
  while (!step.done) step = await run.next();
  assert.equal(step.value.interrupted, true);
  assert.ok(step.value.asked < 400, String(step.value.asked));
});

test('our link going down: the report says so and keeps what was found', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  answerer(world, segment, {
    mac: '02:00:00:00:00:12',
    ips: Array.from({ length: 200 }, (_, at) => `10.77.0.${at + 3}`),
  });
  const host = world.host({ name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment });
  world.at(100, () => host.takeDown('eth0'));
  const facts = host.interfaces()[1] ?? assert.fail();
  const targets = TargetSet.of([{ first: ip('10.77.0.0'), last: ip('10.77.0.255') }]);
  const run = scan(
    { host, clock: world.clock, dice: seededDice(3) },
    { interfaces: [{ facts, targets, vlans: [] }], rate: 1000 },
  );
  const found: ScanEvent[] = [];
  let step = await run.next();
  while (!step.done) {
    found.push(step.value);
    step = await run.next();
  }
  assert.match(step.value.linkLost ?? '', /eth0/);
  assert.ok(found.filter((event) => event.type === 'station').length > 50);
});

test('a cable that was pulled in the middle is noticed at the end', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const host = world.host({ name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment });
  world.at(50, () => host.nic('eth0').setCarrier(false));
  const facts = host.interfaces()[1] ?? assert.fail();
  const targets = TargetSet.of([{ first: ip('10.77.0.0'), last: ip('10.77.0.255') }]);
  const hands = { host, clock: world.clock, dice: seededDice(3) };
  const run = scan(hands, { interfaces: [{ facts, targets, vlans: [] }], rate: 1000 });
  let step = await run.next();
  while (!step.done) step = await run.next();
  assert.match(step.value.linkLost ?? '', /carrier/);
});

test('in a VLAN the question carries the tag and never our untagged address', async () => {
  const result = await scanPaper([], { wishes: {}, targets: '10.77.0.0/28' });
  assert.ok(result.asked.length > 0);
  const world = openWorld({ seed: 2 });
  const segment = world.segment('trunk');
  const tagged: { vid: number; spa: number }[] = [];
  const seen = newGlance();
  const nic = segment.plug({ mac: mac('02:00:00:00:00:77'), promiscuous: true });
  nic.listen({
    hear: (bytes) => {
      if (!glance(bytes, seen) || seen.op !== 1) return;
      tagged.push({ vid: seen.vid, spa: seen.spa });
      if (seen.vid !== 20 || seen.tpa !== ip('10.77.0.9')) return;
      const frame = new Uint8Array(46);
      const tags = [{ tpid: 0x8100, tci: 20 }];
      const own = mac('02:00:00:00:00:77');
      writeArpFrame(frame, 0, {
        dst: seen.sha,
        src: own,
        tags,
        op: 2,
        sha: own,
        spa: seen.tpa,
        tha: seen.sha,
        tpa: seen.spa,
      });
      nic.send(frame);
    },
  });
  const host = world.host({ name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment });
  const facts = host.interfaces()[1] ?? assert.fail();
  const targets = TargetSet.of([{ first: ip('10.77.0.8'), last: ip('10.77.0.15') }]);
  const run = scan(
    { host, clock: world.clock, dice: seededDice(3) },
    { interfaces: [{ facts, targets, vlans: [10, 20] }], rate: 1000 },
  );
  const stations: Station[] = [];
  let step = await run.next();
  while (!step.done) {
    if (step.value.type === 'station') stations.push(step.value.station);
    step = await run.next();
  }
  assert.deepEqual(
    stations.map(({ vlan, ip: at }) => [vlan, formatIpv4(at)]),
    [[20, '10.77.0.9']],
  );
  assert.deepEqual(new Set(tagged.map(({ vid }) => vid)), new Set([10, 20]));
  assert.ok(tagged.every(({ spa }) => spa === 0));
  assert.equal(step.value.asked, 16);
});
