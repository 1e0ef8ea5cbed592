import assert from 'node:assert/strict';
import { STATE } from '../../src/verbs/proxy/book.ts';
import { Ground } from '../../src/verbs/proxy/ground.ts';
import { ProxyLane } from '../../src/verbs/proxy/lane.ts';
import { ip, mac, openWorld, ROUTER_MAC } from './proxy-place.ts';

const NET = { first: ip('10.9.0.0'), last: ip('10.9.7.255') };

/** A lane that found all of 10.9.0.0/21 free: nothing runs, and whoever calls says what time it is. */
export function freeLane(): ProxyLane {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const host = world.host({ name: 'eth1', mac: mac(ROUTER_MAC), addresses: ['10.77.0.254/24'], segment });
  const facts = host.interfaces()[1] ?? assert.fail();
  const wishes = {
    interfaces: [facts],
    nets: [NET],
    excepted: [],
    mac: null,
    any: false,
    delay: 0,
    limit: 100,
    rate: 1000,
    giveBack: 1e6,
    dryRun: false,
  };
  const ground = new Ground([{ ...NET, standing: 'ours', via: 'eth2' }]);
  const lane = new ProxyLane(host.openLink(facts), wishes, { ground, dice: () => 0.5 });
  for (let one = NET.first; one <= NET.last; one++) lane.bench.book.set(one, STATE.free);
  return lane;
}
