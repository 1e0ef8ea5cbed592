import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import { SystemFault, UsageFault } from './fault.ts';

test('a fault prints what helps, as text and when nobody catches it', () => {
  const refused = new SystemFault('rights', 'Asking needs CAP_NET_RAW.', {
    operation: 'open',
    remedy: 'run it with sudo',
  });
  assert.equal(`${refused}`, 'SystemFault: Asking needs CAP_NET_RAW; run it with sudo');
  const slip = new UsageFault('targets', '10.0.0 is not an address', 'write 10.0.0.0/24');
  assert.equal(`${slip}`, 'UsageFault: targets: 10.0.0 is not an address; write 10.0.0.0/24');
  for (const fault of [refused, slip]) assert.ok(inspect(fault).includes(fault.remedy));
});

test('what is not there is not printed', () => {
  const ended = new SystemFault('interrupted', 'It was interrupted', { operation: 'wait', remedy: '' });
  assert.equal(String(ended), 'SystemFault: It was interrupted');
  assert.equal(
    String(new UsageFault('eth9', 'there is no eth9', 'name eth0')),
    'UsageFault: there is no eth9; name eth0',
  );
});
