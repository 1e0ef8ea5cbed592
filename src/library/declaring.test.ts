import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical } from '../change/canonical.ts';
import { SystemFault, UsageFault } from '../base/fault.ts';
import { hostWith } from '../kernel/build-host.ts';
import { PaperFiles } from '../sim/paper-files.ts';
import { PaperHistory } from '../sim/paper-history.ts';
import { PaperSystem } from '../sim/paper-system.ts';
import { apply, type ApplyConsent, type Declared, plan, undo } from './declaring.ts';

const HOST = hostWith({
  links: { eth0: { addresses: ['10.0.0.1/24'] }, eth1: { addresses: ['10.0.0.2/24'] } },
  routes: ['default via 10.0.0.254 dev eth0'],
});
const FLUX: Declared = { flux: { interfaces: ['eth0', 'eth1'] } };
/** Whoever came by eth0 waits until it is learned. */
const NEW_MAC: Declared = { mac: { eth0: '02:00:00:00:00:77' } };

const machine = (logins?: readonly string[], host = HOST) => ({
  system: new PaperSystem(host),
  history: new PaperHistory(),
  files: new PaperFiles(),
  ...(logins === undefined ? {} : { logins: () => ({ inherited: logins, connections: [] }) }),
});

async function endingOf(on: ReturnType<typeof machine>, declared: Declared, consent?: ApplyConsent) {
  for await (const event of apply(on, declared, consent))
    if (event.type === 'report') return event.report.ending;
  return assert.fail('no report');
}

test('planned, applied as agreed, so already, and taken back', async () => {
  const on = machine();
  const agreed = plan(on, FLUX);
  assert.ok(agreed.steps.length > 0);
  assert.deepEqual(canonical(on.system.host), canonical(HOST), 'a plan changes nothing');
  assert.equal(await endingOf(on, FLUX, { agreed, command: 'my tool' }), 'done');
  assert.equal(plan(on, FLUX).steps.length, 0);
  assert.equal(await endingOf(on, FLUX), 'nothing');
  assert.deepEqual(
    on.history.entries().map(({ command }) => command),
    ['my tool'],
  );
  assert.equal(undo(on).complete, true);
  assert.deepEqual(canonical(on.system.host), canonical(HOST));
  assert.equal(undo(on).entry, null);
});

test('a plan that was agreed to is not another one: nothing is changed then', async () => {
  const on = machine();
  const agreed = plan(on, FLUX);
  on.system.make([{ do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 }]);
  const before = canonical(on.system.host);
  await assert.rejects(endingOf(on, FLUX, { agreed }), (fault) => fault instanceof SystemFault);
  assert.deepEqual(canonical(on.system.host), before);
});

test('what would cut whoever came by a connection wants a word', async () => {
  const on = machine(['10.0.0.9 50000 10.0.0.1 22']);
  assert.ok(plan(on, NEW_MAC).warnings.some(({ kind }) => kind === 'session'));
  await assert.rejects(endingOf(on, NEW_MAC), (fault) => fault instanceof UsageFault);
  assert.deepEqual(canonical(on.system.host), canonical(HOST));
  assert.equal(await endingOf(on, NEW_MAC, { mayCut: true }), 'done');
});

test('an answer that would end is agreed to by its address alone', async () => {
  const lo = { addresses: ['10.0.0.200/32', '10.0.0.201/32'] };
  const host = hostWith({ links: { lo, eth0: { addresses: ['10.0.0.1/24'] } } });
  const declared: Declared = { vip: { role: 'real-server', addresses: ['10.0.0.200'] } };
  const on = machine(undefined, host);
  const silent = plan(on, declared).silences;
  assert.deepEqual(
    silent.map(({ ip }) => ip),
    ['10.0.0.201'],
  );
  for (const silence of [[], ['10.0.0.202'], ['10.0.0.201@eth9']])
    await assert.rejects(endingOf(on, declared, { silence, mayCut: true }), UsageFault);
  assert.deepEqual(canonical(on.system.host), canonical(host));
  await assert.rejects(endingOf(on, declared, { silence: ['eth0'] }), /names no address/);
  assert.equal(await endingOf(on, declared, { silence: ['10.0.0.201'] }), 'done');
});

test('a declaration that cannot be used says what is wrong', () => {
  const on = machine();
  assert.throws(() => plan(on, { flux: { interface: [] } }), UsageFault);
  assert.throws(() => plan(on, {}), /declares nothing/);
  const elsewhere = machine(undefined, { ...HOST, hostname: 'here' });
  assert.throws(() => plan(elsewhere, { ...FLUX, host: 'there' }), /for the host there/);
  assert.throws(() => plan(on, { flux: { interfaces: ['eth0', 'eth9'] } }), UsageFault);
});
