import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, seededDice } from '../../src/base/dice.ts';
import { openClock } from '../../src/linux/clock.ts';
import type { LinkOptions } from '../../src/ports/host.ts';
import type { Link } from '../../src/ports/link.ts';
import { hearsArp } from '../../src/sim/hears-arp.ts';
import { bytesOf, ipv4Frame, udp, VECTORS } from '../../src/wire/evidence-fixtures.test.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';

const HEARS: LinkOptions = { hears: 'arp+evidence' };

function live(name: string, body: (near: LabHost, far: LabHost) => void | Promise<void>): void {
  test(name, { skip: whyNoLab }, async () => {
    const lab = openLab();
    try {
      const near = lab.host('near', { nics: [] });
      const far = lab.host('far', { nics: [] });
      lab.cable({ host: near, nic: { name: 'eth0' } }, { host: far, nic: { name: 'eth0' } });
      await body(near, far);
    } finally {
      lab.close();
    }
  });
}

/** Says each frame and gives back what was heard of them, in order, as hex. */
async function passed(ear: Link, mouth: Link, frames: readonly Uint8Array[]): Promise<readonly string[]> {
  const clock = openClock();
  for (const frame of frames)
    assert.equal(mouth.send({ bytes: frame, size: frame.length, count: 1 }).sent, 1);
  await clock.wait(clock.now() + 30);
  const heard: string[] = [];
  while (ear.drain(({ bytes }) => heard.push(Buffer.from(bytes).toString('hex'))).kind === 'frames');
  return heard;
}

const STRANGERS = [
  ipv4Frame({ payload: udp(53, '00'.repeat(20)) }),
  ipv4Frame({ payload: udp(9999, '', 68) }),
  ipv4Frame({ fragment: '00b9', payload: udp(68, '00'.repeat(8)) }),
  ipv4Frame({ fragment: '2000', payload: udp(68, '00'.repeat(8)) }),
  ipv4Frame({ options: '94040000'.repeat(10), tags: '88a8000181000002', payload: udp(3222, '00'.repeat(8)) }),
  ipv4Frame({ protocol: 6, payload: '00430044' + '00'.repeat(16) }),
  ipv4Frame({ protocol: 51, payload: `0604${'00'.repeat(30)}` }),
  bytesOf(`ffffffffffff02000000000186dd60000000${'00'.repeat(40)}`),
  bytesOf(`ffffffffffff020000000001080044${'00'.repeat(8)}70${'00'.repeat(30)}`),
];

live('the kernel lets pass what evidence is read of, tags and all, and nothing else', async (near, far) => {
  const dice = seededDice(11);
  const frames = [...VECTORS.map(({ frame }) => frame), ...STRANGERS];
  for (const { frame } of VECTORS)
    for (let bent = 0; bent < 25; bent++) {
      const other = frame.slice(
        0,
        between(dice, 0, 3) === 0 ? between(dice, 20, frame.length) : frame.length,
      );
      for (let hits = between(dice, 0, 2); hits > 0; hits--)
        other[between(dice, 12, Math.min(other.length - 1, 48))] = between(dice, 0, 255);
      frames.push(other);
    }
  const ear = near.open('eth0', HEARS);
  const heard = await passed(ear, far.open('eth0'), frames);
  const expected = frames.filter((frame) => hearsArp(frame, 'arp+evidence'));
  assert.ok(expected.length > 200 && frames.length - expected.length > 100);
  assert.deepEqual(
    heard,
    expected.map((frame) => Buffer.from(frame).toString('hex')),
  );
});

live('promiscuous as long as it is open, and else a member of the groups of evidence', (near) => {
  const promiscuity = (): string | undefined =>
    /promiscuity (\d+)/.exec(near.run('ip', '-d', 'link', 'show', 'eth0'))?.[1];
  const groups = (): string => near.run('ip', 'maddress', 'show', 'eth0');
  assert.equal(promiscuity(), '0');
  const curious = near.open('eth0', { ...HEARS, promiscuous: true });
  assert.equal(promiscuity(), '1');
  assert.doesNotMatch(groups(), /01:80:c2:00:00:0e/);
  curious.close();
  const modest = near.open('eth0', HEARS);
  for (const last of ['01:00:5e:00:00:12', '01:00:5e:00:00:02', '01:00:5e:00:00:66', '01:80:c2:00:00:0e'])
    assert.match(groups(), new RegExp(last));
  assert.equal(promiscuity(), '0');
  modest.close();
  assert.doesNotMatch(groups(), /01:80:c2:00:00:0e/);
});
