import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import { openHands } from './hands.ts';
import { takeSnapshot } from './snapshot.ts';

test('where there is no Linux, hands and snapshots are refused with what works there', async () => {
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  try {
    assert.throws(openHands, (cause) => cause instanceof SystemFault && /arpist\/capture/.test(cause.remedy));
    await assert.rejects(
      takeSnapshot(),
      (cause) => cause instanceof SystemFault && /parseHost/.test(cause.remedy),
    );
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
  }
});

test('hands are opened without rights, and nothing has to be closed', {
  skip: process.platform !== 'linux' && 'needs Linux',
}, () => {
  const { host, clock, dice, vendors } = openHands();
  assert.ok(host.interfaces().some(({ loopback }) => loopback));
  assert.ok(clock.now() <= clock.now());
  assert.ok(dice() < 1);
  assert.match(vendors.vendorOf(0xb827eb000001) ?? '', /Raspberry/);
});

test('a snapshot of this machine is what parseHost reads', {
  skip: process.platform !== 'linux' && 'needs Linux',
}, async () => {
  const host = await takeSnapshot();
  assert.equal(host.type, 'arpist-host');
  assert.ok(host.links.some(({ name }) => name === 'lo'));
});
