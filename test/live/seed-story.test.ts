import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announceFrom, entryIn, whyNoPing } from './announcing.ts';
import { type Lab, type LabHost, openLab } from './lab.ts';

const skip = whyNoPing;
const GATEWAY = '10.77.0.254';
const SERVICE = '10.77.0.50';
const OLD_MAC = '02:00:00:00:00:0a';
const NEW_MAC = '02:00:00:00:00:0b';

interface Story {
  readonly gateway: LabHost;
  readonly before: LabHost;
  readonly after: LabHost;
}

/** A gateway that believes a table entry for long, and two servers. The address is on the first one. */
function openStory(lab: Lab): Story {
  const gateway = lab.host('gw', {
    nics: [{ name: 'eth0', mac: '02:00:00:00:00:fe', addresses: [`${GATEWAY}/24`] }],
    sysctls: {
      'net.ipv4.neigh.eth0.base_reachable_time_ms': 600_000,
      'net.ipv4.neigh.eth0.delay_first_probe_time': 60,
    },
  });
  const before = lab.host('old', {
    nics: [{ name: 'eth0', mac: OLD_MAC, addresses: ['10.77.0.10/24', `${SERVICE}/24`] }],
  });
  const after = lab.host('new', { nics: [{ name: 'eth0', mac: NEW_MAC, addresses: ['10.77.0.11/24'] }] });
  return { gateway, before, after };
}

/** Whether the gateway reaches the address, with one packet. */
function reaches({ gateway }: Story): boolean {
  try {
    gateway.run('ping', '-n', '-c', '1', '-W', '0.3', SERVICE);
    return true;
  } catch {
    return false;
  }
}

/** The address moves, and the kernel that gets it says nothing by itself. */
function move({ before, after }: Story): void {
  before.ip(`addr del ${SERVICE}/24 dev eth0`);
  after.ip(`addr add ${SERVICE}/24 dev eth0`);
}

async function withStory(body: (story: Story) => Promise<void>): Promise<void> {
  const lab = openLab();
  try {
    await body(openStory(lab));
  } finally {
    lab.close();
  }
}

test('the gateway keeps the old MAC; announce --via cures it and proves it', { skip }, () =>
  withStory(async (story) => {
    const { gateway, after } = story;
    assert.ok(reaches(story), 'the gateway reaches the address on the old server');
    assert.equal(entryIn(gateway, SERVICE).mac, OLD_MAC);
    move(story);
    assert.ok(!reaches(story), 'after the move it still sends to the old server');
    assert.equal(entryIn(gateway, SERVICE).mac, OLD_MAC);
    const { report, events } = await announceFrom(after, SERVICE, { to: [GATEWAY] });
    const proof = report.proofs[0] ?? assert.fail('no proof');
    assert.deepEqual([proof.before, proof.belief, proof.code], ['stale', 'believed', 'echo-answered']);
    assert.ok(events.some((event) => event.type === 'before' && event.proof.belief === 'stale'));
    assert.equal(entryIn(gateway, SERVICE).mac, NEW_MAC);
    assert.ok(reaches(story), 'and the gateway reaches the address on the new server');
  }),
);

test('without announce the outage goes on', { skip }, () =>
  withStory(async (story) => {
    assert.ok(reaches(story));
    move(story);
    for (let tries = 0; tries < 5; tries++) assert.ok(!reaches(story), 'nobody told the gateway');
    assert.equal(entryIn(story.gateway, SERVICE).mac, OLD_MAC);
    // To look is not to tell: a proof alone cures nothing.
    const looked = await announceFrom(story.after, SERVICE, { to: [GATEWAY], count: 0, patience: 1 });
    assert.equal(looked.report.frames, 0);
    assert.equal(entryIn(story.gateway, SERVICE).mac, OLD_MAC);
  }),
);
