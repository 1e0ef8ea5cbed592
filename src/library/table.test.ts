import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry, nic, paperTable, publishedEntry } from '../../test/cli/paper-table.ts';
import { SystemFault, UsageFault } from '../base/fault.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { hostWith } from '../kernel/build-host.ts';
import { PaperFiles } from '../sim/paper-files.ts';
import { PaperHistory } from '../sim/paper-history.ts';
import { PaperSystem } from '../sim/paper-system.ts';
import { entries, removeEntries, setEntries } from './table.ts';

const machine = () => ({
  system: new PaperSystem(hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } })),
  history: new PaperHistory(),
  files: new PaperFiles(),
  table: paperTable(
    [entry('10.0.0.3', '02:00:00:00:01:03'), publishedEntry('10.0.0.60', 'eth0')],
    [nic('eth0', 2, '10.0.0.1/24')],
  ),
});

const told = (on: ReturnType<typeof machine>): readonly string[] =>
  entries(on).map(
    ({ ip, mac, state }) => `${formatIpv4(ip)} ${mac === null ? '-' : formatMac(mac)} ${state}`,
  );

test('entries are made where the address is at home, as text or numbers; one that is so already stays', () => {
  const on = machine();
  const wanted = [
    { ip: '10.0.0.7', mac: 'b827.eb00.0007' },
    { ip: 0x0a000008, mac: 0xb827eb000008, state: 'stale', router: true },
  ] as const;
  assert.deepEqual(
    setEntries(on, wanted).map(({ outcome }) => outcome),
    ['done', 'done'],
  );
  assert.deepEqual(told(on).slice(-2), [
    '10.0.0.7 b8:27:eb:00:00:07 permanent',
    '10.0.0.8 b8:27:eb:00:00:08 stale',
  ]);
  assert.equal(setEntries(on, [wanted[0]])[0]?.outcome, 'same');
  assert.deepEqual(
    on.history.entries().map(({ by, command }) => `${by} ${command}`),
    ['steps a program'],
  );
});

test('entries that fit are taken away, published ones stay', () => {
  const on = machine();
  assert.equal(removeEntries(on, () => true, { command: 'tidy' }).length, 1);
  assert.deepEqual(told(on), ['10.0.0.60 - none']);
  assert.deepEqual(
    removeEntries(on, () => true),
    [],
  );
});

test('what no neighbour has is refused, and nothing is made of the rest', () => {
  const on = machine();
  const good = { ip: '10.0.0.7', mac: '02:00:00:00:01:07' };
  for (const bad of [
    { ip: '10.0.0.1', mac: good.mac },
    { ip: '10.0.0.9', mac: 'ff:ff:ff:ff:ff:ff' },
    { ip: '192.0.2.1', mac: good.mac },
    { ip: '10.0.0', mac: good.mac },
  ])
    assert.throws(() => setEntries(on, [good, bad]), UsageFault);
  const own = { ip: '10.0.0.1', mac: good.mac };
  assert.throws(() => setEntries(on, [own]), /an address of this host itself/);
  assert.throws(() => setEntries(on, [{ ...good, on: 'eth9' }]), SystemFault);
  assert.equal(on.history.entries().length, 0);
});
