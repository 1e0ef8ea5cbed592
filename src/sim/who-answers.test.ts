import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { ipOf } from './addresses.ts';
import { sharedAddresses, whoAnswers } from './who-answers.ts';

const VIP = ipOf('10.0.0.200');
const balancer = {
  name: 'lb',
  host: hostWith({ links: { eth0: { addresses: ['10.0.0.2/24', '10.0.0.200/32'] } } }),
};
const server = (name: string, ip: string, all = {}) => ({
  name,
  host: hostWith({ links: { lo: { addresses: ['10.0.0.200/32'] }, eth0: { addresses: [ip] } }, all }),
});

test('every host that answers is heard on the segment, by the name of its interface', () => {
  const hiding = { arp_ignore: 1, arp_announce: 2 };
  const open = [balancer, server('web1', '10.0.0.7/24'), server('web2', '10.0.0.8/24', hiding)];
  assert.deepEqual(whoAnswers(open, [VIP]).get(VIP), ['lb:eth0', 'web1:eth0']);
  const hidden = [balancer, server('web1', '10.0.0.7/24', hiding), server('web2', '10.0.0.8/24', hiding)];
  assert.deepEqual(
    whoAnswers(hidden, [VIP, ipOf('10.0.0.99')]),
    new Map([
      [VIP, ['lb:eth0']],
      [ipOf('10.0.0.99'), []],
    ]),
  );
  assert.deepEqual(sharedAddresses(open), [VIP]);
});

test('a proxy is heard too, however long its answer waits, and hosts on another network are not', () => {
  const router = {
    name: 'router',
    host: hostWith({
      links: { eth0: { addresses: ['10.0.0.1/24'] }, eth1: {} },
      routes: ['10.0.0.60 dev eth1'],
      forwarding: true,
      all: { proxy_arp: 1 },
    }),
  };
  const far = { name: 'far', host: hostWith({ links: { eth0: { addresses: ['10.9.0.60/24'] } } }) };
  const answers = whoAnswers([router, far], [ipOf('10.0.0.60'), ipOf('10.9.0.60')]);
  assert.deepEqual([...answers.values()], [['router:eth0'], ['far:eth0']]);
});

test('two interfaces of one host on one wire are told apart, also when they have one MAC', () => {
  const mac = '02:00:00:00:00:01';
  const links = { eth0: { mac, addresses: ['10.0.0.1/24'] }, eth1: { mac, addresses: ['10.0.0.2/24'] } };
  const answers = whoAnswers([{ name: 'box', host: hostWith({ links }) }], [ipOf('10.0.0.2')]);
  assert.deepEqual([...answers.values()], [['box:eth0', 'box:eth1']]);
});
