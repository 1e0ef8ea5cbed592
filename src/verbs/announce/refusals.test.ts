import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip } from '../../../test/cli/stations.ts';
import { UsageFault } from '../../base/fault.ts';
import { TargetSet } from '../../base/target-set.ts';
import { openWorld } from '../../sim/world.ts';
import { refuseForeign, refuseImpossible } from './refusals.ts';

type Wishes = Parameters<typeof refuseForeign>[1];

function refused(
  address: string,
  own: readonly string[] = ['10.0.0.1/24'],
  more: Partial<Omit<Wishes, 'via'>> & { readonly via?: string } = {},
): string | null {
  const world = openWorld({ seed: 1 });
  const host = world.host({ name: 'eth0', mac: 1, addresses: own, segment: world.segment('s0') });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail();
  const [first = '', last = first] = address.split('-');
  const addresses = TargetSet.of([{ first: ip(first), last: ip(last) }]);
  const via = more.via === undefined ? [] : [{ ip: ip(more.via), mac: null }];
  try {
    refuseForeign(host.interfaces(), { force: false, vlan: null, facts, addresses, ...more, via });
    return null;
  } catch (cause) {
    assert.ok(cause instanceof UsageFault);
    return cause.message;
  }
}

test('addresses that no host can have, to the first and the last of them', () => {
  for (const [address, why] of [
    ['0.0.0.0', 'stands for no host'],
    ['0.255.255.255', 'stands for no host'],
    ['127.0.0.0', 'is a loopback address'],
    ['127.255.255.255', 'is a loopback address'],
    ['224.0.0.0', 'is a multicast address'],
    ['239.255.255.255', 'is a multicast address'],
    ['240.0.0.0', 'is reserved'],
    ['255.255.255.254', 'is reserved'],
    ['255.255.255.255', 'is the broadcast address'],
    ['223.255.255.250-224.0.0.3', 'is a multicast address'],
  ] as const) {
    assert.match(
      refused(address, [], { force: true }) ?? '',
      new RegExp(`${why}.*, so it is not announced`),
      address,
    );
    assert.match(
      refused('10.0.0.1', ['10.0.0.1/24'], { via: address.split('-').at(-1)! }) ?? '',
      new RegExp(why),
    );
  }
  for (const address of ['1.0.0.0', '126.255.255.255', '128.0.0.0', '223.255.255.255'])
    refuseImpossible([{ first: ip(address), last: ip(address) }]);
});

test('the edges of a subnet, but of a /31 and a /32, and but for one that is ours', () => {
  const force = { force: true };
  assert.match(
    refused('10.0.0.0', ['10.0.0.1/24'], force) ?? '',
    /10\.0\.0\.0 is the network address of eth0/,
  );
  assert.match(
    refused('10.0.0.255', ['10.0.0.1/24'], force) ?? '',
    /10\.0\.0\.255 is the broadcast address of eth0/,
  );
  assert.match(refused('10.0.0.9-10.0.1.9', ['10.0.0.1/24'], force) ?? '', /10\.0\.0\.255 is the broadcast/);
  assert.match(refused('10.0.0.4', ['10.0.0.5/30'], force) ?? '', /network address/);
  assert.equal(refused('10.0.0.4', ['10.0.0.5/31'], force), null);
  assert.equal(refused('10.0.0.255', ['10.0.0.255/24']), null, 'the kernel took it');
  assert.equal(refused('10.0.1.0', ['10.0.0.1/24'], force), null);
  assert.match(refused('10.0.0.1', ['10.0.0.1/24'], { via: '10.0.0.255' }) ?? '', /broadcast address/);
});

test('what is on no interface of ours is refused without force, and so is a VLAN of which nobody knows what is ours there', () => {
  assert.equal(refused('10.0.0.1'), null);
  assert.match(refused('10.0.0.2') ?? '', /^10\.0\.0\.2 is on no interface of this machine/);
  assert.match(
    refused('10.0.0.1-10.0.0.3', ['10.0.0.1/24', '10.0.0.2/24']) ?? '',
    /^10\.0\.0\.3 is on no interface/,
  );
  assert.match(refused('10.0.0.1', ['10.0.0.1/24'], { vlan: 7 }) ?? '', /ours in VLAN 7 is not known/);
  assert.equal(refused('10.0.0.9', ['10.0.0.1/24'], { vlan: 7, force: true }), null);
});

test('nobody is told of itself', () => {
  assert.match(refused('10.0.0.1', ['10.0.0.1/24'], { via: '10.0.0.1' }) ?? '', /cannot be told of itself/);
  assert.equal(refused('10.0.0.1', ['10.0.0.1/24'], { via: '10.0.0.254' }), null);
});
