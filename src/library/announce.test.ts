import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { paperNetwork } from '../sim/scenarios.ts';
import { announce, type AnnounceWishes } from './announce.ts';

const network = () =>
  paperNetwork({ ours: '10.0.0.1/29', hosts: [{ mac: '02:00:00:00:00:02', addresses: ['10.0.0.2'] }] });

async function reportOf(address: string, wishes: AnnounceWishes) {
  for await (const event of announce(network().hands, address, wishes))
    if (event.type === 'report') return event.report;
  return assert.fail('no report');
}

test('an address of ours is announced where it is, and a peer proves that it believes it', async () => {
  const told = await reportOf('10.0.0.1', { count: 1, via: ['10.0.0.2', 0x0a000002] });
  assert.deepEqual(
    told.proofs.map(({ peer, belief }) => `${formatIpv4(peer)} ${belief}`),
    ['10.0.0.2 believed'],
  );
});

test('an address of nobody here is refused without force, and the gateway where there is none', async () => {
  await assert.rejects(reportOf('10.0.0.5', { on: 'eth0' }), UsageFault);
  await assert.rejects(reportOf('10.0.0.1', { via: 'gateway' }), /no default route leads out of eth0/);
  assert.equal((await reportOf('10.0.0.5', { on: 'eth0', force: true, count: 1 })).interrupted, false);
  await assert.rejects(reportOf('10.0.0.1', { count: 0 }), UsageFault);
});
