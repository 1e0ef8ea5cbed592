import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { firstOf, lastOf, parsePrefix } from '../base/prefix.ts';
import { glance, newGlance } from '../wire/glance.ts';
import { ipOf, macOf } from './addresses.ts';
import {
  crowdedSlash16,
  lossySlash20,
  ownConflict,
  type Scenario,
  SLEEPY_DELAYS,
  sleepyHosts,
  smallOffice,
  vlanTrunk,
  wildOffice,
} from './scenarios.ts';
import { whoHas } from './who-has.ts';

const ASKER = macOf('02:00:00:00:99:99');

/** Asks for every address, `spacing` apart, and notes who answers and when: `ip mac` by the time it took. */
function survey(scenario: Scenario, spa: number, spacing = 0.01): Map<string, number> {
  const { world, segment, network } = scenario;
  const nic = segment.plug({ mac: ASKER });
  const heard = newGlance();
  const asked = new Map<number, number>();
  const answers = new Map<string, number>();
  nic.listen({
    hear: (bytes, at) => {
      if (!glance(bytes, heard) || heard.op !== 2) return;
      const key = `${formatIpv4(heard.spa)} ${formatMac(heard.sha)}`;
      if (!answers.has(key)) answers.set(key, at - (asked.get(heard.spa) ?? 0));
    },
  });
  const prefix = parsePrefix(network)!;
  const start = world.clock.now();
  for (let ip = firstOf(prefix) + 1; ip < lastOf(prefix); ip++) {
    const at = start + (ip - prefix.network) * spacing;
    asked.set(ip, at);
    world.at(at, () => nic.send(whoHas(ip, { mac: ASKER, spa })));
  }
  world.clock.run(start + 60_000);
  return answers;
}

const pairs = (scenario: Scenario) => scenario.residents.map(({ ip, mac }) => `${ip} ${mac}`).toSorted();

test('the small office: to probes exactly its residents answer, the proxy stays silent', () => {
  const office = smallOffice();
  assert.equal(office.residents.length, 19);
  assert.ok(office.residents.some(({ mac }) => mac.startsWith('b8:27:eb')));
  assert.deepEqual([...survey(office, 0).keys()].toSorted(), pairs(office));
});

test('the small office: asked from an address, the proxy answers for its half too, late', () => {
  const office = smallOffice();
  const answers = survey(office, ipOf('10.77.0.1'));
  for (const pair of pairs(office)) assert.ok(answers.delete(pair), pair);
  assert.equal(answers.size, 126);
  for (const [pair, took] of answers) {
    const [ip = '', mac] = pair.split(' ');
    assert.ok(ipOf(ip) >= ipOf('10.77.0.128') && mac === '24:a4:3c:00:00:fe', pair);
    assert.ok(took < 801);
  }
});

test('our machine stands on eth0 of each scenario, with an address of its network', () => {
  for (const open of [
    smallOffice,
    ownConflict,
    sleepyHosts,
    wildOffice,
    vlanTrunk,
    lossySlash20,
    crowdedSlash16,
  ]) {
    const { host, network } = open();
    const [, eth0] = host.interfaces();
    assert.ok(eth0?.up && eth0.carrier && eth0.name === 'eth0');
    const [own] = eth0.addresses;
    const prefix = parsePrefix(network)!;
    assert.deepEqual([own?.prefixLength, own?.ip], [prefix.length, prefix.network + 1]);
    assert.equal(host.openLink(eth0).facts.mac, eth0.mac);
  }
});

test('somebody has our address', () => {
  const scenario = ownConflict();
  const answers = survey(scenario, 0);
  assert.deepEqual([...answers.keys()].toSorted(), pairs(scenario));
  assert.ok(answers.has('10.77.0.1 00:1e:c9:44:a1:02'));
});

test('sleepy hosts take the time they are said to', () => {
  const scenario = sleepyHosts();
  const answers = survey(scenario, 0);
  assert.deepEqual([...answers.keys()].toSorted(), pairs(scenario));
  scenario.residents.forEach(({ ip, mac }, at) => {
    const took = answers.get(`${ip} ${mac}`)!;
    assert.ok(Math.abs(took - SLEEPY_DELAYS[at]! - 0.06) < 1e-6, `${ip} took ${took}`);
  });
});

test('the trunk: without a tag those without a VLAN answer', () => {
  const scenario = vlanTrunk();
  const untagged = scenario.residents.filter(({ vlan }) => vlan === null);
  assert.equal(scenario.residents.length, untagged.length + 9);
  assert.deepEqual(
    [...survey(scenario, 0).keys()].toSorted(),
    untagged.map(({ ip, mac }) => `${ip} ${mac}`).toSorted(),
  );
});

test('the wild office: everybody in it answers through the noise, one only to questions with a sender', () => {
  const scenario = wildOffice();
  const silentTo = (answers: Map<string, number>) => pairs(scenario).filter((pair) => !answers.has(pair));
  assert.deepEqual(silentTo(survey(scenario, 0)), ['10.77.0.30 00:04:f2:00:00:30']);
  assert.deepEqual(silentTo(survey(wildOffice(), ipOf('10.77.0.1'))), []);
});

test('crowds: each of 4096 answers, and of 273 about 70 % at a try', () => {
  const whole = crowdedSlash16();
  assert.equal(whole.residents.length, 4096);
  assert.deepEqual([...survey(whole, 0).keys()].toSorted(), pairs(whole));
  const lossy = lossySlash20();
  assert.equal(lossy.residents.length, 273);
  const share = survey(lossy, 0).size / 273;
  assert.ok(share > 0.6 && share < 0.8, `${share}`);
});
