import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../base/fault.ts';
import { hostWith } from '../kernel/build-host.ts';
import { explainIsAt, explainTo, explainWhoHas } from './explaining.ts';

const HOST = hostWith({
  links: {
    eth0: { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24'] },
    eth1: { mac: '02:00:00:00:00:02', addresses: ['10.1.0.1/24'] },
  },
});

test('addresses are text or numbers, and the interface is found where only one can be meant', () => {
  const told = explainWhoHas(HOST, { ip: '10.0.0.1' });
  assert.deepEqual([told.yes, told.on, told.answer?.mac], [true, 'eth0', 0x020000000001]);
  assert.deepEqual(explainWhoHas(HOST, { ip: 0x0a000001, on: 'eth0' }), told);
  assert.equal(explainWhoHas(HOST, { ip: '10.0.0.1', from: '0.0.0.0' }).from, 0);
  assert.equal(explainWhoHas(HOST, { ip: '10.0.0.1', unicast: true }).broadcast, false);
});

test('the way of a packet, and what is-at would change', () => {
  assert.equal(explainTo(HOST, { ip: '10.1.0.9' }).path?.link, 'eth1');
  assert.equal(explainTo(HOST, { ip: '10.1.0.9', from: '10.0.0.1' }).path?.source, 0x0a000001);
  const told = explainIsAt(HOST, { ip: '10.0.0.9', mac: '02-00-00-00-00-09' });
  assert.deepEqual([told.form, told.broadcast, told.mac], ['reply', false, 0x020000000009]);
  assert.equal(explainIsAt(HOST, { ip: '10.0.0.9', mac: 9, form: 'announcement' }).broadcast, true);
});

test('no address, no such interface and no single interface are faults with what to write', () => {
  assert.throws(() => explainTo(HOST, { ip: '10.1.0' }), UsageFault);
  assert.throws(() => explainWhoHas(HOST, { ip: '10.0.0.1', on: 'eth9' }), SystemFault);
  assert.throws(
    () => explainWhoHas(HOST, { ip: '192.0.2.1' }),
    (cause) => cause instanceof UsageFault && cause.remedy === 'name one with on: eth0, eth1',
  );
});
